/**
 * Layers from their signatures. A layer names its parameters once, in PyTorch's order, and says what `forward` computes from the
 * inputs and from itself; the types and the reading of its arguments, its fields, its text and the check of what `forward` is given
 * follow. What it learns are `parameters`, what else it saves are `buffers`: both made by functions of the values it was given.
 *
 * Always: a field is read-only and has the parameter's name; `device` and `dtype` are no fields; tensors given to the constructor
 * are buffers; keys in states are the fields' names in snake_case. A layer is a class that extends what `layer` returns, and can be
 * extended further. Knows no particular layer.
 */
import type { Device } from '../device.ts';
import type { DType } from '../dtype.ts';
import type { Shape } from '../shape.ts';
import { isTensor, type Tensor } from '../tensor.ts';
import { type Arguments, type Param, required, Signature, TENSOR, type Values } from '../signature.ts';
import { holdMember } from './module/members.ts';
import { ModuleBase } from './module/module.ts';
import { emptyParameter, type Parameter } from './module/parameter.ts';
import { fieldsText, type Shown, shownOf } from './module/repr.ts';

/** A module whose `call` takes and returns what its `forward` does. */
interface Layer extends ModuleBase {
  call(...args: Parameters<this['forward']>): ReturnType<this['forward']>;
}

/** A module of one input. */
export interface OneInput<R = Tensor> extends Layer {
  forward(input: Tensor): R;
}

/** A module of the inputs `T`. */
export interface SeveralInputs<T extends readonly Param[], R = Tensor> extends Layer {
  forward(...inputs: Arguments<T>): R;
}

/** A module that keeps the shape. */
export interface Activation extends ModuleBase {
  forward<const S extends Shape>(input: Tensor<S>): Tensor<S>;
  call<const S extends Shape>(input: Tensor<S>): Tensor<S>;
}

/** A class of modules `M` made from the parameters `P`. */
export interface ModuleClass<P extends readonly Param[], M> {
  /** Takes the parameters in PyTorch's order, any of the last ones by name instead in one object at the end. */
  new (...args: Arguments<P>): M;
  readonly prototype: M;
}

type Input = readonly [Param<'input', Tensor, false>];
type Inputs<T extends readonly Param[]> = { readonly [At in keyof T]: T[At] extends Param<string, infer V> ? V : never };

/** An uninitialised parameter, on the device and of the dtype that the layer was given. */
type Blank = (sizes: readonly number[]) => Parameter;

/** What a layer with the fields `K`, the parameters `W` and the buffers `B` has beside what every module has. */
type Members<K, W, B> = Readonly<Omit<K, 'device' | 'dtype' | keyof W | keyof B>> & W & B & ([keyof W] extends [never] ? unknown : Resettable);

export interface Resettable {
  /** Draws the parameters anew. */
  resetParameters(): void;
}

/**
 * What a layer of the parameters `P` is beside them: the inputs `T`, the fields `K`, what it learns `W`, the buffers `B` and the result
 * `R`. Its functions are written in place and in this order: each has the types of those before.
 */
export interface Description<P extends readonly Param[], T extends readonly Param[], K, W, B, R> {
  /** The inputs of `forward`, where it is not one tensor called `input`. */
  readonly inputs?: T;
  /** What prints between the parentheses: everything by name, `inplace` where it is on, unless said otherwise. */
  readonly text?: readonly NoInfer<Shown<P[number]['name']>>[];
  /** Checks the values given, and makes the fields from them. */
  readonly fields?: (given: Values<P>) => K;
  /** What it learns: members of its state, in this order. One in the place of an option, `bias`, takes the option's field. */
  readonly parameters?: (given: Omit<Values<P>, keyof K> & K, blank: Blank) => W;
  /** What else is part of its state. */
  readonly buffers?: (given: Omit<Values<P>, keyof K> & K) => B;
  /** Draws the parameters; runs when one was made blank, and as `resetParameters`. */
  readonly reset?: (layer: NoInfer<Members<K, W, B>>) => void;
  readonly forward: Forward<T, Members<K, W, B>, R>;
}

/** What is computed from the inputs and from the layer itself, which comes last. */
type Forward<T extends readonly Param[], M, R> = (...args: [...inputs: Inputs<T>, layer: ModuleBase & NoInfer<M>]) => R;

type Fields = Record<string, unknown>;

const INPUT = [required('input', TENSOR)] as const;

/**
 * The class that a layer extends.
 *
 * @example
 * export class Flatten extends layer('Flatten', [optional('startDim', INT, 1), optional('endDim', INT, -1)], {
 *   forward: (input, { startDim, endDim }) => input.flatten(startDim, endDim),
 * }) {}
 */
export function layer<
  const P extends readonly Param[],
  const T extends readonly Param[] = Input,
  K = Values<P>,
  W extends object = {},
  B extends object = {},
  R = Tensor,
>(
  name: string,
  params: P,
  description: Description<P, T, K, W, B, R> | Forward<T, Members<K, W, B>, R>,
): ModuleClass<P, ([T] extends [Input] ? OneInput<R> : SeveralInputs<T, R>) & Members<K, W, B>> {
  const signature = new Signature(name, params);
  const about = typeof description === 'function' ? ({ forward: description } as Description<P, T, K, W, B, R>) : description;
  const { inputs = INPUT, text = params.flatMap(usualText), fields, parameters, buffers, reset, forward } = about;
  const shown = text.map((entry) => shownOf(entry, params));
  const hasMembers = parameters !== undefined || buffers !== undefined || params.some(({ kind }) => kind === TENSOR);
  // A bundler may have shortened the name of the layer's class, which is known from its first instance on.
  let isNamed = false;

  class Base extends ModuleBase {
    constructor(...args: readonly unknown[]) {
      super();
      if (!isNamed && Object.getPrototypeOf(new.target) === Base) {
        Object.defineProperty(new.target, 'name', { value: name });
        isNamed = true;
      }
      const given = signature.read(args) as Values<P> & { readonly device: Device | null; readonly dtype: DType | null };
      const own = (fields === undefined ? given : fields(given)) as Fields;
      if (!hasMembers) {
        Object.assign(this, own);
        return;
      }
      const all = fields === undefined ? given : { ...given, ...own };
      let isBlank = false;
      const learned = parameters?.(all as never, (sizes) => {
        isBlank = true;
        return emptyParameter(sizes, given.device, given.dtype);
      });
      const saved = buffers?.(all as never);
      setFields(this as unknown as Fields, own, learned, saved);
      if (isBlank) (this as unknown as Partial<Resettable>).resetParameters?.();
    }

    override extraRepr(): string {
      return fieldsText(this as unknown as Fields, shown);
    }
  }
  Object.defineProperty(Base, 'name', { value: name });
  define(Base, 'forward', checked(inputs, forward as Run));
  if (reset !== undefined) {
    define(Base, 'resetParameters', function resetParameters(this: never): void {
      reset(this);
    });
  }
  return Base as never;
}

function usualText({ name }: Param): string[] {
  if (name === 'device' || name === 'dtype') return [];
  return [name === 'inplace' ? 'inplace?' : `${name}=`];
}

/** Gives a layer its fields and members. Where and of what dtype those are is theirs to tell. */
function setFields(layer: Fields, own: Fields, learned: object = {}, saved: object = {}): void {
  for (const field in own) {
    if (field in learned || field in saved || field === 'device' || field === 'dtype') continue;
    const value = own[field];
    if (isTensor(value)) holdMember(layer, 'buffer', field, value);
    else layer[field] = value;
  }
  for (const field in learned) holdMember(layer, 'parameter', field, (learned as Fields)[field]);
  for (const field in saved) holdMember(layer, 'buffer', field, (saved as Fields)[field]);
}

/** `layer` for modules whose `forward` and `call` have the types that `M` says. */
export type LayerOf<M extends ModuleBase> = <
  const P extends readonly Param[],
  const T extends readonly Param[] = Input,
  K = Values<P>,
  W extends object = {},
  B extends object = {},
>(
  name: string,
  params: P,
  description: Description<P, T, K, W, B, Tensor> | Forward<T, Members<K, W, B>, Tensor>,
) => ModuleClass<P, M & Members<K, W, B>>;

/** A layer that keeps the shape of its input. */
export const sameShapeLayer = layer as unknown as LayerOf<Activation>;

function define(Class: Function, name: string, value: Function): void {
  Object.defineProperty(Class.prototype, name, { value, writable: true, configurable: true });
}

type Run = (...args: readonly unknown[]) => unknown;

/** The method that hands its arguments, read as `inputs`, and its layer to `run`. The usual call is not read by a signature. */
function checked(inputs: readonly Param[], run: Run): Function {
  const signature = new Signature('forward', inputs);
  const read = (args: ArrayLike<unknown>): readonly unknown[] => {
    const values = signature.read(args) as Fields;
    return inputs.map(({ name }) => values[name]);
  };
  if (inputs.every(({ kind, isOptional }) => kind === TENSOR && !isOptional)) {
    if (inputs.length === 1) {
      return function forward(this: unknown, input: unknown): unknown {
        return arguments.length === 1 && isTensor(input) ? run(input, this) : run(...read(arguments), this);
      };
    }
    if (inputs.length === 2) {
      return function forward(this: unknown, input: unknown, other: unknown): unknown {
        return arguments.length === 2 && isTensor(input) && isTensor(other) ? run(input, other, this) : run(...read(arguments), this);
      };
    }
  }
  return function forward(this: unknown, ...args: readonly unknown[]): unknown {
    return run(...read(args), this);
  };
}
