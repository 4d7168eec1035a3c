/** Dimensions in another order. */
import type { Axes, Axis, CheckDims, FromEnd, IsLiteralDims } from './axis.ts';
import type { IsRanked, Rank, Shape, Unsized } from './core.ts';

/** The shape with dimensions `D0` and `D1` exchanged. */
export type Transpose<S extends Shape, D0 extends number, D1 extends number> =
  IsRanked<S> extends true
    ? number extends D0 | D1
      ? Unsized<S>
      : Axis<S['length'], D0> extends infer A
        ? Axis<S['length'], D1> extends infer B
          ? Exchange<S, A, B>
          : Shape
        : Shape
    : Shape;

type Exchange<S extends Shape, A, B> = {
  readonly [K in keyof S]: K extends `${A & number}` ? SizeAt<S, B> : K extends `${B & number}` ? SizeAt<S, A> : S[K];
};

type SizeAt<S extends Shape, Index> = Index extends number ? (S[Index] extends number ? S[Index] : number) : number;

/** The shape with its dimensions in the order `D`. */
export type Permute<S extends Shape, D extends readonly number[]> =
  IsRanked<S> extends true
    ? IsLiteralDims<D> extends true
      ? { readonly [K in keyof D]: SizeAt<S, Axis<S['length'], D[K]>> }
      : Unsized<S>
    : D['length'] extends Rank
      ? { readonly [K in keyof D]: number }
      : Shape;

export type CheckPermute<S extends Shape, D extends readonly number[]> =
  IsRanked<S> extends true
    ? IsLiteralDims<D> extends true
      ? D['length'] extends S['length']
        ? CheckDims<S, D> extends infer Message extends string
          ? Message
          : [Exclude<FromEnd[S['length'] & Rank][number], Axes<S, D>>] extends [never]
            ? unknown
            : 'permute(): duplicate dims are not allowed.'
        : `permute(): number of dimensions in the tensor input does not match the length of the desired ordering of dimensions i.e. input.dim() = ${S['length']} is not equal to len(dims) = ${D['length']}`
      : unknown
    : unknown;
