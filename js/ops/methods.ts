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
   * `-input`.
   */
  neg(): Tensor<S>;

  /**
   * `|input|`.
   */
  abs(): Tensor<S>;

  /**
   * -1, 0 or 1 by the sign of `input`.
   */
  sign(): Tensor<S>;

  /**
   * `input / |input|`, 0 at 0; of a real number its sign.
   */
  sgn(): Tensor<S>;

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
   * `√(input² + other²)`.
   */
  hypot<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;

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

  /**
   * Whether at least one is not zero.
   */
  logicalOr<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;

  /**
   * Whether exactly one is not zero.
   */
  logicalXor<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;

  /**
   * Whether it is zero.
   */
  logicalNot(): Tensor<S>;

  /**
   * The larger one; NaN if either is. Where they are equal each gets half of the gradient.
   */
  maximum<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;

  /**
   * The smaller one; NaN if either is. Where they are equal each gets half of the gradient.
   */
  minimum<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;

  /**
   * The larger one; NaN only if both are.
   */
  fmax<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;

  /**
   * The smaller one; NaN only if both are.
   */
  fmin<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;

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

  /**
   * `log2(2^input + 2^other)`, without overflow.
   */
  logaddexp2<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;

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
   * `log |Γ(input)|`, the logarithm of the gamma function.
   */
  lgamma(): Tensor<S>;

  /**
   * The derivative of `lgamma(input)`.
   */
  digamma(): Tensor<S>;

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
   * Shape and dtype are those of `input`, and so is the order of its dimensions in memory.
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
   * Views of `split_size_or_sections` consecutive elements along `dim`; the last may be smaller.
   *
   * Views of the given sizes along `dim`, which must add up to its size.
   */
  split(splitSizeOrSections: number, dim?: number): Tensor[];
  split(splitSizeOrSections: number, options: { readonly dim?: number }): Tensor[];
  split(splitSizeOrSections: number | readonly number[], dim?: number): Tensor[];
  split(splitSizeOrSections: number | readonly number[], options: { readonly dim?: number }): Tensor[];

  /**
   * Views of the given sizes along `dim`, which must add up to its size.
   */
  splitWithSizes(splitSizes: number | readonly number[], dim?: number): Tensor[];
  splitWithSizes(splitSizes: number | readonly number[], options: { readonly dim?: number }): Tensor[];

  /**
   * At most `chunks` views of one size along `dim`; the last may be smaller.
   */
  chunk(chunks: number, dim?: number): Tensor[];
  chunk(chunks: number, options: { readonly dim?: number }): Tensor[];

  /**
   * As `split`, but the parts do not count as views and may be written in place.
   */
  unsafeSplit(splitSize: number, dim?: number): Tensor[];
  unsafeSplit(splitSize: number, options: { readonly dim?: number }): Tensor[];

  /**
   * As `split_with_sizes`, but the parts do not count as views and may be written in place.
   */
  unsafeSplitWithSizes(splitSizes: number | readonly number[], dim?: number): Tensor[];
  unsafeSplitWithSizes(splitSizes: number | readonly number[], options: { readonly dim?: number }): Tensor[];

  /**
   * As `chunk`, but the parts do not count as views and may be written in place.
   */
  unsafeChunk(chunks: number, dim?: number): Tensor[];
  unsafeChunk(chunks: number, options: { readonly dim?: number }): Tensor[];

  /**
   * Views for each index of `dim`, which is dropped.
   */
  unbind(dim?: number): Tensor[];
  unbind(options: { readonly dim?: number }): Tensor[];

  /**
   * `indices_or_sections` views along `dim` whose sizes differ by at most one.
   *
   * Views along `dim`, cut before each of the given indices.
   *
   * As `tensor_split`, with the number of parts or the indices as an int64 tensor.
   */
  tensorSplit(indicesOrSections: number, dim?: number): Tensor[];
  tensorSplit(indicesOrSections: number, options: { readonly dim?: number }): Tensor[];
  tensorSplit(indicesOrSections: number | readonly number[], dim?: number): Tensor[];
  tensorSplit(indicesOrSections: number | readonly number[], options: { readonly dim?: number }): Tensor[];
  tensorSplit(indicesOrSections: Tensor, dim?: number): Tensor[];
  tensorSplit(indicesOrSections: Tensor, options: { readonly dim?: number }): Tensor[];

  /**
   * Equal views along the second dimension (the first of a vector); the size must be divisible.
   *
   * Views along the second dimension (the first of a vector), cut before each index.
   */
  hsplit(sections: number): Tensor[];
  hsplit(indices: number | readonly number[]): Tensor[];

  /**
   * Equal views along the first dimension of a tensor of rank 2 or more; the size must be divisible.
   *
   * Views along the first dimension of a tensor of rank 2 or more, cut before each index.
   */
  vsplit(sections: number): Tensor[];
  vsplit(indices: number | readonly number[]): Tensor[];

  /**
   * Equal views along the third dimension; the size must be divisible.
   *
   * Views along the third dimension, cut before each index.
   */
  dsplit(sections: number): Tensor[];
  dsplit(indices: number | readonly number[]): Tensor[];

  /**
   * Dimensions `start_dim` to `end_dim`, both included, as one: a view if the strides allow one, else a copy.
   */
  flatten(startDim?: number, endDim?: number): Tensor;
  flatten(options: { readonly startDim?: number; readonly endDim?: number }): Tensor;
  flatten(startDim: number, options: { readonly endDim?: number }): Tensor;

  /**
   * All elements in row-major order as a vector: a view if they lie that way, else a copy.
   */
  ravel(): Tensor;

  /**
   * One dimension unfolded into several of the given sizes, one of which may be −1.
   */
  unflatten(dim: number, sizes: number | readonly number[]): Tensor;

  /**
   * Dimensions moved from `source` to `destination`; the others keep their order.
   */
  movedim(source: number | readonly number[], destination: number | readonly number[]): Tensor;

  /**
   * Each matrix of a batch conjugated and transposed, as the property `mH`.
   */
  adjoint(): Tensor<shape.Transpose<S, -1, 0>>;

  /**
   * A view with the shape of `other`.
   */
  viewAs(other: Tensor): Tensor;

  /**
   * The same elements with the shape of `other`: a view if the strides allow one, else a copy.
   */
  reshapeAs(other: Tensor): Tensor;

  /**
   * A view expanded to the shape of `other`.
   */
  expandAs(other: Tensor): Tensor;

  /**
   * A view in which dimensions of size 1 repeat up to the given sizes.
   */
  broadcastTo(...size: readonly number[]): Tensor;
  broadcastTo(size: number | readonly number[]): Tensor;

  /**
   * The sum over the dimensions by which `input` exceeds `size`: the inverse of broadcasting. Integers
   * and bools add up as int64.
   */
  sumToSize(...size: readonly number[]): Tensor;
  sumToSize(size: number | readonly number[]): Tensor;

  /**
   * As `narrow`, copied.
   */
  narrowCopy(dim: number, start: number, length: number): Tensor;

  /**
   * A copy of `input` with `src` at `index` of dimension `dim`.
   */
  selectScatter(src: Tensor, dim: number, index: number): Tensor<S>;

  /**
   * A copy of `input` with `src` at the places `start`, `start + step`, … before `end` along `dim`.
   */
  sliceScatter(src: Tensor, dim?: number, start?: number | null, end?: number | null, step?: number): Tensor<S>;
  sliceScatter(src: Tensor, options: { readonly dim?: number; readonly start?: number | null; readonly end?: number | null; readonly step?: number }): Tensor<S>;
  sliceScatter(src: Tensor, dim: number, options: { readonly start?: number | null; readonly end?: number | null; readonly step?: number }): Tensor<S>;
  sliceScatter(src: Tensor, dim: number, start: number | null, options: { readonly end?: number | null; readonly step?: number }): Tensor<S>;

  /**
   * A copy of `input` with `src` on the diagonal between two dimensions.
   */
  diagonalScatter(src: Tensor, offset?: number, dim1?: number, dim2?: number): Tensor<S>;
  diagonalScatter(src: Tensor, options: { readonly offset?: number; readonly dim1?: number; readonly dim2?: number }): Tensor<S>;
  diagonalScatter(src: Tensor, offset: number, options: { readonly dim1?: number; readonly dim2?: number }): Tensor<S>;
  diagonalScatter(src: Tensor, offset: number, dim1: number, options: { readonly dim2?: number }): Tensor<S>;

  /**
   * A copy of `input`'s memory with `src` where `as_strided` would look.
   */
  asStridedScatter(src: Tensor, size: number | readonly number[], stride: number | readonly number[], storageOffset?: number | null): Tensor<S>;
  asStridedScatter(src: Tensor, size: number | readonly number[], stride: number | readonly number[], options: { readonly storageOffset?: number | null }): Tensor<S>;

  /**
   * A copy with the order of the elements reversed along the given dimensions.
   */
  flip(...dims: readonly number[]): Tensor<S>;
  flip(dims: number | readonly number[]): Tensor<S>;

  /**
   * A copy reversed along the second dimension: left and right exchanged.
   */
  fliplr(): Tensor<S>;

  /**
   * A copy reversed along the first dimension: up and down exchanged.
   */
  flipud(): Tensor<S>;

  /**
   * A copy with the elements moved on by `shifts` along `dims`; those pushed out at the end come in at the start. Without
   * `dims` the tensor is rolled as if it were flat.
   */
  roll(shifts: number | readonly number[], dims?: number | readonly number[]): Tensor<S>;
  roll(shifts: number | readonly number[], options: { readonly dims?: number | readonly number[] }): Tensor<S>;

  /**
   * A copy turned by 90 degrees `k` times in the plane of two dimensions, from the first towards the second.
   */
  rot90(k?: number, dims?: number | readonly number[]): Tensor;
  rot90(options: { readonly k?: number; readonly dims?: number | readonly number[] }): Tensor;
  rot90(k: number, options: { readonly dims?: number | readonly number[] }): Tensor;

  /**
   * Copies of the tensor side by side, as many as `repeats` says along each dimension; further ones go in front.
   */
  repeat(...repeats: readonly number[]): Tensor;
  repeat(repeats: number | readonly number[]): Tensor;

  /**
   * Copies of the tensor side by side, as many as `dims` says along each of the last dimensions.
   */
  tile(...dims: readonly number[]): Tensor;
  tile(dims: number | readonly number[]): Tensor;

  /**
   * Each element `repeats` times in a row, along `dim` or in the flattened tensor.
   *
   * Element `i` along `dim` (or of the flattened tensor) `repeats[i]` times in a row; one count serves all.
   */
  repeatInterleave(repeats: number, dim?: number | null, outputSize?: number | null): Tensor;
  repeatInterleave(repeats: number, options: { readonly dim?: number | null; readonly outputSize?: number | null }): Tensor;
  repeatInterleave(repeats: number, dim: number | null, options: { readonly outputSize?: number | null }): Tensor;
  repeatInterleave(repeats: Tensor, dim?: number | null, outputSize?: number | null): Tensor;
  repeatInterleave(repeats: Tensor, options: { readonly dim?: number | null; readonly outputSize?: number | null }): Tensor;
  repeatInterleave(repeats: Tensor, dim: number | null, options: { readonly outputSize?: number | null }): Tensor;

  /**
   * Exchanges two dimensions in place.
   */
  transpose_(dim0: number, dim1: number): Tensor;

  /**
   * Transposes a matrix in place.
   */
  t_(): Tensor;

  /**
   * Drops dimensions of size 1 in place: all of them, or those named.
   */
  squeeze_(dim?: number | readonly number[] | null): Tensor;
  squeeze_(options: { readonly dim?: number | readonly number[] | null }): Tensor;

  /**
   * Adds a dimension of size 1 in place.
   */
  unsqueeze_(dim: number): Tensor;

  /**
   * Gives the tensor another shape, strides and offset over its storage, in place.
   */
  asStrided_(size: number | readonly number[], stride: number | readonly number[], storageOffset?: number | null): Tensor;
  asStrided_(size: number | readonly number[], stride: number | readonly number[], options: { readonly storageOffset?: number | null }): Tensor;

  /**
   * Gives the tensor another shape in place, row-major over its memory. Elements that are new are uninitialised; other
   * tensors that share the memory keep the old one if it must grow.
   */
  resize_(...size: readonly number[]): Tensor;
  resize_(size: number | readonly number[]): Tensor;

  /**
   * Gives the tensor the shape of another in place; see `resize_`.
   */
  resizeAs_(theTemplate: Tensor): Tensor;

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
   * A hash of all elements, or of those over the given dimensions: the exclusive or of their bits as float64 or int64, by
   * `mode` 0. uint64.
   */
  hashTensor<const N extends shape.Dims = undefined, K extends boolean = false>(dim?: N & shape.CheckDims<S, N>, keepdim?: K, mode?: number): Tensor<shape.Reduce<S, N, K>>;
  hashTensor<const N extends shape.Dims = undefined, K extends boolean = false>(options: { readonly dim?: N & shape.CheckDims<S, N>; readonly keepdim?: K; readonly mode?: number }): Tensor<shape.Reduce<S, N, K>>;
  hashTensor<const N extends shape.Dims = undefined, K extends boolean = false>(dim: N & shape.CheckDims<S, N>, options: { readonly keepdim?: K; readonly mode?: number }): Tensor<shape.Reduce<S, N, K>>;
  hashTensor<const N extends shape.Dims = undefined, K extends boolean = false>(dim: N & shape.CheckDims<S, N>, keepdim: K, options: { readonly mode?: number }): Tensor<shape.Reduce<S, N, K>>;

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
   * `input * 2^other`; a floating `input` takes no bools as `other`.
   */
  ldexp<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;

  /**
   * `input²`; bools become int64.
   */
  square(): Tensor<S>;

  /**
   * Every bit of an integer turned round; the opposite of a bool.
   */
  bitwiseNot(): Tensor<S>;

  /**
   * `+input`, which is `input`.
   */
  positive(): Tensor<S>;

  /**
   * The complex conjugate; a real tensor is its own.
   */
  conjPhysical(): Tensor<S>;

  /**
   * To the nearest integer, ties to even; with `decimals`, to that many digits after the point (before it if negative).
   */
  round(decimals?: number): Tensor<S>;
  round(options: { readonly decimals?: number }): Tensor<S>;

  /**
   * The derivative of order `n` of `digamma(input)`.
   */
  polygamma(n: number): Tensor<S>;

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
   * `input + weight * (end - input)`, exact at both ends; `weight` is a tensor or a number.
   */
  lerp(end: Tensor, weight: Tensor | Scalar): Tensor;

  /**
   * Whether two tensors have the same shape and the same elements; NaN differs from itself.
   */
  equal(other: Tensor): boolean;

  /**
   * Elementwise, whether `|input - other| <= atol + rtol * |other|`. Infinities are close to themselves only; NaN is close
   * to NaN if `equal_nan`.
   */
  isclose<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>, rtol?: number, atol?: number, equalNan?: boolean): Tensor<shape.Broadcast<S, B>>;
  isclose<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly rtol?: number; readonly atol?: number; readonly equalNan?: boolean }): Tensor<shape.Broadcast<S, B>>;
  isclose<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>, rtol: number, options: { readonly atol?: number; readonly equalNan?: boolean }): Tensor<shape.Broadcast<S, B>>;
  isclose<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>, rtol: number, atol: number, options: { readonly equalNan?: boolean }): Tensor<shape.Broadcast<S, B>>;

  /**
   * Whether all elements are close in the sense of `isclose`.
   */
  allclose(other: Tensor, rtol?: number, atol?: number, equalNan?: boolean): boolean;
  allclose(other: Tensor, options: { readonly rtol?: number; readonly atol?: number; readonly equalNan?: boolean }): boolean;
  allclose(other: Tensor, rtol: number, options: { readonly atol?: number; readonly equalNan?: boolean }): boolean;
  allclose(other: Tensor, rtol: number, atol: number, options: { readonly equalNan?: boolean }): boolean;

  /**
   * Elementwise, whether a number is real: its imaginary part is 0.
   */
  isreal(): Tensor<S>;

  /**
   * Whether the only element is not zero.
   */
  isNonzero(): boolean;

  /**
   * Whether two tensors have the same shape.
   */
  isSameSize(other: Tensor): boolean;

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
   * Uninitialised elements of a shape, with this tensor's dtype and device unless given.
   */
  newEmpty(...size: readonly number[]): Tensor;
  newEmpty(size: number | readonly number[], dtype?: DType | null, requiresGrad?: boolean): Tensor;
  newEmpty(size: number | readonly number[], options: { readonly dtype?: DType | null; readonly requiresGrad?: boolean }): Tensor;
  newEmpty(size: number | readonly number[], dtype: DType | null, options: { readonly requiresGrad?: boolean }): Tensor;

  /**
   * Uninitialised elements with the given strides, with this tensor's dtype and device unless given.
   */
  newEmptyStrided(size: number | readonly number[], stride: number | readonly number[], dtype?: DType | null, requiresGrad?: boolean): Tensor;
  newEmptyStrided(size: number | readonly number[], stride: number | readonly number[], options: { readonly dtype?: DType | null; readonly requiresGrad?: boolean }): Tensor;
  newEmptyStrided(size: number | readonly number[], stride: number | readonly number[], dtype: DType | null, options: { readonly requiresGrad?: boolean }): Tensor;

  /**
   * `fill_value` in every place of a shape, with this tensor's dtype and device unless given.
   */
  newFull(size: number | readonly number[], fillValue: Scalar, dtype?: DType | null, requiresGrad?: boolean): Tensor;
  newFull(size: number | readonly number[], fillValue: Scalar, options: { readonly dtype?: DType | null; readonly requiresGrad?: boolean }): Tensor;
  newFull(size: number | readonly number[], fillValue: Scalar, dtype: DType | null, options: { readonly requiresGrad?: boolean }): Tensor;

  /**
   * Zeros of a shape, with this tensor's dtype and device unless given.
   */
  newZeros(...size: readonly number[]): Tensor;
  newZeros(size: number | readonly number[], dtype?: DType | null, requiresGrad?: boolean): Tensor;
  newZeros(size: number | readonly number[], options: { readonly dtype?: DType | null; readonly requiresGrad?: boolean }): Tensor;
  newZeros(size: number | readonly number[], dtype: DType | null, options: { readonly requiresGrad?: boolean }): Tensor;

  /**
   * Ones of a shape, with this tensor's dtype and device unless given.
   */
  newOnes(...size: readonly number[]): Tensor;
  newOnes(size: number | readonly number[], dtype?: DType | null, requiresGrad?: boolean): Tensor;
  newOnes(size: number | readonly number[], options: { readonly dtype?: DType | null; readonly requiresGrad?: boolean }): Tensor;
  newOnes(size: number | readonly number[], dtype: DType | null, options: { readonly requiresGrad?: boolean }): Tensor;

  /**
   * The elements on and below a diagonal of each matrix, zeros above. A positive `diagonal` lies above the main one.
   */
  tril(diagonal?: number): Tensor<S>;
  tril(options: { readonly diagonal?: number }): Tensor<S>;

  /**
   * The elements on and above a diagonal of each matrix, zeros below. A positive `diagonal` lies above the main one.
   */
  triu(diagonal?: number): Tensor<S>;
  triu(options: { readonly diagonal?: number }): Tensor<S>;

  /**
   * A vector as the diagonal of a square matrix, or the diagonal of a matrix, copied.
   */
  diag(diagonal?: number): Tensor;
  diag(options: { readonly diagonal?: number }): Tensor;

  /**
   * The last dimension laid out as a diagonal between two new dimensions `dim1` and `dim2`, zeros elsewhere.
   */
  diagEmbed(offset?: number, dim1?: number, dim2?: number): Tensor;
  diagEmbed(options: { readonly offset?: number; readonly dim1?: number; readonly dim2?: number }): Tensor;
  diagEmbed(offset: number, options: { readonly dim1?: number; readonly dim2?: number }): Tensor;
  diagEmbed(offset: number, dim1: number, options: { readonly dim2?: number }): Tensor;

  /**
   * All elements in row-major order as the diagonal of a square matrix.
   */
  diagflat(offset?: number): Tensor;
  diagflat(options: { readonly offset?: number }): Tensor;

  /**
   * The sum of the diagonal of a matrix; integers add up as int64.
   */
  trace(): Tensor;

  /**
   * The tensor in another dtype. With `copy` a new one even if it has that dtype already.
   *
   * The tensor on another device and, if given, in another dtype.
   *
   * The tensor with the dtype and on the device of another.
   */
  to(dtype: DType, nonBlocking?: boolean, copy?: boolean): Tensor<S>;
  to(dtype: DType, options: { readonly nonBlocking?: boolean; readonly copy?: boolean }): Tensor<S>;
  to(dtype: DType, nonBlocking: boolean, options: { readonly copy?: boolean }): Tensor<S>;
  to(device: Device, dtype?: DType | null, nonBlocking?: boolean, copy?: boolean): Tensor<S>;
  to(device: Device, options: { readonly dtype?: DType | null; readonly nonBlocking?: boolean; readonly copy?: boolean }): Tensor<S>;
  to(device: Device, dtype: DType | null, options: { readonly nonBlocking?: boolean; readonly copy?: boolean }): Tensor<S>;
  to(device: Device, dtype: DType | null, nonBlocking: boolean, options: { readonly copy?: boolean }): Tensor<S>;
  to(other: Tensor, nonBlocking?: boolean, copy?: boolean): Tensor<S>;
  to(other: Tensor, options: { readonly nonBlocking?: boolean; readonly copy?: boolean }): Tensor<S>;
  to(other: Tensor, nonBlocking: boolean, options: { readonly copy?: boolean }): Tensor<S>;

  /**
   * The tensor in the dtype of another.
   */
  typeAs(other: Tensor): Tensor<S>;

  /**
   * The tensor as float32.
   */
  float(): Tensor<S>;

  /**
   * The tensor as float64.
   */
  double(): Tensor<S>;

  /**
   * The tensor as float16.
   */
  half(): Tensor<S>;

  /**
   * The tensor as bfloat16.
   */
  bfloat16(): Tensor<S>;

  /**
   * The tensor as complex64.
   */
  cfloat(): Tensor<S>;

  /**
   * The tensor as complex128.
   */
  cdouble(): Tensor<S>;

  /**
   * The tensor as int64; fractions are cut off.
   */
  long(): Tensor<S>;

  /**
   * The tensor as int32; fractions are cut off.
   */
  int(): Tensor<S>;

  /**
   * The tensor as int16; fractions are cut off.
   */
  short(): Tensor<S>;

  /**
   * The tensor as int8; fractions are cut off.
   */
  char(): Tensor<S>;

  /**
   * The tensor as uint8; fractions are cut off.
   */
  byte(): Tensor<S>;

  /**
   * The tensor as bool: whether each element is not zero.
   */
  bool(): Tensor<S>;

  /**
   * Writes `value`, a number or a 0-d tensor, to every element.
   */
  fill_(value: Tensor | Scalar): Tensor<S>;

  /**
   * Writes zero to every element.
   */
  zero_(): Tensor<S>;

  /**
   * Ones with the probabilities in `input`, which are floating and in [0, 1], else zeros. The gradient is zero.
   *
   * Ones with probability `p`, else zeros, shaped like `input`, whose elements do not matter.
   */
  bernoulli(generator?: Generator | null): Tensor<S>;
  bernoulli(options: { readonly generator?: Generator | null }): Tensor<S>;
  bernoulli(p: number, generator?: Generator | null): Tensor<S>;
  bernoulli(p: number, options: { readonly generator?: Generator | null }): Tensor<S>;

  /**
   * `num_samples` places in each row of `input`, `[categories]` or `[rows, categories]`, drawn in proportion to its
   * weights, which need not sum to one. int64, `[num_samples]` or `[rows, num_samples]`.
   *
   * Without `replacement` no place comes twice. Fails if a weight is negative or not finite, or a row has none above zero.
   */
  multinomial(numSamples: number, replacement?: boolean, generator?: Generator | null): Tensor;
  multinomial(numSamples: number, options: { readonly replacement?: boolean; readonly generator?: Generator | null }): Tensor;
  multinomial(numSamples: number, replacement: boolean, options: { readonly generator?: Generator | null }): Tensor;

  /**
   * Overwrites the elements with uniform numbers in `[from, to)`.
   */
  uniform_(from?: number, to?: number, generator?: Generator | null): Tensor<S>;
  uniform_(options: { readonly from?: number; readonly to?: number; readonly generator?: Generator | null }): Tensor<S>;
  uniform_(from: number, options: { readonly to?: number; readonly generator?: Generator | null }): Tensor<S>;
  uniform_(from: number, to: number, options: { readonly generator?: Generator | null }): Tensor<S>;

  /**
   * Overwrites the elements with numbers from a normal distribution.
   */
  normal_(mean?: number, std?: number, generator?: Generator | null): Tensor<S>;
  normal_(options: { readonly mean?: number; readonly std?: number; readonly generator?: Generator | null }): Tensor<S>;
  normal_(mean: number, options: { readonly std?: number; readonly generator?: Generator | null }): Tensor<S>;
  normal_(mean: number, std: number, options: { readonly generator?: Generator | null }): Tensor<S>;

  /**
   * Overwrites the elements with `exp` of numbers from a normal distribution.
   */
  logNormal_(mean?: number, std?: number, generator?: Generator | null): Tensor<S>;
  logNormal_(options: { readonly mean?: number; readonly std?: number; readonly generator?: Generator | null }): Tensor<S>;
  logNormal_(mean: number, options: { readonly std?: number; readonly generator?: Generator | null }): Tensor<S>;
  logNormal_(mean: number, std: number, options: { readonly generator?: Generator | null }): Tensor<S>;

  /**
   * Overwrites the elements with numbers from the exponential distribution of rate `lambd`.
   */
  exponential_(lambd?: number, generator?: Generator | null): Tensor<S>;
  exponential_(options: { readonly lambd?: number; readonly generator?: Generator | null }): Tensor<S>;
  exponential_(lambd: number, options: { readonly generator?: Generator | null }): Tensor<S>;

  /**
   * Overwrites the elements with numbers from a Cauchy distribution.
   */
  cauchy_(median?: number, sigma?: number, generator?: Generator | null): Tensor<S>;
  cauchy_(options: { readonly median?: number; readonly sigma?: number; readonly generator?: Generator | null }): Tensor<S>;
  cauchy_(median: number, options: { readonly sigma?: number; readonly generator?: Generator | null }): Tensor<S>;
  cauchy_(median: number, sigma: number, options: { readonly generator?: Generator | null }): Tensor<S>;

  /**
   * Overwrites the elements with numbers of trials up to and with the first success, of probability `p`.
   */
  geometric_(p: number, generator?: Generator | null): Tensor<S>;
  geometric_(p: number, options: { readonly generator?: Generator | null }): Tensor<S>;

  /**
   * Overwrites the elements with ones, with probability `p`, and zeros. `p` is a number, 0.5 if left out, or a tensor of
   * probabilities that broadcasts to this one.
   */
  bernoulli_(p?: Tensor | Scalar | null, generator?: Generator | null): Tensor<S>;
  bernoulli_(options: { readonly p?: Tensor | Scalar | null; readonly generator?: Generator | null }): Tensor<S>;
  bernoulli_(p: Tensor | Scalar | null, options: { readonly generator?: Generator | null }): Tensor<S>;

  /**
   * Overwrites the elements with random integers from 0 to the dtype's greatest; in a floating dtype, to the greatest up to
   * which it has all integers.
   *
   * Overwrites the elements with random integers from 0 to `to - 1`.
   *
   * Overwrites the elements with random integers from `from` to `to - 1`, or to the dtype's greatest.
   */
  random_(generator?: Generator | null): Tensor<S>;
  random_(options: { readonly generator?: Generator | null }): Tensor<S>;
  random_(to: number, generator?: Generator | null): Tensor<S>;
  random_(to: number, options: { readonly generator?: Generator | null }): Tensor<S>;
  random_(from: number, to: number | null, generator?: Generator | null): Tensor<S>;
  random_(from: number, to: number | null, options: { readonly generator?: Generator | null }): Tensor<S>;

  /**
   * The elements of `input` at the places `index` names along `dim`: `out[i][j] = input[index[i][j]][j]` for `dim = 0`.
   *
   * `index` has as many dimensions as `input` and is no larger, but along `dim`; the result has its shape.
   */
  gather(dim: number, index: Tensor, sparseGrad?: boolean): Tensor;
  gather(dim: number, index: Tensor, options: { readonly sparseGrad?: boolean }): Tensor;

  /**
   * `input` with the elements of `src` written to the places `index` names along `dim`: `out[index[i][j]][j] = src[i][j]`
   * for `dim = 0`. Where places repeat, the last one stays. `reduce` (`'add'` or `'multiply'`) combines instead, without
   * a gradient.
   *
   * `input` with a number written to the places `index` names along `dim`.
   */
  scatter(dim: number, index: Tensor, src: Tensor, reduce?: string | null): Tensor<S>;
  scatter(dim: number, index: Tensor, src: Tensor, options: { readonly reduce?: string | null }): Tensor<S>;
  scatter(dim: number, index: Tensor, value: Scalar, reduce?: string | null): Tensor<S>;
  scatter(dim: number, index: Tensor, value: Scalar, options: { readonly reduce?: string | null }): Tensor<S>;

  /**
   * `input` with the elements of `src` added at the places `index` names along `dim`; repeated places add up.
   */
  scatterAdd(dim: number, index: Tensor, src: Tensor): Tensor<S>;

  /**
   * The elements of `input` at `indices` along `dim`, the two broadcast in the other dimensions; without `dim` from the
   * flattened tensor. What `argsort` and `argmax` with `keepdim` give is used so.
   */
  takeAlongDim(indices: Tensor, dim?: number | null): Tensor;
  takeAlongDim(indices: Tensor, options: { readonly dim?: number | null }): Tensor;

  /**
   * `input` reduced with the elements of `src` at the places `index` names along `dim`: `'sum'`, `'prod'`, `'mean'`, `'amax'`
   * or `'amin'` of all that lands there, together with the old value if `include_self`.
   */
  scatterReduce(dim: number, index: Tensor, src: Tensor, reduce: string, includeSelf?: boolean): Tensor<S>;
  scatterReduce(dim: number, index: Tensor, src: Tensor, reduce: string, options: { readonly includeSelf?: boolean }): Tensor<S>;

  /**
   * `input` reduced with the slices of `source` at the places along `dim` that the 1-d `index` names: `'prod'`, `'mean'`,
   * `'amax'` or `'amin'` of all that lands there, together with the old value if `include_self`.
   */
  indexReduce(dim: number, index: Tensor, source: Tensor, reduce: string, includeSelf?: boolean): Tensor<S>;
  indexReduce(dim: number, index: Tensor, source: Tensor, reduce: string, options: { readonly includeSelf?: boolean }): Tensor<S>;

  /**
   * Whole slices of `input` along `dim`, at the places of the 1-d `index`, as a new tensor.
   */
  indexSelect(dim: number, index: Tensor): Tensor;

  /**
   * `input` with `alpha * source` added to the slices along `dim` that `index` names; repeated places add up.
   */
  indexAdd(dim: number, index: Tensor, source: Tensor, alpha?: Scalar): Tensor<S>;
  indexAdd(dim: number, index: Tensor, source: Tensor, options: { readonly alpha?: Scalar }): Tensor<S>;

  /**
   * `input` with the slices of `source` written to the places along `dim` that the 1-d `index` names. Where places repeat,
   * the last one stays.
   */
  indexCopy(dim: number, index: Tensor, source: Tensor): Tensor<S>;

  /**
   * `input` with `value`, a number or a 0-d tensor, in the slices along `dim` that the 1-d `index` names. Negative indices
   * count from the end.
   */
  indexFill(dim: number, index: Tensor, value: Tensor | Scalar): Tensor<S>;

  /**
   * `input` with `values` written at the places that `indices` name, one tensor per dimension (or null: the whole dimension),
   * or added if `accumulate`; then repeated places add up, otherwise the last one stays. A bool tensor is a mask over as
   * many dimensions as it has.
   */
  indexPut(indices: readonly (Tensor | null)[], values: Tensor, accumulate?: boolean): Tensor<S>;
  indexPut(indices: readonly (Tensor | null)[], values: Tensor, options: { readonly accumulate?: boolean }): Tensor<S>;

  /**
   * `input` with `value`, a number or a 0-d tensor, where `mask` is true.
   */
  maskedFill(mask: Tensor, value: Tensor | Scalar): Tensor;

  /**
   * `input` with the elements of `source`, in row-major order, in the places where `mask` is true, in row-major order.
   *
   * `source` has the dtype of `input` and at least as many elements as `mask` has true ones.
   */
  maskedScatter(mask: Tensor, source: Tensor): Tensor;

  /**
   * The elements of `input` where `mask` is true, in row-major order, as a vector.
   */
  maskedSelect(mask: Tensor): Tensor;

  /**
   * The elements of `input` at places counted in row-major order; the result has the shape of `index`, int64. Negative
   * places count from the end.
   */
  take(index: Tensor): Tensor;

  /**
   * `input` with the elements of `source` written, or added if `accumulate`, to places counted in row-major order.
   * `index`, int64, has as many elements as `source`.
   */
  put(index: Tensor, source: Tensor, accumulate?: boolean): Tensor<S>;
  put(index: Tensor, source: Tensor, options: { readonly accumulate?: boolean }): Tensor<S>;

  /**
   * The indices of the non-zero elements in row-major order: int64, `[count, rank]`.
   *
   * The indices of the non-zero elements; with `as_tuple` as one vector per dimension, which together are an index.
   */
  nonzero(): Tensor;
  nonzero(asTuple: boolean): Tensor[];

  /**
   * As `nonzero`, but always `size` rows: further ones are left out, missing ones are filled with `fill_value`.
   */
  nonzeroStatic(size: number, fillValue?: number): Tensor;
  nonzeroStatic(size: number, options: { readonly fillValue?: number }): Tensor;

  /**
   * The indices of the non-zero elements in row-major order: int64, `[count, rank]`. The same as `nonzero`.
   */
  argwhere(): Tensor;

  /**
   * This tensor where `condition` is true, elsewhere `other`.
   */
  where(condition: Tensor, other: Tensor | Scalar): Tensor;

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
   *
   * As `tensordot`, over two lists of dimensions, one of each tensor.
   */
  tensordot(other: Tensor, dims?: number): Tensor;
  tensordot(other: Tensor, options: { readonly dims?: number }): Tensor;
  tensordot(other: Tensor, dimsSelf: number | readonly number[], dimsOther: number | readonly number[]): Tensor;
  tensordot(other: Tensor, dims: readonly (number | readonly number[])[]): Tensor;

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

  /**
   * Inverse hyperbolic tangent.
   */
  arctanh(): Tensor<S>;

  /**
   * The average of each window of `input`, `[batch, channels, length]` or `[channels, length]`. See `avg_pool2d`.
   */
  avgPool1d(kernelSize: number | readonly number[], stride?: number | readonly number[] | null, padding?: number | readonly number[], ceilMode?: boolean, countIncludePad?: boolean): Tensor;
  avgPool1d(kernelSize: number | readonly number[], options: { readonly stride?: number | readonly number[] | null; readonly padding?: number | readonly number[]; readonly ceilMode?: boolean; readonly countIncludePad?: boolean }): Tensor;
  avgPool1d(kernelSize: number | readonly number[], stride: number | readonly number[] | null, options: { readonly padding?: number | readonly number[]; readonly ceilMode?: boolean; readonly countIncludePad?: boolean }): Tensor;
  avgPool1d(kernelSize: number | readonly number[], stride: number | readonly number[] | null, padding: number | readonly number[], options: { readonly ceilMode?: boolean; readonly countIncludePad?: boolean }): Tensor;

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
   * The complex conjugate; a real tensor is its own.
   */
  conj(): Tensor<S>;

  /**
   * Slides the windows of `weight`, `[out, in / groups, kernel]`, over `input`, `[batch, in, length]` or `[in, length]`, and
   * sums the products. See `conv2d`.
   *
   * `conv1d` with the padding as a word: `"valid"` for none, `"same"` for a result of the input's length.
   */
  conv1d(weight: Tensor, bias?: Tensor | null, stride?: number | readonly number[], padding?: number | readonly number[], dilation?: number | readonly number[], groups?: number): Tensor;
  conv1d(weight: Tensor, options: { readonly bias?: Tensor | null; readonly stride?: number | readonly number[]; readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly groups?: number }): Tensor;
  conv1d(weight: Tensor, bias: Tensor | null, options: { readonly stride?: number | readonly number[]; readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly groups?: number }): Tensor;
  conv1d(weight: Tensor, bias: Tensor | null, stride: number | readonly number[], options: { readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly groups?: number }): Tensor;
  conv1d(weight: Tensor, bias?: Tensor | null, stride?: number | readonly number[], padding?: string, dilation?: number | readonly number[], groups?: number): Tensor;
  conv1d(weight: Tensor, options: { readonly bias?: Tensor | null; readonly stride?: number | readonly number[]; readonly padding?: string; readonly dilation?: number | readonly number[]; readonly groups?: number }): Tensor;
  conv1d(weight: Tensor, bias: Tensor | null, options: { readonly stride?: number | readonly number[]; readonly padding?: string; readonly dilation?: number | readonly number[]; readonly groups?: number }): Tensor;
  conv1d(weight: Tensor, bias: Tensor | null, stride: number | readonly number[], options: { readonly padding?: string; readonly dilation?: number | readonly number[]; readonly groups?: number }): Tensor;

  /**
   * Slides the windows of `weight`, `[out, in / groups, kernelHeight, kernelWidth]`, over `input`,
   * `[batch, in, height, width]` or `[in, height, width]`, and sums the products, with `bias`, `[out]`, added.
   *
   * Windows start `stride` apart, over an input with `padding` zeros on each side; their elements are `dilation` apart. Input
   * and output channels come in `groups` parts that do not see each other. A number stands for both dimensions.
   *
   * `conv2d` with the padding as a word: `"valid"` for none, `"same"` for a result of the input's sizes.
   */
  conv2d(weight: Tensor, bias?: Tensor | null, stride?: number | readonly number[], padding?: number | readonly number[], dilation?: number | readonly number[], groups?: number): Tensor;
  conv2d(weight: Tensor, options: { readonly bias?: Tensor | null; readonly stride?: number | readonly number[]; readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly groups?: number }): Tensor;
  conv2d(weight: Tensor, bias: Tensor | null, options: { readonly stride?: number | readonly number[]; readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly groups?: number }): Tensor;
  conv2d(weight: Tensor, bias: Tensor | null, stride: number | readonly number[], options: { readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly groups?: number }): Tensor;
  conv2d(weight: Tensor, bias?: Tensor | null, stride?: number | readonly number[], padding?: string, dilation?: number | readonly number[], groups?: number): Tensor;
  conv2d(weight: Tensor, options: { readonly bias?: Tensor | null; readonly stride?: number | readonly number[]; readonly padding?: string; readonly dilation?: number | readonly number[]; readonly groups?: number }): Tensor;
  conv2d(weight: Tensor, bias: Tensor | null, options: { readonly stride?: number | readonly number[]; readonly padding?: string; readonly dilation?: number | readonly number[]; readonly groups?: number }): Tensor;
  conv2d(weight: Tensor, bias: Tensor | null, stride: number | readonly number[], options: { readonly padding?: string; readonly dilation?: number | readonly number[]; readonly groups?: number }): Tensor;

  /**
   * Slides the windows of `weight`, `[out, in / groups, kernel…]` with three kernel sizes, over `input`,
   * `[batch, in, depth, height, width]` or `[in, depth, height, width]`, and sums the products. See `conv2d`.
   *
   * `conv3d` with the padding as a word: `"valid"` for none, `"same"` for a result of the input's sizes.
   */
  conv3d(weight: Tensor, bias?: Tensor | null, stride?: number | readonly number[], padding?: number | readonly number[], dilation?: number | readonly number[], groups?: number): Tensor;
  conv3d(weight: Tensor, options: { readonly bias?: Tensor | null; readonly stride?: number | readonly number[]; readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly groups?: number }): Tensor;
  conv3d(weight: Tensor, bias: Tensor | null, options: { readonly stride?: number | readonly number[]; readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly groups?: number }): Tensor;
  conv3d(weight: Tensor, bias: Tensor | null, stride: number | readonly number[], options: { readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly groups?: number }): Tensor;
  conv3d(weight: Tensor, bias?: Tensor | null, stride?: number | readonly number[], padding?: string, dilation?: number | readonly number[], groups?: number): Tensor;
  conv3d(weight: Tensor, options: { readonly bias?: Tensor | null; readonly stride?: number | readonly number[]; readonly padding?: string; readonly dilation?: number | readonly number[]; readonly groups?: number }): Tensor;
  conv3d(weight: Tensor, bias: Tensor | null, options: { readonly stride?: number | readonly number[]; readonly padding?: string; readonly dilation?: number | readonly number[]; readonly groups?: number }): Tensor;
  conv3d(weight: Tensor, bias: Tensor | null, stride: number | readonly number[], options: { readonly padding?: string; readonly dilation?: number | readonly number[]; readonly groups?: number }): Tensor;

  /**
   * What `conv1d` does to gradients of its input: every element of `input`, `[batch, in, length]` or `[in, length]`, is spread
   * over a window by `weight`, `[in, out / groups, kernel]`. See `conv_transpose2d`.
   */
  convTranspose1d(weight: Tensor, bias?: Tensor | null, stride?: number | readonly number[], padding?: number | readonly number[], outputPadding?: number | readonly number[], groups?: number, dilation?: number | readonly number[]): Tensor;
  convTranspose1d(weight: Tensor, options: { readonly bias?: Tensor | null; readonly stride?: number | readonly number[]; readonly padding?: number | readonly number[]; readonly outputPadding?: number | readonly number[]; readonly groups?: number; readonly dilation?: number | readonly number[] }): Tensor;
  convTranspose1d(weight: Tensor, bias: Tensor | null, options: { readonly stride?: number | readonly number[]; readonly padding?: number | readonly number[]; readonly outputPadding?: number | readonly number[]; readonly groups?: number; readonly dilation?: number | readonly number[] }): Tensor;
  convTranspose1d(weight: Tensor, bias: Tensor | null, stride: number | readonly number[], options: { readonly padding?: number | readonly number[]; readonly outputPadding?: number | readonly number[]; readonly groups?: number; readonly dilation?: number | readonly number[] }): Tensor;

  /**
   * What `conv2d` does to gradients of its input: every element of `input`, `[batch, in, height, width]` or
   * `[in, height, width]`, is spread over a window by `weight`, `[in, out / groups, kernelHeight, kernelWidth]`, with `bias`,
   * `[out]`, added.
   *
   * `padding` takes rows and columns off each side of the result; `output_padding` adds some on one side, for sizes that a
   * convolution with this `stride` would not tell apart.
   */
  convTranspose2d(weight: Tensor, bias?: Tensor | null, stride?: number | readonly number[], padding?: number | readonly number[], outputPadding?: number | readonly number[], groups?: number, dilation?: number | readonly number[]): Tensor;
  convTranspose2d(weight: Tensor, options: { readonly bias?: Tensor | null; readonly stride?: number | readonly number[]; readonly padding?: number | readonly number[]; readonly outputPadding?: number | readonly number[]; readonly groups?: number; readonly dilation?: number | readonly number[] }): Tensor;
  convTranspose2d(weight: Tensor, bias: Tensor | null, options: { readonly stride?: number | readonly number[]; readonly padding?: number | readonly number[]; readonly outputPadding?: number | readonly number[]; readonly groups?: number; readonly dilation?: number | readonly number[] }): Tensor;
  convTranspose2d(weight: Tensor, bias: Tensor | null, stride: number | readonly number[], options: { readonly padding?: number | readonly number[]; readonly outputPadding?: number | readonly number[]; readonly groups?: number; readonly dilation?: number | readonly number[] }): Tensor;

  /**
   * What `conv3d` does to gradients of its input, `[batch, in, depth, height, width]` or without batch. See
   * `conv_transpose2d`.
   */
  convTranspose3d(weight: Tensor, bias?: Tensor | null, stride?: number | readonly number[], padding?: number | readonly number[], outputPadding?: number | readonly number[], groups?: number, dilation?: number | readonly number[]): Tensor;
  convTranspose3d(weight: Tensor, options: { readonly bias?: Tensor | null; readonly stride?: number | readonly number[]; readonly padding?: number | readonly number[]; readonly outputPadding?: number | readonly number[]; readonly groups?: number; readonly dilation?: number | readonly number[] }): Tensor;
  convTranspose3d(weight: Tensor, bias: Tensor | null, options: { readonly stride?: number | readonly number[]; readonly padding?: number | readonly number[]; readonly outputPadding?: number | readonly number[]; readonly groups?: number; readonly dilation?: number | readonly number[] }): Tensor;
  convTranspose3d(weight: Tensor, bias: Tensor | null, stride: number | readonly number[], options: { readonly padding?: number | readonly number[]; readonly outputPadding?: number | readonly number[]; readonly groups?: number; readonly dilation?: number | readonly number[] }): Tensor;

  /**
   * `input / other`; integers become floats first. `rounding_mode` rounds the quotient: `'trunc'` towards zero,
   * `'floor'` down; then integers stay integers.
   */
  divide<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>, roundingMode?: string | null): Tensor<shape.Broadcast<S, B>>;
  divide<B extends Shape>(other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly roundingMode?: string | null }): Tensor<shape.Broadcast<S, B>>;
  divide(other: Scalar, roundingMode?: string | null): Tensor<S>;
  divide(other: Scalar, options: { readonly roundingMode?: string | null }): Tensor<S>;

  /**
   * Zeroes elements with probability `p` and divides the others by `1 - p`, so that the expectation stays. Without
   * `training`, `input` itself.
   */
  dropout(p?: number, training?: boolean, inplace?: boolean): Tensor<S>;
  dropout(options: { readonly p?: number; readonly training?: boolean; readonly inplace?: boolean }): Tensor<S>;
  dropout(p: number, options: { readonly training?: boolean; readonly inplace?: boolean }): Tensor<S>;
  dropout(p: number, training: boolean, options: { readonly inplace?: boolean }): Tensor<S>;

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
   * The greatest element of each window of `input`, `[batch, channels, length]` or `[channels, length]`. See `max_pool2d`.
   *
   * With `return_indices`, also where in the input each of them is.
   */
  maxPool1d(kernelSize: number | readonly number[], stride?: number | readonly number[] | null, padding?: number | readonly number[], dilation?: number | readonly number[], ceilMode?: boolean): Tensor;
  maxPool1d(kernelSize: number | readonly number[], options: { readonly stride?: number | readonly number[] | null; readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean }): Tensor;
  maxPool1d(kernelSize: number | readonly number[], stride: number | readonly number[] | null, options: { readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean }): Tensor;
  maxPool1d(kernelSize: number | readonly number[], stride: number | readonly number[] | null, padding: number | readonly number[], options: { readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean }): Tensor;
  maxPool1d(kernelSize: number | readonly number[], stride?: number | readonly number[] | null, padding?: number | readonly number[], dilation?: number | readonly number[], ceilMode?: boolean, returnIndices?: boolean): [Tensor, Tensor];
  maxPool1d(kernelSize: number | readonly number[], options: { readonly stride?: number | readonly number[] | null; readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean; readonly returnIndices?: boolean }): [Tensor, Tensor];
  maxPool1d(kernelSize: number | readonly number[], stride: number | readonly number[] | null, options: { readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean; readonly returnIndices?: boolean }): [Tensor, Tensor];
  maxPool1d(kernelSize: number | readonly number[], stride: number | readonly number[] | null, padding: number | readonly number[], options: { readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean; readonly returnIndices?: boolean }): [Tensor, Tensor];

  /**
   * As `max_pool1d`, with the place of each greatest element in its channel.
   */
  maxPool1dWithIndices(kernelSize: number | readonly number[], stride?: number | readonly number[] | null, padding?: number | readonly number[], dilation?: number | readonly number[], ceilMode?: boolean, returnIndices?: boolean): [Tensor, Tensor];
  maxPool1dWithIndices(kernelSize: number | readonly number[], options: { readonly stride?: number | readonly number[] | null; readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean; readonly returnIndices?: boolean }): [Tensor, Tensor];
  maxPool1dWithIndices(kernelSize: number | readonly number[], stride: number | readonly number[] | null, options: { readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean; readonly returnIndices?: boolean }): [Tensor, Tensor];
  maxPool1dWithIndices(kernelSize: number | readonly number[], stride: number | readonly number[] | null, padding: number | readonly number[], options: { readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean; readonly returnIndices?: boolean }): [Tensor, Tensor];

  /**
   * The greatest element of each window of `input`, `[batch, channels, height, width]` or `[channels, height, width]`; NaN if
   * there is one. The gradient goes to that element, the first of equal ones.
   *
   * Windows of `kernel_size` start `stride` apart (by default, side by side), over an input with `padding` positions of minus
   * infinity on each side; their elements are `dilation` apart. `ceil_mode` keeps windows that reach beyond the end. A number
   * stands for both dimensions.
   *
   * With `return_indices`, also where in the input each of them is: its row-major place in its channel.
   */
  maxPool2d(kernelSize: number | readonly number[], stride?: number | readonly number[] | null, padding?: number | readonly number[], dilation?: number | readonly number[], ceilMode?: boolean): Tensor;
  maxPool2d(kernelSize: number | readonly number[], options: { readonly stride?: number | readonly number[] | null; readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean }): Tensor;
  maxPool2d(kernelSize: number | readonly number[], stride: number | readonly number[] | null, options: { readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean }): Tensor;
  maxPool2d(kernelSize: number | readonly number[], stride: number | readonly number[] | null, padding: number | readonly number[], options: { readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean }): Tensor;
  maxPool2d(kernelSize: number | readonly number[], stride?: number | readonly number[] | null, padding?: number | readonly number[], dilation?: number | readonly number[], ceilMode?: boolean, returnIndices?: boolean): [Tensor, Tensor];
  maxPool2d(kernelSize: number | readonly number[], options: { readonly stride?: number | readonly number[] | null; readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean; readonly returnIndices?: boolean }): [Tensor, Tensor];
  maxPool2d(kernelSize: number | readonly number[], stride: number | readonly number[] | null, options: { readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean; readonly returnIndices?: boolean }): [Tensor, Tensor];
  maxPool2d(kernelSize: number | readonly number[], stride: number | readonly number[] | null, padding: number | readonly number[], options: { readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean; readonly returnIndices?: boolean }): [Tensor, Tensor];

  /**
   * The greatest element of each window of `input`, `[batch, channels, depth, height, width]` or without batch. See
   * `max_pool2d`.
   *
   * With `return_indices`, also where in the input each of them is: its row-major place in its channel.
   */
  maxPool3d(kernelSize: number | readonly number[], stride?: number | readonly number[] | null, padding?: number | readonly number[], dilation?: number | readonly number[], ceilMode?: boolean): Tensor;
  maxPool3d(kernelSize: number | readonly number[], options: { readonly stride?: number | readonly number[] | null; readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean }): Tensor;
  maxPool3d(kernelSize: number | readonly number[], stride: number | readonly number[] | null, options: { readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean }): Tensor;
  maxPool3d(kernelSize: number | readonly number[], stride: number | readonly number[] | null, padding: number | readonly number[], options: { readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean }): Tensor;
  maxPool3d(kernelSize: number | readonly number[], stride?: number | readonly number[] | null, padding?: number | readonly number[], dilation?: number | readonly number[], ceilMode?: boolean, returnIndices?: boolean): [Tensor, Tensor];
  maxPool3d(kernelSize: number | readonly number[], options: { readonly stride?: number | readonly number[] | null; readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean; readonly returnIndices?: boolean }): [Tensor, Tensor];
  maxPool3d(kernelSize: number | readonly number[], stride: number | readonly number[] | null, options: { readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean; readonly returnIndices?: boolean }): [Tensor, Tensor];
  maxPool3d(kernelSize: number | readonly number[], stride: number | readonly number[] | null, padding: number | readonly number[], options: { readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean; readonly returnIndices?: boolean }): [Tensor, Tensor];

  /**
   * Dimensions moved from `source` to `destination`; the others keep their order.
   */
  moveaxis(source: number | readonly number[], destination: number | readonly number[]): Tensor;

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
   * Exchanges two dimensions in place.
   */
  swapaxes_(dim0: number, dim1: number): Tensor;

  /**
   * Two dimensions exchanged.
   */
  swapdims<const N extends number, const M extends number>(dim0: N & shape.CheckDims<S, N>, dim1: M & shape.CheckDims<S, M>): Tensor<shape.Transpose<S, N, M>>;

  /**
   * Exchanges two dimensions in place.
   */
  swapdims_(dim0: number, dim1: number): Tensor;

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
   * `input / |input|`, 0 at 0; of a real number its sign.
   */
  sgn_(): this;

  /**
   * The magnitude of `input` with the sign of `other`.
   */
  copysign_(other: Tensor | Scalar): this;

  /**
   * `1 / input`.
   */
  reciprocal_(): this;

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
   * `√(input² + other²)`.
   */
  hypot_(other: Tensor): this;

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
  logicalAnd_(other: Tensor): this;

  /**
   * Whether at least one is not zero.
   */
  logicalOr_(other: Tensor): this;

  /**
   * Whether exactly one is not zero.
   */
  logicalXor_(other: Tensor): this;

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
   * `log |Γ(input)|`, the logarithm of the gamma function.
   */
  lgamma_(): this;

  /**
   * The derivative of `lgamma(input)`.
   */
  digamma_(): this;

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
  atan2_(other: Tensor): this;

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
   * `input * 2^other`; a floating `input` takes no bools as `other`.
   */
  ldexp_(other: Tensor): this;

  /**
   * `input²`; bools become int64.
   */
  square_(): this;

  /**
   * Every bit of an integer turned round; the opposite of a bool.
   */
  bitwiseNot_(): this;

  /**
   * The complex conjugate; a real tensor is its own.
   */
  conjPhysical_(): this;

  /**
   * To the nearest integer, ties to even; with `decimals`, to that many digits after the point (before it if negative).
   */
  round_(decimals?: number): this;
  round_(options: { readonly decimals?: number }): this;

  /**
   * The derivative of order `n` of `digamma(input)`.
   */
  polygamma_(n: number): this;

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
   * `input + weight * (end - input)`, exact at both ends; `weight` is a tensor or a number.
   */
  lerp_(end: Tensor, weight: Tensor | Scalar): this;

  /**
   * The elements on and below a diagonal of each matrix, zeros above. A positive `diagonal` lies above the main one.
   */
  tril_(diagonal?: number): this;
  tril_(options: { readonly diagonal?: number }): this;

  /**
   * The elements on and above a diagonal of each matrix, zeros below. A positive `diagonal` lies above the main one.
   */
  triu_(diagonal?: number): this;
  triu_(options: { readonly diagonal?: number }): this;

  /**
   * `input` with the elements of `src` written to the places `index` names along `dim`: `out[index[i][j]][j] = src[i][j]`
   * for `dim = 0`. Where places repeat, the last one stays. `reduce` (`'add'` or `'multiply'`) combines instead, without
   * a gradient.
   *
   * `input` with a number written to the places `index` names along `dim`.
   */
  scatter_(dim: number, index: Tensor, src: Tensor, reduce?: string | null): this;
  scatter_(dim: number, index: Tensor, src: Tensor, options: { readonly reduce?: string | null }): this;
  scatter_(dim: number, index: Tensor, value: Scalar, reduce?: string | null): this;
  scatter_(dim: number, index: Tensor, value: Scalar, options: { readonly reduce?: string | null }): this;

  /**
   * `input` with the elements of `src` added at the places `index` names along `dim`; repeated places add up.
   */
  scatterAdd_(dim: number, index: Tensor, src: Tensor): this;

  /**
   * `input` reduced with the elements of `src` at the places `index` names along `dim`: `'sum'`, `'prod'`, `'mean'`, `'amax'`
   * or `'amin'` of all that lands there, together with the old value if `include_self`.
   */
  scatterReduce_(dim: number, index: Tensor, src: Tensor, reduce: string, includeSelf?: boolean): this;
  scatterReduce_(dim: number, index: Tensor, src: Tensor, reduce: string, options: { readonly includeSelf?: boolean }): this;

  /**
   * `input` reduced with the slices of `source` at the places along `dim` that the 1-d `index` names: `'prod'`, `'mean'`,
   * `'amax'` or `'amin'` of all that lands there, together with the old value if `include_self`.
   */
  indexReduce_(dim: number, index: Tensor, source: Tensor, reduce: string, includeSelf?: boolean): this;
  indexReduce_(dim: number, index: Tensor, source: Tensor, reduce: string, options: { readonly includeSelf?: boolean }): this;

  /**
   * `input` with `alpha * source` added to the slices along `dim` that `index` names; repeated places add up.
   */
  indexAdd_(dim: number, index: Tensor, source: Tensor, alpha?: Scalar): this;
  indexAdd_(dim: number, index: Tensor, source: Tensor, options: { readonly alpha?: Scalar }): this;

  /**
   * `input` with the slices of `source` written to the places along `dim` that the 1-d `index` names. Where places repeat,
   * the last one stays.
   */
  indexCopy_(dim: number, index: Tensor, source: Tensor): this;

  /**
   * `input` with `value`, a number or a 0-d tensor, in the slices along `dim` that the 1-d `index` names. Negative indices
   * count from the end.
   */
  indexFill_(dim: number, index: Tensor, value: Tensor | Scalar): this;

  /**
   * `input` with `values` written at the places that `indices` name, one tensor per dimension (or null: the whole dimension),
   * or added if `accumulate`; then repeated places add up, otherwise the last one stays. A bool tensor is a mask over as
   * many dimensions as it has.
   */
  indexPut_(indices: readonly (Tensor | null)[], values: Tensor, accumulate?: boolean): this;
  indexPut_(indices: readonly (Tensor | null)[], values: Tensor, options: { readonly accumulate?: boolean }): this;

  /**
   * `input` with `value`, a number or a 0-d tensor, where `mask` is true.
   */
  maskedFill_(mask: Tensor, value: Tensor | Scalar): this;

  /**
   * `input` with the elements of `source`, in row-major order, in the places where `mask` is true, in row-major order.
   *
   * `source` has the dtype of `input` and at least as many elements as `mask` has true ones.
   */
  maskedScatter_(mask: Tensor, source: Tensor): this;

  /**
   * `input` with the elements of `source` written, or added if `accumulate`, to places counted in row-major order.
   * `index`, int64, has as many elements as `source`.
   */
  put_(index: Tensor, source: Tensor, accumulate?: boolean): this;
  put_(index: Tensor, source: Tensor, options: { readonly accumulate?: boolean }): this;

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
   * `input` between `min_val` and `max_val`, elsewhere the nearer of the two.
   */
  hardtanh_(minVal?: Scalar, maxVal?: Scalar): this;
  hardtanh_(options: { readonly minVal?: Scalar; readonly maxVal?: Scalar }): this;
  hardtanh_(minVal: Scalar, options: { readonly maxVal?: Scalar }): this;

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
  arctan2_(other: Tensor): this;

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
   * The complex conjugate; a real tensor is its own.
   */
  conj_(): this;

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

  /**
   * `log |Γ(input)|`, the logarithm of the gamma function.
   */
  gammaln_(): this;

  /**
   * The derivative of `lgamma(input)`.
   */
  psi_(): this;

  /**
   * All dimensions in reverse order: for a matrix, its transpose.
   */
  readonly T: Tensor;

  /**
   * The last two dimensions exchanged: the transpose of each matrix of a batch.
   */
  readonly mT: Tensor;

  /**
   * A matrix conjugated and transposed.
   */
  readonly H: Tensor;

  /**
   * Each matrix of a batch conjugated and transposed.
   */
  readonly mH: Tensor;
}
