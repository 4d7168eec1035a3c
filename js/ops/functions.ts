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
 * `input + alpha * other`.
 *
 * `input + alpha * other` for a number `input`.
 */
export const add = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, alpha?: Scalar): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly alpha?: Scalar; readonly out?: Tensor | null }): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape>(input: Tensor<S>, other: Scalar, alpha?: Scalar): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, other: Scalar, options: { readonly alpha?: Scalar; readonly out?: Tensor | null }): Tensor<S>;
  (input: Scalar, other: Tensor | Scalar, alpha?: Scalar): Tensor;
  (input: Scalar, other: Tensor | Scalar, options: { readonly alpha?: Scalar; readonly out?: Tensor | null }): Tensor;
}>('', 'add');

/**
 * `input - alpha * other`.
 *
 * `input - alpha * other` for a number `input`.
 */
export const sub = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, alpha?: Scalar): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly alpha?: Scalar; readonly out?: Tensor | null }): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape>(input: Tensor<S>, other: Scalar, alpha?: Scalar): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, other: Scalar, options: { readonly alpha?: Scalar; readonly out?: Tensor | null }): Tensor<S>;
  (input: Scalar, other: Tensor | Scalar, alpha?: Scalar): Tensor;
  (input: Scalar, other: Tensor | Scalar, options: { readonly alpha?: Scalar; readonly out?: Tensor | null }): Tensor;
}>('', 'sub');

/**
 * `other - alpha * input`.
 */
export const rsub = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, alpha?: Scalar): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly alpha?: Scalar }): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape>(input: Tensor<S>, other: Scalar, alpha?: Scalar): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, other: Scalar, options: { readonly alpha?: Scalar }): Tensor<S>;
}>('', 'rsub');

/**
 * `input * other`.
 *
 * `input * other` for a number `input`.
 */
export const mul = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly out?: Tensor | null }): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape>(input: Tensor<S>, other: Scalar): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, other: Scalar, options: { readonly out?: Tensor | null }): Tensor<S>;
  (input: Scalar, other: Tensor | Scalar): Tensor;
  (input: Scalar, other: Tensor | Scalar, options: { readonly out?: Tensor | null }): Tensor;
}>('', 'mul');

/**
 * `-input`.
 */
export const neg = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'neg');

/**
 * `|input|`.
 */
export const abs = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'abs');

/**
 * -1, 0 or 1 by the sign of `input`.
 */
export const sign = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'sign');

/**
 * `input / |input|`, 0 at 0; of a real number its sign.
 */
export const sgn = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'sgn');

/**
 * The magnitude of `input` with the sign of `other`.
 */
export const copysign = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly out?: Tensor | null }): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape>(input: Tensor<S>, other: Scalar): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, other: Scalar, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'copysign');

/**
 * `1 / input`.
 */
export const reciprocal = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'reciprocal');

/**
 * `input + value * tensor1 * tensor2`.
 */
export const addcmul = operator<{
  (input: Tensor, tensor1: Tensor | Scalar, tensor2: Tensor | Scalar, value?: Scalar): Tensor;
  (input: Tensor, tensor1: Tensor | Scalar, tensor2: Tensor | Scalar, options: { readonly value?: Scalar; readonly out?: Tensor | null }): Tensor;
}>('', 'addcmul');

/**
 * `input + value * tensor1 / tensor2`.
 */
export const addcdiv = operator<{
  (input: Tensor, tensor1: Tensor | Scalar, tensor2: Tensor | Scalar, value?: Scalar): Tensor;
  (input: Tensor, tensor1: Tensor | Scalar, tensor2: Tensor | Scalar, options: { readonly value?: Scalar; readonly out?: Tensor | null }): Tensor;
}>('', 'addcdiv');

/**
 * `√(input² + other²)`.
 */
export const hypot = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly out?: Tensor | null }): Tensor<shape.Broadcast<S, B>>;
}>('', 'hypot');

/**
 * Degrees to radians.
 */
export const deg2rad = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'deg2rad');

/**
 * Radians to degrees.
 */
export const rad2deg = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'rad2deg');

/**
 * Whether `input == other`.
 */
export const eq = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly out?: Tensor | null }): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape>(input: Tensor<S>, other: Scalar): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, other: Scalar, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'eq');

/**
 * Whether `input != other`.
 */
export const ne = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly out?: Tensor | null }): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape>(input: Tensor<S>, other: Scalar): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, other: Scalar, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'ne');

/**
 * Whether `input < other`.
 */
export const lt = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly out?: Tensor | null }): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape>(input: Tensor<S>, other: Scalar): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, other: Scalar, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'lt');

/**
 * Whether `input <= other`.
 */
export const le = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly out?: Tensor | null }): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape>(input: Tensor<S>, other: Scalar): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, other: Scalar, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'le');

/**
 * Whether `input > other`.
 */
export const gt = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly out?: Tensor | null }): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape>(input: Tensor<S>, other: Scalar): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, other: Scalar, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'gt');

/**
 * Whether `input >= other`.
 */
export const ge = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly out?: Tensor | null }): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape>(input: Tensor<S>, other: Scalar): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, other: Scalar, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'ge');

/**
 * Whether it is NaN.
 */
export const isnan = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
}>('', 'isnan');

/**
 * Whether it is positive or negative infinity.
 */
export const isinf = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
}>('', 'isinf');

/**
 * Whether it is neither infinite nor NaN.
 */
export const isfinite = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
}>('', 'isfinite');

/**
 * Whether it is positive infinity.
 */
export const isposinf = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'isposinf');

/**
 * Whether it is negative infinity.
 */
export const isneginf = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'isneginf');

/**
 * Whether the sign bit is set: also for -0.
 */
export const signbit = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'signbit');

/**
 * Whether both are not zero.
 */
export const logicalAnd = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly out?: Tensor | null }): Tensor<shape.Broadcast<S, B>>;
}>('', 'logicalAnd');

/**
 * Whether at least one is not zero.
 */
export const logicalOr = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly out?: Tensor | null }): Tensor<shape.Broadcast<S, B>>;
}>('', 'logicalOr');

/**
 * Whether exactly one is not zero.
 */
export const logicalXor = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly out?: Tensor | null }): Tensor<shape.Broadcast<S, B>>;
}>('', 'logicalXor');

/**
 * Whether it is zero.
 */
export const logicalNot = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'logicalNot');

/**
 * The larger one; NaN if either is. Where they are equal each gets half of the gradient.
 */
export const maximum = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly out?: Tensor | null }): Tensor<shape.Broadcast<S, B>>;
}>('', 'maximum');

/**
 * The smaller one; NaN if either is. Where they are equal each gets half of the gradient.
 */
export const minimum = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly out?: Tensor | null }): Tensor<shape.Broadcast<S, B>>;
}>('', 'minimum');

/**
 * The larger one; NaN only if both are.
 */
export const fmax = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly out?: Tensor | null }): Tensor<shape.Broadcast<S, B>>;
}>('', 'fmax');

/**
 * The smaller one; NaN only if both are.
 */
export const fmin = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly out?: Tensor | null }): Tensor<shape.Broadcast<S, B>>;
}>('', 'fmin');

/**
 * `input` where it is above `min`, which may be a tensor or a number.
 */
export const clampMin = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, min: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, min: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly out?: Tensor | null }): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape>(input: Tensor<S>, min: Scalar): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, min: Scalar, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'clampMin');

/**
 * `input` where it is below `max`, which may be a tensor or a number.
 */
export const clampMax = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, max: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, max: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly out?: Tensor | null }): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape>(input: Tensor<S>, max: Scalar): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, max: Scalar, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'clampMax');

/**
 * Bits set in both.
 *
 * `input & other` for a number `input`.
 */
export const bitwiseAnd = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly out?: Tensor | null }): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape>(input: Tensor<S>, other: Scalar): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, other: Scalar, options: { readonly out?: Tensor | null }): Tensor<S>;
  (input: Scalar, other: Tensor): Tensor;
  (input: Scalar, other: Tensor, options: { readonly out?: Tensor | null }): Tensor;
}>('', 'bitwiseAnd');

/**
 * Bits set in at least one.
 *
 * `input | other` for a number `input`.
 */
export const bitwiseOr = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly out?: Tensor | null }): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape>(input: Tensor<S>, other: Scalar): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, other: Scalar, options: { readonly out?: Tensor | null }): Tensor<S>;
  (input: Scalar, other: Tensor): Tensor;
  (input: Scalar, other: Tensor, options: { readonly out?: Tensor | null }): Tensor;
}>('', 'bitwiseOr');

/**
 * Bits set in exactly one.
 *
 * `input ^ other` for a number `input`.
 */
export const bitwiseXor = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly out?: Tensor | null }): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape>(input: Tensor<S>, other: Scalar): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, other: Scalar, options: { readonly out?: Tensor | null }): Tensor<S>;
  (input: Scalar, other: Tensor): Tensor;
  (input: Scalar, other: Tensor, options: { readonly out?: Tensor | null }): Tensor;
}>('', 'bitwiseXor');

/**
 * `input * 2^other`; 0 where `other` is negative or too wide.
 *
 * The bits of a number moved `other` places up.
 */
export const bitwiseLeftShift = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly out?: Tensor | null }): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape>(input: Tensor<S>, other: Scalar): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, other: Scalar, options: { readonly out?: Tensor | null }): Tensor<S>;
  (input: Scalar, other: Tensor): Tensor;
  (input: Scalar, other: Tensor, options: { readonly out?: Tensor | null }): Tensor;
}>('', 'bitwiseLeftShift');

/**
 * `input / 2^other`, rounded down.
 *
 * The bits of a number moved `other` places down.
 */
export const bitwiseRightShift = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly out?: Tensor | null }): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape>(input: Tensor<S>, other: Scalar): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, other: Scalar, options: { readonly out?: Tensor | null }): Tensor<S>;
  (input: Scalar, other: Tensor): Tensor;
  (input: Scalar, other: Tensor, options: { readonly out?: Tensor | null }): Tensor;
}>('', 'bitwiseRightShift');

/**
 * The largest integer not above.
 */
export const floor = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'floor');

/**
 * The smallest integer not below.
 */
export const ceil = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'ceil');

/**
 * The integer part.
 */
export const trunc = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'trunc');

/**
 * The part after the point, with the sign of `input`.
 */
export const frac = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'frac');

/**
 * `e^input`.
 */
export const exp = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'exp');

/**
 * `2^input`.
 */
export const exp2 = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'exp2');

/**
 * `e^input - 1`, exact near 0.
 */
export const expm1 = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'expm1');

/**
 * Natural logarithm.
 */
export const log = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'log');

/**
 * Logarithm to base 2.
 */
export const log2 = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'log2');

/**
 * Logarithm to base 10.
 */
export const log10 = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'log10');

/**
 * `log(1 + input)`, exact near 0.
 */
export const log1p = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'log1p');

/**
 * Square root.
 */
export const sqrt = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'sqrt');

/**
 * `1 / √input`.
 */
export const rsqrt = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'rsqrt');

/**
 * `log(e^input + e^other)`, without overflow.
 */
export const logaddexp = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly out?: Tensor | null }): Tensor<shape.Broadcast<S, B>>;
}>('', 'logaddexp');

/**
 * `log2(2^input + 2^other)`, without overflow.
 */
export const logaddexp2 = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly out?: Tensor | null }): Tensor<shape.Broadcast<S, B>>;
}>('', 'logaddexp2');

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
}>('', 'xlogy');

/**
 * `log(input / (1 - input))`; a non-negative `eps` first limits `input` to `eps ..= 1 - eps`.
 */
export const logit = operator<{
  <S extends Shape>(input: Tensor<S>, eps?: Scalar): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly eps?: Scalar; readonly out?: Tensor | null }): Tensor<S>;
}>('', 'logit');

/**
 * Error function.
 */
export const erf = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'erf');

/**
 * `1 - erf(input)`, exact in the tail.
 */
export const erfc = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'erfc');

/**
 * `log |Γ(input)|`, the logarithm of the gamma function.
 */
export const lgamma = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'lgamma');

/**
 * The derivative of `lgamma(input)`.
 */
export const digamma = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'digamma');

/**
 * Sine.
 */
export const sin = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'sin');

/**
 * Cosine.
 */
export const cos = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'cos');

/**
 * Tangent.
 */
export const tan = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'tan');

/**
 * Inverse sine.
 */
export const asin = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'asin');

/**
 * Inverse cosine.
 */
export const acos = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'acos');

/**
 * Inverse tangent.
 */
export const atan = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'atan');

/**
 * The angle of the point `(other, input)`.
 */
export const atan2 = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly out?: Tensor | null }): Tensor<shape.Broadcast<S, B>>;
}>('', 'atan2');

/**
 * `sin(π input) / (π input)`, 1 at 0.
 */
export const sinc = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'sinc');

/**
 * Hyperbolic sine.
 */
export const sinh = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'sinh');

/**
 * Hyperbolic cosine.
 */
export const cosh = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'cosh');

/**
 * Hyperbolic tangent.
 */
export const tanh = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'tanh');

/**
 * Inverse hyperbolic sine.
 */
export const asinh = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'asinh');

/**
 * Inverse hyperbolic cosine.
 */
export const acosh = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'acosh');

/**
 * Inverse hyperbolic tangent.
 */
export const atanh = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'atanh');

/**
 * `1 / (1 + e^-input)`.
 */
export const sigmoid = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'sigmoid');

/**
 * A copy with the same elements; gradients pass through to `input`.
 *
 * Shape and dtype are those of `input`, and so is the order of its dimensions in memory.
 */
export const clone = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
}>('', 'clone');

/**
 * The same elements under another shape: a view if the strides allow one, otherwise a copy. One size may be −1.
 */
export const reshape = operator<{
  <S extends Shape, const N extends Shape>(input: Tensor<S>, shape: N & shape.CheckView<S, N>): Tensor<shape.View<S, N>>;
}>('', 'reshape');

/**
 * Dimensions in another order.
 */
export const permute = operator<{
  <S extends Shape, const N extends Shape>(input: Tensor<S>, dims: N & shape.CheckPermute<S, N>): Tensor<shape.Permute<S, N>>;
}>('', 'permute');

/**
 * Two dimensions exchanged.
 */
export const transpose = operator<{
  <S extends Shape, const N extends number, const M extends number>(input: Tensor<S>, dim0: N & shape.CheckDims<S, N>, dim1: M & shape.CheckDims<S, M>): Tensor<shape.Transpose<S, N, M>>;
}>('', 'transpose');

/**
 * A matrix transposed; tensors of rank 0 and 1 as they are.
 */
export const t = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<shape.Transpose<S, -1, 0>>;
}>('', 't');

/**
 * A new dimension of size 1 at `dim`, in `[-rank - 1, rank]`.
 */
export const unsqueeze = operator<{
  <S extends Shape, const N extends number>(input: Tensor<S>, dim: N & shape.CheckUnsqueeze<S, N>): Tensor<shape.Unsqueeze<S, N>>;
}>('', 'unsqueeze');

/**
 * Without dimensions of size 1: all of them, or those named.
 */
export const squeeze = operator<{
  <S extends Shape, const N extends shape.Dims = undefined>(input: Tensor<S>, dim?: N & shape.CheckDims<S, N>): Tensor<shape.Squeeze<S, N>>;
  <S extends Shape, const N extends shape.Dims = undefined>(input: Tensor<S>, options: { readonly dim?: N & shape.CheckDims<S, N> }): Tensor<shape.Squeeze<S, N>>;
}>('', 'squeeze');

/**
 * The part `start..start + length` of a dimension.
 */
export const narrow = operator<{
  (input: Tensor, dim: number, start: Tensor | Scalar, length: number): Tensor;
}>('', 'narrow');

/**
 * One index of a dimension, which is dropped.
 */
export const select = operator<{
  (input: Tensor, dim: number, index: number): Tensor;
}>('', 'select');

/**
 * The diagonal between two dimensions, as the last dimension. A positive offset lies above the main diagonal.
 */
export const diagonal = operator<{
  (input: Tensor, offset?: number, dim1?: number, dim2?: number): Tensor;
  (input: Tensor, options: { readonly offset?: number; readonly dim1?: number; readonly dim2?: number }): Tensor;
  (input: Tensor, offset: number, options: { readonly dim1?: number; readonly dim2?: number }): Tensor;
  (input: Tensor, offset: number, dim1: number, options: { readonly dim2?: number }): Tensor;
}>('', 'diagonal');

/**
 * A view of the storage with the given shape, strides and offset, all in elements.
 *
 * Fails if an index would lie outside the storage or a stride is negative.
 */
export const asStrided = operator<{
  (input: Tensor, size: number | readonly number[], stride: number | readonly number[], storageOffset?: number | null): Tensor;
  (input: Tensor, size: number | readonly number[], stride: number | readonly number[], options: { readonly storageOffset?: number | null }): Tensor;
}>('', 'asStrided');

/**
 * Tensors laid end to end along `dim`. All other sizes must agree; an empty vector joins anything.
 *
 * The dtype is the one all dtypes promote to. If all tensors are channels-last, so is the result.
 */
export const cat = operator<{
  <const T extends readonly Tensor[], const N extends number = 0>(tensors: T & shape.CheckCat<shape.ShapesOf<T>, N>, dim?: N): Tensor<shape.Cat<shape.ShapesOf<T>, N>>;
  <const T extends readonly Tensor[], const N extends number = 0>(tensors: T & shape.CheckCat<shape.ShapesOf<T>, N>, options: { readonly dim?: N; readonly out?: Tensor | null }): Tensor<shape.Cat<shape.ShapesOf<T>, N>>;
}>('', 'cat');

/**
 * Tensors of one shape along a new dimension at `dim`.
 */
export const stack = operator<{
  <const T extends readonly Tensor[], const N extends number = 0>(tensors: T & shape.CheckStack<shape.ShapesOf<T>, N>, dim?: N): Tensor<shape.Stack<shape.ShapesOf<T>, N>>;
  <const T extends readonly Tensor[], const N extends number = 0>(tensors: T & shape.CheckStack<shape.ShapesOf<T>, N>, options: { readonly dim?: N; readonly out?: Tensor | null }): Tensor<shape.Stack<shape.ShapesOf<T>, N>>;
}>('', 'stack');

/**
 * Tensors side by side: vectors along their only dimension, all others along the second.
 */
export const hstack = operator<{
  (tensors: readonly Tensor[]): Tensor;
  (tensors: readonly Tensor[], options: { readonly out?: Tensor | null }): Tensor;
}>('', 'hstack');

/**
 * Tensors on top of each other: vectors as rows, all others along the first dimension.
 */
export const vstack = operator<{
  (tensors: readonly Tensor[]): Tensor;
  (tensors: readonly Tensor[], options: { readonly out?: Tensor | null }): Tensor;
}>('', 'vstack');

/**
 * Tensors one behind the other, along the third dimension.
 */
export const dstack = operator<{
  (tensors: readonly Tensor[]): Tensor;
  (tensors: readonly Tensor[], options: { readonly out?: Tensor | null }): Tensor;
}>('', 'dstack');

/**
 * Vectors as the columns of a matrix; tensors of higher rank as they are, side by side.
 */
export const columnStack = operator<{
  (tensors: readonly Tensor[]): Tensor;
  (tensors: readonly Tensor[], options: { readonly out?: Tensor | null }): Tensor;
}>('', 'columnStack');

/**
 * A matrix with the given matrices along its diagonal and zeros elsewhere; vectors count as one row.
 */
export const blockDiag = operator<{
  (...tensors: readonly Tensor[]): Tensor;
  (tensors?: readonly Tensor[]): Tensor;
  (options: { readonly tensors?: readonly Tensor[] }): Tensor;
}>('', 'blockDiag');

/**
 * Views of `split_size_or_sections` consecutive elements along `dim`; the last may be smaller.
 *
 * Views of the given sizes along `dim`, which must add up to its size.
 */
export const split = operator<{
  (input: Tensor, splitSizeOrSections: number, dim?: number): Tensor[];
  (input: Tensor, splitSizeOrSections: number, options: { readonly dim?: number }): Tensor[];
  (input: Tensor, splitSizeOrSections: number | readonly number[], dim?: number): Tensor[];
  (input: Tensor, splitSizeOrSections: number | readonly number[], options: { readonly dim?: number }): Tensor[];
}>('', 'split');

/**
 * Views of the given sizes along `dim`, which must add up to its size.
 */
export const splitWithSizes = operator<{
  (input: Tensor, splitSizes: number | readonly number[], dim?: number): Tensor[];
  (input: Tensor, splitSizes: number | readonly number[], options: { readonly dim?: number }): Tensor[];
}>('', 'splitWithSizes');

/**
 * At most `chunks` views of one size along `dim`; the last may be smaller.
 */
export const chunk = operator<{
  (input: Tensor, chunks: number, dim?: number): Tensor[];
  (input: Tensor, chunks: number, options: { readonly dim?: number }): Tensor[];
}>('', 'chunk');

/**
 * As `split`, but the parts do not count as views and may be written in place.
 */
export const unsafeSplit = operator<{
  (input: Tensor, splitSize: number, dim?: number): Tensor[];
  (input: Tensor, splitSize: number, options: { readonly dim?: number }): Tensor[];
}>('', 'unsafeSplit');

/**
 * As `split_with_sizes`, but the parts do not count as views and may be written in place.
 */
export const unsafeSplitWithSizes = operator<{
  (input: Tensor, splitSizes: number | readonly number[], dim?: number): Tensor[];
  (input: Tensor, splitSizes: number | readonly number[], options: { readonly dim?: number }): Tensor[];
}>('', 'unsafeSplitWithSizes');

/**
 * As `chunk`, but the parts do not count as views and may be written in place.
 */
export const unsafeChunk = operator<{
  (input: Tensor, chunks: number, dim?: number): Tensor[];
  (input: Tensor, chunks: number, options: { readonly dim?: number }): Tensor[];
}>('', 'unsafeChunk');

/**
 * Views for each index of `dim`, which is dropped.
 */
export const unbind = operator<{
  (input: Tensor, dim?: number): Tensor[];
  (input: Tensor, options: { readonly dim?: number }): Tensor[];
}>('', 'unbind');

/**
 * `indices_or_sections` views along `dim` whose sizes differ by at most one.
 *
 * Views along `dim`, cut before each of the given indices.
 *
 * As `tensor_split`, with the number of parts or the indices as an int64 tensor.
 */
export const tensorSplit = operator<{
  (input: Tensor, indicesOrSections: number, dim?: number): Tensor[];
  (input: Tensor, indicesOrSections: number, options: { readonly dim?: number }): Tensor[];
  (input: Tensor, indicesOrSections: number | readonly number[], dim?: number): Tensor[];
  (input: Tensor, indicesOrSections: number | readonly number[], options: { readonly dim?: number }): Tensor[];
  (input: Tensor, indicesOrSections: Tensor, dim?: number): Tensor[];
  (input: Tensor, indicesOrSections: Tensor, options: { readonly dim?: number }): Tensor[];
}>('', 'tensorSplit');

/**
 * Equal views along the second dimension (the first of a vector); the size must be divisible.
 *
 * Views along the second dimension (the first of a vector), cut before each index.
 */
export const hsplit = operator<{
  (input: Tensor, sections: number): Tensor[];
  (input: Tensor, indices: number | readonly number[]): Tensor[];
}>('', 'hsplit');

/**
 * Equal views along the first dimension of a tensor of rank 2 or more; the size must be divisible.
 *
 * Views along the first dimension of a tensor of rank 2 or more, cut before each index.
 */
export const vsplit = operator<{
  (input: Tensor, sections: number): Tensor[];
  (input: Tensor, indices: number | readonly number[]): Tensor[];
}>('', 'vsplit');

/**
 * Equal views along the third dimension; the size must be divisible.
 *
 * Views along the third dimension, cut before each index.
 */
export const dsplit = operator<{
  (input: Tensor, sections: number): Tensor[];
  (input: Tensor, indices: number | readonly number[]): Tensor[];
}>('', 'dsplit');

/**
 * Dimensions `start_dim` to `end_dim`, both included, as one: a view if the strides allow one, else a copy.
 */
export const flatten = operator<{
  (input: Tensor, startDim?: number, endDim?: number): Tensor;
  (input: Tensor, options: { readonly startDim?: number; readonly endDim?: number }): Tensor;
  (input: Tensor, startDim: number, options: { readonly endDim?: number }): Tensor;
}>('', 'flatten');

/**
 * All elements in row-major order as a vector: a view if they lie that way, else a copy.
 */
export const ravel = operator<{
  (input: Tensor): Tensor;
}>('', 'ravel');

/**
 * One dimension unfolded into several of the given sizes, one of which may be −1.
 */
export const unflatten = operator<{
  (input: Tensor, dim: number, sizes: number | readonly number[]): Tensor;
}>('', 'unflatten');

/**
 * Dimensions moved from `source` to `destination`; the others keep their order.
 */
export const movedim = operator<{
  (input: Tensor, source: number | readonly number[], destination: number | readonly number[]): Tensor;
}>('', 'movedim');

/**
 * Each matrix of a batch conjugated and transposed, as the property `mH`.
 */
export const adjoint = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<shape.Transpose<S, -1, 0>>;
}>('', 'adjoint');

/**
 * A number as a vector of one element; anything else as it is.
 *
 * Each tensor with at least one dimension.
 */
export const atleast1d = operator<{
  (input: Tensor): Tensor;
  (...tensors: readonly Tensor[]): Tensor[];
  (tensors: readonly Tensor[]): Tensor[];
}>('', 'atleast1d');

/**
 * A number or a vector as a matrix of one row; anything else as it is.
 *
 * Each tensor with at least two dimensions.
 */
export const atleast2d = operator<{
  (input: Tensor): Tensor;
  (...tensors: readonly Tensor[]): Tensor[];
  (tensors: readonly Tensor[]): Tensor[];
}>('', 'atleast2d');

/**
 * With dimensions of size 1 added until there are three: a vector in the middle, a matrix in front.
 *
 * Each tensor with at least three dimensions.
 */
export const atleast3d = operator<{
  (input: Tensor): Tensor;
  (...tensors: readonly Tensor[]): Tensor[];
  (tensors: readonly Tensor[]): Tensor[];
}>('', 'atleast3d');

/**
 * A view in which dimensions of size 1 repeat up to the given sizes.
 */
export const broadcastTo = operator<{
  (input: Tensor, size: number | readonly number[]): Tensor;
}>('', 'broadcastTo');

/**
 * Views of all tensors expanded to the shape they broadcast to.
 */
export const broadcastTensors = operator<{
  (...tensors: readonly Tensor[]): Tensor[];
  (tensors?: readonly Tensor[]): Tensor[];
  (options: { readonly tensors?: readonly Tensor[] }): Tensor[];
}>('', 'broadcastTensors');

/**
 * The shape that shapes broadcast to.
 */
export const broadcastShapes = operator<{
  (...shapes: readonly (number | readonly number[])[]): number[];
  (shapes?: readonly (number | readonly number[])[]): number[];
  (options: { readonly shapes?: readonly (number | readonly number[])[] }): number[];
}>('', 'broadcastShapes');

/**
 * Coordinate grids: the view number `i` varies along dimension `i` as `tensors[i]` does, and repeats along the others.
 * With `indexing = 'xy'` the first two dimensions are exchanged.
 */
export const meshgrid = operator<{
  (...tensors: readonly Tensor[]): Tensor[];
  (tensors: readonly Tensor[], indexing?: string): Tensor[];
  (tensors: readonly Tensor[], options: { readonly indexing?: string }): Tensor[];
}>('', 'meshgrid');

/**
 * A copy with the same elements.
 */
export const aliasCopy = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'aliasCopy');

/**
 * A copy without history.
 */
export const detachCopy = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'detachCopy');

/**
 * As `as_strided`, copied.
 */
export const asStridedCopy = operator<{
  (input: Tensor, size: number | readonly number[], stride: number | readonly number[], storageOffset?: number | null): Tensor;
  (input: Tensor, size: number | readonly number[], stride: number | readonly number[], options: { readonly storageOffset?: number | null; readonly out?: Tensor | null }): Tensor;
}>('', 'asStridedCopy');

/**
 * As `diagonal`, copied.
 */
export const diagonalCopy = operator<{
  (input: Tensor, offset?: number, dim1?: number, dim2?: number): Tensor;
  (input: Tensor, options: { readonly offset?: number; readonly dim1?: number; readonly dim2?: number; readonly out?: Tensor | null }): Tensor;
  (input: Tensor, offset: number, options: { readonly dim1?: number; readonly dim2?: number; readonly out?: Tensor | null }): Tensor;
  (input: Tensor, offset: number, dim1: number, options: { readonly dim2?: number; readonly out?: Tensor | null }): Tensor;
}>('', 'diagonalCopy');

/**
 * As `expand`, copied.
 */
export const expandCopy = operator<{
  (input: Tensor, size: number | readonly number[], implicit?: boolean): Tensor;
  (input: Tensor, size: number | readonly number[], options: { readonly implicit?: boolean; readonly out?: Tensor | null }): Tensor;
}>('', 'expandCopy');

/**
 * As `narrow`, copied.
 */
export const narrowCopy = operator<{
  (input: Tensor, dim: number, start: number, length: number): Tensor;
  (input: Tensor, dim: number, start: number, length: number, options: { readonly out?: Tensor | null }): Tensor;
}>('', 'narrowCopy');

/**
 * As `permute`, copied.
 */
export const permuteCopy = operator<{
  <S extends Shape, const N extends Shape>(input: Tensor<S>, dims: N & shape.CheckPermute<S, N>): Tensor<shape.Permute<S, N>>;
  <S extends Shape, const N extends Shape>(input: Tensor<S>, dims: N & shape.CheckPermute<S, N>, options: { readonly out?: Tensor | null }): Tensor<shape.Permute<S, N>>;
}>('', 'permuteCopy');

/**
 * As `select`, copied.
 */
export const selectCopy = operator<{
  (input: Tensor, dim: number, index: number): Tensor;
  (input: Tensor, dim: number, index: number, options: { readonly out?: Tensor | null }): Tensor;
}>('', 'selectCopy');

/**
 * The elements `start`, `start + step`, … before `end` along `dim`, copied; bounds count from the end if negative.
 */
export const sliceCopy = operator<{
  (input: Tensor, dim?: number, start?: number | null, end?: number | null, step?: number): Tensor;
  (input: Tensor, options: { readonly dim?: number; readonly start?: number | null; readonly end?: number | null; readonly step?: number; readonly out?: Tensor | null }): Tensor;
  (input: Tensor, dim: number, options: { readonly start?: number | null; readonly end?: number | null; readonly step?: number; readonly out?: Tensor | null }): Tensor;
  (input: Tensor, dim: number, start: number | null, options: { readonly end?: number | null; readonly step?: number; readonly out?: Tensor | null }): Tensor;
}>('', 'sliceCopy');

/**
 * As `split`, copied.
 */
export const splitCopy = operator<{
  (input: Tensor, splitSize: number, dim?: number): Tensor[];
  (input: Tensor, splitSize: number, options: { readonly dim?: number }): Tensor[];
}>('', 'splitCopy');

/**
 * As `split_with_sizes`, copied.
 */
export const splitWithSizesCopy = operator<{
  (input: Tensor, splitSizes: number | readonly number[], dim?: number): Tensor[];
  (input: Tensor, splitSizes: number | readonly number[], options: { readonly dim?: number }): Tensor[];
}>('', 'splitWithSizesCopy');

/**
 * As `squeeze`, copied.
 */
export const squeezeCopy = operator<{
  <S extends Shape, const N extends shape.Dims = undefined>(input: Tensor<S>, dim?: N & shape.CheckDims<S, N>): Tensor<shape.Squeeze<S, N>>;
  <S extends Shape, const N extends shape.Dims = undefined>(input: Tensor<S>, options: { readonly dim?: N & shape.CheckDims<S, N>; readonly out?: Tensor | null }): Tensor<shape.Squeeze<S, N>>;
}>('', 'squeezeCopy');

/**
 * As `t`, copied.
 */
export const tCopy = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<shape.Transpose<S, -1, 0>>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<shape.Transpose<S, -1, 0>>;
}>('', 'tCopy');

/**
 * As `transpose`, copied.
 */
export const transposeCopy = operator<{
  <S extends Shape, const N extends number, const M extends number>(input: Tensor<S>, dim0: N & shape.CheckDims<S, N>, dim1: M & shape.CheckDims<S, M>): Tensor<shape.Transpose<S, N, M>>;
  <S extends Shape, const N extends number, const M extends number>(input: Tensor<S>, dim0: N & shape.CheckDims<S, N>, dim1: M & shape.CheckDims<S, M>, options: { readonly out?: Tensor | null }): Tensor<shape.Transpose<S, N, M>>;
}>('', 'transposeCopy');

/**
 * As `unbind`, copied.
 */
export const unbindCopy = operator<{
  (input: Tensor, dim?: number): Tensor[];
  (input: Tensor, options: { readonly dim?: number }): Tensor[];
}>('', 'unbindCopy');

/**
 * As `unfold`, copied.
 */
export const unfoldCopy = operator<{
  (input: Tensor, dimension: number, size: number, step: number): Tensor;
  (input: Tensor, dimension: number, size: number, step: number, options: { readonly out?: Tensor | null }): Tensor;
}>('', 'unfoldCopy');

/**
 * As `unsqueeze`, copied.
 */
export const unsqueezeCopy = operator<{
  <S extends Shape, const N extends number>(input: Tensor<S>, dim: N & shape.CheckUnsqueeze<S, N>): Tensor<shape.Unsqueeze<S, N>>;
  <S extends Shape, const N extends number>(input: Tensor<S>, dim: N & shape.CheckUnsqueeze<S, N>, options: { readonly out?: Tensor | null }): Tensor<shape.Unsqueeze<S, N>>;
}>('', 'unsqueezeCopy');

/**
 * As `view`, copied.
 */
export const viewCopy = operator<{
  <S extends Shape, const N extends Shape>(input: Tensor<S>, size: N & shape.CheckView<S, N>): Tensor<shape.View<S, N>>;
  <S extends Shape, const N extends Shape>(input: Tensor<S>, size: N & shape.CheckView<S, N>, options: { readonly out?: Tensor | null }): Tensor<shape.View<S, N>>;
}>('', 'viewCopy');

/**
 * A copy of `input` with `src` at `index` of dimension `dim`.
 */
export const selectScatter = operator<{
  <S extends Shape>(input: Tensor<S>, src: Tensor, dim: number, index: number): Tensor<S>;
}>('', 'selectScatter');

/**
 * A copy of `input` with `src` at the places `start`, `start + step`, … before `end` along `dim`.
 */
export const sliceScatter = operator<{
  <S extends Shape>(input: Tensor<S>, src: Tensor, dim?: number, start?: number | null, end?: number | null, step?: number): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, src: Tensor, options: { readonly dim?: number; readonly start?: number | null; readonly end?: number | null; readonly step?: number; readonly out?: Tensor | null }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, src: Tensor, dim: number, options: { readonly start?: number | null; readonly end?: number | null; readonly step?: number; readonly out?: Tensor | null }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, src: Tensor, dim: number, start: number | null, options: { readonly end?: number | null; readonly step?: number; readonly out?: Tensor | null }): Tensor<S>;
}>('', 'sliceScatter');

/**
 * A copy of `input` with `src` on the diagonal between two dimensions.
 */
export const diagonalScatter = operator<{
  <S extends Shape>(input: Tensor<S>, src: Tensor, offset?: number, dim1?: number, dim2?: number): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, src: Tensor, options: { readonly offset?: number; readonly dim1?: number; readonly dim2?: number }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, src: Tensor, offset: number, options: { readonly dim1?: number; readonly dim2?: number }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, src: Tensor, offset: number, dim1: number, options: { readonly dim2?: number }): Tensor<S>;
}>('', 'diagonalScatter');

/**
 * A copy of `input`'s memory with `src` where `as_strided` would look.
 */
export const asStridedScatter = operator<{
  <S extends Shape>(input: Tensor<S>, src: Tensor, size: number | readonly number[], stride: number | readonly number[], storageOffset?: number | null): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, src: Tensor, size: number | readonly number[], stride: number | readonly number[], options: { readonly storageOffset?: number | null }): Tensor<S>;
}>('', 'asStridedScatter');

/**
 * A copy with the order of the elements reversed along the given dimensions.
 */
export const flip = operator<{
  <S extends Shape>(input: Tensor<S>, dims: number | readonly number[]): Tensor<S>;
}>('', 'flip');

/**
 * A copy reversed along the second dimension: left and right exchanged.
 */
export const fliplr = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
}>('', 'fliplr');

/**
 * A copy reversed along the first dimension: up and down exchanged.
 */
export const flipud = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
}>('', 'flipud');

/**
 * A copy with the elements moved on by `shifts` along `dims`; those pushed out at the end come in at the start. Without
 * `dims` the tensor is rolled as if it were flat.
 */
export const roll = operator<{
  <S extends Shape>(input: Tensor<S>, shifts: number | readonly number[], dims?: number | readonly number[]): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, shifts: number | readonly number[], options: { readonly dims?: number | readonly number[] }): Tensor<S>;
}>('', 'roll');

/**
 * A copy turned by 90 degrees `k` times in the plane of two dimensions, from the first towards the second.
 */
export const rot90 = operator<{
  (input: Tensor, k?: number, dims?: number | readonly number[]): Tensor;
  (input: Tensor, options: { readonly k?: number; readonly dims?: number | readonly number[] }): Tensor;
  (input: Tensor, k: number, options: { readonly dims?: number | readonly number[] }): Tensor;
}>('', 'rot90');

/**
 * Copies of the tensor side by side, as many as `dims` says along each of the last dimensions.
 */
export const tile = operator<{
  (input: Tensor, dims: number | readonly number[]): Tensor;
}>('', 'tile');

/**
 * Each element `repeats` times in a row, along `dim` or in the flattened tensor.
 *
 * Element `i` along `dim` (or of the flattened tensor) `repeats[i]` times in a row; one count serves all.
 *
 * The index `i` `repeats[i]` times in a row.
 */
export const repeatInterleave = operator<{
  (input: Tensor, repeats: number, dim?: number | null, outputSize?: number | null): Tensor;
  (input: Tensor, repeats: number, options: { readonly dim?: number | null; readonly outputSize?: number | null }): Tensor;
  (input: Tensor, repeats: number, dim: number | null, options: { readonly outputSize?: number | null }): Tensor;
  (input: Tensor, repeats: Tensor, dim?: number | null, outputSize?: number | null): Tensor;
  (input: Tensor, repeats: Tensor, options: { readonly dim?: number | null; readonly outputSize?: number | null }): Tensor;
  (input: Tensor, repeats: Tensor, dim: number | null, options: { readonly outputSize?: number | null }): Tensor;
  (repeats: Tensor, outputSize?: number | null): Tensor;
  (repeats: Tensor, options: { readonly outputSize?: number | null }): Tensor;
}>('', 'repeatInterleave');

/**
 * The sum over all elements, or over the given dimensions. Integers and bools add up as int64 unless `dtype` says
 * otherwise.
 */
export const sum = operator<{
  <S extends Shape, const N extends shape.Dims = undefined, K extends boolean = false>(input: Tensor<S>, dim?: N & shape.CheckDims<S, N>, keepdim?: K, dtype?: DType | null): Tensor<shape.Reduce<S, N, K>>;
  <S extends Shape, const N extends shape.Dims = undefined, K extends boolean = false>(input: Tensor<S>, options: { readonly dim?: N & shape.CheckDims<S, N>; readonly keepdim?: K; readonly dtype?: DType | null; readonly out?: Tensor | null }): Tensor<shape.Reduce<S, N, K>>;
  <S extends Shape, const N extends shape.Dims = undefined, K extends boolean = false>(input: Tensor<S>, dim: N & shape.CheckDims<S, N>, options: { readonly keepdim?: K; readonly dtype?: DType | null; readonly out?: Tensor | null }): Tensor<shape.Reduce<S, N, K>>;
  <S extends Shape, const N extends shape.Dims = undefined, K extends boolean = false>(input: Tensor<S>, dim: N & shape.CheckDims<S, N>, keepdim: K, options: { readonly dtype?: DType | null; readonly out?: Tensor | null }): Tensor<shape.Reduce<S, N, K>>;
}>('', 'sum');

/**
 * The mean over all elements, or over the given dimensions. Floating and complex inputs only, unless `dtype` is one of
 * these; the mean of nothing is NaN.
 */
export const mean = operator<{
  <S extends Shape, const N extends shape.Dims = undefined, K extends boolean = false>(input: Tensor<S>, dim?: N & shape.CheckDims<S, N>, keepdim?: K, dtype?: DType | null): Tensor<shape.Reduce<S, N, K>>;
  <S extends Shape, const N extends shape.Dims = undefined, K extends boolean = false>(input: Tensor<S>, options: { readonly dim?: N & shape.CheckDims<S, N>; readonly keepdim?: K; readonly dtype?: DType | null; readonly out?: Tensor | null }): Tensor<shape.Reduce<S, N, K>>;
  <S extends Shape, const N extends shape.Dims = undefined, K extends boolean = false>(input: Tensor<S>, dim: N & shape.CheckDims<S, N>, options: { readonly keepdim?: K; readonly dtype?: DType | null; readonly out?: Tensor | null }): Tensor<shape.Reduce<S, N, K>>;
  <S extends Shape, const N extends shape.Dims = undefined, K extends boolean = false>(input: Tensor<S>, dim: N & shape.CheckDims<S, N>, keepdim: K, options: { readonly dtype?: DType | null; readonly out?: Tensor | null }): Tensor<shape.Reduce<S, N, K>>;
}>('', 'mean');

/**
 * The number of non-zero elements, int64.
 */
export const countNonzero = operator<{
  (input: Tensor, dim?: number | readonly number[] | null): Tensor;
  (input: Tensor, options: { readonly dim?: number | readonly number[] | null }): Tensor;
}>('', 'countNonzero');

/**
 * The sum with NaNs counting as 0.
 */
export const nansum = operator<{
  <S extends Shape, const N extends shape.Dims = undefined, K extends boolean = false>(input: Tensor<S>, dim?: N & shape.CheckDims<S, N>, keepdim?: K, dtype?: DType | null): Tensor<shape.Reduce<S, N, K>>;
  <S extends Shape, const N extends shape.Dims = undefined, K extends boolean = false>(input: Tensor<S>, options: { readonly dim?: N & shape.CheckDims<S, N>; readonly keepdim?: K; readonly dtype?: DType | null; readonly out?: Tensor | null }): Tensor<shape.Reduce<S, N, K>>;
  <S extends Shape, const N extends shape.Dims = undefined, K extends boolean = false>(input: Tensor<S>, dim: N & shape.CheckDims<S, N>, options: { readonly keepdim?: K; readonly dtype?: DType | null; readonly out?: Tensor | null }): Tensor<shape.Reduce<S, N, K>>;
  <S extends Shape, const N extends shape.Dims = undefined, K extends boolean = false>(input: Tensor<S>, dim: N & shape.CheckDims<S, N>, keepdim: K, options: { readonly dtype?: DType | null; readonly out?: Tensor | null }): Tensor<shape.Reduce<S, N, K>>;
}>('', 'nansum');

/**
 * A hash of all elements, or of those over the given dimensions: the exclusive or of their bits as float64 or int64, by
 * `mode` 0. uint64.
 */
export const hashTensor = operator<{
  <S extends Shape, const N extends shape.Dims = undefined, K extends boolean = false>(input: Tensor<S>, dim?: N & shape.CheckDims<S, N>, keepdim?: K, mode?: number): Tensor<shape.Reduce<S, N, K>>;
  <S extends Shape, const N extends shape.Dims = undefined, K extends boolean = false>(input: Tensor<S>, options: { readonly dim?: N & shape.CheckDims<S, N>; readonly keepdim?: K; readonly mode?: number; readonly out?: Tensor | null }): Tensor<shape.Reduce<S, N, K>>;
  <S extends Shape, const N extends shape.Dims = undefined, K extends boolean = false>(input: Tensor<S>, dim: N & shape.CheckDims<S, N>, options: { readonly keepdim?: K; readonly mode?: number; readonly out?: Tensor | null }): Tensor<shape.Reduce<S, N, K>>;
  <S extends Shape, const N extends shape.Dims = undefined, K extends boolean = false>(input: Tensor<S>, dim: N & shape.CheckDims<S, N>, keepdim: K, options: { readonly mode?: number; readonly out?: Tensor | null }): Tensor<shape.Reduce<S, N, K>>;
}>('', 'hashTensor');

/**
 * Whether all elements are non-zero. Bool, but uint8 stays uint8.
 */
export const all = operator<{
  <S extends Shape, const N extends shape.Dims = undefined, K extends boolean = false>(input: Tensor<S>, dim?: N & shape.CheckDims<S, N>, keepdim?: K): Tensor<shape.Reduce<S, N, K>>;
  <S extends Shape, const N extends shape.Dims = undefined, K extends boolean = false>(input: Tensor<S>, options: { readonly dim?: N & shape.CheckDims<S, N>; readonly keepdim?: K; readonly out?: Tensor | null }): Tensor<shape.Reduce<S, N, K>>;
  <S extends Shape, const N extends shape.Dims = undefined, K extends boolean = false>(input: Tensor<S>, dim: N & shape.CheckDims<S, N>, options: { readonly keepdim?: K; readonly out?: Tensor | null }): Tensor<shape.Reduce<S, N, K>>;
}>('', 'all');

/**
 * Whether any element is non-zero. Bool, but uint8 stays uint8.
 */
export const any = operator<{
  <S extends Shape, const N extends shape.Dims = undefined, K extends boolean = false>(input: Tensor<S>, dim?: N & shape.CheckDims<S, N>, keepdim?: K): Tensor<shape.Reduce<S, N, K>>;
  <S extends Shape, const N extends shape.Dims = undefined, K extends boolean = false>(input: Tensor<S>, options: { readonly dim?: N & shape.CheckDims<S, N>; readonly keepdim?: K; readonly out?: Tensor | null }): Tensor<shape.Reduce<S, N, K>>;
  <S extends Shape, const N extends shape.Dims = undefined, K extends boolean = false>(input: Tensor<S>, dim: N & shape.CheckDims<S, N>, options: { readonly keepdim?: K; readonly out?: Tensor | null }): Tensor<shape.Reduce<S, N, K>>;
}>('', 'any');

/**
 * The greatest element; NaN if there is one. Ties share the gradient.
 *
 * The greatest elements along `dim` and the index of the first of each.
 *
 * Elementwise, the greater of two; see `maximum`.
 */
export const max = operator<{
  (input: Tensor): Tensor;
  (input: Tensor, options: { readonly out?: Tensor | null }): Tensor;
  (input: Tensor, dim: number, keepdim?: boolean): { readonly values: Tensor; readonly indices: Tensor } & Iterable<Tensor>;
  (input: Tensor, dim: number, options: { readonly keepdim?: boolean; readonly out?: readonly Tensor[] | null }): { readonly values: Tensor; readonly indices: Tensor } & Iterable<Tensor>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly out?: Tensor | null }): Tensor<shape.Broadcast<S, B>>;
}>('', 'max');

/**
 * The least element; NaN if there is one. Ties share the gradient.
 *
 * The least elements along `dim` and the index of the first of each.
 *
 * Elementwise, the lesser of two; see `minimum`.
 */
export const min = operator<{
  (input: Tensor): Tensor;
  (input: Tensor, options: { readonly out?: Tensor | null }): Tensor;
  (input: Tensor, dim: number, keepdim?: boolean): { readonly values: Tensor; readonly indices: Tensor } & Iterable<Tensor>;
  (input: Tensor, dim: number, options: { readonly keepdim?: boolean; readonly out?: readonly Tensor[] | null }): { readonly values: Tensor; readonly indices: Tensor } & Iterable<Tensor>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly out?: Tensor | null }): Tensor<shape.Broadcast<S, B>>;
}>('', 'min');

/**
 * The greatest elements over the given dimensions (none: all). Ties share the gradient.
 */
export const amax = operator<{
  <S extends Shape, const N extends shape.Dims = undefined, K extends boolean = false>(input: Tensor<S>, dim?: N & shape.CheckDims<S, N>, keepdim?: K): Tensor<shape.Reduce<S, N, K>>;
  <S extends Shape, const N extends shape.Dims = undefined, K extends boolean = false>(input: Tensor<S>, options: { readonly dim?: N & shape.CheckDims<S, N>; readonly keepdim?: K; readonly out?: Tensor | null }): Tensor<shape.Reduce<S, N, K>>;
  <S extends Shape, const N extends shape.Dims = undefined, K extends boolean = false>(input: Tensor<S>, dim: N & shape.CheckDims<S, N>, options: { readonly keepdim?: K; readonly out?: Tensor | null }): Tensor<shape.Reduce<S, N, K>>;
}>('', 'amax');

/**
 * The least elements over the given dimensions (none: all). Ties share the gradient.
 */
export const amin = operator<{
  <S extends Shape, const N extends shape.Dims = undefined, K extends boolean = false>(input: Tensor<S>, dim?: N & shape.CheckDims<S, N>, keepdim?: K): Tensor<shape.Reduce<S, N, K>>;
  <S extends Shape, const N extends shape.Dims = undefined, K extends boolean = false>(input: Tensor<S>, options: { readonly dim?: N & shape.CheckDims<S, N>; readonly keepdim?: K; readonly out?: Tensor | null }): Tensor<shape.Reduce<S, N, K>>;
  <S extends Shape, const N extends shape.Dims = undefined, K extends boolean = false>(input: Tensor<S>, dim: N & shape.CheckDims<S, N>, options: { readonly keepdim?: K; readonly out?: Tensor | null }): Tensor<shape.Reduce<S, N, K>>;
}>('', 'amin');

/**
 * The least and the greatest, over everything or along `dim`.
 */
export const aminmax = operator<{
  (input: Tensor, dim?: number | null, keepdim?: boolean): { readonly min: Tensor; readonly max: Tensor } & Iterable<Tensor>;
  (input: Tensor, options: { readonly dim?: number | null; readonly keepdim?: boolean; readonly out?: readonly Tensor[] | null }): { readonly min: Tensor; readonly max: Tensor } & Iterable<Tensor>;
  (input: Tensor, dim: number | null, options: { readonly keepdim?: boolean; readonly out?: readonly Tensor[] | null }): { readonly min: Tensor; readonly max: Tensor } & Iterable<Tensor>;
}>('', 'aminmax');

/**
 * The index of the first greatest element, in the flattened tensor or along `dim`.
 */
export const argmax = operator<{
  (input: Tensor, dim?: number | null, keepdim?: boolean): Tensor;
  (input: Tensor, options: { readonly dim?: number | null; readonly keepdim?: boolean; readonly out?: Tensor | null }): Tensor;
  (input: Tensor, dim: number | null, options: { readonly keepdim?: boolean; readonly out?: Tensor | null }): Tensor;
}>('', 'argmax');

/**
 * The index of the first least element, in the flattened tensor or along `dim`.
 */
export const argmin = operator<{
  (input: Tensor, dim?: number | null, keepdim?: boolean): Tensor;
  (input: Tensor, options: { readonly dim?: number | null; readonly keepdim?: boolean; readonly out?: Tensor | null }): Tensor;
  (input: Tensor, dim: number | null, options: { readonly keepdim?: boolean; readonly out?: Tensor | null }): Tensor;
}>('', 'argmin');

/**
 * The variance over everything, divided by `n - 1` if `unbiased`, else by `n`.
 *
 * The variance over the given dimensions.
 *
 * The variance `Σ (x - mean)² / max(0, n - correction)` over the given dimensions (none: all).
 */
const var_ = operator<{
  (input: Tensor, unbiased: boolean): Tensor;
  (input: Tensor, unbiased: boolean, options: { readonly out?: Tensor | null }): Tensor;
  (input: Tensor, dim: number | readonly number[] | null, unbiased: boolean, keepdim?: boolean): Tensor;
  (input: Tensor, dim: number | readonly number[] | null, unbiased: boolean, options: { readonly keepdim?: boolean; readonly out?: Tensor | null }): Tensor;
  (input: Tensor, dim?: number | readonly number[] | null, correction?: Scalar | null, keepdim?: boolean): Tensor;
  (input: Tensor, options: { readonly dim?: number | readonly number[] | null; readonly correction?: Scalar | null; readonly keepdim?: boolean; readonly out?: Tensor | null }): Tensor;
  (input: Tensor, dim: number | readonly number[] | null, options: { readonly correction?: Scalar | null; readonly keepdim?: boolean; readonly out?: Tensor | null }): Tensor;
  (input: Tensor, dim: number | readonly number[] | null, correction: Scalar | null, options: { readonly keepdim?: boolean; readonly out?: Tensor | null }): Tensor;
}>('', 'var');
export { var_ as var };

/**
 * The standard deviation over everything.
 *
 * The standard deviation over the given dimensions.
 *
 * The square root of the variance over the given dimensions (none: all).
 */
export const std = operator<{
  (input: Tensor, unbiased: boolean): Tensor;
  (input: Tensor, unbiased: boolean, options: { readonly out?: Tensor | null }): Tensor;
  (input: Tensor, dim: number | readonly number[] | null, unbiased: boolean, keepdim?: boolean): Tensor;
  (input: Tensor, dim: number | readonly number[] | null, unbiased: boolean, options: { readonly keepdim?: boolean; readonly out?: Tensor | null }): Tensor;
  (input: Tensor, dim?: number | readonly number[] | null, correction?: Scalar | null, keepdim?: boolean): Tensor;
  (input: Tensor, options: { readonly dim?: number | readonly number[] | null; readonly correction?: Scalar | null; readonly keepdim?: boolean; readonly out?: Tensor | null }): Tensor;
  (input: Tensor, dim: number | readonly number[] | null, options: { readonly correction?: Scalar | null; readonly keepdim?: boolean; readonly out?: Tensor | null }): Tensor;
  (input: Tensor, dim: number | readonly number[] | null, correction: Scalar | null, options: { readonly keepdim?: boolean; readonly out?: Tensor | null }): Tensor;
}>('', 'std');

/**
 * The variance and the mean over everything.
 *
 * The variance and the mean over the given dimensions.
 *
 * The variance and the mean over the given dimensions (none: all).
 */
export const varMean = operator<{
  (input: Tensor, unbiased: boolean): [Tensor, Tensor];
  (input: Tensor, dim: number | readonly number[] | null, unbiased: boolean, keepdim?: boolean): [Tensor, Tensor];
  (input: Tensor, dim: number | readonly number[] | null, unbiased: boolean, options: { readonly keepdim?: boolean }): [Tensor, Tensor];
  (input: Tensor, dim?: number | readonly number[] | null, correction?: Scalar | null, keepdim?: boolean): [Tensor, Tensor];
  (input: Tensor, options: { readonly dim?: number | readonly number[] | null; readonly correction?: Scalar | null; readonly keepdim?: boolean }): [Tensor, Tensor];
  (input: Tensor, dim: number | readonly number[] | null, options: { readonly correction?: Scalar | null; readonly keepdim?: boolean }): [Tensor, Tensor];
  (input: Tensor, dim: number | readonly number[] | null, correction: Scalar | null, options: { readonly keepdim?: boolean }): [Tensor, Tensor];
}>('', 'varMean');

/**
 * The standard deviation and the mean over everything.
 *
 * The standard deviation and the mean over the given dimensions.
 *
 * The standard deviation and the mean over the given dimensions (none: all).
 */
export const stdMean = operator<{
  (input: Tensor, unbiased: boolean): [Tensor, Tensor];
  (input: Tensor, dim: number | readonly number[] | null, unbiased: boolean, keepdim?: boolean): [Tensor, Tensor];
  (input: Tensor, dim: number | readonly number[] | null, unbiased: boolean, options: { readonly keepdim?: boolean }): [Tensor, Tensor];
  (input: Tensor, dim?: number | readonly number[] | null, correction?: Scalar | null, keepdim?: boolean): [Tensor, Tensor];
  (input: Tensor, options: { readonly dim?: number | readonly number[] | null; readonly correction?: Scalar | null; readonly keepdim?: boolean }): [Tensor, Tensor];
  (input: Tensor, dim: number | readonly number[] | null, options: { readonly correction?: Scalar | null; readonly keepdim?: boolean }): [Tensor, Tensor];
  (input: Tensor, dim: number | readonly number[] | null, correction: Scalar | null, options: { readonly keepdim?: boolean }): [Tensor, Tensor];
}>('', 'stdMean');

/**
 * The mean with NaNs left aside.
 */
export const nanmean = operator<{
  <S extends Shape, const N extends shape.Dims = undefined, K extends boolean = false>(input: Tensor<S>, dim?: N & shape.CheckDims<S, N>, keepdim?: K, dtype?: DType | null): Tensor<shape.Reduce<S, N, K>>;
  <S extends Shape, const N extends shape.Dims = undefined, K extends boolean = false>(input: Tensor<S>, options: { readonly dim?: N & shape.CheckDims<S, N>; readonly keepdim?: K; readonly dtype?: DType | null; readonly out?: Tensor | null }): Tensor<shape.Reduce<S, N, K>>;
  <S extends Shape, const N extends shape.Dims = undefined, K extends boolean = false>(input: Tensor<S>, dim: N & shape.CheckDims<S, N>, options: { readonly keepdim?: K; readonly dtype?: DType | null; readonly out?: Tensor | null }): Tensor<shape.Reduce<S, N, K>>;
  <S extends Shape, const N extends shape.Dims = undefined, K extends boolean = false>(input: Tensor<S>, dim: N & shape.CheckDims<S, N>, keepdim: K, options: { readonly dtype?: DType | null; readonly out?: Tensor | null }): Tensor<shape.Reduce<S, N, K>>;
}>('', 'nanmean');

/**
 * The product of all elements. Integers and bools multiply as int64 unless `dtype` says otherwise.
 *
 * The product along `dim`.
 */
export const prod = operator<{
  (input: Tensor, dtype?: DType | null): Tensor;
  (input: Tensor, options: { readonly dtype?: DType | null; readonly out?: Tensor | null }): Tensor;
  <S extends Shape, const N extends shape.Dims, K extends boolean = false>(input: Tensor<S>, dim: N & shape.CheckDims<S, N>, keepdim?: K, dtype?: DType | null): Tensor<shape.Reduce<S, N, K>>;
  <S extends Shape, const N extends shape.Dims, K extends boolean = false>(input: Tensor<S>, dim: N & shape.CheckDims<S, N>, options: { readonly keepdim?: K; readonly dtype?: DType | null; readonly out?: Tensor | null }): Tensor<shape.Reduce<S, N, K>>;
  <S extends Shape, const N extends shape.Dims, K extends boolean = false>(input: Tensor<S>, dim: N & shape.CheckDims<S, N>, keepdim: K, options: { readonly dtype?: DType | null; readonly out?: Tensor | null }): Tensor<shape.Reduce<S, N, K>>;
}>('', 'prod');

/**
 * The p-norm of the elements over the given dimensions (none: all).
 *
 * The Frobenius norm, `p = 'fro'`, or an infinite one, `p = 'inf'` or `'-inf'`.
 */
export const norm = operator<{
  (input: Tensor, p?: Scalar | null, dim?: number | readonly number[] | null, keepdim?: boolean, dtype?: DType | null): Tensor;
  (input: Tensor, options: { readonly p?: Scalar | null; readonly dim?: number | readonly number[] | null; readonly keepdim?: boolean; readonly dtype?: DType | null; readonly out?: Tensor | null }): Tensor;
  (input: Tensor, p: Scalar | null, options: { readonly dim?: number | readonly number[] | null; readonly keepdim?: boolean; readonly dtype?: DType | null; readonly out?: Tensor | null }): Tensor;
  (input: Tensor, p: Scalar | null, dim: number | readonly number[] | null, options: { readonly keepdim?: boolean; readonly dtype?: DType | null; readonly out?: Tensor | null }): Tensor;
  (input: Tensor, p: string, dim?: number | readonly number[] | null, keepdim?: boolean, dtype?: DType | null): Tensor;
  (input: Tensor, p: string, options: { readonly dim?: number | readonly number[] | null; readonly keepdim?: boolean; readonly dtype?: DType | null; readonly out?: Tensor | null }): Tensor;
  (input: Tensor, p: string, dim: number | readonly number[] | null, options: { readonly keepdim?: boolean; readonly dtype?: DType | null; readonly out?: Tensor | null }): Tensor;
  (input: Tensor, p: string, dim: number | readonly number[] | null, keepdim: boolean, options: { readonly dtype?: DType | null; readonly out?: Tensor | null }): Tensor;
}>('', 'norm');

/**
 * `log Σ exp(x)` over the given dimensions, shifted by the greatest element so that nothing overflows.
 */
export const logsumexp = operator<{
  <S extends Shape, const N extends shape.Dims, K extends boolean = false>(input: Tensor<S>, dim: N & shape.CheckDims<S, N>, keepdim?: K): Tensor<shape.Reduce<S, N, K>>;
  <S extends Shape, const N extends shape.Dims, K extends boolean = false>(input: Tensor<S>, dim: N & shape.CheckDims<S, N>, options: { readonly keepdim?: K; readonly out?: Tensor | null }): Tensor<shape.Reduce<S, N, K>>;
}>('', 'logsumexp');

/**
 * The running sum along `dim`. Integers and bools add up as int64 unless `dtype` says otherwise.
 */
export const cumsum = operator<{
  <S extends Shape>(input: Tensor<S>, dim: number, dtype?: DType | null): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, dim: number, options: { readonly dtype?: DType | null; readonly out?: Tensor | null }): Tensor<S>;
}>('', 'cumsum');

/**
 * The running product along `dim`.
 */
export const cumprod = operator<{
  <S extends Shape>(input: Tensor<S>, dim: number, dtype?: DType | null): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, dim: number, options: { readonly dtype?: DType | null; readonly out?: Tensor | null }): Tensor<S>;
}>('', 'cumprod');

/**
 * The running `log Σ exp` along `dim`.
 */
export const logcumsumexp = operator<{
  <S extends Shape>(input: Tensor<S>, dim: number): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, dim: number, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'logcumsumexp');

/**
 * The running maximum along `dim` and where it was last met.
 */
export const cummax = operator<{
  (input: Tensor, dim: number): { readonly values: Tensor; readonly indices: Tensor } & Iterable<Tensor>;
  (input: Tensor, dim: number, options: { readonly out?: readonly Tensor[] | null }): { readonly values: Tensor; readonly indices: Tensor } & Iterable<Tensor>;
}>('', 'cummax');

/**
 * The running minimum along `dim` and where it was last met.
 */
export const cummin = operator<{
  (input: Tensor, dim: number): { readonly values: Tensor; readonly indices: Tensor } & Iterable<Tensor>;
  (input: Tensor, dim: number, options: { readonly out?: readonly Tensor[] | null }): { readonly values: Tensor; readonly indices: Tensor } & Iterable<Tensor>;
}>('', 'cummin');

/**
 * Differences of neighbours along `dim`, `n` times over; `prepend` and `append` are joined on first.
 */
export const diff = operator<{
  (input: Tensor, n?: number, dim?: number, prepend?: Tensor | null, append?: Tensor | null): Tensor;
  (input: Tensor, options: { readonly n?: number; readonly dim?: number; readonly prepend?: Tensor | null; readonly append?: Tensor | null; readonly out?: Tensor | null }): Tensor;
  (input: Tensor, n: number, options: { readonly dim?: number; readonly prepend?: Tensor | null; readonly append?: Tensor | null; readonly out?: Tensor | null }): Tensor;
  (input: Tensor, n: number, dim: number, options: { readonly prepend?: Tensor | null; readonly append?: Tensor | null; readonly out?: Tensor | null }): Tensor;
}>('', 'diff');

/**
 * `input / other`; integers become floats first. `rounding_mode` rounds the quotient: `'trunc'` towards zero,
 * `'floor'` down; then integers stay integers.
 *
 * `input / other` for a number `input`; `rounding_mode` rounds the quotient.
 */
export const div = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, roundingMode?: string | null): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly roundingMode?: string | null; readonly out?: Tensor | null }): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape>(input: Tensor<S>, other: Scalar, roundingMode?: string | null): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, other: Scalar, options: { readonly roundingMode?: string | null; readonly out?: Tensor | null }): Tensor<S>;
  (input: Scalar, other: Tensor | Scalar, roundingMode?: string | null): Tensor;
  (input: Scalar, other: Tensor | Scalar, options: { readonly roundingMode?: string | null; readonly out?: Tensor | null }): Tensor;
}>('', 'div');

/**
 * `input / other`; integers become floats first.
 *
 * `input / other` for a number `input`.
 */
export const trueDivide = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly out?: Tensor | null }): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape>(input: Tensor<S>, other: Scalar): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, other: Scalar, options: { readonly out?: Tensor | null }): Tensor<S>;
  (input: Scalar, other: Tensor | Scalar): Tensor;
  (input: Scalar, other: Tensor | Scalar, options: { readonly out?: Tensor | null }): Tensor;
}>('', 'trueDivide');

/**
 * `input / other`, rounded down, as Python's `//`.
 *
 * `input / other`, rounded down, for a number `input`.
 */
export const floorDivide = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly out?: Tensor | null }): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape>(input: Tensor<S>, other: Scalar): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, other: Scalar, options: { readonly out?: Tensor | null }): Tensor<S>;
  (input: Scalar, other: Tensor | Scalar): Tensor;
  (input: Scalar, other: Tensor | Scalar, options: { readonly out?: Tensor | null }): Tensor;
}>('', 'floorDivide');

/**
 * The remainder of flooring division, with the sign of `other`, as Python's `%`.
 *
 * The remainder of a number divided by a tensor.
 */
export const remainder = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly out?: Tensor | null }): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape>(input: Tensor<S>, other: Scalar): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, other: Scalar, options: { readonly out?: Tensor | null }): Tensor<S>;
  (input: Scalar, other: Tensor): Tensor;
  (input: Scalar, other: Tensor, options: { readonly out?: Tensor | null }): Tensor;
}>('', 'remainder');

/**
 * The remainder of division towards zero, with the sign of `input`, as C's `fmod`.
 */
export const fmod = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly out?: Tensor | null }): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape>(input: Tensor<S>, other: Scalar): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, other: Scalar, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'fmod');

/**
 * `input` to the power `exponent`. Integers to a negative integer power are refused.
 *
 * A number to the power of each element.
 */
export const pow = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, exponent: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, exponent: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly out?: Tensor | null }): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape>(input: Tensor<S>, exponent: Scalar): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, exponent: Scalar, options: { readonly out?: Tensor | null }): Tensor<S>;
  (input: Scalar, exponent: Tensor): Tensor;
  (input: Scalar, exponent: Tensor, options: { readonly out?: Tensor | null }): Tensor;
}>('', 'pow');

/**
 * `input` to the power `exponent`, in float64 throughout.
 */
export const floatPower = operator<{
  (input: Tensor | Scalar, exponent: Tensor | Scalar): Tensor;
  (input: Tensor | Scalar, exponent: Tensor | Scalar, options: { readonly out?: Tensor | null }): Tensor;
}>('', 'floatPower');

/**
 * `input * 2^other`; a floating `input` takes no bools as `other`.
 */
export const ldexp = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly out?: Tensor | null }): Tensor<shape.Broadcast<S, B>>;
}>('', 'ldexp');

/**
 * `input²`; bools become int64.
 */
export const square = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'square');

/**
 * Every bit of an integer turned round; the opposite of a bool.
 */
export const bitwiseNot = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'bitwiseNot');

/**
 * `+input`, which is `input`.
 */
export const positive = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
}>('', 'positive');

/**
 * The complex conjugate; a real tensor is its own.
 */
export const conjPhysical = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'conjPhysical');

/**
 * To the nearest integer, ties to even; with `decimals`, to that many digits after the point (before it if negative).
 */
export const round = operator<{
  <S extends Shape>(input: Tensor<S>, decimals?: number): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly decimals?: number; readonly out?: Tensor | null }): Tensor<S>;
}>('', 'round');

/**
 * The derivative of order `n` of `digamma(input)`.
 */
export const polygamma = operator<{
  (n: number, input: Tensor): Tensor;
  (n: number, input: Tensor, options: { readonly out?: Tensor | null }): Tensor;
}>('', 'polygamma');

/**
 * NaN and the infinities replaced: by 0 and the greatest and least finite values, unless given.
 */
export const nanToNum = operator<{
  <S extends Shape>(input: Tensor<S>, nan?: number | null, posinf?: number | null, neginf?: number | null): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly nan?: number | null; readonly posinf?: number | null; readonly neginf?: number | null; readonly out?: Tensor | null }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, nan: number | null, options: { readonly posinf?: number | null; readonly neginf?: number | null; readonly out?: Tensor | null }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, nan: number | null, posinf: number | null, options: { readonly neginf?: number | null; readonly out?: Tensor | null }): Tensor<S>;
}>('', 'nanToNum');

/**
 * `input` bounded below and above, elementwise; a bound may be a number, a tensor or left out. NaN stays.
 */
export const clamp = operator<{
  <S extends Shape>(input: Tensor<S>, min?: Tensor | Scalar | null, max?: Tensor | Scalar | null): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly min?: Tensor | Scalar | null; readonly max?: Tensor | Scalar | null; readonly out?: Tensor | null }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, min: Tensor | Scalar | null, options: { readonly max?: Tensor | Scalar | null; readonly out?: Tensor | null }): Tensor<S>;
}>('', 'clamp');

/**
 * `input + weight * (end - input)`, exact at both ends; `weight` is a tensor or a number.
 */
export const lerp = operator<{
  (input: Tensor, end: Tensor, weight: Tensor | Scalar): Tensor;
  (input: Tensor, end: Tensor, weight: Tensor | Scalar, options: { readonly out?: Tensor | null }): Tensor;
}>('', 'lerp');

/**
 * Whether two tensors have the same shape and the same elements; NaN differs from itself.
 */
export const equal = operator<{
  (input: Tensor, other: Tensor): boolean;
}>('', 'equal');

/**
 * Elementwise, whether `|input - other| <= atol + rtol * |other|`. Infinities are close to themselves only; NaN is close
 * to NaN if `equal_nan`.
 */
export const isclose = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, rtol?: number, atol?: number, equalNan?: boolean): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly rtol?: number; readonly atol?: number; readonly equalNan?: boolean }): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, rtol: number, options: { readonly atol?: number; readonly equalNan?: boolean }): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, rtol: number, atol: number, options: { readonly equalNan?: boolean }): Tensor<shape.Broadcast<S, B>>;
}>('', 'isclose');

/**
 * Whether all elements are close in the sense of `isclose`.
 */
export const allclose = operator<{
  (input: Tensor, other: Tensor, rtol?: number, atol?: number, equalNan?: boolean): boolean;
  (input: Tensor, other: Tensor, options: { readonly rtol?: number; readonly atol?: number; readonly equalNan?: boolean }): boolean;
  (input: Tensor, other: Tensor, rtol: number, options: { readonly atol?: number; readonly equalNan?: boolean }): boolean;
  (input: Tensor, other: Tensor, rtol: number, atol: number, options: { readonly equalNan?: boolean }): boolean;
}>('', 'allclose');

/**
 * Elementwise, whether a number is real: its imaginary part is 0.
 */
export const isreal = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
}>('', 'isreal');

/**
 * Whether the only element is not zero.
 */
export const isNonzero = operator<{
  (input: Tensor): boolean;
}>('', 'isNonzero');

/**
 * Whether two tensors have the same shape.
 */
export const isSameSize = operator<{
  (input: Tensor, other: Tensor): boolean;
}>('', 'isSameSize');

/**
 * Elements in order along `dim`, and where each came from. NaN is greater than every number.
 *
 * The order of equal elements is kept, whether or not `stable` asks for it.
 */
export const sort = operator<{
  (input: Tensor, dim?: number, descending?: boolean, stable?: boolean): { readonly values: Tensor; readonly indices: Tensor } & Iterable<Tensor>;
  (input: Tensor, options: { readonly dim?: number; readonly descending?: boolean; readonly stable?: boolean; readonly out?: readonly Tensor[] | null }): { readonly values: Tensor; readonly indices: Tensor } & Iterable<Tensor>;
  (input: Tensor, dim: number, options: { readonly descending?: boolean; readonly stable?: boolean; readonly out?: readonly Tensor[] | null }): { readonly values: Tensor; readonly indices: Tensor } & Iterable<Tensor>;
  (input: Tensor, dim: number, descending: boolean, options: { readonly stable?: boolean; readonly out?: readonly Tensor[] | null }): { readonly values: Tensor; readonly indices: Tensor } & Iterable<Tensor>;
}>('', 'sort');

/**
 * The indices that sort along `dim`.
 */
export const argsort = operator<{
  <S extends Shape>(input: Tensor<S>, dim?: number, descending?: boolean, stable?: boolean): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly dim?: number; readonly descending?: boolean; readonly stable?: boolean }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, dim: number, options: { readonly descending?: boolean; readonly stable?: boolean }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, dim: number, descending: boolean, options: { readonly stable?: boolean }): Tensor<S>;
}>('', 'argsort');

/**
 * Elements in ascending order along the first dimension.
 */
export const msort = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'msort');

/**
 * The `k` greatest (or least) elements along `dim` in order, and where each came from.
 */
export const topk = operator<{
  (input: Tensor, k: number, dim?: number, largest?: boolean, sorted?: boolean): { readonly values: Tensor; readonly indices: Tensor } & Iterable<Tensor>;
  (input: Tensor, k: number, options: { readonly dim?: number; readonly largest?: boolean; readonly sorted?: boolean; readonly out?: readonly Tensor[] | null }): { readonly values: Tensor; readonly indices: Tensor } & Iterable<Tensor>;
  (input: Tensor, k: number, dim: number, options: { readonly largest?: boolean; readonly sorted?: boolean; readonly out?: readonly Tensor[] | null }): { readonly values: Tensor; readonly indices: Tensor } & Iterable<Tensor>;
  (input: Tensor, k: number, dim: number, largest: boolean, options: { readonly sorted?: boolean; readonly out?: readonly Tensor[] | null }): { readonly values: Tensor; readonly indices: Tensor } & Iterable<Tensor>;
}>('', 'topk');

/**
 * The `k`-th least element along `dim`, counted from 1, and where it is.
 */
export const kthvalue = operator<{
  (input: Tensor, k: number, dim?: number, keepdim?: boolean): { readonly values: Tensor; readonly indices: Tensor } & Iterable<Tensor>;
  (input: Tensor, k: number, options: { readonly dim?: number; readonly keepdim?: boolean; readonly out?: readonly Tensor[] | null }): { readonly values: Tensor; readonly indices: Tensor } & Iterable<Tensor>;
  (input: Tensor, k: number, dim: number, options: { readonly keepdim?: boolean; readonly out?: readonly Tensor[] | null }): { readonly values: Tensor; readonly indices: Tensor } & Iterable<Tensor>;
}>('', 'kthvalue');

/**
 * Zeros of a shape.
 */
export const zeros = operator<{
  <const N extends readonly number[]>(...size: N): Tensor<N>;
  <const N extends Shape>(size: N, dtype?: DType, device?: Device, requiresGrad?: boolean): Tensor<N>;
  <const N extends Shape>(size: N, options: { readonly dtype?: DType; readonly device?: Device; readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor<N>;
  <const N extends Shape>(size: N, dtype: DType, options: { readonly device?: Device; readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor<N>;
  <const N extends Shape>(size: N, dtype: DType, device: Device, options: { readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor<N>;
}>('', 'zeros');

/**
 * Ones of a shape.
 */
export const ones = operator<{
  <const N extends readonly number[]>(...size: N): Tensor<N>;
  <const N extends Shape>(size: N, dtype?: DType, device?: Device, requiresGrad?: boolean): Tensor<N>;
  <const N extends Shape>(size: N, options: { readonly dtype?: DType; readonly device?: Device; readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor<N>;
  <const N extends Shape>(size: N, dtype: DType, options: { readonly device?: Device; readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor<N>;
  <const N extends Shape>(size: N, dtype: DType, device: Device, options: { readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor<N>;
}>('', 'ones');

/**
 * Uninitialised elements: whatever the memory held.
 */
export const empty = operator<{
  <const N extends readonly number[]>(...size: N): Tensor<N>;
  <const N extends Shape>(size: N, dtype?: DType, device?: Device, requiresGrad?: boolean): Tensor<N>;
  <const N extends Shape>(size: N, options: { readonly dtype?: DType; readonly device?: Device; readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor<N>;
  <const N extends Shape>(size: N, dtype: DType, options: { readonly device?: Device; readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor<N>;
  <const N extends Shape>(size: N, dtype: DType, device: Device, options: { readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor<N>;
}>('', 'empty');

/**
 * `fill_value` in every place of a shape. Without a dtype a bool makes bools, an integer int64, a float float32.
 *
 * Fails if the dtype cannot hold the value.
 */
export const full = operator<{
  <const N extends Shape>(size: N, fillValue: Scalar, dtype?: DType | null, device?: Device, requiresGrad?: boolean): Tensor<N>;
  <const N extends Shape>(size: N, fillValue: Scalar, options: { readonly dtype?: DType | null; readonly device?: Device; readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor<N>;
  <const N extends Shape>(size: N, fillValue: Scalar, dtype: DType | null, options: { readonly device?: Device; readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor<N>;
  <const N extends Shape>(size: N, fillValue: Scalar, dtype: DType | null, device: Device, options: { readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor<N>;
}>('', 'full');

/**
 * A number as a tensor without dimensions.
 */
export const scalarTensor = operator<{
  (s: Scalar, dtype?: DType, device?: Device, requiresGrad?: boolean): Tensor;
  (s: Scalar, options: { readonly dtype?: DType; readonly device?: Device; readonly requiresGrad?: boolean }): Tensor;
  (s: Scalar, dtype: DType, options: { readonly device?: Device; readonly requiresGrad?: boolean }): Tensor;
  (s: Scalar, dtype: DType, device: Device, options: { readonly requiresGrad?: boolean }): Tensor;
}>('', 'scalarTensor');

/**
 * Zeros shaped like another tensor.
 */
export const zerosLike = operator<{
  <S extends Shape>(input: Tensor<S>, dtype?: DType | null, requiresGrad?: boolean): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly dtype?: DType | null; readonly requiresGrad?: boolean }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, dtype: DType | null, options: { readonly requiresGrad?: boolean }): Tensor<S>;
}>('', 'zerosLike');

/**
 * Ones shaped like another tensor.
 */
export const onesLike = operator<{
  <S extends Shape>(input: Tensor<S>, dtype?: DType | null, requiresGrad?: boolean): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly dtype?: DType | null; readonly requiresGrad?: boolean }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, dtype: DType | null, options: { readonly requiresGrad?: boolean }): Tensor<S>;
}>('', 'onesLike');

/**
 * Uninitialised elements shaped like another tensor.
 */
export const emptyLike = operator<{
  <S extends Shape>(input: Tensor<S>, dtype?: DType | null, requiresGrad?: boolean): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly dtype?: DType | null; readonly requiresGrad?: boolean }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, dtype: DType | null, options: { readonly requiresGrad?: boolean }): Tensor<S>;
}>('', 'emptyLike');

/**
 * `fill_value` shaped like another tensor. Fails if the dtype cannot hold the value.
 */
export const fullLike = operator<{
  <S extends Shape>(input: Tensor<S>, fillValue: Scalar, dtype?: DType | null, requiresGrad?: boolean): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, fillValue: Scalar, options: { readonly dtype?: DType | null; readonly requiresGrad?: boolean }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, fillValue: Scalar, dtype: DType | null, options: { readonly requiresGrad?: boolean }): Tensor<S>;
}>('', 'fullLike');

/**
 * Uninitialised elements with the given strides, in elements. They may overlap.
 */
export const emptyStrided = operator<{
  <const N extends Shape>(size: N, stride: number | readonly number[], dtype?: DType, device?: Device, requiresGrad?: boolean): Tensor<N>;
  <const N extends Shape>(size: N, stride: number | readonly number[], options: { readonly dtype?: DType; readonly device?: Device; readonly requiresGrad?: boolean }): Tensor<N>;
  <const N extends Shape>(size: N, stride: number | readonly number[], dtype: DType, options: { readonly device?: Device; readonly requiresGrad?: boolean }): Tensor<N>;
  <const N extends Shape>(size: N, stride: number | readonly number[], dtype: DType, device: Device, options: { readonly requiresGrad?: boolean }): Tensor<N>;
}>('', 'emptyStrided');

/**
 * Uninitialised elements whose dimensions lie in memory in the order `physical_layout`, outermost first.
 */
export const emptyPermuted = operator<{
  <const N extends Shape>(size: N, physicalLayout: number | readonly number[], dtype?: DType, device?: Device, requiresGrad?: boolean): Tensor<N>;
  <const N extends Shape>(size: N, physicalLayout: number | readonly number[], options: { readonly dtype?: DType; readonly device?: Device; readonly requiresGrad?: boolean }): Tensor<N>;
  <const N extends Shape>(size: N, physicalLayout: number | readonly number[], dtype: DType, options: { readonly device?: Device; readonly requiresGrad?: boolean }): Tensor<N>;
  <const N extends Shape>(size: N, physicalLayout: number | readonly number[], dtype: DType, device: Device, options: { readonly requiresGrad?: boolean }): Tensor<N>;
}>('', 'emptyPermuted');

/**
 * `0, 1, …` up to but without `end`. Integers make int64, a float float32, unless `dtype` says otherwise.
 *
 * `start, start + step, …` up to but without `end`: `ceil((end - start) / step)` elements. Integers make int64, a float
 * among them float32, unless `dtype` says otherwise.
 *
 * Fails if `step` is zero or leads away from `end`.
 */
export const arange = operator<{
  (end: Scalar, dtype?: DType | null, device?: Device, requiresGrad?: boolean): Tensor;
  (end: Scalar, options: { readonly dtype?: DType | null; readonly device?: Device; readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor;
  (end: Scalar, dtype: DType | null, options: { readonly device?: Device; readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor;
  (end: Scalar, dtype: DType | null, device: Device, options: { readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor;
  (start: Scalar, end: Scalar, step?: Scalar, dtype?: DType | null, device?: Device, requiresGrad?: boolean): Tensor;
  (start: Scalar, end: Scalar, options: { readonly step?: Scalar; readonly dtype?: DType | null; readonly device?: Device; readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor;
  (start: Scalar, end: Scalar, step: Scalar, options: { readonly dtype?: DType | null; readonly device?: Device; readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor;
  (start: Scalar, end: Scalar, step: Scalar, dtype: DType | null, options: { readonly device?: Device; readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor;
}>('', 'arange');

/**
 * `start, start + step, …` up to and with `end`: `floor((end - start) / step) + 1` elements. PyTorch has deprecated it in
 * favour of `arange`.
 */
export const range = operator<{
  (start: Scalar, end: Scalar, step?: Scalar, dtype?: DType, device?: Device, requiresGrad?: boolean): Tensor;
  (start: Scalar, end: Scalar, options: { readonly step?: Scalar; readonly dtype?: DType; readonly device?: Device; readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor;
  (start: Scalar, end: Scalar, step: Scalar, options: { readonly dtype?: DType; readonly device?: Device; readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor;
  (start: Scalar, end: Scalar, step: Scalar, dtype: DType, options: { readonly device?: Device; readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor;
}>('', 'range');

/**
 * `steps` values at equal distances from `start` to `end`, numbers or tensors without dimensions, both included.
 */
export const linspace = operator<{
  (start: Tensor | Scalar, end: Tensor | Scalar, steps: number, dtype?: DType, device?: Device, requiresGrad?: boolean): Tensor;
  (start: Tensor | Scalar, end: Tensor | Scalar, steps: number, options: { readonly dtype?: DType; readonly device?: Device; readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor;
  (start: Tensor | Scalar, end: Tensor | Scalar, steps: number, dtype: DType, options: { readonly device?: Device; readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor;
  (start: Tensor | Scalar, end: Tensor | Scalar, steps: number, dtype: DType, device: Device, options: { readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor;
}>('', 'linspace');

/**
 * `steps` powers of `base`, with exponents at equal distances from `start` to `end`, numbers or tensors without
 * dimensions, both included.
 */
export const logspace = operator<{
  (start: Tensor | Scalar, end: Tensor | Scalar, steps: number, base?: number, dtype?: DType, device?: Device, requiresGrad?: boolean): Tensor;
  (start: Tensor | Scalar, end: Tensor | Scalar, steps: number, options: { readonly base?: number; readonly dtype?: DType; readonly device?: Device; readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor;
  (start: Tensor | Scalar, end: Tensor | Scalar, steps: number, base: number, options: { readonly dtype?: DType; readonly device?: Device; readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor;
  (start: Tensor | Scalar, end: Tensor | Scalar, steps: number, base: number, dtype: DType, options: { readonly device?: Device; readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor;
}>('', 'logspace');

/**
 * A matrix with ones on the diagonal and zeros elsewhere, `[n, n]`.
 *
 * A matrix with ones on the diagonal and zeros elsewhere, `[n, m]`.
 */
export const eye = operator<{
  (n: number, dtype?: DType, device?: Device, requiresGrad?: boolean): Tensor;
  (n: number, options: { readonly dtype?: DType; readonly device?: Device; readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor;
  (n: number, dtype: DType, options: { readonly device?: Device; readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor;
  (n: number, dtype: DType, device: Device, options: { readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor;
  (n: number, m: number, dtype?: DType, device?: Device, requiresGrad?: boolean): Tensor;
  (n: number, m: number, options: { readonly dtype?: DType; readonly device?: Device; readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor;
  (n: number, m: number, dtype: DType, options: { readonly device?: Device; readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor;
  (n: number, m: number, dtype: DType, device: Device, options: { readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor;
}>('', 'eye');

/**
 * The places on and below the diagonal `offset` of a matrix `[row, col]`, row by row: row numbers, then column numbers,
 * `[2, count]`.
 */
export const trilIndices = operator<{
  (row: number, col: number, offset?: number, dtype?: DType, device?: Device): Tensor;
  (row: number, col: number, options: { readonly offset?: number; readonly dtype?: DType; readonly device?: Device }): Tensor;
  (row: number, col: number, offset: number, options: { readonly dtype?: DType; readonly device?: Device }): Tensor;
  (row: number, col: number, offset: number, dtype: DType, options: { readonly device?: Device }): Tensor;
}>('', 'trilIndices');

/**
 * The places on and above the diagonal `offset` of a matrix `[row, col]`, row by row: row numbers, then column numbers,
 * `[2, count]`.
 */
export const triuIndices = operator<{
  (row: number, col: number, offset?: number, dtype?: DType, device?: Device): Tensor;
  (row: number, col: number, options: { readonly offset?: number; readonly dtype?: DType; readonly device?: Device }): Tensor;
  (row: number, col: number, offset: number, options: { readonly dtype?: DType; readonly device?: Device }): Tensor;
  (row: number, col: number, offset: number, dtype: DType, options: { readonly device?: Device }): Tensor;
}>('', 'triuIndices');

/**
 * The elements on and below a diagonal of each matrix, zeros above. A positive `diagonal` lies above the main one.
 */
export const tril = operator<{
  <S extends Shape>(input: Tensor<S>, diagonal?: number): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly diagonal?: number; readonly out?: Tensor | null }): Tensor<S>;
}>('', 'tril');

/**
 * The elements on and above a diagonal of each matrix, zeros below. A positive `diagonal` lies above the main one.
 */
export const triu = operator<{
  <S extends Shape>(input: Tensor<S>, diagonal?: number): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly diagonal?: number; readonly out?: Tensor | null }): Tensor<S>;
}>('', 'triu');

/**
 * A vector as the diagonal of a square matrix, or the diagonal of a matrix, copied.
 */
export const diag = operator<{
  (input: Tensor, diagonal?: number): Tensor;
  (input: Tensor, options: { readonly diagonal?: number; readonly out?: Tensor | null }): Tensor;
}>('', 'diag');

/**
 * The last dimension laid out as a diagonal between two new dimensions `dim1` and `dim2`, zeros elsewhere.
 */
export const diagEmbed = operator<{
  (input: Tensor, offset?: number, dim1?: number, dim2?: number): Tensor;
  (input: Tensor, options: { readonly offset?: number; readonly dim1?: number; readonly dim2?: number }): Tensor;
  (input: Tensor, offset: number, options: { readonly dim1?: number; readonly dim2?: number }): Tensor;
  (input: Tensor, offset: number, dim1: number, options: { readonly dim2?: number }): Tensor;
}>('', 'diagEmbed');

/**
 * All elements in row-major order as the diagonal of a square matrix.
 */
export const diagflat = operator<{
  (input: Tensor, offset?: number): Tensor;
  (input: Tensor, options: { readonly offset?: number }): Tensor;
}>('', 'diagflat');

/**
 * The sum of the diagonal of a matrix; integers add up as int64.
 */
export const trace = operator<{
  (input: Tensor): Tensor;
}>('', 'trace');

/**
 * The same elements without history; memory is shared.
 */
export const detach = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
}>('', 'detach');

/**
 * A tensor of the shape and dtype of `input` with every element `value`, a number or a 0-d tensor.
 */
export const fill = operator<{
  <S extends Shape>(input: Tensor<S>, value: Tensor | Scalar): Tensor<S>;
}>('', 'fill');

/**
 * Uniform numbers in `[0, 1)`.
 */
export const rand = operator<{
  <const N extends readonly number[]>(...size: N): Tensor<N>;
  <const N extends Shape>(size: N, generator?: Generator | null, dtype?: DType, device?: Device, requiresGrad?: boolean): Tensor<N>;
  <const N extends Shape>(size: N, options: { readonly generator?: Generator | null; readonly dtype?: DType; readonly device?: Device; readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor<N>;
  <const N extends Shape>(size: N, generator: Generator | null, options: { readonly dtype?: DType; readonly device?: Device; readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor<N>;
  <const N extends Shape>(size: N, generator: Generator | null, dtype: DType, options: { readonly device?: Device; readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor<N>;
}>('', 'rand');

/**
 * Uniform numbers in `[0, 1)`, shaped like another tensor.
 */
export const randLike = operator<{
  <S extends Shape>(input: Tensor<S>, generator?: Generator | null, dtype?: DType | null, requiresGrad?: boolean): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly generator?: Generator | null; readonly dtype?: DType | null; readonly requiresGrad?: boolean }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, generator: Generator | null, options: { readonly dtype?: DType | null; readonly requiresGrad?: boolean }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, generator: Generator | null, dtype: DType | null, options: { readonly requiresGrad?: boolean }): Tensor<S>;
}>('', 'randLike');

/**
 * Numbers from the standard normal distribution.
 */
export const randn = operator<{
  <const N extends readonly number[]>(...size: N): Tensor<N>;
  <const N extends Shape>(size: N, generator?: Generator | null, dtype?: DType, device?: Device, requiresGrad?: boolean): Tensor<N>;
  <const N extends Shape>(size: N, options: { readonly generator?: Generator | null; readonly dtype?: DType; readonly device?: Device; readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor<N>;
  <const N extends Shape>(size: N, generator: Generator | null, options: { readonly dtype?: DType; readonly device?: Device; readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor<N>;
  <const N extends Shape>(size: N, generator: Generator | null, dtype: DType, options: { readonly device?: Device; readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor<N>;
}>('', 'randn');

/**
 * Numbers from the standard normal distribution, shaped like another tensor.
 */
export const randnLike = operator<{
  <S extends Shape>(input: Tensor<S>, generator?: Generator | null, dtype?: DType | null, requiresGrad?: boolean): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly generator?: Generator | null; readonly dtype?: DType | null; readonly requiresGrad?: boolean }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, generator: Generator | null, options: { readonly dtype?: DType | null; readonly requiresGrad?: boolean }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, generator: Generator | null, dtype: DType | null, options: { readonly requiresGrad?: boolean }): Tensor<S>;
}>('', 'randnLike');

/**
 * Numbers from a normal distribution with the given mean and standard deviation.
 *
 * Normal numbers with the means and standard deviations in two tensors, which broadcast; in the dtype of `mean`. The
 * gradients are zero.
 *
 * Normal numbers with the means in a tensor and one standard deviation. The gradient is zero.
 *
 * Normal numbers with one mean and the standard deviations in a tensor. The gradient is zero.
 */
export const normal = operator<{
  (mean: number, std: number, size: number | readonly number[], generator?: Generator | null, dtype?: DType, device?: Device, requiresGrad?: boolean): Tensor;
  (mean: number, std: number, size: number | readonly number[], options: { readonly generator?: Generator | null; readonly dtype?: DType; readonly device?: Device; readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor;
  (mean: number, std: number, size: number | readonly number[], generator: Generator | null, options: { readonly dtype?: DType; readonly device?: Device; readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor;
  (mean: number, std: number, size: number | readonly number[], generator: Generator | null, dtype: DType, options: { readonly device?: Device; readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor;
  <S extends Shape, B extends Shape>(mean: Tensor<S>, std: Tensor<B> & shape.CheckBroadcast<S, B>, generator?: Generator | null): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(mean: Tensor<S>, std: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly generator?: Generator | null; readonly out?: Tensor | null }): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape>(mean: Tensor<S>, std?: number, generator?: Generator | null): Tensor<S>;
  <S extends Shape>(mean: Tensor<S>, options: { readonly std?: number; readonly generator?: Generator | null; readonly out?: Tensor | null }): Tensor<S>;
  <S extends Shape>(mean: Tensor<S>, std: number, options: { readonly generator?: Generator | null; readonly out?: Tensor | null }): Tensor<S>;
  (mean: number, std: Tensor, generator?: Generator | null): Tensor;
  (mean: number, std: Tensor, options: { readonly generator?: Generator | null; readonly out?: Tensor | null }): Tensor;
}>('', 'normal');

/**
 * Random integers from 0 to `high - 1`. Fails if `high` is not positive or the dtype does not reach it.
 *
 * Random integers from `low` to `high - 1`. Fails if there is none, or the dtype does not hold them.
 */
export const randint = operator<{
  (high: number, size: number | readonly number[], generator?: Generator | null, dtype?: DType, device?: Device, requiresGrad?: boolean): Tensor;
  (high: number, size: number | readonly number[], options: { readonly generator?: Generator | null; readonly dtype?: DType; readonly device?: Device; readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor;
  (high: number, size: number | readonly number[], generator: Generator | null, options: { readonly dtype?: DType; readonly device?: Device; readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor;
  (high: number, size: number | readonly number[], generator: Generator | null, dtype: DType, options: { readonly device?: Device; readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor;
  (low: number, high: number, size: number | readonly number[], generator?: Generator | null, dtype?: DType, device?: Device, requiresGrad?: boolean): Tensor;
  (low: number, high: number, size: number | readonly number[], options: { readonly generator?: Generator | null; readonly dtype?: DType; readonly device?: Device; readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor;
  (low: number, high: number, size: number | readonly number[], generator: Generator | null, options: { readonly dtype?: DType; readonly device?: Device; readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor;
  (low: number, high: number, size: number | readonly number[], generator: Generator | null, dtype: DType, options: { readonly device?: Device; readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor;
}>('', 'randint');

/**
 * Random integers from 0 to `high - 1`, shaped like another tensor.
 *
 * Random integers from `low` to `high - 1`, shaped like another tensor.
 */
export const randintLike = operator<{
  <S extends Shape>(input: Tensor<S>, high: number, generator?: Generator | null, dtype?: DType | null, requiresGrad?: boolean): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, high: number, options: { readonly generator?: Generator | null; readonly dtype?: DType | null; readonly requiresGrad?: boolean }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, high: number, generator: Generator | null, options: { readonly dtype?: DType | null; readonly requiresGrad?: boolean }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, high: number, generator: Generator | null, dtype: DType | null, options: { readonly requiresGrad?: boolean }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, low: number, high: number, generator?: Generator | null, dtype?: DType | null, requiresGrad?: boolean): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, low: number, high: number, options: { readonly generator?: Generator | null; readonly dtype?: DType | null; readonly requiresGrad?: boolean }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, low: number, high: number, generator: Generator | null, options: { readonly dtype?: DType | null; readonly requiresGrad?: boolean }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, low: number, high: number, generator: Generator | null, dtype: DType | null, options: { readonly requiresGrad?: boolean }): Tensor<S>;
}>('', 'randintLike');

/**
 * The integers from 0 to `n - 1` in random order.
 */
export const randperm = operator<{
  (n: number, generator?: Generator | null, dtype?: DType, device?: Device, requiresGrad?: boolean): Tensor;
  (n: number, options: { readonly generator?: Generator | null; readonly dtype?: DType; readonly device?: Device; readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor;
  (n: number, generator: Generator | null, options: { readonly dtype?: DType; readonly device?: Device; readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor;
  (n: number, generator: Generator | null, dtype: DType, options: { readonly device?: Device; readonly requiresGrad?: boolean; readonly out?: Tensor | null }): Tensor;
}>('', 'randperm');

/**
 * Ones with the probabilities in `input`, which are floating and in [0, 1], else zeros. The gradient is zero.
 *
 * Ones with probability `p`, else zeros, shaped like `input`, whose elements do not matter.
 */
export const bernoulli = operator<{
  <S extends Shape>(input: Tensor<S>, generator?: Generator | null): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly generator?: Generator | null; readonly out?: Tensor | null }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, p: number, generator?: Generator | null): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, p: number, options: { readonly generator?: Generator | null; readonly out?: Tensor | null }): Tensor<S>;
}>('', 'bernoulli');

/**
 * Numbers from Poisson distributions with the rates in `input`. The gradient is zero.
 */
export const poisson = operator<{
  <S extends Shape>(input: Tensor<S>, generator?: Generator | null): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly generator?: Generator | null }): Tensor<S>;
}>('', 'poisson');

/**
 * `num_samples` places in each row of `input`, `[categories]` or `[rows, categories]`, drawn in proportion to its
 * weights, which need not sum to one. int64, `[num_samples]` or `[rows, num_samples]`.
 *
 * Without `replacement` no place comes twice. Fails if a weight is negative or not finite, or a row has none above zero.
 */
export const multinomial = operator<{
  (input: Tensor, numSamples: number, replacement?: boolean, generator?: Generator | null): Tensor;
  (input: Tensor, numSamples: number, options: { readonly replacement?: boolean; readonly generator?: Generator | null; readonly out?: Tensor | null }): Tensor;
  (input: Tensor, numSamples: number, replacement: boolean, options: { readonly generator?: Generator | null; readonly out?: Tensor | null }): Tensor;
}>('', 'multinomial');

/**
 * The elements of `input` at the places `index` names along `dim`: `out[i][j] = input[index[i][j]][j]` for `dim = 0`.
 *
 * `index` has as many dimensions as `input` and is no larger, but along `dim`; the result has its shape.
 */
export const gather = operator<{
  (input: Tensor, dim: number, index: Tensor, sparseGrad?: boolean): Tensor;
  (input: Tensor, dim: number, index: Tensor, options: { readonly sparseGrad?: boolean; readonly out?: Tensor | null }): Tensor;
}>('', 'gather');

/**
 * `input` with the elements of `src` written to the places `index` names along `dim`: `out[index[i][j]][j] = src[i][j]`
 * for `dim = 0`. Where places repeat, the last one stays. `reduce` (`'add'` or `'multiply'`) combines instead, without
 * a gradient.
 *
 * `input` with a number written to the places `index` names along `dim`.
 */
export const scatter = operator<{
  <S extends Shape>(input: Tensor<S>, dim: number, index: Tensor, src: Tensor, reduce?: string | null): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, dim: number, index: Tensor, src: Tensor, options: { readonly reduce?: string | null; readonly out?: Tensor | null }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, dim: number, index: Tensor, value: Scalar, reduce?: string | null): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, dim: number, index: Tensor, value: Scalar, options: { readonly reduce?: string | null; readonly out?: Tensor | null }): Tensor<S>;
}>('', 'scatter');

/**
 * `input` with the elements of `src` added at the places `index` names along `dim`; repeated places add up.
 */
export const scatterAdd = operator<{
  <S extends Shape>(input: Tensor<S>, dim: number, index: Tensor, src: Tensor): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, dim: number, index: Tensor, src: Tensor, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'scatterAdd');

/**
 * The elements of `input` at `indices` along `dim`, the two broadcast in the other dimensions; without `dim` from the
 * flattened tensor. What `argsort` and `argmax` with `keepdim` give is used so.
 */
export const takeAlongDim = operator<{
  (input: Tensor, indices: Tensor, dim?: number | null): Tensor;
  (input: Tensor, indices: Tensor, options: { readonly dim?: number | null; readonly out?: Tensor | null }): Tensor;
}>('', 'takeAlongDim');

/**
 * `input` reduced with the elements of `src` at the places `index` names along `dim`: `'sum'`, `'prod'`, `'mean'`, `'amax'`
 * or `'amin'` of all that lands there, together with the old value if `include_self`.
 */
export const scatterReduce = operator<{
  <S extends Shape>(input: Tensor<S>, dim: number, index: Tensor, src: Tensor, reduce: string, includeSelf?: boolean): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, dim: number, index: Tensor, src: Tensor, reduce: string, options: { readonly includeSelf?: boolean; readonly out?: Tensor | null }): Tensor<S>;
}>('', 'scatterReduce');

/**
 * `input` reduced with the slices of `source` at the places along `dim` that the 1-d `index` names: `'prod'`, `'mean'`,
 * `'amax'` or `'amin'` of all that lands there, together with the old value if `include_self`.
 */
export const indexReduce = operator<{
  <S extends Shape>(input: Tensor<S>, dim: number, index: Tensor, source: Tensor, reduce: string, includeSelf?: boolean): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, dim: number, index: Tensor, source: Tensor, reduce: string, options: { readonly includeSelf?: boolean; readonly out?: Tensor | null }): Tensor<S>;
}>('', 'indexReduce');

/**
 * Whole slices of `input` along `dim`, at the places of the 1-d `index`, as a new tensor.
 */
export const indexSelect = operator<{
  (input: Tensor, dim: number, index: Tensor): Tensor;
  (input: Tensor, dim: number, index: Tensor, options: { readonly out?: Tensor | null }): Tensor;
}>('', 'indexSelect');

/**
 * `input` with `alpha * source` added to the slices along `dim` that `index` names; repeated places add up.
 */
export const indexAdd = operator<{
  <S extends Shape>(input: Tensor<S>, dim: number, index: Tensor, source: Tensor, alpha?: Scalar): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, dim: number, index: Tensor, source: Tensor, options: { readonly alpha?: Scalar; readonly out?: Tensor | null }): Tensor<S>;
}>('', 'indexAdd');

/**
 * `input` with the slices of `source` written to the places along `dim` that the 1-d `index` names. Where places repeat,
 * the last one stays.
 */
export const indexCopy = operator<{
  <S extends Shape>(input: Tensor<S>, dim: number, index: Tensor, source: Tensor): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, dim: number, index: Tensor, source: Tensor, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'indexCopy');

/**
 * `input` with `value`, a number or a 0-d tensor, in the slices along `dim` that the 1-d `index` names. Negative indices
 * count from the end.
 */
export const indexFill = operator<{
  <S extends Shape>(input: Tensor<S>, dim: number, index: Tensor, value: Tensor | Scalar): Tensor<S>;
}>('', 'indexFill');

/**
 * `input` with `values` written at the places that `indices` name, one tensor per dimension (or null: the whole dimension),
 * or added if `accumulate`; then repeated places add up, otherwise the last one stays. A bool tensor is a mask over as
 * many dimensions as it has.
 */
export const indexPut = operator<{
  <S extends Shape>(input: Tensor<S>, indices: readonly (Tensor | null)[], values: Tensor, accumulate?: boolean): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, indices: readonly (Tensor | null)[], values: Tensor, options: { readonly accumulate?: boolean }): Tensor<S>;
}>('', 'indexPut');

/**
 * `input` with `value`, a number or a 0-d tensor, where `mask` is true.
 */
export const maskedFill = operator<{
  (input: Tensor, mask: Tensor, value: Tensor | Scalar): Tensor;
}>('', 'maskedFill');

/**
 * `input` with the elements of `source`, in row-major order, in the places where `mask` is true, in row-major order.
 *
 * `source` has the dtype of `input` and at least as many elements as `mask` has true ones.
 */
export const maskedScatter = operator<{
  (input: Tensor, mask: Tensor, source: Tensor): Tensor;
}>('', 'maskedScatter');

/**
 * The elements of `input` where `mask` is true, in row-major order, as a vector.
 */
export const maskedSelect = operator<{
  (input: Tensor, mask: Tensor): Tensor;
  (input: Tensor, mask: Tensor, options: { readonly out?: Tensor | null }): Tensor;
}>('', 'maskedSelect');

/**
 * The elements of `input` at places counted in row-major order; the result has the shape of `index`, int64. Negative
 * places count from the end.
 */
export const take = operator<{
  (input: Tensor, index: Tensor): Tensor;
  (input: Tensor, index: Tensor, options: { readonly out?: Tensor | null }): Tensor;
}>('', 'take');

/**
 * `input` with the elements of `source` written, or added if `accumulate`, to places counted in row-major order.
 * `index`, int64, has as many elements as `source`.
 */
export const put = operator<{
  <S extends Shape>(input: Tensor<S>, index: Tensor, source: Tensor, accumulate?: boolean): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, index: Tensor, source: Tensor, options: { readonly accumulate?: boolean }): Tensor<S>;
}>('', 'put');

/**
 * The indices of the non-zero elements in row-major order: int64, `[count, rank]`.
 *
 * The indices of the non-zero elements; with `as_tuple` as one vector per dimension, which together are an index.
 */
export const nonzero = operator<{
  (input: Tensor): Tensor;
  (input: Tensor, options: { readonly out?: Tensor | null }): Tensor;
  (input: Tensor, asTuple: boolean): Tensor[];
  (input: Tensor, asTuple: boolean, options: { readonly out?: readonly Tensor[] | null }): Tensor[];
}>('', 'nonzero');

/**
 * As `nonzero`, but always `size` rows: further ones are left out, missing ones are filled with `fill_value`.
 */
export const nonzeroStatic = operator<{
  (input: Tensor, size: number, fillValue?: number): Tensor;
  (input: Tensor, size: number, options: { readonly fillValue?: number; readonly out?: Tensor | null }): Tensor;
}>('', 'nonzeroStatic');

/**
 * The indices of the non-zero elements in row-major order: int64, `[count, rank]`. The same as `nonzero`.
 */
export const argwhere = operator<{
  (input: Tensor): Tensor;
}>('', 'argwhere');

/**
 * `input` where `condition` is true, elsewhere `other`. All three broadcast; two of them may be numbers.
 *
 * The indices where `condition` is not zero, one vector per dimension.
 */
export const where = operator<{
  (condition: Tensor, input: Tensor | Scalar, other: Tensor | Scalar): Tensor;
  (condition: Tensor, input: Tensor | Scalar, other: Tensor | Scalar, options: { readonly out?: Tensor | null }): Tensor;
  (condition: Tensor): Tensor[];
  (condition: Tensor, options: { readonly out?: readonly Tensor[] | null }): Tensor[];
}>('', 'where');

/**
 * The product of two matrices, `[m, k] · [k, n] → [m, n]`.
 */
export const mm = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, mat2: Tensor<B> & shape.CheckMatMul<S, B>): Tensor<shape.MatMul<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, mat2: Tensor<B> & shape.CheckMatMul<S, B>, options: { readonly out?: Tensor | null }): Tensor<shape.MatMul<S, B>>;
}>('', 'mm');

/**
 * The products of two batches of matrices, `[b, m, k] · [b, k, n] → [b, m, n]`.
 */
export const bmm = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, mat2: Tensor<B> & shape.CheckMatMul<S, B>): Tensor<shape.MatMul<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, mat2: Tensor<B> & shape.CheckMatMul<S, B>, options: { readonly out?: Tensor | null }): Tensor<shape.MatMul<S, B>>;
}>('', 'bmm');

/**
 * The matrix product by the rules of PyTorch's `@`: vectors count as a row on the left and a column on the right, and
 * dimensions before the last two are batches that broadcast.
 */
export const matmul = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckMatMul<S, B>): Tensor<shape.MatMul<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckMatMul<S, B>, options: { readonly out?: Tensor | null }): Tensor<shape.MatMul<S, B>>;
}>('', 'matmul');

/**
 * `beta * input + alpha * (mat1 · mat2)`; `input` broadcasts. With `beta` 0, NaN in `input` does not propagate.
 */
export const addmm = operator<{
  (input: Tensor, mat1: Tensor, mat2: Tensor, beta?: Scalar, alpha?: Scalar): Tensor;
  (input: Tensor, mat1: Tensor, mat2: Tensor, options: { readonly beta?: Scalar; readonly alpha?: Scalar; readonly out?: Tensor | null }): Tensor;
  (input: Tensor, mat1: Tensor, mat2: Tensor, beta: Scalar, options: { readonly alpha?: Scalar; readonly out?: Tensor | null }): Tensor;
}>('', 'addmm');

/**
 * `beta * input + alpha * (batch1 · batch2)`, batch by batch; `input` broadcasts.
 */
export const baddbmm = operator<{
  (input: Tensor, batch1: Tensor, batch2: Tensor, beta?: Scalar, alpha?: Scalar): Tensor;
  (input: Tensor, batch1: Tensor, batch2: Tensor, options: { readonly beta?: Scalar; readonly alpha?: Scalar; readonly out?: Tensor | null }): Tensor;
  (input: Tensor, batch1: Tensor, batch2: Tensor, beta: Scalar, options: { readonly alpha?: Scalar; readonly out?: Tensor | null }): Tensor;
}>('', 'baddbmm');

/**
 * `beta * input + alpha * Σ (batch1ᵢ · batch2ᵢ)`; `input` broadcasts.
 */
export const addbmm = operator<{
  (input: Tensor, batch1: Tensor, batch2: Tensor, beta?: Scalar, alpha?: Scalar): Tensor;
  (input: Tensor, batch1: Tensor, batch2: Tensor, options: { readonly beta?: Scalar; readonly alpha?: Scalar; readonly out?: Tensor | null }): Tensor;
  (input: Tensor, batch1: Tensor, batch2: Tensor, beta: Scalar, options: { readonly alpha?: Scalar; readonly out?: Tensor | null }): Tensor;
}>('', 'addbmm');

/**
 * The inner product of two vectors, a 0-d tensor.
 */
export const dot = operator<{
  (input: Tensor, tensor: Tensor): Tensor;
  (input: Tensor, tensor: Tensor, options: { readonly out?: Tensor | null }): Tensor;
}>('', 'dot');

/**
 * The inner product of two vectors, the first conjugated.
 */
export const vdot = operator<{
  (input: Tensor, other: Tensor): Tensor;
  (input: Tensor, other: Tensor, options: { readonly out?: Tensor | null }): Tensor;
}>('', 'vdot');

/**
 * A matrix times a vector, `[m, k] · [k] → [m]`.
 */
export const mv = operator<{
  (input: Tensor, vec: Tensor): Tensor;
  (input: Tensor, vec: Tensor, options: { readonly out?: Tensor | null }): Tensor;
}>('', 'mv');

/**
 * `beta * input + alpha * (mat · vec)`.
 */
export const addmv = operator<{
  (input: Tensor, mat: Tensor, vec: Tensor, beta?: Scalar, alpha?: Scalar): Tensor;
  (input: Tensor, mat: Tensor, vec: Tensor, options: { readonly beta?: Scalar; readonly alpha?: Scalar; readonly out?: Tensor | null }): Tensor;
  (input: Tensor, mat: Tensor, vec: Tensor, beta: Scalar, options: { readonly alpha?: Scalar; readonly out?: Tensor | null }): Tensor;
}>('', 'addmv');

/**
 * The outer product of two vectors, `[m], [n] → [m, n]`.
 */
export const outer = operator<{
  (input: Tensor, vec2: Tensor): Tensor;
  (input: Tensor, vec2: Tensor, options: { readonly out?: Tensor | null }): Tensor;
}>('', 'outer');

/**
 * `beta * input + alpha * outer(vec1, vec2)`.
 */
export const addr = operator<{
  (input: Tensor, vec1: Tensor, vec2: Tensor, beta?: Scalar, alpha?: Scalar): Tensor;
  (input: Tensor, vec1: Tensor, vec2: Tensor, options: { readonly beta?: Scalar; readonly alpha?: Scalar; readonly out?: Tensor | null }): Tensor;
  (input: Tensor, vec1: Tensor, vec2: Tensor, beta: Scalar, options: { readonly alpha?: Scalar; readonly out?: Tensor | null }): Tensor;
}>('', 'addr');

/**
 * Sums of products over the last dimension of both: `[…, k], [***, k] → […, ***]`.
 */
export const inner = operator<{
  (input: Tensor, other: Tensor): Tensor;
  (input: Tensor, other: Tensor, options: { readonly out?: Tensor | null }): Tensor;
}>('', 'inner');

/**
 * Sums of products over chosen dimensions of both: the last `dims` of `input` with the first of `other`, or the lists
 * given.
 *
 * As `tensordot`, over the listed dimensions.
 *
 * As `tensordot`, over two lists of dimensions, one of each tensor.
 */
export const tensordot = operator<{
  (input: Tensor, other: Tensor, dims?: number): Tensor;
  (input: Tensor, other: Tensor, options: { readonly dims?: number; readonly out?: Tensor | null }): Tensor;
  (input: Tensor, other: Tensor, dimsSelf: number | readonly number[], dimsOther: number | readonly number[]): Tensor;
  (input: Tensor, other: Tensor, dimsSelf: number | readonly number[], dimsOther: number | readonly number[], options: { readonly out?: Tensor | null }): Tensor;
  (input: Tensor, other: Tensor, dims: readonly (number | readonly number[])[]): Tensor;
  (input: Tensor, other: Tensor, dims: readonly (number | readonly number[])[], options: { readonly out?: Tensor | null }): Tensor;
}>('', 'tensordot');

/**
 * The Kronecker product: every element of `input` times all of `other`.
 */
export const kron = operator<{
  (input: Tensor, other: Tensor): Tensor;
  (input: Tensor, other: Tensor, options: { readonly out?: Tensor | null }): Tensor;
}>('', 'kron');

/**
 * Sums of products by Einstein's convention: `einsum('ij,jk->ik', [a, b])` is the matrix product.
 *
 * Letters label dimensions, `...` stands for dimensions that broadcast; labels missing from the output are summed.
 * Without `->` the output has the labels that occur once, in alphabetical order.
 */
export const einsum = operator<{
  (equation: string, ...operands: readonly Tensor[]): Tensor;
  (equation: string, operands: readonly Tensor[]): Tensor;
}>('', 'einsum');

/**
 * `exp(x) / Σ exp(x)` along `dim`, shifted by the greatest element so that nothing overflows. `dtype` converts first.
 */
export const softmax = operator<{
  <S extends Shape>(input: Tensor<S>, dim: number, dtype?: DType | null): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, dim: number, options: { readonly dtype?: DType | null; readonly out?: Tensor | null }): Tensor<S>;
}>('', 'softmax');

/**
 * The logarithm of `softmax`, computed without forming it.
 */
export const logSoftmax = operator<{
  <S extends Shape>(input: Tensor<S>, dim: number, dtype?: DType | null): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, dim: number, options: { readonly dtype?: DType | null; readonly out?: Tensor | null }): Tensor<S>;
}>('', 'logSoftmax');

/**
 * As `nn.functional.layer_norm`, with the mean and the reciprocal standard deviation.
 */
export const nativeLayerNorm = operator<{
  (input: Tensor, normalizedShape: number | readonly number[], weight: Tensor | null, bias: Tensor | null, eps: number): [Tensor, Tensor, Tensor];
}>('', 'nativeLayerNorm');

/**
 * `input` with `value` around it: `pad` holds what comes before and behind along the last dimension, then the one before
 * it, and so on. Negative numbers cut off.
 */
export const constantPadNd = operator<{
  (input: Tensor, pad: number | readonly number[], value?: Scalar): Tensor;
  (input: Tensor, pad: number | readonly number[], options: { readonly value?: Scalar }): Tensor;
}>('', 'constantPadNd');

/**
 * `|input|`.
 */
export const absolute = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'absolute');

/**
 * Inverse cosine.
 */
export const arccos = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'arccos');

/**
 * Inverse hyperbolic cosine.
 */
export const arccosh = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'arccosh');

/**
 * Inverse sine.
 */
export const arcsin = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'arcsin');

/**
 * Inverse hyperbolic sine.
 */
export const arcsinh = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'arcsinh');

/**
 * Inverse tangent.
 */
export const arctan = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'arctan');

/**
 * The angle of the point `(other, input)`.
 */
export const arctan2 = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly out?: Tensor | null }): Tensor<shape.Broadcast<S, B>>;
}>('', 'arctan2');

/**
 * Inverse hyperbolic tangent.
 */
export const arctanh = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'arctanh');

/**
 * The average of each window of `input`, `[batch, channels, length]` or `[channels, length]`. See `avg_pool2d`.
 */
export const avgPool1d = operator<{
  (input: Tensor, kernelSize: number | readonly number[], stride?: number | readonly number[] | null, padding?: number | readonly number[], ceilMode?: boolean, countIncludePad?: boolean): Tensor;
  (input: Tensor, kernelSize: number | readonly number[], options: { readonly stride?: number | readonly number[] | null; readonly padding?: number | readonly number[]; readonly ceilMode?: boolean; readonly countIncludePad?: boolean }): Tensor;
  (input: Tensor, kernelSize: number | readonly number[], stride: number | readonly number[] | null, options: { readonly padding?: number | readonly number[]; readonly ceilMode?: boolean; readonly countIncludePad?: boolean }): Tensor;
  (input: Tensor, kernelSize: number | readonly number[], stride: number | readonly number[] | null, padding: number | readonly number[], options: { readonly ceilMode?: boolean; readonly countIncludePad?: boolean }): Tensor;
}>('', 'avgPool1d');

/**
 * `input` where positive, elsewhere `alpha * (e^(input / alpha) - 1)`.
 */
export const celu = operator<{
  <S extends Shape>(input: Tensor<S>, alpha?: Scalar): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly alpha?: Scalar }): Tensor<S>;
}>('', 'celu');

/**
 * `input` bounded below and above, elementwise; a bound may be a number, a tensor or left out. NaN stays.
 */
export const clip = operator<{
  <S extends Shape>(input: Tensor<S>, min?: Tensor | Scalar | null, max?: Tensor | Scalar | null): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly min?: Tensor | Scalar | null; readonly max?: Tensor | Scalar | null; readonly out?: Tensor | null }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, min: Tensor | Scalar | null, options: { readonly max?: Tensor | Scalar | null; readonly out?: Tensor | null }): Tensor<S>;
}>('', 'clip');

/**
 * The complex conjugate; a real tensor is its own.
 */
export const conj = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
}>('', 'conj');

/**
 * Tensors laid end to end along `dim`. All other sizes must agree; an empty vector joins anything.
 *
 * The dtype is the one all dtypes promote to. If all tensors are channels-last, so is the result.
 */
export const concat = operator<{
  <const T extends readonly Tensor[], const N extends number = 0>(tensors: T & shape.CheckCat<shape.ShapesOf<T>, N>, dim?: N): Tensor<shape.Cat<shape.ShapesOf<T>, N>>;
  <const T extends readonly Tensor[], const N extends number = 0>(tensors: T & shape.CheckCat<shape.ShapesOf<T>, N>, options: { readonly dim?: N; readonly out?: Tensor | null }): Tensor<shape.Cat<shape.ShapesOf<T>, N>>;
}>('', 'concat');

/**
 * Tensors laid end to end along `dim`. All other sizes must agree; an empty vector joins anything.
 *
 * The dtype is the one all dtypes promote to. If all tensors are channels-last, so is the result.
 */
export const concatenate = operator<{
  <const T extends readonly Tensor[], const N extends number = 0>(tensors: T & shape.CheckCat<shape.ShapesOf<T>, N>, dim?: N): Tensor<shape.Cat<shape.ShapesOf<T>, N>>;
  <const T extends readonly Tensor[], const N extends number = 0>(tensors: T & shape.CheckCat<shape.ShapesOf<T>, N>, options: { readonly dim?: N; readonly out?: Tensor | null }): Tensor<shape.Cat<shape.ShapesOf<T>, N>>;
}>('', 'concatenate');

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
}>('', 'conv1d');

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
}>('', 'conv2d');

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
}>('', 'conv3d');

/**
 * What `conv1d` does to gradients of its input: every element of `input`, `[batch, in, length]` or `[in, length]`, is spread
 * over a window by `weight`, `[in, out / groups, kernel]`. See `conv_transpose2d`.
 */
export const convTranspose1d = operator<{
  (input: Tensor, weight: Tensor, bias?: Tensor | null, stride?: number | readonly number[], padding?: number | readonly number[], outputPadding?: number | readonly number[], groups?: number, dilation?: number | readonly number[]): Tensor;
  (input: Tensor, weight: Tensor, options: { readonly bias?: Tensor | null; readonly stride?: number | readonly number[]; readonly padding?: number | readonly number[]; readonly outputPadding?: number | readonly number[]; readonly groups?: number; readonly dilation?: number | readonly number[] }): Tensor;
  (input: Tensor, weight: Tensor, bias: Tensor | null, options: { readonly stride?: number | readonly number[]; readonly padding?: number | readonly number[]; readonly outputPadding?: number | readonly number[]; readonly groups?: number; readonly dilation?: number | readonly number[] }): Tensor;
  (input: Tensor, weight: Tensor, bias: Tensor | null, stride: number | readonly number[], options: { readonly padding?: number | readonly number[]; readonly outputPadding?: number | readonly number[]; readonly groups?: number; readonly dilation?: number | readonly number[] }): Tensor;
}>('', 'convTranspose1d');

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
}>('', 'convTranspose2d');

/**
 * What `conv3d` does to gradients of its input, `[batch, in, depth, height, width]` or without batch. See
 * `conv_transpose2d`.
 */
export const convTranspose3d = operator<{
  (input: Tensor, weight: Tensor, bias?: Tensor | null, stride?: number | readonly number[], padding?: number | readonly number[], outputPadding?: number | readonly number[], groups?: number, dilation?: number | readonly number[]): Tensor;
  (input: Tensor, weight: Tensor, options: { readonly bias?: Tensor | null; readonly stride?: number | readonly number[]; readonly padding?: number | readonly number[]; readonly outputPadding?: number | readonly number[]; readonly groups?: number; readonly dilation?: number | readonly number[] }): Tensor;
  (input: Tensor, weight: Tensor, bias: Tensor | null, options: { readonly stride?: number | readonly number[]; readonly padding?: number | readonly number[]; readonly outputPadding?: number | readonly number[]; readonly groups?: number; readonly dilation?: number | readonly number[] }): Tensor;
  (input: Tensor, weight: Tensor, bias: Tensor | null, stride: number | readonly number[], options: { readonly padding?: number | readonly number[]; readonly outputPadding?: number | readonly number[]; readonly groups?: number; readonly dilation?: number | readonly number[] }): Tensor;
}>('', 'convTranspose3d');

/**
 * `input / other`; integers become floats first. `rounding_mode` rounds the quotient: `'trunc'` towards zero,
 * `'floor'` down; then integers stay integers.
 *
 * `input / other` for a number `input`; `rounding_mode` rounds the quotient.
 */
export const divide = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, roundingMode?: string | null): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly roundingMode?: string | null; readonly out?: Tensor | null }): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape>(input: Tensor<S>, other: Scalar, roundingMode?: string | null): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, other: Scalar, options: { readonly roundingMode?: string | null; readonly out?: Tensor | null }): Tensor<S>;
  (input: Scalar, other: Tensor | Scalar, roundingMode?: string | null): Tensor;
  (input: Scalar, other: Tensor | Scalar, options: { readonly roundingMode?: string | null; readonly out?: Tensor | null }): Tensor;
}>('', 'divide');

/**
 * Zeroes elements with probability `p` and divides the others by `1 - p`, so that the expectation stays. Without
 * `training`, `input` itself.
 */
export const dropout = operator<{
  <S extends Shape>(input: Tensor<S>, p?: number, training?: boolean, inplace?: boolean): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly p?: number; readonly training?: boolean; readonly inplace?: boolean }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, p: number, options: { readonly training?: boolean; readonly inplace?: boolean }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, p: number, training: boolean, options: { readonly inplace?: boolean }): Tensor<S>;
}>('', 'dropout');

/**
 * The integer part.
 */
export const fix = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'fix');

/**
 * The outer product of two vectors, `[m], [n] → [m, n]`.
 */
export const ger = operator<{
  (input: Tensor, vec2: Tensor): Tensor;
  (input: Tensor, vec2: Tensor, options: { readonly out?: Tensor | null }): Tensor;
}>('', 'ger');

/**
 * Whether `input > other`.
 */
export const greater = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly out?: Tensor | null }): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape>(input: Tensor<S>, other: Scalar): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, other: Scalar, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'greater');

/**
 * Whether `input >= other`.
 */
export const greaterEqual = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly out?: Tensor | null }): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape>(input: Tensor<S>, other: Scalar): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, other: Scalar, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'greaterEqual');

/**
 * `input`, 0 where it is within `lambd` of 0.
 */
export const hardshrink = operator<{
  <S extends Shape>(input: Tensor<S>, lambd?: Scalar): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly lambd?: Scalar; readonly out?: Tensor | null }): Tensor<S>;
}>('', 'hardshrink');

/**
 * `(x - mean) / sqrt(variance + eps) * weight + bias` over the last dimensions, whose sizes are `normalized_shape`
 * (Ba, Kiros and Hinton, "Layer Normalization").
 */
export const layerNorm = operator<{
  <S extends Shape>(input: Tensor<S>, normalizedShape: number | readonly number[], weight?: Tensor | null, bias?: Tensor | null, eps?: number): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, normalizedShape: number | readonly number[], options: { readonly weight?: Tensor | null; readonly bias?: Tensor | null; readonly eps?: number }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, normalizedShape: number | readonly number[], weight: Tensor | null, options: { readonly bias?: Tensor | null; readonly eps?: number }): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, normalizedShape: number | readonly number[], weight: Tensor | null, bias: Tensor | null, options: { readonly eps?: number }): Tensor<S>;
}>('', 'layerNorm');

/**
 * Whether `input < other`.
 */
export const less = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly out?: Tensor | null }): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape>(input: Tensor<S>, other: Scalar): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, other: Scalar, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'less');

/**
 * Whether `input <= other`.
 */
export const lessEqual = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly out?: Tensor | null }): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape>(input: Tensor<S>, other: Scalar): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, other: Scalar, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'lessEqual');

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
}>('', 'maxPool1d');

/**
 * As `max_pool1d`, with the place of each greatest element in its channel.
 */
export const maxPool1dWithIndices = operator<{
  (input: Tensor, kernelSize: number | readonly number[], stride?: number | readonly number[] | null, padding?: number | readonly number[], dilation?: number | readonly number[], ceilMode?: boolean, returnIndices?: boolean): [Tensor, Tensor];
  (input: Tensor, kernelSize: number | readonly number[], options: { readonly stride?: number | readonly number[] | null; readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean; readonly returnIndices?: boolean }): [Tensor, Tensor];
  (input: Tensor, kernelSize: number | readonly number[], stride: number | readonly number[] | null, options: { readonly padding?: number | readonly number[]; readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean; readonly returnIndices?: boolean }): [Tensor, Tensor];
  (input: Tensor, kernelSize: number | readonly number[], stride: number | readonly number[] | null, padding: number | readonly number[], options: { readonly dilation?: number | readonly number[]; readonly ceilMode?: boolean; readonly returnIndices?: boolean }): [Tensor, Tensor];
}>('', 'maxPool1dWithIndices');

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
}>('', 'maxPool2d');

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
}>('', 'maxPool3d');

/**
 * Dimensions moved from `source` to `destination`; the others keep their order.
 */
export const moveaxis = operator<{
  (input: Tensor, source: number | readonly number[], destination: number | readonly number[]): Tensor;
}>('', 'moveaxis');

/**
 * `input * other`.
 *
 * `input * other` for a number `input`.
 */
export const multiply = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly out?: Tensor | null }): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape>(input: Tensor<S>, other: Scalar): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, other: Scalar, options: { readonly out?: Tensor | null }): Tensor<S>;
  (input: Scalar, other: Tensor | Scalar): Tensor;
  (input: Scalar, other: Tensor | Scalar, options: { readonly out?: Tensor | null }): Tensor;
}>('', 'multiply');

/**
 * `-input`.
 */
export const negative = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'negative');

/**
 * Whether `input != other`.
 */
export const notEqual = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly out?: Tensor | null }): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape>(input: Tensor<S>, other: Scalar): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, other: Scalar, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'notEqual');

/**
 * `input` where positive, elsewhere `weight * input`; `weight` has one element or one per channel (dimension 1).
 */
export const prelu = operator<{
  <S extends Shape>(input: Tensor<S>, weight: Tensor): Tensor<S>;
}>('', 'prelu');

/**
 * `max(input, 0)`.
 */
export const relu = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
}>('', 'relu');

/**
 * Tensors on top of each other: vectors as rows, all others along the first dimension.
 */
export const rowStack = operator<{
  (tensors: readonly Tensor[]): Tensor;
  (tensors: readonly Tensor[], options: { readonly out?: Tensor | null }): Tensor;
}>('', 'rowStack');

/**
 * `elu` scaled so that activations keep mean 0 and variance 1.
 */
export const selu = operator<{
  <S extends Shape>(input: Tensor<S>): Tensor<S>;
}>('', 'selu');

/**
 * `input - alpha * other`.
 *
 * `input - alpha * other` for a number `input`.
 */
export const subtract = operator<{
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, alpha?: Scalar): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape, B extends Shape>(input: Tensor<S>, other: Tensor<B> & shape.CheckBroadcast<S, B>, options: { readonly alpha?: Scalar; readonly out?: Tensor | null }): Tensor<shape.Broadcast<S, B>>;
  <S extends Shape>(input: Tensor<S>, other: Scalar, alpha?: Scalar): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, other: Scalar, options: { readonly alpha?: Scalar; readonly out?: Tensor | null }): Tensor<S>;
  (input: Scalar, other: Tensor | Scalar, alpha?: Scalar): Tensor;
  (input: Scalar, other: Tensor | Scalar, options: { readonly alpha?: Scalar; readonly out?: Tensor | null }): Tensor;
}>('', 'subtract');

/**
 * Two dimensions exchanged.
 */
export const swapaxes = operator<{
  <S extends Shape, const N extends number, const M extends number>(input: Tensor<S>, dim0: N & shape.CheckDims<S, N>, dim1: M & shape.CheckDims<S, M>): Tensor<shape.Transpose<S, N, M>>;
}>('', 'swapaxes');

/**
 * Two dimensions exchanged.
 */
export const swapdims = operator<{
  <S extends Shape, const N extends number, const M extends number>(input: Tensor<S>, dim0: N & shape.CheckDims<S, N>, dim1: M & shape.CheckDims<S, M>): Tensor<shape.Transpose<S, N, M>>;
}>('', 'swapdims');

/**
 * `input` where above `threshold`, elsewhere `value`.
 */
export const threshold = operator<{
  <S extends Shape>(input: Tensor<S>, threshold: Scalar, value: Scalar): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, threshold: Scalar, value: Scalar, options: { readonly out?: Tensor | null }): Tensor<S>;
}>('', 'threshold');
