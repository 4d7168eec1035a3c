/** Matrix products of vectors, matrices and batches, and the linear layer. */
import type { BroadcastOrError } from './broadcast.ts';
import type { Agree, Checked, Fitted, IsRanked, Join, Shape } from './core.ts';

/** The shape of `a.matmul(b)`: vectors, matrices and batches of them. */
export type MatMul<A extends Shape, B extends Shape> = Fitted<MatMulOrError<A, B>>;
export type CheckMatMul<A extends Shape, B extends Shape> = Checked<MatMulOrError<A, B>>;

type MatMulOrError<A extends Shape, B extends Shape> = IsRanked<A> extends true ? (IsRanked<B> extends true ? RankedMatMul<A, B> : Shape) : Shape;

type RankedMatMul<A extends Shape, B extends Shape> = A extends readonly [...infer AB extends Shape, infer N extends number, infer K extends number]
  ? B extends readonly [...infer BB extends Shape, infer L extends number, infer M extends number]
    ? Agree<K, L> extends true
      ? Batched<AB, BB, readonly [N, M]>
      : Mismatch<A, B>
    : B extends readonly [infer L extends number]
      ? Agree<K, L> extends true
        ? readonly [...AB, N]
        : Mismatch<A, B>
      : TooFlat<A, B>
  : A extends readonly [infer K extends number]
    ? B extends readonly [...infer BB extends Shape, infer L extends number, infer M extends number]
      ? Agree<K, L> extends true
        ? readonly [...BB, M]
        : Mismatch<A, B>
      : B extends readonly [infer L extends number]
        ? Agree<K, L> extends true
          ? readonly []
          : Mismatch<A, B>
        : TooFlat<A, B>
    : TooFlat<A, B>;

type Batched<A extends Shape, B extends Shape, Matrix extends Shape> =
  BroadcastOrError<A, B> extends infer Batch ? (Batch extends Shape ? readonly [...Batch, ...Matrix] : Batch) : never;

type Mismatch<A extends Shape, B extends Shape> = `mat1 and mat2 shapes cannot be multiplied (${Join<A, 'x'>} and ${Join<B, 'x'>})`;
type TooFlat<A extends Shape, B extends Shape> = `both arguments to matmul need to be at least 1D, but they are ${A['length']}D and ${B['length']}D`;

/** The shape of a linear layer's output: the last size `In` becomes `Out`. */
export type LinearOut<S extends Shape, In extends number, Out extends number> = Fitted<LinearOrError<S, In, Out>>;
export type CheckLinear<S extends Shape, In extends number, Out extends number> = Checked<LinearOrError<S, In, Out>>;

type LinearOrError<S extends Shape, In extends number, Out extends number> = IsRanked<S> extends true ? RankedMatMul<S, readonly [In, Out]> : Shape;
