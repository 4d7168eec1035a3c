/** Parameters in a list and by name. */
import { ValueError } from '../../error.ts';
import { type Kind, isOptions, OBJECT, optional, signature } from '../../signature.ts';
import { isTensor, type Tensor } from '../../tensor.ts';
import type { Member } from '../module/members.ts';
import { Module } from '../module/module.ts';
import { Parameter } from '../module/parameter.ts';
import { sizeText, typeText } from '../../text.ts';
import { blockText } from '../module/repr.ts';

function asParameter(value: Tensor): Parameter {
  if (!isTensor(value)) throw new ValueError('a Parameter or a Tensor is required');
  return value instanceof Parameter ? value : new Parameter(value);
}

const TENSORS_BY_NAME: Kind<Readonly<Record<string, Tensor>> | ReadonlyMap<string, Tensor>> = {
  name: 'dict of Tensors',
  accepts: (value) => value instanceof Map || isOptions(value),
  takesObjects: true,
};
const LIST = signature('ParameterList', optional('values', OBJECT, []));
const DICT = signature('ParameterDict', optional('parameters', TENSORS_BY_NAME, {}));

abstract class ParameterContainer extends Module {
  protected items = new Map<string, Parameter>();

  protected override members(): Member[] {
    const own = [...this.items].map(([name, value]): Member => ({ kind: 'parameter', name, field: name, value }));
    return [...super.members(), ...own];
  }

  protected override replaceMember(field: string, value: Tensor): void {
    if (this.items.has(field)) this.items.set(field, asParameter(value));
    else super.replaceMember(field, value);
  }

  /** The number of parameters. */
  get length(): number {
    return this.items.size;
  }

  override toString(): string {
    const lines = [...this.items].map(([name, { dtype, shape }]) => {
      const size = sizeText(shape)
        .replace(/^torch\.Size\(\[|\]\)$/g, '')
        .replaceAll(', ', 'x');
      return `(${name}): Parameter containing: [torch.${dtype} of size ${size}]`;
    });
    return blockText(this.constructor.name, '', lines);
  }
}

/**
 * Parameters in a list. Tensors become parameters.
 *
 * @example
 * readonly weights = new nn.ParameterList([rand([2]), rand([3])]);
 */
export class ParameterList extends ParameterContainer {
  static override readonly name: string = 'ParameterList';

  constructor(values?: Iterable<Tensor>);
  constructor(...args: readonly unknown[]) {
    super();
    this.extend(LIST.read(args).values);
  }

  /** The parameter at a place, counted from either end. */
  at(index: number): Parameter {
    const parameter = [...this.items.values()].at(index);
    if (parameter === undefined) throw new ValueError(`index ${index} is out of range`);
    return parameter;
  }

  append(parameter: Tensor): this {
    this.items.set(String(this.items.size), asParameter(parameter));
    return this;
  }

  extend(parameters: Iterable<Tensor>): this {
    if (!(typeof parameters === 'object' && parameters !== null && Symbol.iterator in parameters)) {
      throw new ValueError(`expected an iterable of parameters, but got ${typeText(parameters)}`);
    }
    for (const parameter of parameters) this.append(parameter);
    return this;
  }

  [Symbol.iterator](): IterableIterator<Parameter> {
    return this.items.values();
  }
}

/**
 * Parameters by name, in the order in which they were added. Tensors become parameters.
 *
 * @example
 * readonly scales = new nn.ParameterDict({ left: ones([4]), right: ones([4]) });
 */
export class ParameterDict extends ParameterContainer {
  static override readonly name: string = 'ParameterDict';

  constructor(parameters?: Readonly<Record<string, Tensor>> | ReadonlyMap<string, Tensor>);
  constructor(...args: readonly unknown[]) {
    super();
    const { parameters } = DICT.read(args);
    const entries = parameters instanceof Map ? [...parameters] : Object.entries(parameters);
    for (const [name, parameter] of entries) this.set(name, parameter as Tensor);
  }

  get(name: string): Parameter | undefined {
    return this.items.get(name);
  }

  set(name: string, parameter: Tensor): this {
    this.items.set(name, asParameter(parameter));
    return this;
  }

  has(name: string): boolean {
    return this.items.has(name);
  }

  keys(): IterableIterator<string> {
    return this.items.keys();
  }

  values(): IterableIterator<Parameter> {
    return this.items.values();
  }

  entries(): IterableIterator<[string, Parameter]> {
    return this.items.entries();
  }

  [Symbol.iterator](): IterableIterator<string> {
    return this.items.keys();
  }
}
