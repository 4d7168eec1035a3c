/**
 * Arguments of constructors and initialisers: positional in PyTorch's order, any of them instead in one trailing options
 * object. One list of parameters gives the check at run time, the error texts, and the types. Knows nothing of modules.
 */
import { isDType, type DType } from './dtype.ts';
import type { Device } from './device.ts';
import { ValueError } from './error.ts';
import { Generator } from './generator.ts';
import { FloatNumber } from './scalar.ts';
import { isTensor, type Tensor } from './tensor.ts';
import { floatText, pythonText, typeText } from './text.ts';

/** What a parameter takes. */
export interface Kind<T> {
  /** In error texts. */
  readonly name: string;
  accepts(value: unknown): boolean;
  /** The value as it is kept. */
  read?(value: unknown): T;
  /** The value as it prints. */
  show?(value: T): string;
}

export const INT: Kind<number> = {
  name: 'int',
  accepts: (value) => Number.isInteger(value) || typeof value === 'bigint',
  read: Number,
};
/** A number that prints with a point. */
export const FLOAT: Kind<number> = {
  name: 'float',
  accepts: (value) => typeof value === 'number' || value instanceof FloatNumber,
  read: Number,
  show: floatText,
};
export const BOOL: Kind<boolean> = { name: 'bool', accepts: (value) => typeof value === 'boolean' };
export const TEXT: Kind<string> = { name: 'str', accepts: (value) => typeof value === 'string' };
export const TENSOR: Kind<Tensor> = { name: 'Tensor', accepts: isTensor };
/** One size for all dimensions, or one each. */
export const SIZES: Kind<number | readonly number[]> = {
  name: 'int or tuple of ints',
  accepts: (value) => Number.isInteger(value) || (Array.isArray(value) && value.every(Number.isInteger)),
};
export const ANY: Kind<unknown> = { name: 'object', accepts: () => true };
const DTYPE: Kind<DType> = { name: 'torch.dtype', accepts: isDType };
const DEVICE: Kind<Device> = { name: 'torch.device', accepts: (value) => typeof value === 'string' };
const GENERATOR: Kind<Generator> = { name: 'Generator', accepts: (value) => value instanceof Generator };

export interface Param<Name extends string = string, T = any, IsOptional extends boolean = boolean> {
  readonly name: Name;
  readonly kind: Kind<T>;
  readonly isOptional: IsOptional;
  readonly fallback: T;
}

export function required<Name extends string, T>(name: Name, kind: Kind<T>): Param<Name, T, false> {
  return { name, kind, isOptional: false, fallback: undefined as T };
}

export function optional<Name extends string, T>(name: Name, kind: Kind<T>, fallback: T): Param<Name, T, true>;
export function optional<Name extends string, T>(name: Name, kind: Kind<T>, fallback: null): Param<Name, T | null, true>;
export function optional<Name extends string, T>(name: Name, kind: Kind<T>, fallback: T): Param<Name, T, true> {
  return { name, kind, isOptional: true, fallback };
}

/** Where and of what dtype parameters are made. */
export const FACTORY = [optional('device', DEVICE, null), optional('dtype', DTYPE, null)] as const;
export const GENERATED = [optional('generator', GENERATOR, null)] as const;

/** The value of each parameter by name. */
export type Values<P extends readonly Param[]> = {
  readonly [Each in P[number] as Each['name']]: Each extends Param<string, infer T> ? T : never;
};

type ValueOf<P> = P extends Param<string, infer T> ? (number extends T ? T | FloatNumber : T) : never;

/** Positional arguments, in order. */
export type Positional<P extends readonly Param[]> = P extends readonly [infer First extends Param, ...infer Rest extends readonly Param[]]
  ? First['isOptional'] extends true ? [ValueOf<First>?, ...Positional<Rest>] : [ValueOf<First>, ...Positional<Rest>]
  : [];

/** The options object that may stand in place of the parameters `P`. */
export type Options<P extends readonly Param[]> = {
  readonly [Each in P[number] as false extends Each['isOptional'] ? Each['name'] : never]: ValueOf<Each>;
} & {
  readonly [Each in P[number] as true extends Each['isOptional'] ? Each['name'] : never]?: ValueOf<Each>;
};

type WithOptions<P extends readonly Param[]> = P extends readonly [infer First extends Param, ...infer Rest extends readonly Param[]]
  ? [options: Options<P>] | [ValueOf<First>, ...WithOptions<Rest>]
  : never;

/** All ways to give the parameters `P`. */
export type Arguments<P extends readonly Param[]> = Positional<P> | WithOptions<P>;

export function isOptions(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** A name and its parameters; reads what a call was given. */
export class Signature<P extends readonly Param[]> {
  readonly name: string;
  readonly params: P;

  constructor(name: string, params: P) {
    this.name = name;
    this.params = params;
  }

  /** The value of every parameter. `null` for one that takes no null stands for its default. */
  read(args: readonly unknown[]): Values<P> {
    const last = args.at(-1);
    const options = isOptions(last) ? last : {};
    const given = isOptions(last) ? args.slice(0, -1) : args;
    if (given.length > this.params.length) {
      this.#refuse(`takes ${this.params.length} positional arguments but ${given.length} were given`);
    }
    for (const key in options) {
      const position = this.params.findIndex(({ name }) => name === key);
      if (position < 0) this.#refuse(`got an unexpected keyword argument '${key}'`);
      if (position < given.length) this.#refuse(`got multiple values for argument '${key}'`);
    }
    const values: Record<string, unknown> = {};
    this.params.forEach((param, position) => {
      values[param.name] = this.#value(param, position < given.length ? given[position] : options[param.name], position);
    });
    return values as Values<P>;
  }

  #value(param: Param, value: unknown, position: number): unknown {
    const { name, kind, isOptional, fallback } = param;
    if (value === undefined || (value === null && isOptional)) {
      if (!isOptional) this.#refuse(`missing 1 required positional argument: '${name}'`);
      return fallback;
    }
    if (!kind.accepts(value)) {
      throw new ValueError(`${this.name}(): argument '${name}' (position ${position + 1}) must be ${kind.name}, not ${typeText(value)}`);
    }
    return kind.read === undefined ? value : kind.read(value);
  }

  #refuse(reason: string): never {
    throw new ValueError(`${this.name}() ${reason}`);
  }
}

export function signature<const P extends readonly Param[]>(name: string, ...params: P): Signature<P> {
  return new Signature(name, params);
}

/** A value as its parameter prints it. */
export function showValue({ kind }: Param, value: unknown): string {
  return value === null || kind.show === undefined ? pythonText(value) : kind.show(value);
}

/** `count` sizes from one or from as many. */
export function expandSizes(sizes: number | readonly number[], count: number): readonly number[] {
  return typeof sizes === 'number' ? Array<number>(count).fill(sizes) : sizes;
}
