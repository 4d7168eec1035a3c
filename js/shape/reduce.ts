/** Reductions: the dimensions reduced go, or stay with size 1. */
import type { AsList, Axes, Dims, IsLiteralDims } from './axis.ts';
import type { IsRanked, Shape, Unsized } from './core.ts';

/** The shape of a reduction over `D`; over everything where `D` is absent or empty. */
export type Reduce<S extends Shape, D extends Dims = undefined, Keepdim extends boolean = false> = boolean extends Keepdim
  ? Shape
  : AsList<D> extends readonly []
    ? Keepdim extends true
      ? IsRanked<S> extends true
        ? { readonly [K in keyof S]: 1 }
        : Shape
      : readonly []
    : IsRanked<S> extends true
      ? IsLiteralDims<AsList<D>> extends true
        ? ReduceAxes<S, Axes<S, AsList<D>>, Keepdim>
        : ReduceSome<S, D, Keepdim>
      : Shape;

type ReduceSome<S extends Shape, D extends Dims, Keepdim extends boolean> = Keepdim extends true
  ? Unsized<S>
  : D extends number
    ? S extends readonly [number, ...infer Rest extends Shape]
      ? Unsized<Rest>
      : readonly []
    : Shape;

type ReduceAxes<S extends Shape, A, Keepdim extends boolean, Seen extends Shape = [], Out extends Shape = readonly []> = S extends readonly [
  infer Size extends number,
  ...infer Rest extends Shape,
]
  ? ReduceAxes<Rest, A, Keepdim, [...Seen, Size], Seen['length'] extends A ? (Keepdim extends true ? readonly [...Out, 1] : Out) : readonly [...Out, Size]>
  : Out;
