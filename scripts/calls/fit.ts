/** What an operator's signature alone does not say: shapes, ranges and dtypes of arguments, and the words to say it in. */
import type { DType } from '../../js/index.ts';
import type { OpKind } from '../../js/dispatch/registry.ts';
import type { Arg, Input } from './argument.ts';

/** How large: the ordinary input is `rows` × `columns`. */
export interface Scale {
  readonly rows: number;
  readonly columns: number;
  /** Products and images are small too. */
  readonly small: boolean;
  readonly dtype: DType;
}

/** Values by parameter; a function where they depend on the parameter's kind. */
export type Values = { readonly [param: string]: Arg | ((kind: OpKind) => Arg) };

export interface Fit {
  /** Of the numbers in inputs that are not said otherwise. */
  readonly range?: readonly [number, number];
  /** Of the inputs that are not said otherwise. */
  readonly dtype?: DType;
  /** `dim` is the dimension of this variant. */
  readonly values?: (scale: Scale, dim: number) => Values;
  /** Further calls: these arguments in place of those. */
  readonly variants?: (scale: Scale, dim: number) => readonly Values[];
  /** Only these dimensions are tried. */
  readonly dims?: readonly number[];
  /** Results need not agree: what is compared is their shape. */
  readonly shapeOnly?: boolean;
}

export type Fits = { readonly [operator: string]: Fit };

type Options = Partial<Omit<Input, 'shape'>>;

/** An input of the run's dtype. */
export function real({ dtype }: Scale, shape: readonly number[], low = -2, high = 2, options: Options = {}): Arg {
  return { input: { shape, dtype, low, high, seed: 1, grad: true, ...options } };
}

/** Another one of the ordinary shape. */
export function second(scale: Scale, low = -2, high = 2): Arg {
  return real(scale, square(scale), low, high, { seed: 2 });
}

export function whole(shape: readonly number[], high: number, seed = 3): Arg {
  return { input: { shape, dtype: 'int64', low: 0, high, seed } };
}

/** Places that do not come twice along a dimension. */
export function places(shape: readonly number[], high: number): Arg {
  return { input: { shape, dtype: 'int64', low: 0, high, seed: 0, walk: true } };
}

export function mask(shape: readonly number[]): Arg {
  return { input: { shape, dtype: 'bool', low: -1, high: 1, seed: 5 } };
}

export function square({ rows, columns }: Scale): readonly [number, number] {
  return [rows, columns];
}

/** Of the ordinary shape. */
export function size(scale: Scale, dim: number): number {
  return square(scale)[dim] ?? 1;
}

export function half(length: number): number {
  return Math.floor(length / 2);
}

export function halves(length: number): readonly number[] {
  return [half(length), length - half(length)];
}

/** Numbers from this range. */
export function within(low: number, high: number): Fit {
  return { range: [low, high] };
}
