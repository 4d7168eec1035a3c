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
 * `x Φ(x)` with the normal distribution function Φ, or with `approximate = 'tanh'` its usual approximation
 * (Hendrycks and Gimpel, "Gaussian Error Linear Units").
 */
export const gelu = operator<{
  <S extends Shape>(input: Tensor<S>, approximate?: string): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly approximate?: string }): Tensor<S>;
}>('nn.functional', 'gelu');

/**
 * `input` between `min_val` and `max_val`, elsewhere the nearer of the two.
 */
export const hardtanh = operator<{
  <S extends Shape>(input: Tensor<S>, minVal?: Scalar, maxVal?: Scalar): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly minVal?: Scalar; readonly maxVal?: Scalar }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, minVal: Scalar, options: { readonly maxVal?: Scalar }): Tensor<S>;
}>('nn.functional', 'hardtanh');

/**
 * `input` drawn towards zero by `lambd`, and zero where it is no larger than that.
 */
export const softshrink = operator<{
  <S extends Shape>(input: Tensor<S>, lambd?: number): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly lambd?: number }): Tensor<S>;
}>('nn.functional', 'softshrink');

/**
 * `input` where positive, elsewhere `weight * input`; `weight` has one element or one per channel (dimension 1).
 */
export const prelu = operator<{
  <S extends Shape>(input: Tensor<S>, weight: Tensor): Tensor<S>;
}>('nn.functional', 'prelu');

/**
 * `x` where positive, elsewhere `a x`: in training `a` is drawn for each element, uniform in `[lower, upper)`, otherwise it
 * is the mean of the two.
 */
export const rrelu = operator<{
  <S extends Shape>(input: Tensor<S>, lower?: number, upper?: number, training?: boolean, inplace?: boolean, generator?: Generator | null): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly lower?: number; readonly upper?: number; readonly training?: boolean; readonly inplace?: boolean; readonly generator?: Generator | null }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, lower: number, options: { readonly upper?: number; readonly training?: boolean; readonly inplace?: boolean; readonly generator?: Generator | null }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, lower: number, upper: number, options: { readonly training?: boolean; readonly inplace?: boolean; readonly generator?: Generator | null }): Tensor<S>;
}>('nn.functional', 'rrelu');

/**
 * A sample from the categories along `dim`, relaxed so that gradients pass: softmax of `logits` plus Gumbel noise, over
 * the temperature `tau`. `hard` makes it one-hot in value, with the gradient of the soft one (Jang et al., "Categorical
 * Reparameterization with Gumbel-Softmax").
 */
export const gumbelSoftmax = operator<{
  <S extends Shape>(logits: Tensor<S>, tau?: number, hard?: boolean, eps?: number, dim?: number): Tensor<S>;
  <S extends Shape>(logits: Tensor<S>, options: { readonly tau?: number; readonly hard?: boolean; readonly eps?: number; readonly dim?: number }): Tensor<S>;
  <S extends Shape>(logits: Tensor<S>, tau: number, options: { readonly hard?: boolean; readonly eps?: number; readonly dim?: number }): Tensor<S>;
  <S extends Shape>(logits: Tensor<S>, tau: number, hard: boolean, options: { readonly eps?: number; readonly dim?: number }): Tensor<S>;
}>('nn.functional', 'gumbelSoftmax');

/**
 * Zeroes elements with probability `p` and divides the others by `1 - p`, so that the expectation stays. Without
 * `training`, `input` itself.
 */
export const dropout = operator<{
  <S extends Shape>(input: Tensor<S>, p?: number, training?: boolean, inplace?: boolean): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly p?: number; readonly training?: boolean; readonly inplace?: boolean }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, p: number, options: { readonly training?: boolean; readonly inplace?: boolean }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, p: number, training: boolean, options: { readonly inplace?: boolean }): Tensor<S>;
}>('nn.functional', 'dropout');

/**
 * Zeroes whole channels, `[N, C, L]` or `[C, L]`, with probability `p`, and divides the others by `1 - p`.
 */
export const dropout1d = operator<{
  <S extends Shape>(input: Tensor<S>, p?: number, training?: boolean, inplace?: boolean): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly p?: number; readonly training?: boolean; readonly inplace?: boolean }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, p: number, options: { readonly training?: boolean; readonly inplace?: boolean }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, p: number, training: boolean, options: { readonly inplace?: boolean }): Tensor<S>;
}>('nn.functional', 'dropout1d');

/**
 * Zeroes whole channels, `[N, C, H, W]`, with probability `p`, and divides the others by `1 - p`. The first two dimensions
 * count as samples and channels whatever the rank, as in PyTorch.
 */
export const dropout2d = operator<{
  <S extends Shape>(input: Tensor<S>, p?: number, training?: boolean, inplace?: boolean): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly p?: number; readonly training?: boolean; readonly inplace?: boolean }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, p: number, options: { readonly training?: boolean; readonly inplace?: boolean }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, p: number, training: boolean, options: { readonly inplace?: boolean }): Tensor<S>;
}>('nn.functional', 'dropout2d');

/**
 * Zeroes whole channels, `[N, C, D, H, W]` or `[C, D, H, W]`, with probability `p`, and divides the others by `1 - p`.
 */
export const dropout3d = operator<{
  <S extends Shape>(input: Tensor<S>, p?: number, training?: boolean, inplace?: boolean): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly p?: number; readonly training?: boolean; readonly inplace?: boolean }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, p: number, options: { readonly training?: boolean; readonly inplace?: boolean }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, p: number, training: boolean, options: { readonly inplace?: boolean }): Tensor<S>;
}>('nn.functional', 'dropout3d');

/**
 * Sets elements to the value that `selu` has at minus infinity, with probability `p`, then scales and shifts all so that
 * zero mean and unit variance stay (Klambauer et al., "Self-Normalizing Neural Networks").
 */
export const alphaDropout = operator<{
  <S extends Shape>(input: Tensor<S>, p?: number, training?: boolean, inplace?: boolean): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly p?: number; readonly training?: boolean; readonly inplace?: boolean }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, p: number, options: { readonly training?: boolean; readonly inplace?: boolean }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, p: number, training: boolean, options: { readonly inplace?: boolean }): Tensor<S>;
}>('nn.functional', 'alphaDropout');

/**
 * `alpha_dropout` of whole channels, `[N, C, …]`.
 */
export const featureAlphaDropout = operator<{
  <S extends Shape>(input: Tensor<S>, p?: number, training?: boolean, inplace?: boolean): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly p?: number; readonly training?: boolean; readonly inplace?: boolean }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, p: number, options: { readonly training?: boolean; readonly inplace?: boolean }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, p: number, training: boolean, options: { readonly inplace?: boolean }): Tensor<S>;
}>('nn.functional', 'featureAlphaDropout');

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
  <S extends Shape>(input: Tensor<S>, options: { readonly p?: number; readonly dim?: number | readonly number[] | null; readonly eps?: number; readonly out?: Tensor | null }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, p: number, options: { readonly dim?: number | readonly number[] | null; readonly eps?: number; readonly out?: Tensor | null }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, p: number, dim: number | readonly number[] | null, options: { readonly eps?: number; readonly out?: Tensor | null }): Tensor<S>;
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
 * Slides the windows of `weight`, `[out, in / groups, kernel]`, over `input`, `[batch, in, length]` or `[in, length]`, and
 * sums the products. See `conv2d`.
 *
 * `conv1d` with the padding as a word: `"valid"` for none, `"same"` for a result of the input's length.
 */
export const conv1d = operator<{
  (input: Tensor, weight: Tensor, bias?: Tensor | null, stride?: number | readonly number[], padding?: number | readonly number[], dilation?: number | readonly number[], groups?: number): Tensor;
  (input: Tensor, weight: Tensor, options: { readonly bias?: Tensor | null; readonly stride?: number | readonly number[]; readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly groups?: number }): Tensor;
  (input: Tensor, weight: Tensor, bias: Tensor | null, options: { readonly stride?: number | readonly number[]; readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly groups?: number }): Tensor;
  (input: Tensor, weight: Tensor, bias: Tensor | null, stride: number | readonly number[], options: { readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly groups?: number }): Tensor;
  (input: Tensor, weight: Tensor, bias?: Tensor | null, stride?: number | readonly number[], padding?: string, dilation?: number | readonly number[], groups?: number): Tensor;
  (input: Tensor, weight: Tensor, options: { readonly bias?: Tensor | null; readonly stride?: number | readonly number[]; readonly padding?: string; readonly dilation?: number | readonly number[]; readonly groups?: number }): Tensor;
  (input: Tensor, weight: Tensor, bias: Tensor | null, options: { readonly stride?: number | readonly number[]; readonly padding?: string; readonly dilation?: number | readonly number[]; readonly groups?: number }): Tensor;
  (input: Tensor, weight: Tensor, bias: Tensor | null, stride: number | readonly number[], options: { readonly padding?: string; readonly dilation?: number | readonly number[]; readonly groups?: number }): Tensor;
}>('nn.functional', 'conv1d');

/**
 * Slides the windows of `weight`, `[out, in / groups, kernelHeight, kernelWidth]`, over `input`,
 * `[batch, in, height, width]` or `[in, height, width]`, and sums the products, with `bias`, `[out]`, added.
 *
 * Windows start `stride` apart, over an input with `padding` zeros on each side; their elements are `dilation` apart. Input
 * and output channels come in `groups` parts that do not see each other. A number stands for both dimensions.
 *
 * `conv2d` with the padding as a word: `"valid"` for none, `"same"` for a result of the input's sizes.
 */
export const conv2d = operator<{
  (input: Tensor, weight: Tensor, bias?: Tensor | null, stride?: number | readonly number[], padding?: number | readonly number[], dilation?: number | readonly number[], groups?: number): Tensor;
  (input: Tensor, weight: Tensor, options: { readonly bias?: Tensor | null; readonly stride?: number | readonly number[]; readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly groups?: number }): Tensor;
  (input: Tensor, weight: Tensor, bias: Tensor | null, options: { readonly stride?: number | readonly number[]; readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly groups?: number }): Tensor;
  (input: Tensor, weight: Tensor, bias: Tensor | null, stride: number | readonly number[], options: { readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly groups?: number }): Tensor;
  (input: Tensor, weight: Tensor, bias?: Tensor | null, stride?: number | readonly number[], padding?: string, dilation?: number | readonly number[], groups?: number): Tensor;
  (input: Tensor, weight: Tensor, options: { readonly bias?: Tensor | null; readonly stride?: number | readonly number[]; readonly padding?: string; readonly dilation?: number | readonly number[]; readonly groups?: number }): Tensor;
  (input: Tensor, weight: Tensor, bias: Tensor | null, options: { readonly stride?: number | readonly number[]; readonly padding?: string; readonly dilation?: number | readonly number[]; readonly groups?: number }): Tensor;
  (input: Tensor, weight: Tensor, bias: Tensor | null, stride: number | readonly number[], options: { readonly padding?: string; readonly dilation?: number | readonly number[]; readonly groups?: number }): Tensor;
}>('nn.functional', 'conv2d');

/**
 * Slides the windows of `weight`, `[out, in / groups, kernel…]` with three kernel sizes, over `input`,
 * `[batch, in, depth, height, width]` or `[in, depth, height, width]`, and sums the products. See `conv2d`.
 *
 * `conv3d` with the padding as a word: `"valid"` for none, `"same"` for a result of the input's sizes.
 */
export const conv3d = operator<{
  (input: Tensor, weight: Tensor, bias?: Tensor | null, stride?: number | readonly number[], padding?: number | readonly number[], dilation?: number | readonly number[], groups?: number): Tensor;
  (input: Tensor, weight: Tensor, options: { readonly bias?: Tensor | null; readonly stride?: number | readonly number[]; readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly groups?: number }): Tensor;
  (input: Tensor, weight: Tensor, bias: Tensor | null, options: { readonly stride?: number | readonly number[]; readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly groups?: number }): Tensor;
  (input: Tensor, weight: Tensor, bias: Tensor | null, stride: number | readonly number[], options: { readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly groups?: number }): Tensor;
  (input: Tensor, weight: Tensor, bias?: Tensor | null, stride?: number | readonly number[], padding?: string, dilation?: number | readonly number[], groups?: number): Tensor;
  (input: Tensor, weight: Tensor, options: { readonly bias?: Tensor | null; readonly stride?: number | readonly number[]; readonly padding?: string; readonly dilation?: number | readonly number[]; readonly groups?: number }): Tensor;
  (input: Tensor, weight: Tensor, bias: Tensor | null, options: { readonly stride?: number | readonly number[]; readonly padding?: string; readonly dilation?: number | readonly number[]; readonly groups?: number }): Tensor;
  (input: Tensor, weight: Tensor, bias: Tensor | null, stride: number | readonly number[], options: { readonly padding?: string; readonly dilation?: number | readonly number[]; readonly groups?: number }): Tensor;
}>('nn.functional', 'conv3d');

/**
 * What `conv1d` does to gradients of its input: every element of `input`, `[batch, in, length]` or `[in, length]`, is spread
 * over a window by `weight`, `[in, out / groups, kernel]`. See `conv_transpose2d`.
 */
export const convTranspose1d = operator<{
  (input: Tensor, weight: Tensor, bias?: Tensor | null, stride?: number | readonly number[], padding?: number | readonly number[], outputPadding?: number | readonly number[], groups?: number, dilation?: number | readonly number[]): Tensor;
  (input: Tensor, weight: Tensor, options: { readonly bias?: Tensor | null; readonly stride?: number | readonly number[]; readonly padding?: number | readonly number[]; readonly outputPadding?: number | readonly number[]; readonly groups?: number; readonly dilation?: number | readonly number[] }): Tensor;
  (input: Tensor, weight: Tensor, bias: Tensor | null, options: { readonly stride?: number | readonly number[]; readonly padding?: number | readonly number[]; readonly outputPadding?: number | readonly number[]; readonly groups?: number; readonly dilation?: number | readonly number[] }): Tensor;
  (input: Tensor, weight: Tensor, bias: Tensor | null, stride: number | readonly number[], options: { readonly padding?: number | readonly number[]; readonly outputPadding?: number | readonly number[]; readonly groups?: number; readonly dilation?: number | readonly number[] }): Tensor;
}>('nn.functional', 'convTranspose1d');

/**
 * What `conv2d` does to gradients of its input: every element of `input`, `[batch, in, height, width]` or
 * `[in, height, width]`, is spread over a window by `weight`, `[in, out / groups, kernelHeight, kernelWidth]`, with `bias`,
 * `[out]`, added.
 *
 * `padding` takes rows and columns off each side of the result; `output_padding` adds some on one side, for sizes that a
 * convolution with this `stride` would not tell apart.
 */
export const convTranspose2d = operator<{
  (input: Tensor, weight: Tensor, bias?: Tensor | null, stride?: number | readonly number[], padding?: number | readonly number[], outputPadding?: number | readonly number[], groups?: number, dilation?: number | readonly number[]): Tensor;
  (input: Tensor, weight: Tensor, options: { readonly bias?: Tensor | null; readonly stride?: number | readonly number[]; readonly padding?: number | readonly number[]; readonly outputPadding?: number | readonly number[]; readonly groups?: number; readonly dilation?: number | readonly number[] }): Tensor;
  (input: Tensor, weight: Tensor, bias: Tensor | null, options: { readonly stride?: number | readonly number[]; readonly padding?: number | readonly number[]; readonly outputPadding?: number | readonly number[]; readonly groups?: number; readonly dilation?: number | readonly number[] }): Tensor;
  (input: Tensor, weight: Tensor, bias: Tensor | null, stride: number | readonly number[], options: { readonly padding?: number | readonly number[]; readonly outputPadding?: number | readonly number[]; readonly groups?: number; readonly dilation?: number | readonly number[] }): Tensor;
}>('nn.functional', 'convTranspose2d');

/**
 * What `conv3d` does to gradients of its input, `[batch, in, depth, height, width]` or without batch. See
 * `conv_transpose2d`.
 */
export const convTranspose3d = operator<{
  (input: Tensor, weight: Tensor, bias?: Tensor | null, stride?: number | readonly number[], padding?: number | readonly number[], outputPadding?: number | readonly number[], groups?: number, dilation?: number | readonly number[]): Tensor;
  (input: Tensor, weight: Tensor, options: { readonly bias?: Tensor | null; readonly stride?: number | readonly number[]; readonly padding?: number | readonly number[]; readonly outputPadding?: number | readonly number[]; readonly groups?: number; readonly dilation?: number | readonly number[] }): Tensor;
  (input: Tensor, weight: Tensor, bias: Tensor | null, options: { readonly stride?: number | readonly number[]; readonly padding?: number | readonly number[]; readonly outputPadding?: number | readonly number[]; readonly groups?: number; readonly dilation?: number | readonly number[] }): Tensor;
  (input: Tensor, weight: Tensor, bias: Tensor | null, stride: number | readonly number[], options: { readonly padding?: number | readonly number[]; readonly outputPadding?: number | readonly number[]; readonly groups?: number; readonly dilation?: number | readonly number[] }): Tensor;
}>('nn.functional', 'convTranspose3d');

/**
 * The greatest element of each window of `input`, `[batch, channels, length]` or `[channels, length]`. See `max_pool2d`.
 *
 * With `return_indices`, also where in the input each of them is.
 */
export const maxPool1d = operator<{
  (input: Tensor, kernelSize: number | readonly number[], stride?: number | readonly number[] | null, padding?: number | readonly number[], dilation?: number | readonly number[], ceilMode?: boolean): Tensor;
  (input: Tensor, kernelSize: number | readonly number[], options: { readonly stride?: number | readonly number[] | null; readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean }): Tensor;
  (input: Tensor, kernelSize: number | readonly number[], stride: number | readonly number[] | null, options: { readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean }): Tensor;
  (input: Tensor, kernelSize: number | readonly number[], stride: number | readonly number[] | null, padding: number | readonly number[], options: { readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean }): Tensor;
  (input: Tensor, kernelSize: number | readonly number[], stride?: number | readonly number[] | null, padding?: number | readonly number[], dilation?: number | readonly number[], ceilMode?: boolean, returnIndices?: boolean): [Tensor, Tensor];
  (input: Tensor, kernelSize: number | readonly number[], options: { readonly stride?: number | readonly number[] | null; readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean; readonly returnIndices?: boolean }): [Tensor, Tensor];
  (input: Tensor, kernelSize: number | readonly number[], stride: number | readonly number[] | null, options: { readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean; readonly returnIndices?: boolean }): [Tensor, Tensor];
  (input: Tensor, kernelSize: number | readonly number[], stride: number | readonly number[] | null, padding: number | readonly number[], options: { readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean; readonly returnIndices?: boolean }): [Tensor, Tensor];
}>('nn.functional', 'maxPool1d');

/**
 * As `max_pool1d`, with the place of each greatest element in its channel.
 */
export const maxPool1dWithIndices = operator<{
  (input: Tensor, kernelSize: number | readonly number[], stride?: number | readonly number[] | null, padding?: number | readonly number[], dilation?: number | readonly number[], ceilMode?: boolean, returnIndices?: boolean): [Tensor, Tensor];
  (input: Tensor, kernelSize: number | readonly number[], options: { readonly stride?: number | readonly number[] | null; readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean; readonly returnIndices?: boolean }): [Tensor, Tensor];
  (input: Tensor, kernelSize: number | readonly number[], stride: number | readonly number[] | null, options: { readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean; readonly returnIndices?: boolean }): [Tensor, Tensor];
  (input: Tensor, kernelSize: number | readonly number[], stride: number | readonly number[] | null, padding: number | readonly number[], options: { readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean; readonly returnIndices?: boolean }): [Tensor, Tensor];
}>('nn.functional', 'maxPool1dWithIndices');

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
export const maxPool2d = operator<{
  (input: Tensor, kernelSize: number | readonly number[], stride?: number | readonly number[] | null, padding?: number | readonly number[], dilation?: number | readonly number[], ceilMode?: boolean): Tensor;
  (input: Tensor, kernelSize: number | readonly number[], options: { readonly stride?: number | readonly number[] | null; readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean }): Tensor;
  (input: Tensor, kernelSize: number | readonly number[], stride: number | readonly number[] | null, options: { readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean }): Tensor;
  (input: Tensor, kernelSize: number | readonly number[], stride: number | readonly number[] | null, padding: number | readonly number[], options: { readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean }): Tensor;
  (input: Tensor, kernelSize: number | readonly number[], stride?: number | readonly number[] | null, padding?: number | readonly number[], dilation?: number | readonly number[], ceilMode?: boolean, returnIndices?: boolean): [Tensor, Tensor];
  (input: Tensor, kernelSize: number | readonly number[], options: { readonly stride?: number | readonly number[] | null; readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean; readonly returnIndices?: boolean }): [Tensor, Tensor];
  (input: Tensor, kernelSize: number | readonly number[], stride: number | readonly number[] | null, options: { readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean; readonly returnIndices?: boolean }): [Tensor, Tensor];
  (input: Tensor, kernelSize: number | readonly number[], stride: number | readonly number[] | null, padding: number | readonly number[], options: { readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean; readonly returnIndices?: boolean }): [Tensor, Tensor];
}>('nn.functional', 'maxPool2d');

/**
 * As `max_pool2d`, with the row-major place of each greatest element in its channel.
 */
export const maxPool2dWithIndices = operator<{
  (input: Tensor, kernelSize: number | readonly number[], stride?: number | readonly number[] | null, padding?: number | readonly number[], dilation?: number | readonly number[], ceilMode?: boolean, returnIndices?: boolean): [Tensor, Tensor];
  (input: Tensor, kernelSize: number | readonly number[], options: { readonly stride?: number | readonly number[] | null; readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean; readonly returnIndices?: boolean }): [Tensor, Tensor];
  (input: Tensor, kernelSize: number | readonly number[], stride: number | readonly number[] | null, options: { readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean; readonly returnIndices?: boolean }): [Tensor, Tensor];
  (input: Tensor, kernelSize: number | readonly number[], stride: number | readonly number[] | null, padding: number | readonly number[], options: { readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean; readonly returnIndices?: boolean }): [Tensor, Tensor];
}>('nn.functional', 'maxPool2dWithIndices');

/**
 * The greatest element of each window of `input`, `[batch, channels, depth, height, width]` or without batch. See
 * `max_pool2d`.
 *
 * With `return_indices`, also where in the input each of them is: its row-major place in its channel.
 */
export const maxPool3d = operator<{
  (input: Tensor, kernelSize: number | readonly number[], stride?: number | readonly number[] | null, padding?: number | readonly number[], dilation?: number | readonly number[], ceilMode?: boolean): Tensor;
  (input: Tensor, kernelSize: number | readonly number[], options: { readonly stride?: number | readonly number[] | null; readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean }): Tensor;
  (input: Tensor, kernelSize: number | readonly number[], stride: number | readonly number[] | null, options: { readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean }): Tensor;
  (input: Tensor, kernelSize: number | readonly number[], stride: number | readonly number[] | null, padding: number | readonly number[], options: { readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean }): Tensor;
  (input: Tensor, kernelSize: number | readonly number[], stride?: number | readonly number[] | null, padding?: number | readonly number[], dilation?: number | readonly number[], ceilMode?: boolean, returnIndices?: boolean): [Tensor, Tensor];
  (input: Tensor, kernelSize: number | readonly number[], options: { readonly stride?: number | readonly number[] | null; readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean; readonly returnIndices?: boolean }): [Tensor, Tensor];
  (input: Tensor, kernelSize: number | readonly number[], stride: number | readonly number[] | null, options: { readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean; readonly returnIndices?: boolean }): [Tensor, Tensor];
  (input: Tensor, kernelSize: number | readonly number[], stride: number | readonly number[] | null, padding: number | readonly number[], options: { readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean; readonly returnIndices?: boolean }): [Tensor, Tensor];
}>('nn.functional', 'maxPool3d');

/**
 * As `max_pool3d`, with the row-major place of each greatest element in its channel.
 */
export const maxPool3dWithIndices = operator<{
  (input: Tensor, kernelSize: number | readonly number[], stride?: number | readonly number[] | null, padding?: number | readonly number[], dilation?: number | readonly number[], ceilMode?: boolean, returnIndices?: boolean): [Tensor, Tensor];
  (input: Tensor, kernelSize: number | readonly number[], options: { readonly stride?: number | readonly number[] | null; readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean; readonly returnIndices?: boolean }): [Tensor, Tensor];
  (input: Tensor, kernelSize: number | readonly number[], stride: number | readonly number[] | null, options: { readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean; readonly returnIndices?: boolean }): [Tensor, Tensor];
  (input: Tensor, kernelSize: number | readonly number[], stride: number | readonly number[] | null, padding: number | readonly number[], options: { readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean; readonly returnIndices?: boolean }): [Tensor, Tensor];
}>('nn.functional', 'maxPool3dWithIndices');

/**
 * The average of each window of `input`, `[batch, channels, length]` or `[channels, length]`. See `avg_pool2d`.
 */
export const avgPool1d = operator<{
  (input: Tensor, kernelSize: number | readonly number[], stride?: number | readonly number[] | null, padding?: number | readonly number[], ceilMode?: boolean, countIncludePad?: boolean): Tensor;
  (input: Tensor, kernelSize: number | readonly number[], options: { readonly stride?: number | readonly number[] | null; readonly padding?: number | readonly number[]; readonly ceilMode?: boolean; readonly countIncludePad?: boolean }): Tensor;
  (input: Tensor, kernelSize: number | readonly number[], stride: number | readonly number[] | null, options: { readonly padding?: number | readonly number[]; readonly ceilMode?: boolean; readonly countIncludePad?: boolean }): Tensor;
  (input: Tensor, kernelSize: number | readonly number[], stride: number | readonly number[] | null, padding: number | readonly number[], options: { readonly ceilMode?: boolean; readonly countIncludePad?: boolean }): Tensor;
}>('nn.functional', 'avgPool1d');

/**
 * The average of each window of `input`, `[batch, channels, height, width]` or `[channels, height, width]`.
 *
 * Windows of `kernel_size` start `stride` apart (by default, side by side), over an input with `padding` zeros on each
 * side, which count as elements unless `count_include_pad` is false. `ceil_mode` keeps windows that reach beyond the end;
 * what is there never counts. `divisor_override` is what sums are divided by instead of the number of elements. A number
 * stands for both dimensions.
 */
export const avgPool2d = operator<{
  (input: Tensor, kernelSize: number | readonly number[], stride?: number | readonly number[] | null, padding?: number | readonly number[], ceilMode?: boolean, countIncludePad?: boolean, divisorOverride?: number | null): Tensor;
  (input: Tensor, kernelSize: number | readonly number[], options: { readonly stride?: number | readonly number[] | null; readonly padding?: number | readonly number[]; readonly ceilMode?: boolean; readonly countIncludePad?: boolean; readonly divisorOverride?: number | null }): Tensor;
  (input: Tensor, kernelSize: number | readonly number[], stride: number | readonly number[] | null, options: { readonly padding?: number | readonly number[]; readonly ceilMode?: boolean; readonly countIncludePad?: boolean; readonly divisorOverride?: number | null }): Tensor;
  (input: Tensor, kernelSize: number | readonly number[], stride: number | readonly number[] | null, padding: number | readonly number[], options: { readonly ceilMode?: boolean; readonly countIncludePad?: boolean; readonly divisorOverride?: number | null }): Tensor;
}>('nn.functional', 'avgPool2d');

/**
 * The average of each window of `input`, `[batch, channels, depth, height, width]` or without batch. See `avg_pool2d`.
 */
export const avgPool3d = operator<{
  (input: Tensor, kernelSize: number | readonly number[], stride?: number | readonly number[] | null, padding?: number | readonly number[], ceilMode?: boolean, countIncludePad?: boolean, divisorOverride?: number | null): Tensor;
  (input: Tensor, kernelSize: number | readonly number[], options: { readonly stride?: number | readonly number[] | null; readonly padding?: number | readonly number[]; readonly ceilMode?: boolean; readonly countIncludePad?: boolean; readonly divisorOverride?: number | null }): Tensor;
  (input: Tensor, kernelSize: number | readonly number[], stride: number | readonly number[] | null, options: { readonly padding?: number | readonly number[]; readonly ceilMode?: boolean; readonly countIncludePad?: boolean; readonly divisorOverride?: number | null }): Tensor;
  (input: Tensor, kernelSize: number | readonly number[], stride: number | readonly number[] | null, padding: number | readonly number[], options: { readonly ceilMode?: boolean; readonly countIncludePad?: boolean; readonly divisorOverride?: number | null }): Tensor;
}>('nn.functional', 'avgPool3d');

/**
 * `input` with margins: `pad` holds what comes before and behind along the last dimension, then the one before it, and so on.
 * Negative numbers cut off.
 *
 * Margins hold `value` (0) in the mode `"constant"`, the input mirrored without its edge in `"reflect"`, its edge in
 * `"replicate"`, and its other end in `"circular"`.
 */
export const pad = operator<{
  (input: Tensor, pad: number | readonly number[], mode?: string, value?: Scalar | null): Tensor;
  (input: Tensor, pad: number | readonly number[], options: { readonly mode?: string; readonly value?: Scalar | null }): Tensor;
  (input: Tensor, pad: number | readonly number[], mode: string, options: { readonly value?: Scalar | null }): Tensor;
}>('nn.functional', 'pad');

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
