/** Dimensions as arguments: counted from either end, one or several, refused where there is no such dimension. */
import type { IsRanked, Rank, Shape } from './core.ts';

/** One `dim`, several, or none given. */
export type Dims = number | readonly number[] | null | undefined;

/** For each rank, what counting from the end means: `-1` at index 1. */
export type FromEnd = [
  [never],
  [never, 0],
  [never, 1, 0],
  [never, 2, 1, 0],
  [never, 3, 2, 1, 0],
  [never, 4, 3, 2, 1, 0],
  [never, 5, 4, 3, 2, 1, 0],
  [never, 6, 5, 4, 3, 2, 1, 0],
  [never, 7, 6, 5, 4, 3, 2, 1, 0],
  [never, 8, 7, 6, 5, 4, 3, 2, 1, 0],
];

/** `Dim` of a tensor of rank `R`, counted from the front; the message where there is no such dimension. */
export type Axis<R, Dim extends number> = R extends Rank | 9
  ? `${Dim}` extends `-${infer Back}`
    ? Back extends keyof FromEnd[R]
      ? FromEnd[R][Back]
      : Unknown<R, Dim>
    : Dim extends FromEnd[R][number]
      ? Dim
      : R extends 0
        ? Dim extends 0
          ? 0
          : Unknown<R, Dim>
        : Unknown<R, Dim>
  : number;

type Unknown<R extends Rank | 9, Dim extends number> = `Dimension out of range (expected to be in range of ${Range[R]}, but got ${Dim})`;

type Range = ['[-1, 0]', '[-1, 0]', '[-2, 1]', '[-3, 2]', '[-4, 3]', '[-5, 4]', '[-6, 5]', '[-7, 6]', '[-8, 7]', '[-9, 8]'];

/** The axes of a list as a union, with the messages of those out of range. */
export type Axes<S extends Shape, D extends readonly number[]> = { [K in keyof D]: Axis<S['length'], D[K]> }[number];

export type AsList<D extends Dims> = D extends number ? readonly [D] : D extends readonly number[] ? D : readonly [];

export type IsLiteralDims<D extends readonly number[]> = number extends D['length'] ? false : number extends D[number] ? false : true;

/** The message of the first axis at fault, else unknown. */
export type CheckDims<S extends Shape, D extends Dims> =
  IsRanked<S> extends true
    ? IsLiteralDims<AsList<D>> extends true
      ? [Extract<Axes<S, AsList<D>>, string>] extends [never]
        ? unknown
        : Extract<Axes<S, AsList<D>>, string>
      : unknown
    : unknown;
