/** A tensor that is nothing but its shape: the rules in the places where operations put them. */
import type * as shape from '../../js/shape.ts';
import type { Shape } from '../../js/shape.ts';

export declare class Shaped<S extends Shape = Shape> {
  readonly shape: S;
  add<B extends Shape>(other: Shaped<B> & shape.CheckBroadcast<S, B>): Shaped<shape.Broadcast<S, B>>;
  matmul<B extends Shape>(other: Shaped<B> & shape.CheckMatMul<S, B>): Shaped<shape.MatMul<S, B>>;
  linear<I extends number, O extends number>(
    inputs: I & shape.CheckLinear<S, I, O>,
    outputs: O,
  ): Shaped<shape.LinearOut<S, I, O>>;
  view<const To extends Shape>(to: To & shape.CheckView<S, To>): Shaped<shape.View<S, To>>;
  sum<const D extends shape.Dims = undefined, K extends boolean = false>(
    dim?: D & shape.CheckDims<S, D>,
    keepdim?: K,
  ): Shaped<shape.Reduce<S, D, K>>;
  permute<const D extends Shape>(dims: D & shape.CheckPermute<S, D>): Shaped<shape.Permute<S, D>>;
  transpose<D0 extends number, D1 extends number>(
    dim0: D0 & shape.CheckDims<S, D0>,
    dim1: D1 & shape.CheckDims<S, D1>,
  ): Shaped<shape.Transpose<S, D0, D1>>;
  squeeze<const D extends shape.Dims = undefined>(dim?: D & shape.CheckDims<S, D>): Shaped<shape.Squeeze<S, D>>;
  unsqueeze<D extends number>(dim: D & shape.CheckUnsqueeze<S, D>): Shaped<shape.Unsqueeze<S, D>>;
}

export declare function rand<const S extends Shape>(size: S): Shaped<S>;

type ShapesOf<T extends readonly Shaped[]> = {
  readonly [K in keyof T]: T[K] extends Shaped<infer S> ? S : Shape;
};

export declare function cat<const T extends readonly Shaped[], D extends number = 0>(
  tensors: T & shape.CheckCat<ShapesOf<T>, D>,
  dim?: D,
): Shaped<shape.Cat<ShapesOf<T>, D>>;

export declare function stack<const T extends readonly Shaped[], D extends number = 0>(
  tensors: T & shape.CheckStack<ShapesOf<T>, D>,
  dim?: D,
): Shaped<shape.Stack<ShapesOf<T>, D>>;
