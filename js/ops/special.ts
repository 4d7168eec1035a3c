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
 * The distribution function of the standard normal distribution, `(1 + erf(input / √2)) / 2`.
 */
export const ndtr = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('special', 'ndtr');

/**
 * Entropy of a probability elementwise: `-input * ln(input)`, 0 at 0 and -inf below.
 */
export const entr = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('special', 'entr');

/**
 * The derivative of `lgamma(input)`.
 */
export const digamma = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('special', 'digamma');

/**
 * Error function.
 */
export const erf = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('special', 'erf');

/**
 * `1 - erf(input)`, exact in the tail.
 */
export const erfc = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('special', 'erfc');

/**
 * `2^input`.
 */
export const exp2 = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('special', 'exp2');

/**
 * `1 / (1 + e^-input)`.
 */
export const expit = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('special', 'expit');

/**
 * `e^input - 1`, exact near 0.
 */
export const expm1 = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('special', 'expm1');

/**
 * `log |Γ(input)|`, the logarithm of the gamma function.
 */
export const gammaln = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('special', 'gammaln');

/**
 * `log(1 + input)`, exact near 0.
 */
export const log1p = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('special', 'log1p');

/**
 * The logarithm of `softmax`, computed without forming it.
 */
export const logSoftmax = operator<{
  <S extends Shape>(input: Tensor<S>, dim: number, dtype?: DType | null): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, dim: number, options: { readonly dtype?: DType | null }): Tensor<S>;
}>('special', 'logSoftmax');

/**
 * `log(input / (1 - input))`; a non-negative `eps` first limits `input` to `eps ..= 1 - eps`.
 */
export const logit = operator<{
  <S extends Shape>(input: Tensor<S>, eps?: Scalar): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly eps?: Scalar; readonly out?: Tensor | null }): Tensor<S>;
}>('special', 'logit');

/**
 * `log Σ exp(x)` over the given dimensions, shifted by the greatest element so that nothing overflows.
 */
export const logsumexp = operator<{
  <S extends Shape, const N extends shape.Dims, K extends boolean = false>(input: Tensor<S>, dim: N & shape.CheckDims<S, N>, keepdim?: K): Tensor<shape.Reduce<S, N, K>>;
  <S extends Shape, const N extends shape.Dims, K extends boolean = false>(input: Tensor<S>, dim: N & shape.CheckDims<S, N>, options: { readonly keepdim?: K; readonly out?: Tensor | null }): Tensor<shape.Reduce<S, N, K>>;
}>('special', 'logsumexp');

/**
 * The derivative of order `n` of `digamma(input)`.
 */
export const polygamma = operator<{
  (n: number, input: Tensor): Tensor;
  (n: number, input: Tensor, options: { readonly out?: Tensor | null }): Tensor;
}>('special', 'polygamma');

/**
 * The derivative of `lgamma(input)`.
 */
export const psi = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('special', 'psi');

/**
 * To the nearest integer, ties to even; with `decimals`, to that many digits after the point (before it if negative).
 */
export const round = operator<{
  <S extends Shape>(input: Tensor<S>, decimals?: number): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly decimals?: number; readonly out?: Tensor | null }): Tensor<S>;
}>('special', 'round');

/**
 * `sin(π input) / (π input)`, 1 at 0.
 */
export const sinc = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('special', 'sinc');

/**
 * `exp(x) / Σ exp(x)` along `dim`, shifted by the greatest element so that nothing overflows. `dtype` converts first.
 */
export const softmax = operator<{
  <S extends Shape>(input: Tensor<S>, dim: number, dtype?: DType | null): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, dim: number, options: { readonly dtype?: DType | null }): Tensor<S>;
}>('special', 'softmax');

/**
 * `input * log(other)`; 0 where `input` is 0, unless `other` is NaN.
 *
 * `input ln(other)` for a number `input`.
 */
export const xlogy = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly out?: Tensor | null }): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape>(input: Tensor<S>, other: Scalar): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, other: Scalar, options: { readonly out?: Tensor | null }): Tensor<S>;
  (input: Scalar, other: Tensor): Tensor;
  (input: Scalar, other: Tensor, options: { readonly out?: Tensor | null }): Tensor;
}>('special', 'xlogy');
