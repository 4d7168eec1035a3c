/**
 * Arguments of calls as data: what a tensor must be like, without one. The benchmarks and the fuzzer make them each in their
 * own way.
 */
import type { DType } from '../../js/index.ts';

/** A tensor, as it is written to the other side. */
export interface Input {
  readonly shape: readonly number[];
  readonly dtype: DType;
  /** The least, and what stays out of reach: real numbers, or whole ones for an integer dtype. */
  readonly low: number;
  readonly high: number;
  readonly seed: number;
  /** Whole numbers `(i + 7 j) mod high` instead, j along the last dimension: all different along either. */
  readonly walk?: boolean;
  /** A gradient is asked for. */
  readonly grad?: boolean;
}

/** An argument: JSON, with tensors as `{ input }` and what JSON lacks under a name. */
export type Arg =
  | number
  | boolean
  | string
  | null
  | { readonly input: Input }
  | { readonly dtype: DType }
  | { readonly slice: readonly [number, number, number] }
  | readonly Arg[];

export function isInput(arg: Arg): arg is { readonly input: Input } {
  return typeof arg === 'object' && arg !== null && 'input' in arg;
}

/** The inputs of an argument, through lists. */
export function inputsOf(arg: Arg): readonly Input[] {
  if (Array.isArray(arg)) return (arg as readonly Arg[]).flatMap(inputsOf);
  return isInput(arg) ? [arg.input] : [];
}
