// Written by `npm run build:ops` from the registry of the engine; changes belong there.
import type { Device } from '../device.ts';
import type { DType } from '../dtype.ts';
import type { Generator } from '../generator.ts';
import type { Scalar } from '../scalar.ts';
import type * as shape from '../shape.ts';
import type { Shape } from '../shape.ts';
import type { Index, Tensor } from '../tensor.ts';

/** The operators that are methods of a tensor of shape `S`. */
export interface TensorMethods<S extends Shape> {
  /**
   * `input + alpha * other`.
   */
  add<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>, alpha?: Scalar): Tensor<shape.Broadcast<S, B>>;
  add<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly alpha?: Scalar }): Tensor<shape.Broadcast<S, B>>;
  add(other: Scalar, alpha?: Scalar): Tensor<S>;
  add(other: Scalar, options: { readonly alpha?: Scalar }): Tensor<S>;

  /**
   * `input - alpha * other`.
   */
  sub<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>, alpha?: Scalar): Tensor<shape.Broadcast<S, B>>;
  sub<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly alpha?: Scalar }): Tensor<shape.Broadcast<S, B>>;
  sub(other: Scalar, alpha?: Scalar): Tensor<S>;
  sub(other: Scalar, options: { readonly alpha?: Scalar }): Tensor<S>;

  /**
   * `other - alpha * input`.
   */
  rsub<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>, alpha?: Scalar): Tensor<shape.Broadcast<S, B>>;
  rsub<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly alpha?: Scalar }): Tensor<shape.Broadcast<S, B>>;
  rsub(other: Scalar, alpha?: Scalar): Tensor<S>;
  rsub(other: Scalar, options: { readonly alpha?: Scalar }): Tensor<S>;

  /**
   * `input * other`.
   */
  mul<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  mul(other: Scalar): Tensor<S>;

  /**
   * `input / other`, rounded down.
   */
  divFloor<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  divFloor(other: Scalar): Tensor<S>;

  /**
   * `input / other`, rounded towards zero.
   */
  divTrunc<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  divTrunc(other: Scalar): Tensor<S>;

  /**
   * `-input`.
   */
  neg(): Tensor<S>;

  /**
   * `+input`.
   */
  positive(): Tensor<S>;

  /**
   * `|input|`.
   */
  abs(): Tensor<S>;

  /**
   * -1, 0 or 1 by the sign of `input`.
   */
  sign(): Tensor<S>;

  /**
   * The magnitude of `input` with the sign of `other`.
   */
  copysign<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  copysign(other: Scalar): Tensor<S>;

  /**
   * `1 / input`.
   */
  reciprocal(): Tensor<S>;

  /**
   * `input²`.
   */
  square(): Tensor<S>;

  /**
   * `input` to a power that is one number.
   */
  powScalar(exponent: Scalar): Tensor<S>;

  /**
   * `input + value * tensor1 * tensor2`.
   */
  addcmul(tensor1: Tensor | Scalar, tensor2: Tensor | Scalar, value?: Scalar): Tensor;
  addcmul(tensor1: Tensor | Scalar, tensor2: Tensor | Scalar, options: { readonly value?: Scalar }): Tensor;

  /**
   * `input + value * tensor1 / tensor2`.
   */
  addcdiv(tensor1: Tensor | Scalar, tensor2: Tensor | Scalar, value?: Scalar): Tensor;
  addcdiv(tensor1: Tensor | Scalar, tensor2: Tensor | Scalar, options: { readonly value?: Scalar }): Tensor;

  /**
   * `input + weight * (end - input)`, exact at both ends.
   */
  lerp(end: Tensor | Scalar, weight: Tensor | Scalar): Tensor;

  /**
   * `√(input² + other²)`.
   */
  hypot<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  hypot(other: Scalar): Tensor<S>;

  /**
   * `input * 2^other`.
   */
  ldexp<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  ldexp(other: Scalar): Tensor<S>;

  /**
   * Degrees to radians.
   */
  deg2rad(): Tensor<S>;

  /**
   * Radians to degrees.
   */
  rad2deg(): Tensor<S>;

  /**
   * Whether `input == other`.
   */
  eq<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  eq(other: Scalar): Tensor<S>;

  /**
   * Whether `input != other`.
   */
  ne<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  ne(other: Scalar): Tensor<S>;

  /**
   * Whether `input < other`.
   */
  lt<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  lt(other: Scalar): Tensor<S>;

  /**
   * Whether `input <= other`.
   */
  le<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  le(other: Scalar): Tensor<S>;

  /**
   * Whether `input > other`.
   */
  gt<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  gt(other: Scalar): Tensor<S>;

  /**
   * Whether `input >= other`.
   */
  ge<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  ge(other: Scalar): Tensor<S>;

  /**
   * Whether it is NaN.
   */
  isnan(): Tensor<S>;

  /**
   * Whether it is positive or negative infinity.
   */
  isinf(): Tensor<S>;

  /**
   * Whether it is neither infinite nor NaN.
   */
  isfinite(): Tensor<S>;

  /**
   * Whether it is positive infinity.
   */
  isposinf(): Tensor<S>;

  /**
   * Whether it is negative infinity.
   */
  isneginf(): Tensor<S>;

  /**
   * Whether the sign bit is set: also for -0.
   */
  signbit(): Tensor<S>;

  /**
   * Whether both are not zero.
   */
  logicalAnd<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  logicalAnd(other: Scalar): Tensor<S>;

  /**
   * Whether at least one is not zero.
   */
  logicalOr<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  logicalOr(other: Scalar): Tensor<S>;

  /**
   * Whether exactly one is not zero.
   */
  logicalXor<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  logicalXor(other: Scalar): Tensor<S>;

  /**
   * Whether it is zero.
   */
  logicalNot(): Tensor<S>;

  /**
   * The larger one; NaN if either is. Where they are equal each gets half of the gradient.
   */
  maximum<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  maximum(other: Scalar): Tensor<S>;

  /**
   * The smaller one; NaN if either is. Where they are equal each gets half of the gradient.
   */
  minimum<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  minimum(other: Scalar): Tensor<S>;

  /**
   * The larger one; NaN only if both are.
   */
  fmax<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  fmax(other: Scalar): Tensor<S>;

  /**
   * The smaller one; NaN only if both are.
   */
  fmin<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  fmin(other: Scalar): Tensor<S>;

  /**
   * As `clamp`, the bounds being tensors.
   */
  clampTensor(min: Tensor | Scalar, max: Tensor | Scalar): Tensor;

  /**
   * `input` where it is above `min`, which may be a tensor or a number.
   */
  clampMin<B extends Shape>(min: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  clampMin(min: Scalar): Tensor<S>;

  /**
   * `input` where it is below `max`, which may be a tensor or a number.
   */
  clampMax<B extends Shape>(max: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  clampMax(max: Scalar): Tensor<S>;

  /**
   * `input` where `condition` is not zero, `other` elsewhere.
   */
  where(input: Tensor | Scalar, other: Tensor | Scalar): Tensor;

  /**
   * Bits set in both.
   */
  bitwiseAnd<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  bitwiseAnd(other: Scalar): Tensor<S>;

  /**
   * Bits set in at least one.
   */
  bitwiseOr<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  bitwiseOr(other: Scalar): Tensor<S>;

  /**
   * Bits set in exactly one.
   */
  bitwiseXor<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  bitwiseXor(other: Scalar): Tensor<S>;

  /**
   * Every bit flipped. A bool is not a bit pattern: for it, `logical_not` is meant.
   */
  bitwiseNot(): Tensor<S>;

  /**
   * `input * 2^other`; 0 where `other` is negative or too wide.
   */
  bitwiseLeftShift<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  bitwiseLeftShift(other: Scalar): Tensor<S>;

  /**
   * `input / 2^other`, rounded down.
   */
  bitwiseRightShift<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  bitwiseRightShift(other: Scalar): Tensor<S>;

  /**
   * The largest integer not above.
   */
  floor(): Tensor<S>;

  /**
   * The smallest integer not below.
   */
  ceil(): Tensor<S>;

  /**
   * The integer part.
   */
  trunc(): Tensor<S>;

  /**
   * Rounded to `decimals` digits after the point, or before it if negative.
   */
  roundDecimals(decimals?: Scalar): Tensor<S>;
  roundDecimals(options: { readonly decimals?: Scalar }): Tensor<S>;

  /**
   * The part after the point, with the sign of `input`.
   */
  frac(): Tensor<S>;

  /**
   * `e^input`.
   */
  exp(): Tensor<S>;

  /**
   * `2^input`.
   */
  exp2(): Tensor<S>;

  /**
   * `e^input - 1`, exact near 0.
   */
  expm1(): Tensor<S>;

  /**
   * Natural logarithm.
   */
  log(): Tensor<S>;

  /**
   * Logarithm to base 2.
   */
  log2(): Tensor<S>;

  /**
   * Logarithm to base 10.
   */
  log10(): Tensor<S>;

  /**
   * `log(1 + input)`, exact near 0.
   */
  log1p(): Tensor<S>;

  /**
   * Square root.
   */
  sqrt(): Tensor<S>;

  /**
   * `1 / √input`.
   */
  rsqrt(): Tensor<S>;

  /**
   * `log(e^input + e^other)`, without overflow.
   */
  logaddexp<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  logaddexp(other: Scalar): Tensor<S>;

  /**
   * `log2(2^input + 2^other)`, without overflow.
   */
  logaddexp2<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  logaddexp2(other: Scalar): Tensor<S>;

  /**
   * `input * log(other)`; 0 where `input` is 0, unless `other` is NaN.
   */
  xlogy<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  xlogy(other: Scalar): Tensor<S>;

  /**
   * `log(input / (1 - input))`; a non-negative `eps` first limits `input` to `eps ..= 1 - eps`.
   */
  logit(eps?: Scalar): Tensor<S>;
  logit(options: { readonly eps?: Scalar }): Tensor<S>;

  /**
   * Error function.
   */
  erf(): Tensor<S>;

  /**
   * `1 - erf(input)`, exact in the tail.
   */
  erfc(): Tensor<S>;

  /**
   * Sine.
   */
  sin(): Tensor<S>;

  /**
   * Cosine.
   */
  cos(): Tensor<S>;

  /**
   * Tangent.
   */
  tan(): Tensor<S>;

  /**
   * Inverse sine.
   */
  asin(): Tensor<S>;

  /**
   * Inverse cosine.
   */
  acos(): Tensor<S>;

  /**
   * Inverse tangent.
   */
  atan(): Tensor<S>;

  /**
   * The angle of the point `(other, input)`.
   */
  atan2<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  atan2(other: Scalar): Tensor<S>;

  /**
   * `sin(π input) / (π input)`, 1 at 0.
   */
  sinc(): Tensor<S>;

  /**
   * Hyperbolic sine.
   */
  sinh(): Tensor<S>;

  /**
   * Hyperbolic cosine.
   */
  cosh(): Tensor<S>;

  /**
   * Hyperbolic tangent.
   */
  tanh(): Tensor<S>;

  /**
   * Inverse hyperbolic sine.
   */
  asinh(): Tensor<S>;

  /**
   * Inverse hyperbolic cosine.
   */
  acosh(): Tensor<S>;

  /**
   * Inverse hyperbolic tangent.
   */
  atanh(): Tensor<S>;

  /**
   * `1 / (1 + e^-input)`.
   */
  sigmoid(): Tensor<S>;

  /**
   * A copy with the same elements; gradients pass through to `input`.
   *
   * Shape and dtype are those of `input`; a dense layout is kept, any other becomes row-major.
   */
  clone(): Tensor<S>;

  /**
   * The tensor itself if its elements lie row-major without gaps, otherwise a copy that does.
   */
  contiguous(): Tensor<S>;

  /**
   * Writes the elements of `src`, broadcast and converted to this tensor's dtype, into this tensor.
   *
   * Gradients reach `src`; the overwritten values get none.
   */
  copy_(src: Tensor, nonBlocking?: boolean): Tensor<S>;
  copy_(src: Tensor, options: { readonly nonBlocking?: boolean }): Tensor<S>;

  /**
   * The same elements under another shape, sharing memory. One size may be −1 and is inferred.
   *
   * Fails if the number of elements differs, or if the strides do not allow a view (then use `reshape`).
   */
  view<const N extends readonly number[]>(...size: N): Tensor<shape.View<S, N>>;
  view<const N extends Shape>(size: N & shape.CheckView<S, N>): Tensor<shape.View<S, N>>;

  /**
   * The same elements under another shape: a view if the strides allow one, otherwise a copy. One size may be −1.
   */
  reshape<const N extends readonly number[]>(...shape: N): Tensor<shape.View<S, N>>;
  reshape<const N extends Shape>(shape: N & shape.CheckView<S, N>): Tensor<shape.View<S, N>>;

  /**
   * A view in which dimensions of size 1 repeat up to the given sizes; −1 keeps a size, new dimensions go in front.
   */
  expand(...size: readonly number[]): Tensor;
  expand(size: number | readonly number[], implicit?: boolean): Tensor;
  expand(size: number | readonly number[], options: { readonly implicit?: boolean }): Tensor;

  /**
   * Dimensions in another order.
   */
  permute<const N extends readonly number[]>(...dims: N): Tensor<shape.Permute<S, N>>;
  permute<const N extends Shape>(dims: N & shape.CheckPermute<S, N>): Tensor<shape.Permute<S, N>>;

  /**
   * Two dimensions exchanged.
   */
  transpose<const N extends number, const M extends number>(dim0: N & shape.CheckDims<S, N>, dim1: M & shape.CheckDims<S, M>): Tensor<shape.Transpose<S, N, M>>;

  /**
   * A matrix transposed; tensors of rank 0 and 1 as they are.
   */
  t(): Tensor<shape.Transpose<S, -1, 0>>;

  /**
   * A new dimension of size 1 at `dim`, in `[-rank - 1, rank]`.
   */
  unsqueeze<const N extends number>(dim: N & shape.CheckUnsqueeze<S, N>): Tensor<shape.Unsqueeze<S, N>>;

  /**
   * Without dimensions of size 1: all of them, or those named.
   */
  squeeze<const N extends shape.Dims = undefined>(dim?: N & shape.CheckDims<S, N>): Tensor<shape.Squeeze<S, N>>;
  squeeze<const N extends shape.Dims = undefined>(options: { readonly dim?: N & shape.CheckDims<S, N> }): Tensor<shape.Squeeze<S, N>>;

  /**
   * The part `start..start + length` of a dimension.
   */
  narrow(dim: number, start: Tensor | Scalar, length: number): Tensor;

  /**
   * One index of a dimension, which is dropped.
   */
  select(dim: number, index: number): Tensor;

  /**
   * The diagonal between two dimensions, as the last dimension. A positive offset lies above the main diagonal.
   */
  diagonal(offset?: number, dim1?: number, dim2?: number): Tensor;
  diagonal(options: { readonly offset?: number; readonly dim1?: number; readonly dim2?: number }): Tensor;
  diagonal(offset: number, options: { readonly dim1?: number; readonly dim2?: number }): Tensor;
  diagonal(offset: number, dim1: number, options: { readonly dim2?: number }): Tensor;

  /**
   * Windows of `size` elements, `step` apart, along a dimension; the window's elements become the last dimension.
   */
  unfold(dimension: number, size: number, step: number): Tensor;

  /**
   * A view of the storage with the given shape, strides and offset, all in elements.
   *
   * Fails if an index would lie outside the storage or a stride is negative.
   */
  asStrided(size: number | readonly number[], stride: number | readonly number[], storageOffset?: number | null): Tensor;
  asStrided(size: number | readonly number[], stride: number | readonly number[], options: { readonly storageOffset?: number | null }): Tensor;

  /**
   * Whole slices of `input` along `dim`, at the places of the 1-d `index`.
   */
  indexSelect(dim: number, index: Tensor): Tensor;

  /**
   * `input` with `alpha * source` added to the slices along `dim` that `index` names; repeated places add up.
   */
  indexAdd(dim: number, index: Tensor, source: Tensor, alpha?: Scalar): Tensor;
  indexAdd(dim: number, index: Tensor, source: Tensor, options: { readonly alpha?: Scalar }): Tensor;

  /**
   * The sum over all elements, or over the given dimensions. Integers and bools add up as int64 unless `dtype` says
   * otherwise.
   */
  sum<const N extends shape.Dims = undefined, K extends boolean = false>(dim?: N & shape.CheckDims<S, N>, keepdim?: K, dtype?: DType | null): Tensor<shape.Reduce<S, N, K>>;
  sum<const N extends shape.Dims = undefined, K extends boolean = false>(options: { readonly dim?: N & shape.CheckDims<S, N>; readonly keepdim?: K; readonly dtype?: DType | null }): Tensor<shape.Reduce<S, N, K>>;
  sum<const N extends shape.Dims = undefined, K extends boolean = false>(dim: N & shape.CheckDims<S, N>, options: { readonly keepdim?: K; readonly dtype?: DType | null }): Tensor<shape.Reduce<S, N, K>>;
  sum<const N extends shape.Dims = undefined, K extends boolean = false>(dim: N & shape.CheckDims<S, N>, keepdim: K, options: { readonly dtype?: DType | null }): Tensor<shape.Reduce<S, N, K>>;

  /**
   * The mean over all elements, or over the given dimensions. Floating and complex inputs only, unless `dtype` is one of
   * these; the mean of nothing is NaN.
   */
  mean<const N extends shape.Dims = undefined, K extends boolean = false>(dim?: N & shape.CheckDims<S, N>, keepdim?: K, dtype?: DType | null): Tensor<shape.Reduce<S, N, K>>;
  mean<const N extends shape.Dims = undefined, K extends boolean = false>(options: { readonly dim?: N & shape.CheckDims<S, N>; readonly keepdim?: K; readonly dtype?: DType | null }): Tensor<shape.Reduce<S, N, K>>;
  mean<const N extends shape.Dims = undefined, K extends boolean = false>(dim: N & shape.CheckDims<S, N>, options: { readonly keepdim?: K; readonly dtype?: DType | null }): Tensor<shape.Reduce<S, N, K>>;
  mean<const N extends shape.Dims = undefined, K extends boolean = false>(dim: N & shape.CheckDims<S, N>, keepdim: K, options: { readonly dtype?: DType | null }): Tensor<shape.Reduce<S, N, K>>;

  /**
   * Whether all elements are non-zero. Bool, but uint8 stays uint8.
   */
  all<const N extends shape.Dims = undefined, K extends boolean = false>(dim?: N & shape.CheckDims<S, N>, keepdim?: K): Tensor<shape.Reduce<S, N, K>>;
  all<const N extends shape.Dims = undefined, K extends boolean = false>(options: { readonly dim?: N & shape.CheckDims<S, N>; readonly keepdim?: K }): Tensor<shape.Reduce<S, N, K>>;
  all<const N extends shape.Dims = undefined, K extends boolean = false>(dim: N & shape.CheckDims<S, N>, options: { readonly keepdim?: K }): Tensor<shape.Reduce<S, N, K>>;

  /**
   * Whether any element is non-zero. Bool, but uint8 stays uint8.
   */
  any<const N extends shape.Dims = undefined, K extends boolean = false>(dim?: N & shape.CheckDims<S, N>, keepdim?: K): Tensor<shape.Reduce<S, N, K>>;
  any<const N extends shape.Dims = undefined, K extends boolean = false>(options: { readonly dim?: N & shape.CheckDims<S, N>; readonly keepdim?: K }): Tensor<shape.Reduce<S, N, K>>;
  any<const N extends shape.Dims = undefined, K extends boolean = false>(dim: N & shape.CheckDims<S, N>, options: { readonly keepdim?: K }): Tensor<shape.Reduce<S, N, K>>;

  /**
   * The number of non-zero elements, int64.
   */
  countNonzero(dim?: number | readonly number[] | null): Tensor;
  countNonzero(options: { readonly dim?: number | readonly number[] | null }): Tensor;

  /**
   * The sum with NaNs counting as 0.
   */
  nansum<const N extends shape.Dims = undefined, K extends boolean = false>(dim?: N & shape.CheckDims<S, N>, keepdim?: K, dtype?: DType | null): Tensor<shape.Reduce<S, N, K>>;
  nansum<const N extends shape.Dims = undefined, K extends boolean = false>(options: { readonly dim?: N & shape.CheckDims<S, N>; readonly keepdim?: K; readonly dtype?: DType | null }): Tensor<shape.Reduce<S, N, K>>;
  nansum<const N extends shape.Dims = undefined, K extends boolean = false>(dim: N & shape.CheckDims<S, N>, options: { readonly keepdim?: K; readonly dtype?: DType | null }): Tensor<shape.Reduce<S, N, K>>;
  nansum<const N extends shape.Dims = undefined, K extends boolean = false>(dim: N & shape.CheckDims<S, N>, keepdim: K, options: { readonly dtype?: DType | null }): Tensor<shape.Reduce<S, N, K>>;

  /**
   * `input / other`; integers become floats first. `rounding_mode` rounds the quotient: `'trunc'` towards zero,
   * `'floor'` down; then integers stay integers.
   */
  div<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>, roundingMode?: string | null): Tensor<shape.Broadcast<S, B>>;
  div<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly roundingMode?: string | null }): Tensor<shape.Broadcast<S, B>>;
  div(other: Scalar, roundingMode?: string | null): Tensor<S>;
  div(other: Scalar, options: { readonly roundingMode?: string | null }): Tensor<S>;

  /**
   * `input / other`; integers become floats first.
   */
  trueDivide<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  trueDivide(other: Scalar): Tensor<S>;

  /**
   * `input / other`, rounded down, as Python's `//`.
   */
  floorDivide<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  floorDivide(other: Scalar): Tensor<S>;

  /**
   * The remainder of flooring division, with the sign of `other`, as Python's `%`.
   */
  remainder<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  remainder(other: Scalar): Tensor<S>;

  /**
   * The remainder of division towards zero, with the sign of `input`, as C's `fmod`.
   */
  fmod<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  fmod(other: Scalar): Tensor<S>;

  /**
   * `input` to the power `exponent`. Integers to a negative integer power are refused.
   */
  pow<B extends Shape>(exponent: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  pow(exponent: Scalar): Tensor<S>;

  /**
   * To the nearest integer, ties to even; with `decimals`, to that many digits after the point (before it if negative).
   */
  round(decimals?: number): Tensor<S>;
  round(options: { readonly decimals?: number }): Tensor<S>;

  /**
   * NaN and the infinities replaced: by 0 and the greatest and least finite values, unless given.
   */
  nanToNum(nan?: number | null, posinf?: number | null, neginf?: number | null): Tensor<S>;
  nanToNum(options: { readonly nan?: number | null; readonly posinf?: number | null; readonly neginf?: number | null }): Tensor<S>;
  nanToNum(nan: number | null, options: { readonly posinf?: number | null; readonly neginf?: number | null }): Tensor<S>;
  nanToNum(nan: number | null, posinf: number | null, options: { readonly neginf?: number | null }): Tensor<S>;

  /**
   * `input` bounded below and above, elementwise; a bound may be a number, a tensor or left out. NaN stays.
   */
  clamp(min?: Tensor | Scalar | null, max?: Tensor | Scalar | null): Tensor<S>;
  clamp(options: { readonly min?: Tensor | Scalar | null; readonly max?: Tensor | Scalar | null }): Tensor<S>;
  clamp(min: Tensor | Scalar | null, options: { readonly max?: Tensor | Scalar | null }): Tensor<S>;

  /**
   * `other + input`, Python's reflected operator.
   */
  __radd__<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  __radd__(other: Scalar): Tensor<S>;

  /**
   * `other - input`, Python's reflected operator.
   */
  __rsub__<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  __rsub__(other: Scalar): Tensor<S>;

  /**
   * `other * input`, Python's reflected operator.
   */
  __rmul__<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  __rmul__(other: Scalar): Tensor<S>;

  /**
   * `other / input`, Python's reflected operator.
   */
  __rdiv__<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  __rdiv__(other: Scalar): Tensor<S>;

  /**
   * `other % input`, Python's reflected operator.
   */
  __rmod__<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  __rmod__(other: Scalar): Tensor<S>;

  /**
   * `other ** input`, Python's reflected operator.
   */
  __rpow__<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  __rpow__(other: Scalar): Tensor<S>;

  /**
   * `other @ input`, Python's reflected operator.
   */
  __rmatmul__(other: Tensor): Tensor;

  /**
   * `other & input`, Python's reflected operator.
   */
  __rand__<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  __rand__(other: Scalar): Tensor<S>;

  /**
   * `other | input`, Python's reflected operator.
   */
  __ror__<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  __ror__(other: Scalar): Tensor<S>;

  /**
   * `other ^ input`, Python's reflected operator.
   */
  __rxor__<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  __rxor__(other: Scalar): Tensor<S>;

  /**
   * The greatest element; NaN if there is one. Ties share the gradient.
   *
   * The greatest elements along `dim` and the index of the first of each.
   *
   * Elementwise, the greater of two; see `maximum`.
   */
  max(): Tensor;
  max(dim: number, keepdim?: boolean): { readonly values: Tensor; readonly indices: Tensor } & Iterable<Tensor>;
  max(dim: number, options: { readonly keepdim?: boolean }): { readonly values: Tensor; readonly indices: Tensor } & Iterable<Tensor>;
  max<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;

  /**
   * The least element; NaN if there is one. Ties share the gradient.
   *
   * The least elements along `dim` and the index of the first of each.
   *
   * Elementwise, the lesser of two; see `minimum`.
   */
  min(): Tensor;
  min(dim: number, keepdim?: boolean): { readonly values: Tensor; readonly indices: Tensor } & Iterable<Tensor>;
  min(dim: number, options: { readonly keepdim?: boolean }): { readonly values: Tensor; readonly indices: Tensor } & Iterable<Tensor>;
  min<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;

  /**
   * The greatest elements over the given dimensions (none: all). Ties share the gradient.
   */
  amax<const N extends shape.Dims = undefined, K extends boolean = false>(dim?: N & shape.CheckDims<S, N>, keepdim?: K): Tensor<shape.Reduce<S, N, K>>;
  amax<const N extends shape.Dims = undefined, K extends boolean = false>(options: { readonly dim?: N & shape.CheckDims<S, N>; readonly keepdim?: K }): Tensor<shape.Reduce<S, N, K>>;
  amax<const N extends shape.Dims = undefined, K extends boolean = false>(dim: N & shape.CheckDims<S, N>, options: { readonly keepdim?: K }): Tensor<shape.Reduce<S, N, K>>;

  /**
   * The least elements over the given dimensions (none: all). Ties share the gradient.
   */
  amin<const N extends shape.Dims = undefined, K extends boolean = false>(dim?: N & shape.CheckDims<S, N>, keepdim?: K): Tensor<shape.Reduce<S, N, K>>;
  amin<const N extends shape.Dims = undefined, K extends boolean = false>(options: { readonly dim?: N & shape.CheckDims<S, N>; readonly keepdim?: K }): Tensor<shape.Reduce<S, N, K>>;
  amin<const N extends shape.Dims = undefined, K extends boolean = false>(dim: N & shape.CheckDims<S, N>, options: { readonly keepdim?: K }): Tensor<shape.Reduce<S, N, K>>;

  /**
   * The least and the greatest, over everything or along `dim`.
   */
  aminmax(dim?: number | null, keepdim?: boolean): { readonly min: Tensor; readonly max: Tensor } & Iterable<Tensor>;
  aminmax(options: { readonly dim?: number | null; readonly keepdim?: boolean }): { readonly min: Tensor; readonly max: Tensor } & Iterable<Tensor>;
  aminmax(dim: number | null, options: { readonly keepdim?: boolean }): { readonly min: Tensor; readonly max: Tensor } & Iterable<Tensor>;

  /**
   * The index of the first greatest element, in the flattened tensor or along `dim`.
   */
  argmax(dim?: number | null, keepdim?: boolean): Tensor;
  argmax(options: { readonly dim?: number | null; readonly keepdim?: boolean }): Tensor;
  argmax(dim: number | null, options: { readonly keepdim?: boolean }): Tensor;

  /**
   * The index of the first least element, in the flattened tensor or along `dim`.
   */
  argmin(dim?: number | null, keepdim?: boolean): Tensor;
  argmin(options: { readonly dim?: number | null; readonly keepdim?: boolean }): Tensor;
  argmin(dim: number | null, options: { readonly keepdim?: boolean }): Tensor;

  /**
   * The product of all elements. Integers and bools multiply as int64 unless `dtype` says otherwise.
   *
   * The product along `dim`.
   */
  prod(dtype?: DType | null): Tensor;
  prod(options: { readonly dtype?: DType | null }): Tensor;
  prod<const N extends shape.Dims, K extends boolean = false>(dim: N & shape.CheckDims<S, N>, keepdim?: K, dtype?: DType | null): Tensor<shape.Reduce<S, N, K>>;
  prod<const N extends shape.Dims, K extends boolean = false>(dim: N & shape.CheckDims<S, N>, options: { readonly keepdim?: K; readonly dtype?: DType | null }): Tensor<shape.Reduce<S, N, K>>;
  prod<const N extends shape.Dims, K extends boolean = false>(dim: N & shape.CheckDims<S, N>, keepdim: K, options: { readonly dtype?: DType | null }): Tensor<shape.Reduce<S, N, K>>;

  /**
   * The variance over everything, divided by `n - 1` if `unbiased`, else by `n`.
   *
   * The variance over the given dimensions.
   *
   * The variance `Σ (x - mean)² / max(0, n - correction)` over the given dimensions (none: all).
   */
  var(unbiased: boolean): Tensor;
  var(dim: number | readonly number[] | null, unbiased: boolean, keepdim?: boolean): Tensor;
  var(dim: number | readonly number[] | null, unbiased: boolean, options: { readonly keepdim?: boolean }): Tensor;
  var(dim?: number | readonly number[] | null, correction?: Scalar | null, keepdim?: boolean): Tensor;
  var(options: { readonly dim?: number | readonly number[] | null; readonly correction?: Scalar | null; readonly keepdim?: boolean }): Tensor;
  var(dim: number | readonly number[] | null, options: { readonly correction?: Scalar | null; readonly keepdim?: boolean }): Tensor;
  var(dim: number | readonly number[] | null, correction: Scalar | null, options: { readonly keepdim?: boolean }): Tensor;

  /**
   * The standard deviation over everything.
   *
   * The standard deviation over the given dimensions.
   *
   * The square root of the variance over the given dimensions (none: all).
   */
  std(unbiased: boolean): Tensor;
  std(dim: number | readonly number[] | null, unbiased: boolean, keepdim?: boolean): Tensor;
  std(dim: number | readonly number[] | null, unbiased: boolean, options: { readonly keepdim?: boolean }): Tensor;
  std(dim?: number | readonly number[] | null, correction?: Scalar | null, keepdim?: boolean): Tensor;
  std(options: { readonly dim?: number | readonly number[] | null; readonly correction?: Scalar | null; readonly keepdim?: boolean }): Tensor;
  std(dim: number | readonly number[] | null, options: { readonly correction?: Scalar | null; readonly keepdim?: boolean }): Tensor;
  std(dim: number | readonly number[] | null, correction: Scalar | null, options: { readonly keepdim?: boolean }): Tensor;

  /**
   * The variance and the mean over everything.
   *
   * The variance and the mean over the given dimensions.
   *
   * The variance and the mean over the given dimensions (none: all).
   */
  varMean(unbiased: boolean): [Tensor, Tensor];
  varMean(dim: number | readonly number[] | null, unbiased: boolean, keepdim?: boolean): [Tensor, Tensor];
  varMean(dim: number | readonly number[] | null, unbiased: boolean, options: { readonly keepdim?: boolean }): [Tensor, Tensor];
  varMean(dim?: number | readonly number[] | null, correction?: Scalar | null, keepdim?: boolean): [Tensor, Tensor];
  varMean(options: { readonly dim?: number | readonly number[] | null; readonly correction?: Scalar | null; readonly keepdim?: boolean }): [Tensor, Tensor];
  varMean(dim: number | readonly number[] | null, options: { readonly correction?: Scalar | null; readonly keepdim?: boolean }): [Tensor, Tensor];
  varMean(dim: number | readonly number[] | null, correction: Scalar | null, options: { readonly keepdim?: boolean }): [Tensor, Tensor];

  /**
   * The standard deviation and the mean over everything.
   *
   * The standard deviation and the mean over the given dimensions.
   *
   * The standard deviation and the mean over the given dimensions (none: all).
   */
  stdMean(unbiased: boolean): [Tensor, Tensor];
  stdMean(dim: number | readonly number[] | null, unbiased: boolean, keepdim?: boolean): [Tensor, Tensor];
  stdMean(dim: number | readonly number[] | null, unbiased: boolean, options: { readonly keepdim?: boolean }): [Tensor, Tensor];
  stdMean(dim?: number | readonly number[] | null, correction?: Scalar | null, keepdim?: boolean): [Tensor, Tensor];
  stdMean(options: { readonly dim?: number | readonly number[] | null; readonly correction?: Scalar | null; readonly keepdim?: boolean }): [Tensor, Tensor];
  stdMean(dim: number | readonly number[] | null, options: { readonly correction?: Scalar | null; readonly keepdim?: boolean }): [Tensor, Tensor];
  stdMean(dim: number | readonly number[] | null, correction: Scalar | null, options: { readonly keepdim?: boolean }): [Tensor, Tensor];

  /**
   * The mean with NaNs left aside.
   */
  nanmean<const N extends shape.Dims = undefined, K extends boolean = false>(dim?: N & shape.CheckDims<S, N>, keepdim?: K, dtype?: DType | null): Tensor<shape.Reduce<S, N, K>>;
  nanmean<const N extends shape.Dims = undefined, K extends boolean = false>(options: { readonly dim?: N & shape.CheckDims<S, N>; readonly keepdim?: K; readonly dtype?: DType | null }): Tensor<shape.Reduce<S, N, K>>;
  nanmean<const N extends shape.Dims = undefined, K extends boolean = false>(dim: N & shape.CheckDims<S, N>, options: { readonly keepdim?: K; readonly dtype?: DType | null }): Tensor<shape.Reduce<S, N, K>>;
  nanmean<const N extends shape.Dims = undefined, K extends boolean = false>(dim: N & shape.CheckDims<S, N>, keepdim: K, options: { readonly dtype?: DType | null }): Tensor<shape.Reduce<S, N, K>>;

  /**
   * The p-norm of the elements over the given dimensions (none: all).
   *
   * The Frobenius norm, `p = 'fro'`, or an infinite one, `p = 'inf'` or `'-inf'`.
   */
  norm(p?: Scalar | null, dim?: number | readonly number[] | null, keepdim?: boolean, dtype?: DType | null): Tensor;
  norm(options: { readonly p?: Scalar | null; readonly dim?: number | readonly number[] | null; readonly keepdim?: boolean; readonly dtype?: DType | null }): Tensor;
  norm(p: Scalar | null, options: { readonly dim?: number | readonly number[] | null; readonly keepdim?: boolean; readonly dtype?: DType | null }): Tensor;
  norm(p: Scalar | null, dim: number | readonly number[] | null, options: { readonly keepdim?: boolean; readonly dtype?: DType | null }): Tensor;
  norm(p: string, dim?: number | readonly number[] | null, keepdim?: boolean, dtype?: DType | null): Tensor;
  norm(p: string, options: { readonly dim?: number | readonly number[] | null; readonly keepdim?: boolean; readonly dtype?: DType | null }): Tensor;
  norm(p: string, dim: number | readonly number[] | null, options: { readonly keepdim?: boolean; readonly dtype?: DType | null }): Tensor;
  norm(p: string, dim: number | readonly number[] | null, keepdim: boolean, options: { readonly dtype?: DType | null }): Tensor;

  /**
   * `log Σ exp(x)` over the given dimensions, shifted by the greatest element so that nothing overflows.
   */
  logsumexp<const N extends shape.Dims, K extends boolean = false>(dim: N & shape.CheckDims<S, N>, keepdim?: K): Tensor<shape.Reduce<S, N, K>>;
  logsumexp<const N extends shape.Dims, K extends boolean = false>(dim: N & shape.CheckDims<S, N>, options: { readonly keepdim?: K }): Tensor<shape.Reduce<S, N, K>>;

  /**
   * The running sum along `dim`. Integers and bools add up as int64 unless `dtype` says otherwise.
   */
  cumsum(dim: number, dtype?: DType | null): Tensor<S>;
  cumsum(dim: number, options: { readonly dtype?: DType | null }): Tensor<S>;

  /**
   * The running product along `dim`.
   */
  cumprod(dim: number, dtype?: DType | null): Tensor<S>;
  cumprod(dim: number, options: { readonly dtype?: DType | null }): Tensor<S>;

  /**
   * The running `log Σ exp` along `dim`.
   */
  logcumsumexp(dim: number): Tensor<S>;

  /**
   * The running maximum along `dim` and where it was last met.
   */
  cummax(dim: number): { readonly values: Tensor; readonly indices: Tensor } & Iterable<Tensor>;

  /**
   * The running minimum along `dim` and where it was last met.
   */
  cummin(dim: number): { readonly values: Tensor; readonly indices: Tensor } & Iterable<Tensor>;

  /**
   * Differences of neighbours along `dim`, `n` times over; `prepend` and `append` are joined on first.
   */
  diff(n?: number, dim?: number, prepend?: Tensor | null, append?: Tensor | null): Tensor;
  diff(options: { readonly n?: number; readonly dim?: number; readonly prepend?: Tensor | null; readonly append?: Tensor | null }): Tensor;
  diff(n: number, options: { readonly dim?: number; readonly prepend?: Tensor | null; readonly append?: Tensor | null }): Tensor;
  diff(n: number, dim: number, options: { readonly prepend?: Tensor | null; readonly append?: Tensor | null }): Tensor;

  /**
   * Elements in order along `dim`, and where each came from. NaN is greater than every number.
   *
   * The order of equal elements is kept, whether or not `stable` asks for it.
   */
  sort(dim?: number, descending?: boolean, stable?: boolean): { readonly values: Tensor; readonly indices: Tensor } & Iterable<Tensor>;
  sort(options: { readonly dim?: number; readonly descending?: boolean; readonly stable?: boolean }): { readonly values: Tensor; readonly indices: Tensor } & Iterable<Tensor>;
  sort(dim: number, options: { readonly descending?: boolean; readonly stable?: boolean }): { readonly values: Tensor; readonly indices: Tensor } & Iterable<Tensor>;
  sort(dim: number, descending: boolean, options: { readonly stable?: boolean }): { readonly values: Tensor; readonly indices: Tensor } & Iterable<Tensor>;

  /**
   * The indices that sort along `dim`.
   */
  argsort(dim?: number, descending?: boolean, stable?: boolean): Tensor<S>;
  argsort(options: { readonly dim?: number; readonly descending?: boolean; readonly stable?: boolean }): Tensor<S>;
  argsort(dim: number, options: { readonly descending?: boolean; readonly stable?: boolean }): Tensor<S>;
  argsort(dim: number, descending: boolean, options: { readonly stable?: boolean }): Tensor<S>;

  /**
   * Elements in ascending order along the first dimension.
   */
  msort(): Tensor<S>;

  /**
   * The `k` greatest (or least) elements along `dim` in order, and where each came from.
   */
  topk(k: number, dim?: number, largest?: boolean, sorted?: boolean): { readonly values: Tensor; readonly indices: Tensor } & Iterable<Tensor>;
  topk(k: number, options: { readonly dim?: number; readonly largest?: boolean; readonly sorted?: boolean }): { readonly values: Tensor; readonly indices: Tensor } & Iterable<Tensor>;
  topk(k: number, dim: number, options: { readonly largest?: boolean; readonly sorted?: boolean }): { readonly values: Tensor; readonly indices: Tensor } & Iterable<Tensor>;
  topk(k: number, dim: number, largest: boolean, options: { readonly sorted?: boolean }): { readonly values: Tensor; readonly indices: Tensor } & Iterable<Tensor>;

  /**
   * The `k`-th least element along `dim`, counted from 1, and where it is.
   */
  kthvalue(k: number, dim?: number, keepdim?: boolean): { readonly values: Tensor; readonly indices: Tensor } & Iterable<Tensor>;
  kthvalue(k: number, options: { readonly dim?: number; readonly keepdim?: boolean }): { readonly values: Tensor; readonly indices: Tensor } & Iterable<Tensor>;
  kthvalue(k: number, dim: number, options: { readonly keepdim?: boolean }): { readonly values: Tensor; readonly indices: Tensor } & Iterable<Tensor>;

  /**
   * The product of two matrices, `[m, k] · [k, n] → [m, n]`.
   */
  mm<B extends Shape>(mat2: Tensor<B> & shape.CheckMatMul<S, B>): Tensor<shape.MatMul<S, B>>;

  /**
   * The products of two batches of matrices, `[b, m, k] · [b, k, n] → [b, m, n]`.
   */
  bmm<B extends Shape>(mat2: Tensor<B> & shape.CheckMatMul<S, B>): Tensor<shape.MatMul<S, B>>;

  /**
   * The matrix product by the rules of PyTorch's `@`: vectors count as a row on the left and a column on the right, and
   * dimensions before the last two are batches that broadcast.
   */
  matmul<B extends Shape>(other: Tensor<B> & shape.CheckMatMul<S, B>): Tensor<shape.MatMul<S, B>>;

  /**
   * `beta * input + alpha * (mat1 · mat2)`; `input` broadcasts. With `beta` 0, NaN in `input` does not propagate.
   */
  addmm(mat1: Tensor, mat2: Tensor, beta?: Scalar, alpha?: Scalar): Tensor;
  addmm(mat1: Tensor, mat2: Tensor, options: { readonly beta?: Scalar; readonly alpha?: Scalar }): Tensor;
  addmm(mat1: Tensor, mat2: Tensor, beta: Scalar, options: { readonly alpha?: Scalar }): Tensor;

  /**
   * `beta * input + alpha * (batch1 · batch2)`, batch by batch; `input` broadcasts.
   */
  baddbmm(batch1: Tensor, batch2: Tensor, beta?: Scalar, alpha?: Scalar): Tensor;
  baddbmm(batch1: Tensor, batch2: Tensor, options: { readonly beta?: Scalar; readonly alpha?: Scalar }): Tensor;
  baddbmm(batch1: Tensor, batch2: Tensor, beta: Scalar, options: { readonly alpha?: Scalar }): Tensor;

  /**
   * `beta * input + alpha * Σ (batch1ᵢ · batch2ᵢ)`; `input` broadcasts.
   */
  addbmm(batch1: Tensor, batch2: Tensor, beta?: Scalar, alpha?: Scalar): Tensor;
  addbmm(batch1: Tensor, batch2: Tensor, options: { readonly beta?: Scalar; readonly alpha?: Scalar }): Tensor;
  addbmm(batch1: Tensor, batch2: Tensor, beta: Scalar, options: { readonly alpha?: Scalar }): Tensor;

  /**
   * The inner product of two vectors, a 0-d tensor.
   */
  dot(tensor: Tensor): Tensor;

  /**
   * The inner product of two vectors, the first conjugated.
   */
  vdot(other: Tensor): Tensor;

  /**
   * A matrix times a vector, `[m, k] · [k] → [m]`.
   */
  mv(vec: Tensor): Tensor;

  /**
   * `beta * input + alpha * (mat · vec)`.
   */
  addmv(mat: Tensor, vec: Tensor, beta?: Scalar, alpha?: Scalar): Tensor;
  addmv(mat: Tensor, vec: Tensor, options: { readonly beta?: Scalar; readonly alpha?: Scalar }): Tensor;
  addmv(mat: Tensor, vec: Tensor, beta: Scalar, options: { readonly alpha?: Scalar }): Tensor;

  /**
   * The outer product of two vectors, `[m], [n] → [m, n]`.
   */
  outer(vec2: Tensor): Tensor;

  /**
   * `beta * input + alpha * outer(vec1, vec2)`.
   */
  addr(vec1: Tensor, vec2: Tensor, beta?: Scalar, alpha?: Scalar): Tensor;
  addr(vec1: Tensor, vec2: Tensor, options: { readonly beta?: Scalar; readonly alpha?: Scalar }): Tensor;
  addr(vec1: Tensor, vec2: Tensor, beta: Scalar, options: { readonly alpha?: Scalar }): Tensor;

  /**
   * Sums of products over the last dimension of both: `[…, k], [***, k] → […, ***]`.
   */
  inner(other: Tensor): Tensor;

  /**
   * Sums of products over chosen dimensions of both: the last `dims` of `input` with the first of `other`, or the lists
   * given.
   *
   * As `tensordot`, over the listed dimensions.
   */
  tensordot(other: Tensor, dims?: number): Tensor;
  tensordot(other: Tensor, options: { readonly dims?: number }): Tensor;
  tensordot(other: Tensor, dimsSelf: number | readonly number[], dimsOther: number | readonly number[]): Tensor;

  /**
   * The Kronecker product: every element of `input` times all of `other`.
   */
  kron(other: Tensor): Tensor;

  /**
   * `exp(x) / Σ exp(x)` along `dim`, shifted by the greatest element so that nothing overflows. `dtype` converts first.
   */
  softmax(dim: number, dtype?: DType | null): Tensor<S>;
  softmax(dim: number, options: { readonly dtype?: DType | null }): Tensor<S>;

  /**
   * The logarithm of `softmax`, computed without forming it.
   */
  logSoftmax(dim: number, dtype?: DType | null): Tensor<S>;
  logSoftmax(dim: number, options: { readonly dtype?: DType | null }): Tensor<S>;

  /**
   * `|input|`.
   */
  absolute(): Tensor<S>;

  /**
   * Inverse cosine.
   */
  arccos(): Tensor<S>;

  /**
   * Inverse hyperbolic cosine.
   */
  arccosh(): Tensor<S>;

  /**
   * Inverse sine.
   */
  arcsin(): Tensor<S>;

  /**
   * Inverse hyperbolic sine.
   */
  arcsinh(): Tensor<S>;

  /**
   * Inverse tangent.
   */
  arctan(): Tensor<S>;

  /**
   * The angle of the point `(other, input)`.
   */
  arctan2<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  arctan2(other: Scalar): Tensor<S>;

  /**
   * Inverse hyperbolic tangent.
   */
  arctanh(): Tensor<S>;

  /**
   * `input` where positive, elsewhere `alpha * (e^(input / alpha) - 1)`.
   */
  celu(alpha?: Scalar): Tensor<S>;
  celu(options: { readonly alpha?: Scalar }): Tensor<S>;

  /**
   * `input` bounded below and above, elementwise; a bound may be a number, a tensor or left out. NaN stays.
   */
  clip(min?: Tensor | Scalar | null, max?: Tensor | Scalar | null): Tensor<S>;
  clip(options: { readonly min?: Tensor | Scalar | null; readonly max?: Tensor | Scalar | null }): Tensor<S>;
  clip(min: Tensor | Scalar | null, options: { readonly max?: Tensor | Scalar | null }): Tensor<S>;

  /**
   * `input / other`; integers become floats first. `rounding_mode` rounds the quotient: `'trunc'` towards zero,
   * `'floor'` down; then integers stay integers.
   */
  divide<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>, roundingMode?: string | null): Tensor<shape.Broadcast<S, B>>;
  divide<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly roundingMode?: string | null }): Tensor<shape.Broadcast<S, B>>;
  divide(other: Scalar, roundingMode?: string | null): Tensor<S>;
  divide(other: Scalar, options: { readonly roundingMode?: string | null }): Tensor<S>;

  /**
   * The integer part.
   */
  fix(): Tensor<S>;

  /**
   * The outer product of two vectors, `[m], [n] → [m, n]`.
   */
  ger(vec2: Tensor): Tensor;

  /**
   * Whether `input > other`.
   */
  greater<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  greater(other: Scalar): Tensor<S>;

  /**
   * Whether `input >= other`.
   */
  greaterEqual<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  greaterEqual(other: Scalar): Tensor<S>;

  /**
   * `input`, 0 where it is within `lambd` of 0.
   */
  hardshrink(lambd?: Scalar): Tensor<S>;
  hardshrink(options: { readonly lambd?: Scalar }): Tensor<S>;

  /**
   * `(x - mean) / sqrt(variance + eps) * weight + bias` over the last dimensions, whose sizes are `normalized_shape`
   * (Ba, Kiros and Hinton, "Layer Normalization").
   */
  layerNorm(normalizedShape: number | readonly number[], weight?: Tensor | null, bias?: Tensor | null, eps?: number): Tensor<S>;
  layerNorm(normalizedShape: number | readonly number[], options: { readonly weight?: Tensor | null; readonly bias?: Tensor | null; readonly eps?: number }): Tensor<S>;
  layerNorm(normalizedShape: number | readonly number[], weight: Tensor | null, options: { readonly bias?: Tensor | null; readonly eps?: number }): Tensor<S>;
  layerNorm(normalizedShape: number | readonly number[], weight: Tensor | null, bias: Tensor | null, options: { readonly eps?: number }): Tensor<S>;

  /**
   * Whether `input < other`.
   */
  less<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  less(other: Scalar): Tensor<S>;

  /**
   * Whether `input <= other`.
   */
  lessEqual<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  lessEqual(other: Scalar): Tensor<S>;

  /**
   * `input * other`.
   */
  multiply<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  multiply(other: Scalar): Tensor<S>;

  /**
   * `-input`.
   */
  negative(): Tensor<S>;

  /**
   * Whether `input != other`.
   */
  notEqual<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  notEqual(other: Scalar): Tensor<S>;

  /**
   * `input` where positive, elsewhere `weight * input`; `weight` has one element or one per channel (dimension 1).
   */
  prelu(weight: Tensor): Tensor<S>;

  /**
   * `max(input, 0)`.
   */
  relu(): Tensor<S>;

  /**
   * `elu` scaled so that activations keep mean 0 and variance 1.
   */
  selu(): Tensor<S>;

  /**
   * `input - alpha * other`.
   */
  subtract<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>, alpha?: Scalar): Tensor<shape.Broadcast<S, B>>;
  subtract<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly alpha?: Scalar }): Tensor<shape.Broadcast<S, B>>;
  subtract(other: Scalar, alpha?: Scalar): Tensor<S>;
  subtract(other: Scalar, options: { readonly alpha?: Scalar }): Tensor<S>;

  /**
   * Two dimensions exchanged.
   */
  swapaxes<const N extends number, const M extends number>(dim0: N & shape.CheckDims<S, N>, dim1: M & shape.CheckDims<S, M>): Tensor<shape.Transpose<S, N, M>>;

  /**
   * Two dimensions exchanged.
   */
  swapdims<const N extends number, const M extends number>(dim0: N & shape.CheckDims<S, N>, dim1: M & shape.CheckDims<S, M>): Tensor<shape.Transpose<S, N, M>>;

  /**
   * `input` where above `threshold`, elsewhere `value`.
   */
  threshold(threshold: Scalar, value: Scalar): Tensor<S>;

  /**
   * `input + alpha * other`.
   */
  add_(other: Tensor | Scalar, alpha?: Scalar): this;
  add_(other: Tensor | Scalar, options: { readonly alpha?: Scalar }): this;

  /**
   * `input - alpha * other`.
   */
  sub_(other: Tensor | Scalar, alpha?: Scalar): this;
  sub_(other: Tensor | Scalar, options: { readonly alpha?: Scalar }): this;

  /**
   * `input * other`.
   */
  mul_(other: Tensor | Scalar): this;

  /**
   * `-input`.
   */
  neg_(): this;

  /**
   * `|input|`.
   */
  abs_(): this;

  /**
   * -1, 0 or 1 by the sign of `input`.
   */
  sign_(): this;

  /**
   * The magnitude of `input` with the sign of `other`.
   */
  copysign_(other: Tensor | Scalar): this;

  /**
   * `1 / input`.
   */
  reciprocal_(): this;

  /**
   * `input²`.
   */
  square_(): this;

  /**
   * `input + value * tensor1 * tensor2`.
   */
  addcmul_(tensor1: Tensor | Scalar, tensor2: Tensor | Scalar, value?: Scalar): this;
  addcmul_(tensor1: Tensor | Scalar, tensor2: Tensor | Scalar, options: { readonly value?: Scalar }): this;

  /**
   * `input + value * tensor1 / tensor2`.
   */
  addcdiv_(tensor1: Tensor | Scalar, tensor2: Tensor | Scalar, value?: Scalar): this;
  addcdiv_(tensor1: Tensor | Scalar, tensor2: Tensor | Scalar, options: { readonly value?: Scalar }): this;

  /**
   * `input + weight * (end - input)`, exact at both ends.
   */
  lerp_(end: Tensor | Scalar, weight: Tensor | Scalar): this;

  /**
   * `√(input² + other²)`.
   */
  hypot_(other: Tensor | Scalar): this;

  /**
   * `input * 2^other`.
   */
  ldexp_(other: Tensor | Scalar): this;

  /**
   * Degrees to radians.
   */
  deg2rad_(): this;

  /**
   * Radians to degrees.
   */
  rad2deg_(): this;

  /**
   * Whether `input == other`.
   */
  eq_(other: Tensor | Scalar): this;

  /**
   * Whether `input != other`.
   */
  ne_(other: Tensor | Scalar): this;

  /**
   * Whether `input < other`.
   */
  lt_(other: Tensor | Scalar): this;

  /**
   * Whether `input <= other`.
   */
  le_(other: Tensor | Scalar): this;

  /**
   * Whether `input > other`.
   */
  gt_(other: Tensor | Scalar): this;

  /**
   * Whether `input >= other`.
   */
  ge_(other: Tensor | Scalar): this;

  /**
   * Whether both are not zero.
   */
  logicalAnd_(other: Tensor | Scalar): this;

  /**
   * Whether at least one is not zero.
   */
  logicalOr_(other: Tensor | Scalar): this;

  /**
   * Whether exactly one is not zero.
   */
  logicalXor_(other: Tensor | Scalar): this;

  /**
   * Whether it is zero.
   */
  logicalNot_(): this;

  /**
   * `input` where it is above `min`, which may be a tensor or a number.
   */
  clampMin_(min: Tensor | Scalar): this;

  /**
   * `input` where it is below `max`, which may be a tensor or a number.
   */
  clampMax_(max: Tensor | Scalar): this;

  /**
   * Bits set in both.
   */
  bitwiseAnd_(other: Tensor | Scalar): this;

  /**
   * Bits set in at least one.
   */
  bitwiseOr_(other: Tensor | Scalar): this;

  /**
   * Bits set in exactly one.
   */
  bitwiseXor_(other: Tensor | Scalar): this;

  /**
   * Every bit flipped. A bool is not a bit pattern: for it, `logical_not` is meant.
   */
  bitwiseNot_(): this;

  /**
   * `input * 2^other`; 0 where `other` is negative or too wide.
   */
  bitwiseLeftShift_(other: Tensor | Scalar): this;

  /**
   * `input / 2^other`, rounded down.
   */
  bitwiseRightShift_(other: Tensor | Scalar): this;

  /**
   * The largest integer not above.
   */
  floor_(): this;

  /**
   * The smallest integer not below.
   */
  ceil_(): this;

  /**
   * The integer part.
   */
  trunc_(): this;

  /**
   * The part after the point, with the sign of `input`.
   */
  frac_(): this;

  /**
   * `e^input`.
   */
  exp_(): this;

  /**
   * `2^input`.
   */
  exp2_(): this;

  /**
   * `e^input - 1`, exact near 0.
   */
  expm1_(): this;

  /**
   * Natural logarithm.
   */
  log_(): this;

  /**
   * Logarithm to base 2.
   */
  log2_(): this;

  /**
   * Logarithm to base 10.
   */
  log10_(): this;

  /**
   * `log(1 + input)`, exact near 0.
   */
  log1p_(): this;

  /**
   * Square root.
   */
  sqrt_(): this;

  /**
   * `1 / √input`.
   */
  rsqrt_(): this;

  /**
   * `input * log(other)`; 0 where `input` is 0, unless `other` is NaN.
   */
  xlogy_(other: Tensor | Scalar): this;

  /**
   * `log(input / (1 - input))`; a non-negative `eps` first limits `input` to `eps ..= 1 - eps`.
   */
  logit_(eps?: Scalar): this;
  logit_(options: { readonly eps?: Scalar }): this;

  /**
   * Error function.
   */
  erf_(): this;

  /**
   * `1 - erf(input)`, exact in the tail.
   */
  erfc_(): this;

  /**
   * Sine.
   */
  sin_(): this;

  /**
   * Cosine.
   */
  cos_(): this;

  /**
   * Tangent.
   */
  tan_(): this;

  /**
   * Inverse sine.
   */
  asin_(): this;

  /**
   * Inverse cosine.
   */
  acos_(): this;

  /**
   * Inverse tangent.
   */
  atan_(): this;

  /**
   * The angle of the point `(other, input)`.
   */
  atan2_(other: Tensor | Scalar): this;

  /**
   * `sin(π input) / (π input)`, 1 at 0.
   */
  sinc_(): this;

  /**
   * Hyperbolic sine.
   */
  sinh_(): this;

  /**
   * Hyperbolic cosine.
   */
  cosh_(): this;

  /**
   * Hyperbolic tangent.
   */
  tanh_(): this;

  /**
   * Inverse hyperbolic sine.
   */
  asinh_(): this;

  /**
   * Inverse hyperbolic cosine.
   */
  acosh_(): this;

  /**
   * Inverse hyperbolic tangent.
   */
  atanh_(): this;

  /**
   * `1 / (1 + e^-input)`.
   */
  sigmoid_(): this;

  /**
   * `max(input, 0)`.
   */
  relu_(): this;

  /**
   * `input` limited to 0 ..= 6.
   */
  relu6_(): this;

  /**
   * `input` limited to `min_val ..= max_val`.
   */
  hardtanh_(minVal?: Scalar, maxVal?: Scalar): this;
  hardtanh_(options: { readonly minVal?: Scalar; readonly maxVal?: Scalar }): this;
  hardtanh_(minVal: Scalar, options: { readonly maxVal?: Scalar }): this;

  /**
   * `input` where positive, elsewhere `negative_slope * input`.
   */
  leakyRelu_(negativeSlope?: Scalar): this;
  leakyRelu_(options: { readonly negativeSlope?: Scalar }): this;

  /**
   * `input` where above `threshold`, elsewhere `value`.
   */
  threshold_(threshold: Scalar, value: Scalar): this;

  /**
   * `input` where positive, elsewhere `alpha * (e^input - 1)`.
   */
  elu_(alpha?: Scalar): this;
  elu_(options: { readonly alpha?: Scalar }): this;

  /**
   * `input` where positive, elsewhere `alpha * (e^(input / alpha) - 1)`.
   */
  celu_(alpha?: Scalar): this;
  celu_(options: { readonly alpha?: Scalar }): this;

  /**
   * `elu` scaled so that activations keep mean 0 and variance 1.
   */
  selu_(): this;

  /**
   * `input * sigmoid(input)`.
   */
  silu_(): this;

  /**
   * `input * tanh(softplus(input))`.
   */
  mish_(): this;

  /**
   * `sigmoid` in three straight pieces: `relu6(input + 3) / 6`.
   */
  hardsigmoid_(): this;

  /**
   * `input * relu6(input + 3) / 6`.
   */
  hardswish_(): this;

  /**
   * `input` with `alpha * source` added to the slices along `dim` that `index` names; repeated places add up.
   */
  indexAdd_(dim: number, index: Tensor, source: Tensor, alpha?: Scalar): this;
  indexAdd_(dim: number, index: Tensor, source: Tensor, options: { readonly alpha?: Scalar }): this;

  /**
   * `input / other`; integers become floats first. `rounding_mode` rounds the quotient: `'trunc'` towards zero,
   * `'floor'` down; then integers stay integers.
   */
  div_(other: Tensor | Scalar, roundingMode?: string | null): this;
  div_(other: Tensor | Scalar, options: { readonly roundingMode?: string | null }): this;

  /**
   * `input / other`; integers become floats first.
   */
  trueDivide_(other: Tensor | Scalar): this;

  /**
   * `input / other`, rounded down, as Python's `//`.
   */
  floorDivide_(other: Tensor | Scalar): this;

  /**
   * The remainder of flooring division, with the sign of `other`, as Python's `%`.
   */
  remainder_(other: Tensor | Scalar): this;

  /**
   * The remainder of division towards zero, with the sign of `input`, as C's `fmod`.
   */
  fmod_(other: Tensor | Scalar): this;

  /**
   * `input` to the power `exponent`. Integers to a negative integer power are refused.
   */
  pow_(exponent: Tensor | Scalar): this;

  /**
   * To the nearest integer, ties to even; with `decimals`, to that many digits after the point (before it if negative).
   */
  round_(decimals?: number): this;
  round_(options: { readonly decimals?: number }): this;

  /**
   * NaN and the infinities replaced: by 0 and the greatest and least finite values, unless given.
   */
  nanToNum_(nan?: number | null, posinf?: number | null, neginf?: number | null): this;
  nanToNum_(options: { readonly nan?: number | null; readonly posinf?: number | null; readonly neginf?: number | null }): this;
  nanToNum_(nan: number | null, options: { readonly posinf?: number | null; readonly neginf?: number | null }): this;
  nanToNum_(nan: number | null, posinf: number | null, options: { readonly neginf?: number | null }): this;

  /**
   * `input` bounded below and above, elementwise; a bound may be a number, a tensor or left out. NaN stays.
   */
  clamp_(min?: Tensor | Scalar | null, max?: Tensor | Scalar | null): this;
  clamp_(options: { readonly min?: Tensor | Scalar | null; readonly max?: Tensor | Scalar | null }): this;
  clamp_(min: Tensor | Scalar | null, options: { readonly max?: Tensor | Scalar | null }): this;

  /**
   * The running sum along `dim`. Integers and bools add up as int64 unless `dtype` says otherwise.
   */
  cumsum_(dim: number, dtype?: DType | null): this;
  cumsum_(dim: number, options: { readonly dtype?: DType | null }): this;

  /**
   * The running product along `dim`.
   */
  cumprod_(dim: number, dtype?: DType | null): this;
  cumprod_(dim: number, options: { readonly dtype?: DType | null }): this;

  /**
   * `beta * input + alpha * (mat1 · mat2)`; `input` broadcasts. With `beta` 0, NaN in `input` does not propagate.
   */
  addmm_(mat1: Tensor, mat2: Tensor, beta?: Scalar, alpha?: Scalar): this;
  addmm_(mat1: Tensor, mat2: Tensor, options: { readonly beta?: Scalar; readonly alpha?: Scalar }): this;
  addmm_(mat1: Tensor, mat2: Tensor, beta: Scalar, options: { readonly alpha?: Scalar }): this;

  /**
   * `beta * input + alpha * (batch1 · batch2)`, batch by batch; `input` broadcasts.
   */
  baddbmm_(batch1: Tensor, batch2: Tensor, beta?: Scalar, alpha?: Scalar): this;
  baddbmm_(batch1: Tensor, batch2: Tensor, options: { readonly beta?: Scalar; readonly alpha?: Scalar }): this;
  baddbmm_(batch1: Tensor, batch2: Tensor, beta: Scalar, options: { readonly alpha?: Scalar }): this;

  /**
   * `beta * input + alpha * Σ (batch1ᵢ · batch2ᵢ)`; `input` broadcasts.
   */
  addbmm_(batch1: Tensor, batch2: Tensor, beta?: Scalar, alpha?: Scalar): this;
  addbmm_(batch1: Tensor, batch2: Tensor, options: { readonly beta?: Scalar; readonly alpha?: Scalar }): this;
  addbmm_(batch1: Tensor, batch2: Tensor, beta: Scalar, options: { readonly alpha?: Scalar }): this;

  /**
   * `beta * input + alpha * (mat · vec)`.
   */
  addmv_(mat: Tensor, vec: Tensor, beta?: Scalar, alpha?: Scalar): this;
  addmv_(mat: Tensor, vec: Tensor, options: { readonly beta?: Scalar; readonly alpha?: Scalar }): this;
  addmv_(mat: Tensor, vec: Tensor, beta: Scalar, options: { readonly alpha?: Scalar }): this;

  /**
   * `beta * input + alpha * outer(vec1, vec2)`.
   */
  addr_(vec1: Tensor, vec2: Tensor, beta?: Scalar, alpha?: Scalar): this;
  addr_(vec1: Tensor, vec2: Tensor, options: { readonly beta?: Scalar; readonly alpha?: Scalar }): this;
  addr_(vec1: Tensor, vec2: Tensor, beta: Scalar, options: { readonly alpha?: Scalar }): this;

  /**
   * `|input|`.
   */
  absolute_(): this;

  /**
   * Inverse cosine.
   */
  arccos_(): this;

  /**
   * Inverse hyperbolic cosine.
   */
  arccosh_(): this;

  /**
   * Inverse sine.
   */
  arcsin_(): this;

  /**
   * Inverse hyperbolic sine.
   */
  arcsinh_(): this;

  /**
   * Inverse tangent.
   */
  arctan_(): this;

  /**
   * The angle of the point `(other, input)`.
   */
  arctan2_(other: Tensor | Scalar): this;

  /**
   * Inverse hyperbolic tangent.
   */
  arctanh_(): this;

  /**
   * `input` bounded below and above, elementwise; a bound may be a number, a tensor or left out. NaN stays.
   */
  clip_(min?: Tensor | Scalar | null, max?: Tensor | Scalar | null): this;
  clip_(options: { readonly min?: Tensor | Scalar | null; readonly max?: Tensor | Scalar | null }): this;
  clip_(min: Tensor | Scalar | null, options: { readonly max?: Tensor | Scalar | null }): this;

  /**
   * `input / other`; integers become floats first. `rounding_mode` rounds the quotient: `'trunc'` towards zero,
   * `'floor'` down; then integers stay integers.
   */
  divide_(other: Tensor | Scalar, roundingMode?: string | null): this;
  divide_(other: Tensor | Scalar, options: { readonly roundingMode?: string | null }): this;

  /**
   * The integer part.
   */
  fix_(): this;

  /**
   * Whether `input > other`.
   */
  greater_(other: Tensor | Scalar): this;

  /**
   * Whether `input >= other`.
   */
  greaterEqual_(other: Tensor | Scalar): this;

  /**
   * Whether `input < other`.
   */
  less_(other: Tensor | Scalar): this;

  /**
   * Whether `input <= other`.
   */
  lessEqual_(other: Tensor | Scalar): this;

  /**
   * `input * other`.
   */
  multiply_(other: Tensor | Scalar): this;

  /**
   * `-input`.
   */
  negative_(): this;

  /**
   * Whether `input != other`.
   */
  notEqual_(other: Tensor | Scalar): this;

  /**
   * `input - alpha * other`.
   */
  subtract_(other: Tensor | Scalar, alpha?: Scalar): this;
  subtract_(other: Tensor | Scalar, options: { readonly alpha?: Scalar }): this;

  /**
   * `1 / (1 + e^-input)`.
   */
  expit_(): this;
}
