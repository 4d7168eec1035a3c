/** Classes of modules made from a name, parameters and a function: what activations, dropouts and losses have in common. */
import type { Shape } from '../shape.ts';
import { isTensor, type Tensor } from '../tensor.ts';
import { type Arguments, type Param, showValue, Signature, TENSOR, type Values } from '../signature.ts';
import { ModuleBase } from './module/module.ts';
import * as takes from './module/signatures.ts';
import { snakeCase } from '../text.ts';

/** A module that keeps the shape. */
export interface Activation extends ModuleBase {
  forward<const S extends Shape>(input: Tensor<S>): Tensor<S>;
  call<const S extends Shape>(input: Tensor<S>): Tensor<S>;
}

/** A class of modules made from the parameters `P`, which are fields of each. */
export interface ModuleClass<P extends readonly Param[], M extends ModuleBase> {
  new (...args: Arguments<P>): M & Values<P>;
  readonly prototype: M & Values<P>;
}

/** `inplace` only where it is on, everything else as `name=value`. */
function namedText(module: object, params: readonly Param[]): string {
  const fields = module as Readonly<Record<string, unknown>>;
  const shown = params.filter(({ name }) => name !== 'inplace' || fields[name] === true);
  return shown.map((param) => `${snakeCase(param.name)}=${showValue(param, fields[param.name])}`).join(', ');
}

/** The values alone. */
export function bareText(module: object, params: readonly Param[]): string {
  return params.map((param) => showValue(param, (module as Readonly<Record<string, unknown>>)[param.name])).join(', ');
}

/** A class named `name` whose forward is `run`. */
export function activation<const P extends readonly Param[]>(
  name: string,
  params: P,
  run: (input: Tensor, options: Values<P>) => Tensor,
  text: (module: object, params: readonly Param[]) => string = namedText,
): ModuleClass<P, Activation> {
  const signature = new Signature(name, params);
  const made = class extends ModuleBase {
    constructor(...args: readonly unknown[]) {
      super();
      Object.assign(this, signature.read(args));
    }

    override forward(input: Tensor): Tensor {
      if (arguments.length > 1 || !isTensor(input)) return this.forward(takes.input(arguments));
      return run(input, this as unknown as Values<P>);
    }

    override extraRepr(): string {
      return text(this, params);
    }
  };
  Object.defineProperty(made, 'name', { value: name });
  return made as unknown as ModuleClass<P, Activation>;
}

/** A module that compares predictions with targets. */
export interface Loss extends ModuleBase {
  forward(input: Tensor, target: Tensor): Tensor;
  call(input: Tensor, target: Tensor): Tensor;
}

/** PyTorch's two old flags, which `reduction` replaced, and it. */
interface Reducing {
  readonly sizeAverage?: boolean | null;
  readonly reduce?: boolean | null;
  readonly reduction: string;
}

function reductionOf({ sizeAverage = null, reduce = null, reduction }: Reducing): string {
  if (sizeAverage === null && reduce === null) return reduction;
  if (reduce === false) return 'none';
  return sizeAverage === false ? 'sum' : 'mean';
}

/** A class named `name` whose forward is `run`. */
export function loss<const P extends readonly Param[]>(
  name: string,
  params: P,
  run: (input: Tensor, target: Tensor, options: Values<P>) => Tensor,
): ModuleClass<P, Loss> {
  const signature = new Signature(name, params);
  const made = class extends ModuleBase {
    static override readonly keys = Object.fromEntries(params.map((param) => [param.name, snakeCase(param.name)]));

    constructor(...args: readonly unknown[]) {
      super();
      const values = signature.read(args) as Readonly<Record<string, unknown>>;
      for (const { name: field, kind } of params) {
        if (kind === TENSOR && values[field] !== null) this.registerBuffer(field, values[field] as Tensor);
        else Object.assign(this, { [field]: values[field] });
      }
      if ('reduction' in values) Object.assign(this, { reduction: reductionOf(values as unknown as Reducing) });
    }

    override forward(input: Tensor, target: Tensor): Tensor {
      if (arguments.length > 2 || !isTensor(input) || !isTensor(target)) return this.forward(...takes.inputAndTarget(arguments));
      return run(input, target, this as unknown as Values<P>);
    }
  };
  Object.defineProperty(made, 'name', { value: name });
  return made as unknown as ModuleClass<P, Loss>;
}
