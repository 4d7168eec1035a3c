/**
 * Arguments of constructors and plain functions: positional in PyTorch's order, any of them instead in one trailing options
 * object. One list of parameters gives the check at run time, the error texts, and the types. Knows no tensors.
 */
import type { FloatNumber } from '../scalar.ts';
import { pythonText } from '../text.ts';
import { isOptions, type Kind } from './kind.ts';
import { errorOf, missing, mistyped, type Refusal, tooMany, twice, unexpected } from './refusal.ts';
import { Spellings } from './spelling.ts';

export interface Param<Name extends string = string, T = any, IsOptional extends boolean = boolean> {
  readonly name: Name;
  readonly kind: Kind<T>;
  readonly isOptional: IsOptional;
  readonly fallback: T;
  /** Given by name only. */
  readonly isNamed?: boolean;
}

export function required<Name extends string, T>(name: Name, kind: Kind<T>): Param<Name, T, false> {
  return { name, kind, isOptional: false, fallback: undefined as T };
}

export function optional<Name extends string, T>(name: Name, kind: Kind<T>, fallback: T): Param<Name, T, true>;
export function optional<Name extends string, T>(name: Name, kind: Kind<T>, fallback: null): Param<Name, T | null, true>;
export function optional<Name extends string, T>(name: Name, kind: Kind<T>, fallback: T): Param<Name, T, true> {
  return { name, kind, isOptional: true, fallback };
}

/** An optional parameter that is given by name only. Those without it come first. */
export type NamedParam<Name extends string, T> = Param<Name, T, true> & { readonly isNamed: true };

export function named<Name extends string, T>(name: Name, kind: Kind<T>, fallback: T): NamedParam<Name, T>;
export function named<Name extends string, T>(name: Name, kind: Kind<T>, fallback: null): NamedParam<Name, T | null>;
export function named<Name extends string, T>(name: Name, kind: Kind<T>, fallback: T): NamedParam<Name, T> {
  return { name, kind, isOptional: true, fallback, isNamed: true };
}

/** The value of each parameter by name. */
export type Values<P extends readonly Param[]> = {
  readonly [Each in P[number] as Each['name']]: Each extends Param<string, infer T> ? T : never;
};

type ValueOf<P> = P extends Param<string, infer T> ? (number extends T ? T | FloatNumber : T) : never;

/** Positional arguments, in order. */
export type Positional<P extends readonly Param[]> = P extends readonly [infer First extends Param, ...infer Rest extends readonly Param[]]
  ? First extends { readonly isNamed: true }
    ? []
    : First['isOptional'] extends true
      ? [ValueOf<First>?, ...Positional<Rest>]
      : [ValueOf<First>, ...Positional<Rest>]
  : [];

/** The options object that may stand in place of the parameters `P`. */
export type Options<P extends readonly Param[]> = {
  readonly [Each in P[number] as false extends Each['isOptional'] ? Each['name'] : never]: ValueOf<Each>;
} & {
  readonly [Each in P[number] as true extends Each['isOptional'] ? Each['name'] : never]?: ValueOf<Each>;
};

type WithOptions<P extends readonly Param[]> = P extends readonly [infer First extends Param, ...infer Rest extends readonly Param[]]
  ? First extends { readonly isNamed: true }
    ? [options: Options<P>]
    : [options: Options<P>] | [ValueOf<First>, ...WithOptions<Rest>]
  : never;

/** All ways to give the parameters `P`. */
export type Arguments<P extends readonly Param[]> = Positional<P> | WithOptions<P>;

/** A name and its parameters; reads what a call was given. */
export class Signature<P extends readonly Param[]> {
  readonly name: string;
  readonly params: P;
  readonly #spellings: Spellings;
  /** How many may be given by position. */
  readonly #most: number;
  /** Every parameter with its default: copied, and what is given put into it. */
  readonly #defaults: Readonly<Record<string, unknown>>;

  constructor(name: string, params: P) {
    this.name = name;
    this.params = params;
    this.#spellings = new Spellings(params.map((param) => param.name));
    this.#most = params.filter(({ isNamed }) => isNamed !== true).length;
    this.#defaults = Object.fromEntries(params.map((param) => [param.name, param.fallback]));
  }

  /**
   * The value of every parameter. `undefined` is not given; `null` is PyTorch's None, which few parameters take.
   *
   * @throws ValueError for a name that is none of the parameters, and for values that do not fit
   */
  read(args: ArrayLike<unknown>, origin?: Function): Values<P> {
    const { params } = this;
    let count = args.length;
    while (count > 0 && args[count - 1] === undefined) count -= 1;
    const values = { ...this.#defaults };
    if (count > 0) {
      const last = args[count - 1];
      if (typeof last === 'object' && isOptions(last) && params[count - 1]?.kind.takesObjects !== true) {
        count -= 1;
        this.#readNamed(last, args, count, values, origin);
      }
      if (count > this.#most) throw errorOf(this.#tooMany(count), origin);
      for (let position = 0; position < count; position += 1) this.#put(values, position, args[position], true, origin);
    }
    for (let position = 0; position < params.length; position += 1) {
      const { isOptional, name } = params[position] as Param;
      if (!isOptional && values[name] === undefined) this.#refuseMissing(values, origin);
    }
    return values as Values<P>;
  }

  /** What was given as options alone, by our names: checked, without defaults. For groups that inherit the others. */
  readGiven(options: Readonly<Record<string, unknown>>): Partial<Values<P>> {
    const given: Record<string, unknown> = {};
    this.#readNamed(options, [], 0, given, undefined);
    return given as Partial<Values<P>>;
  }

  /** Which parameter a name stands for; −1 for none. */
  positionOf(name: string): number {
    return this.#spellings.positionOf(name);
  }

  /** Puts the values of an options object, each looked at once, unless a position has it already. */
  #readNamed(
    options: Readonly<Record<string, unknown>>,
    args: ArrayLike<unknown>,
    count: number,
    values: Record<string, unknown>,
    origin: Function | undefined,
  ): void {
    const given: unknown[] = [];
    for (const key of Object.keys(options)) {
      const position = this.#spellings.positionOf(key);
      if (position < 0) throw errorOf(unexpected(this.name, key, this.#spellings), origin);
      const value = options[key];
      if (value === undefined) continue;
      const isGiven = position in given || (position < count && args[position] !== undefined);
      if (isGiven) throw errorOf(twice(this.name, (this.params[position] as Param).name), origin);
      given[position] = value;
    }
    for (let position = 0; position < given.length; position += 1) this.#put(values, position, given[position], false, origin);
  }

  #put(values: Record<string, unknown>, position: number, value: unknown, isPositional: boolean, origin: Function | undefined): void {
    if (value === undefined) return;
    const { name, kind, fallback } = this.params[position] as Param;
    if (value === null && fallback === null) values[name] = null;
    else if (kind.accepts(value)) values[name] = kind.read === undefined ? value : kind.read(value);
    else {
      const { name: wanted, item } = kind;
      const wrong = { parameter: name, position: isPositional ? position + 1 : 0, wanted, value, hint: kind.hint?.(value) ?? null, item };
      throw errorOf(mistyped(this.name, wrong), origin);
    }
  }

  #tooMany(count: number): Refusal {
    const byPosition = this.params.slice(0, this.#most);
    const named = this.params.slice(this.#most).map(({ name }) => name);
    return tooMany(this.name, byPosition.filter(({ isOptional }) => !isOptional).length, this.#most, count, named);
  }

  /** Names all that are missing, not only the first. */
  #refuseMissing(values: Readonly<Record<string, unknown>>, origin: Function | undefined): never {
    const lacking = this.params.filter(({ isOptional, name }) => !isOptional && values[name] === undefined);
    throw errorOf(
      missing(
        this.name,
        lacking.map(({ name }) => name),
      ),
      origin,
    );
  }
}

export function signature<const P extends readonly Param[]>(name: string, ...params: P): Signature<P> {
  return new Signature(name, params);
}

/** Refuses the arguments of a function that takes none: options that it would ignore. */
export function takesNone(name: string, args: ArrayLike<unknown>): void {
  for (let index = 0; index < args.length; index += 1) if (args[index] !== undefined) signature(name).read(args);
}

/** A value as its parameter prints it. */
export function showValue({ kind }: Param, value: unknown): string {
  return value === null || kind.show === undefined ? pythonText(value) : kind.show(value);
}

/** `count` sizes from one or from as many. */
export function expandSizes(sizes: number | readonly number[], count: number): readonly number[] {
  return typeof sizes === 'number' ? Array<number>(count).fill(sizes) : sizes;
}
