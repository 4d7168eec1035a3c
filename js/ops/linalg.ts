// Written by `npm run build:ops` from the registry of the engine; changes belong there.
import { operator } from '../dispatch/operator.ts';
import type { Device } from '../device.ts';
import type { DType } from '../dtype.ts';
import type { Generator } from '../generator.ts';
import type { Scalar } from '../scalar.ts';
import type * as shape from '../shape.ts';
import type { Shape } from '../shape.ts';
import type { Index, Tensor } from '../tensor.ts';

/**
 * The diagonal of the last two dimensions, or of those named, as the last dimension.
 */
export const diagonal = operator<{
  (a: Tensor, offset?: number, dim1?: number, dim2?: number): Tensor;
  (a: Tensor, options: { readonly offset?: number; readonly dim1?: number; readonly dim2?: number }): Tensor;
  (a: Tensor, offset: number, options: { readonly dim1?: number; readonly dim2?: number }): Tensor;
  (a: Tensor, offset: number, dim1: number, options: { readonly dim2?: number }): Tensor;
}>('linalg', 'diagonal');

/**
 * The `ord`-norm of the elements over the given dimensions (none: all).
 */
export const vectorNorm = operator<{
  (x: Tensor, ord?: Scalar, dim?: number | readonly number[] | null, keepdim?: boolean, dtype?: DType | null): Tensor;
  (x: Tensor, options: { readonly ord?: Scalar; readonly dim?: number | readonly number[] | null; readonly keepdim?: boolean; readonly dtype?: DType | null; readonly out?: Tensor | null }): Tensor;
  (x: Tensor, ord: Scalar, options: { readonly dim?: number | readonly number[] | null; readonly keepdim?: boolean; readonly dtype?: DType | null; readonly out?: Tensor | null }): Tensor;
  (x: Tensor, ord: Scalar, dim: number | readonly number[] | null, options: { readonly keepdim?: boolean; readonly dtype?: DType | null; readonly out?: Tensor | null }): Tensor;
}>('linalg', 'vectorNorm');

/**
 * The product of two or more matrices, in the order that costs least. A vector may stand first or last.
 */
export const multiDot = operator<{
  (tensors: readonly Tensor[]): Tensor;
  (tensors: readonly Tensor[], options: { readonly out?: Tensor | null }): Tensor;
}>('linalg', 'multiDot');

/**
 * Inner products along one dimension of tensors that broadcast.
 */
export const vecdot = operator<{
  (x: Tensor, y: Tensor, dim?: number): Tensor;
  (x: Tensor, y: Tensor, options: { readonly dim?: number; readonly out?: Tensor | null }): Tensor;
}>('linalg', 'vecdot');

/**
 * The matrix product, as `matmul`.
 */
export const matmul = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckMatMul<S, B>): Tensor<shape.MatMul<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckMatMul<S, B>, options: { readonly out?: Tensor | null }): Tensor<shape.MatMul<S, B>>;
}>('linalg', 'matmul');

/**
 * The cross product of vectors of size 3 along `dim`.
 */
export const cross = operator<{
  (input: Tensor, other: Tensor, dim?: number): Tensor;
  (input: Tensor, other: Tensor, options: { readonly dim?: number; readonly out?: Tensor | null }): Tensor;
}>('linalg', 'cross');
