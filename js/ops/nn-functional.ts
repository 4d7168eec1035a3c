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
 * `max(input, 0)`.
 */
export const relu = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
}>('nn.functional', 'relu');

/**
 * `input` limited to 0 ..= 6.
 */
export const relu6 = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
}>('nn.functional', 'relu6');

/**
 * `input` limited to `min_val ..= max_val`.
 */
export const hardtanh = operator<{
  <S extends Shape>(input: Tensor<S>, minVal?: Scalar, maxVal?: Scalar): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly minVal?: Scalar; readonly maxVal?: Scalar }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, minVal: Scalar, options: { readonly maxVal?: Scalar }): Tensor<S>;
}>('nn.functional', 'hardtanh');

/**
 * `input` where positive, elsewhere `negative_slope * input`.
 */
export const leakyRelu = operator<{
  <S extends Shape>(input: Tensor<S>, negativeSlope?: Scalar): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly negativeSlope?: Scalar }): Tensor<S>;
}>('nn.functional', 'leakyRelu');

/**
 * `input` where above `threshold`, elsewhere `value`.
 */
export const threshold = operator<{
  <S extends Shape>(input: Tensor<S>, threshold: Scalar, value: Scalar): Tensor<S>;
}>('nn.functional', 'threshold');

/**
 * `input` where positive, elsewhere `alpha * (e^input - 1)`.
 */
export const elu = operator<{
  <S extends Shape>(input: Tensor<S>, alpha?: Scalar): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly alpha?: Scalar }): Tensor<S>;
}>('nn.functional', 'elu');

/**
 * `input` where positive, elsewhere `alpha * (e^(input / alpha) - 1)`.
 */
export const celu = operator<{
  <S extends Shape>(input: Tensor<S>, alpha?: Scalar): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly alpha?: Scalar }): Tensor<S>;
}>('nn.functional', 'celu');

/**
 * `elu` scaled so that activations keep mean 0 and variance 1.
 */
export const selu = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
}>('nn.functional', 'selu');

/**
 * `gelu` with Φ approximated by a tanh.
 */
export const geluTanh = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
}>('nn.functional', 'geluTanh');

/**
 * `input * sigmoid(input)`.
 */
export const silu = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
}>('nn.functional', 'silu');

/**
 * `input * tanh(softplus(input))`.
 */
export const mish = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
}>('nn.functional', 'mish');

/**
 * `log(1 + e^(beta input)) / beta`; `input` itself where `beta * input` is above `threshold`.
 */
export const softplus = operator<{
  <S extends Shape>(input: Tensor<S>, beta?: Scalar, threshold?: Scalar): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly beta?: Scalar; readonly threshold?: Scalar }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, beta: Scalar, options: { readonly threshold?: Scalar }): Tensor<S>;
}>('nn.functional', 'softplus');

/**
 * `log(sigmoid(input))`.
 */
export const logsigmoid = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
}>('nn.functional', 'logsigmoid');

/**
 * `input / (1 + |input|)`.
 */
export const softsign = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
}>('nn.functional', 'softsign');

/**
 * `input - tanh(input)`.
 */
export const tanhshrink = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
}>('nn.functional', 'tanhshrink');

/**
 * `input` pulled towards 0 by `lambd`, 0 where it is nearer than that.
 */
export const softshrink = operator<{
  <S extends Shape>(input: Tensor<S>, lambd?: Scalar): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly lambd?: Scalar }): Tensor<S>;
}>('nn.functional', 'softshrink');

/**
 * `input`, 0 where it is within `lambd` of 0.
 */
export const hardshrink = operator<{
  <S extends Shape>(input: Tensor<S>, lambd?: Scalar): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly lambd?: Scalar }): Tensor<S>;
}>('nn.functional', 'hardshrink');

/**
 * `sigmoid` in three straight pieces: `relu6(input + 3) / 6`.
 */
export const hardsigmoid = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
}>('nn.functional', 'hardsigmoid');

/**
 * `input * relu6(input + 3) / 6`.
 */
export const hardswish = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
}>('nn.functional', 'hardswish');

/**
 * `x Φ(x)` with the normal distribution function Φ, or with `approximate = 'tanh'` its usual approximation
 * (Hendrycks and Gimpel, "Gaussian Error Linear Units").
 */
export const gelu = operator<{
  <S extends Shape>(input: Tensor<S>, approximate?: string): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly approximate?: string }): Tensor<S>;
}>('nn.functional', 'gelu');

/**
 * `input` where positive, elsewhere `weight * input`; `weight` has one element or one per channel (dimension 1).
 */
export const prelu = operator<{
  <S extends Shape>(input: Tensor<S>, weight: Tensor): Tensor<S>;
}>('nn.functional', 'prelu');

/**
 * `input · weightᵀ + bias`: `input` is `[…, in]`, `weight` `[out, in]` or `[in]`, `bias` `[out]`.
 */
export const linear = operator<{
  <S extends Shape, I extends number, O extends number>(input: Tensor<S>, weight: Tensor<readonly [O, I]> & shape.CheckLinear<S, I, O>, bias?: Tensor | null): Tensor<shape.LinearOut<S, I, O>>;
  <S extends Shape, I extends number, O extends number>(input: Tensor<S>, weight: Tensor<readonly [O, I]> & shape.CheckLinear<S, I, O>, options: { readonly bias?: Tensor | null }): Tensor<shape.LinearOut<S, I, O>>;
}>('nn.functional', 'linear');

/**
 * `exp(x) / Σ exp(x)` along `dim`.
 */
export const softmax = operator<{
  <S extends Shape>(input: Tensor<S>, dim?: number | null, _stacklevel?: number, dtype?: DType | null): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly dim?: number | null; readonly _stacklevel?: number; readonly dtype?: DType | null }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, dim: number | null, options: { readonly _stacklevel?: number; readonly dtype?: DType | null }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, dim: number | null, _stacklevel: number, options: { readonly dtype?: DType | null }): Tensor<S>;
}>('nn.functional', 'softmax');

/**
 * The logarithm of `softmax` along `dim`.
 */
export const logSoftmax = operator<{
  <S extends Shape>(input: Tensor<S>, dim?: number | null, _stacklevel?: number, dtype?: DType | null): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly dim?: number | null; readonly _stacklevel?: number; readonly dtype?: DType | null }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, dim: number | null, options: { readonly _stacklevel?: number; readonly dtype?: DType | null }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, dim: number | null, _stacklevel: number, options: { readonly dtype?: DType | null }): Tensor<S>;
}>('nn.functional', 'logSoftmax');

/**
 * `softmax` of `-input` along `dim`.
 */
export const softmin = operator<{
  <S extends Shape>(input: Tensor<S>, dim?: number | null, _stacklevel?: number, dtype?: DType | null): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly dim?: number | null; readonly _stacklevel?: number; readonly dtype?: DType | null }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, dim: number | null, options: { readonly _stacklevel?: number; readonly dtype?: DType | null }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, dim: number | null, _stacklevel: number, options: { readonly dtype?: DType | null }): Tensor<S>;
}>('nn.functional', 'softmin');

/**
 * The squared difference of `input` and `target`, combined by `reduction`: `'none'`, `'mean'` or `'sum'`.
 */
export const mseLoss = operator<{
  (input: Tensor, target: Tensor, sizeAverage?: boolean | null, reduce?: boolean | null, reduction?: string, weight?: Tensor | null): Tensor;
  (input: Tensor, target: Tensor, options: { readonly sizeAverage?: boolean | null; readonly reduce?: boolean | null; readonly reduction?: string; readonly weight?: Tensor | null }): Tensor;
  (input: Tensor, target: Tensor, sizeAverage: boolean | null, options: { readonly reduce?: boolean | null; readonly reduction?: string; readonly weight?: Tensor | null }): Tensor;
  (input: Tensor, target: Tensor, sizeAverage: boolean | null, reduce: boolean | null, options: { readonly reduction?: string; readonly weight?: Tensor | null }): Tensor;
}>('nn.functional', 'mseLoss');

/**
 * The absolute difference of `input` and `target`, combined by `reduction`.
 */
export const l1Loss = operator<{
  (input: Tensor, target: Tensor, sizeAverage?: boolean | null, reduce?: boolean | null, reduction?: string, weight?: Tensor | null): Tensor;
  (input: Tensor, target: Tensor, options: { readonly sizeAverage?: boolean | null; readonly reduce?: boolean | null; readonly reduction?: string; readonly weight?: Tensor | null }): Tensor;
  (input: Tensor, target: Tensor, sizeAverage: boolean | null, options: { readonly reduce?: boolean | null; readonly reduction?: string; readonly weight?: Tensor | null }): Tensor;
  (input: Tensor, target: Tensor, sizeAverage: boolean | null, reduce: boolean | null, options: { readonly reduction?: string; readonly weight?: Tensor | null }): Tensor;
}>('nn.functional', 'l1Loss');

/**
 * `0.5 d² / beta` where `|d| < beta`, else `|d| - 0.5 beta`, for the difference `d`.
 */
export const smoothL1Loss = operator<{
  (input: Tensor, target: Tensor, sizeAverage?: boolean | null, reduce?: boolean | null, reduction?: string, beta?: number): Tensor;
  (input: Tensor, target: Tensor, options: { readonly sizeAverage?: boolean | null; readonly reduce?: boolean | null; readonly reduction?: string; readonly beta?: number }): Tensor;
  (input: Tensor, target: Tensor, sizeAverage: boolean | null, options: { readonly reduce?: boolean | null; readonly reduction?: string; readonly beta?: number }): Tensor;
  (input: Tensor, target: Tensor, sizeAverage: boolean | null, reduce: boolean | null, options: { readonly reduction?: string; readonly beta?: number }): Tensor;
}>('nn.functional', 'smoothL1Loss');

/**
 * `0.5 d²` where `|d| < delta`, else `delta (|d| - 0.5 delta)`, for the difference `d`.
 */
export const huberLoss = operator<{
  (input: Tensor, target: Tensor, reduction?: string, delta?: number, weight?: Tensor | null): Tensor;
  (input: Tensor, target: Tensor, options: { readonly reduction?: string; readonly delta?: number; readonly weight?: Tensor | null }): Tensor;
  (input: Tensor, target: Tensor, reduction: string, options: { readonly delta?: number; readonly weight?: Tensor | null }): Tensor;
  (input: Tensor, target: Tensor, reduction: string, delta: number, options: { readonly weight?: Tensor | null }): Tensor;
}>('nn.functional', 'huberLoss');

/**
 * `-(t log p + (1 - t) log(1 - p))` for probabilities `input`, the logarithms bounded below by −100.
 */
export const binaryCrossEntropy = operator<{
  (input: Tensor, target: Tensor, weight?: Tensor | null, sizeAverage?: boolean | null, reduce?: boolean | null, reduction?: string): Tensor;
  (input: Tensor, target: Tensor, options: { readonly weight?: Tensor | null; readonly sizeAverage?: boolean | null; readonly reduce?: boolean | null; readonly reduction?: string }): Tensor;
  (input: Tensor, target: Tensor, weight: Tensor | null, options: { readonly sizeAverage?: boolean | null; readonly reduce?: boolean | null; readonly reduction?: string }): Tensor;
  (input: Tensor, target: Tensor, weight: Tensor | null, sizeAverage: boolean | null, options: { readonly reduce?: boolean | null; readonly reduction?: string }): Tensor;
}>('nn.functional', 'binaryCrossEntropy');

/**
 * `binary_cross_entropy` of `sigmoid(input)`, computed without overflow; `pos_weight` scales the positive term.
 */
export const binaryCrossEntropyWithLogits = operator<{
  (input: Tensor, target: Tensor, weight?: Tensor | null, sizeAverage?: boolean | null, reduce?: boolean | null, reduction?: string, posWeight?: Tensor | null): Tensor;
  (input: Tensor, target: Tensor, options: { readonly weight?: Tensor | null; readonly sizeAverage?: boolean | null; readonly reduce?: boolean | null; readonly reduction?: string; readonly posWeight?: Tensor | null }): Tensor;
  (input: Tensor, target: Tensor, weight: Tensor | null, options: { readonly sizeAverage?: boolean | null; readonly reduce?: boolean | null; readonly reduction?: string; readonly posWeight?: Tensor | null }): Tensor;
  (input: Tensor, target: Tensor, weight: Tensor | null, sizeAverage: boolean | null, options: { readonly reduce?: boolean | null; readonly reduction?: string; readonly posWeight?: Tensor | null }): Tensor;
}>('nn.functional', 'binaryCrossEntropyWithLogits');

/**
 * `-input[target]` for log-probabilities `input`, `[N, C, …]` or `[C]`, and class indices `target`; `weight` per class.
 * Targets equal to `ignore_index` do not count.
 */
export const nllLoss = operator<{
  (input: Tensor, target: Tensor, weight?: Tensor | null, sizeAverage?: boolean | null, ignoreIndex?: number, reduce?: boolean | null, reduction?: string): Tensor;
  (input: Tensor, target: Tensor, options: { readonly weight?: Tensor | null; readonly sizeAverage?: boolean | null; readonly ignoreIndex?: number; readonly reduce?: boolean | null; readonly reduction?: string }): Tensor;
  (input: Tensor, target: Tensor, weight: Tensor | null, options: { readonly sizeAverage?: boolean | null; readonly ignoreIndex?: number; readonly reduce?: boolean | null; readonly reduction?: string }): Tensor;
  (input: Tensor, target: Tensor, weight: Tensor | null, sizeAverage: boolean | null, options: { readonly ignoreIndex?: number; readonly reduce?: boolean | null; readonly reduction?: string }): Tensor;
}>('nn.functional', 'nllLoss');

/**
 * `nll_loss` of `log_softmax(input)`: `input` `[N, C, …]` or `[C]` are unnormalised scores. `target` holds class indices,
 * or probabilities if it is floating. `label_smoothing` spreads that share of the target over all classes.
 */
export const crossEntropy = operator<{
  (input: Tensor, target: Tensor, weight?: Tensor | null, sizeAverage?: boolean | null, ignoreIndex?: number, reduce?: boolean | null, reduction?: string, labelSmoothing?: number): Tensor;
  (input: Tensor, target: Tensor, options: { readonly weight?: Tensor | null; readonly sizeAverage?: boolean | null; readonly ignoreIndex?: number; readonly reduce?: boolean | null; readonly reduction?: string; readonly labelSmoothing?: number }): Tensor;
  (input: Tensor, target: Tensor, weight: Tensor | null, options: { readonly sizeAverage?: boolean | null; readonly ignoreIndex?: number; readonly reduce?: boolean | null; readonly reduction?: string; readonly labelSmoothing?: number }): Tensor;
  (input: Tensor, target: Tensor, weight: Tensor | null, sizeAverage: boolean | null, options: { readonly ignoreIndex?: number; readonly reduce?: boolean | null; readonly reduction?: string; readonly labelSmoothing?: number }): Tensor;
}>('nn.functional', 'crossEntropy');

/**
 * `(x - mean) / sqrt(variance + eps) * weight + bias` over the last dimensions, whose sizes are `normalized_shape`
 * (Ba, Kiros and Hinton, "Layer Normalization").
 */
export const layerNorm = operator<{
  <S extends Shape>(input: Tensor<S>, normalizedShape: number | readonly number[], weight?: Tensor | null, bias?: Tensor | null, eps?: number): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, normalizedShape: number | readonly number[], options: { readonly weight?: Tensor | null; readonly bias?: Tensor | null; readonly eps?: number }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, normalizedShape: number | readonly number[], weight: Tensor | null, options: { readonly bias?: Tensor | null; readonly eps?: number }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, normalizedShape: number | readonly number[], weight: Tensor | null, bias: Tensor | null, options: { readonly eps?: number }): Tensor<S>;
}>('nn.functional', 'layerNorm');

/**
 * `input / max(‖input‖, eps)` along `dim`, with the p-norm.
 */
export const normalize = operator<{
  <S extends Shape>(input: Tensor<S>, p?: number, dim?: number | readonly number[] | null, eps?: number): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly p?: number; readonly dim?: number | readonly number[] | null; readonly eps?: number }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, p: number, options: { readonly dim?: number | readonly number[] | null; readonly eps?: number }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, p: number, dim: number | readonly number[] | null, options: { readonly eps?: number }): Tensor<S>;
}>('nn.functional', 'normalize');

/**
 * The rows of `weight`, `[rows, columns]`, at the places in `input`: shape of `input` plus `[columns]`.
 *
 * `padding_idx` gets no gradient; rows longer than `max_norm` (in the `norm_type`-norm) are scaled down in place first.
 */
export const embedding = operator<{
  (input: Tensor, weight: Tensor, paddingIdx?: number | null, maxNorm?: number | null, normType?: number, scaleGradByFreq?: boolean, sparse?: boolean): Tensor;
  (input: Tensor, weight: Tensor, options: { readonly paddingIdx?: number | null; readonly maxNorm?: number | null; readonly normType?: number; readonly scaleGradByFreq?: boolean; readonly sparse?: boolean }): Tensor;
  (input: Tensor, weight: Tensor, paddingIdx: number | null, options: { readonly maxNorm?: number | null; readonly normType?: number; readonly scaleGradByFreq?: boolean; readonly sparse?: boolean }): Tensor;
  (input: Tensor, weight: Tensor, paddingIdx: number | null, maxNorm: number | null, options: { readonly normType?: number; readonly scaleGradByFreq?: boolean; readonly sparse?: boolean }): Tensor;
}>('nn.functional', 'embedding');

/**
 * Zeros with a one at the index, in a new last dimension of `num_classes` (−1: as many as the largest index needs).
 */
export const oneHot = operator<{
  (input: Tensor, numClasses?: number): Tensor;
  (input: Tensor, options: { readonly numClasses?: number }): Tensor;
}>('nn.functional', 'oneHot');

/**
 * `1 / (1 + e^-input)`.
 */
export const sigmoid = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
}>('nn.functional', 'sigmoid');

/**
 * Hyperbolic tangent.
 */
export const tanh = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
}>('nn.functional', 'tanh');
