/** Dimensions of size 1, taken out and put in. */
import type { AsList, Axes, Axis, Dims, IsLiteralDims } from './axis.ts';
import type { Checked, IsRanked, Shape, Unsized } from './core.ts';

/** The shape without its dimensions of size 1, or without those of `D` that have size 1. */
export type Squeeze<S extends Shape, D extends Dims = undefined> =
  IsRanked<S> extends true ? (IsLiteralDims<AsList<D>> extends true ? SqueezeAxes<S, D extends null | undefined ? number : Axes<S, AsList<D>>> : Shape) : Shape;

type SqueezeAxes<S extends Shape, A, Seen extends Shape = [], Out extends Shape = readonly []> = S extends readonly [
  infer Size extends number,
  ...infer Rest extends Shape,
]
  ? Seen['length'] extends A
    ? number extends Size
      ? Shape
      : SqueezeAxes<Rest, A, [...Seen, Size], Size extends 1 ? Out : readonly [...Out, Size]>
    : SqueezeAxes<Rest, A, [...Seen, Size], readonly [...Out, Size]>
  : Out;

/** The shape with a dimension of size 1 put in at `D`. */
export type Unsqueeze<S extends Shape, D extends number> = Insert<S, D, 1>;
export type CheckUnsqueeze<S extends Shape, D extends number> = Checked<AxisToInsert<S, D>>;

type AxisToInsert<S extends Shape, D extends number> = IsRanked<S> extends true ? (number extends D ? number : Axis<[...S, 0]['length'], D>) : number;

/** `S` with a dimension of size `Size` put in at `D`. */
export type Insert<S extends Shape, D extends number, Size extends number> =
  IsRanked<S> extends true
    ? AxisToInsert<S, D> extends infer At extends number
      ? number extends At
        ? Unsized<readonly [...S, 1]>
        : InsertAt<S, At, Size>
      : Shape
    : Shape;

type InsertAt<S extends Shape, At extends number, Size extends number, Seen extends Shape = readonly []> = Seen['length'] extends At
  ? readonly [...Seen, Size, ...S]
  : S extends readonly [infer First extends number, ...infer Rest extends Shape]
    ? InsertAt<Rest, At, Size, readonly [...Seen, First]>
    : Shape;
