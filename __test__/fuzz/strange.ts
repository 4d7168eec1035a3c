/** Values that are unusual for their kind, and values of a wrong kind. None is a size that exists and yet fills the machine. */
import type { DType } from '../../js/index.ts';

/** The commonest more than once. */
export const DTYPES: readonly DType[] = [
  'float32', 'float32', 'float64', 'bfloat16', 'float16', 'int64', 'int32', 'int16', 'int8', 'uint8', 'uint16', 'uint32', 'uint64', 'bool',
  'complex64', 'complex128',
];

/** Numbers nobody expects. */
export const ODD: readonly unknown[] = [
  0, -0, 1, -1, 2, -2, 3, 5, -7, 0.5, -0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, true, false,
  2 ** 53, -(2 ** 53), 2 ** 62, 2 ** 63, -(2 ** 63), 1e300, -1e300, 5e-324, 0n, 3n, -1n, 2n ** 62n, 2n ** 63n, -(2n ** 63n), 2n ** 64n, 2n ** 70n,
];

export const STRANGE: readonly (() => unknown)[] = [
  ...ODD.map((each) => () => each),
  () => null, () => undefined, () => '', () => 'sum', () => '🦙', () => 'float32', () => 'reflect', () => Symbol.iterator, () => () => 1,
  () => [], () => [0], () => [1, 0], () => [[0]], () => [[[1]]], () => [null], () => [undefined], () => [0.5], () => ['0'], () => [-1, -1],
  () => [1, , 2], () => [[0n]], () => [[true, false]], () => [2 ** 53, 2 ** 53], () => [2 ** 40, 2 ** 40], () => new Proxy([1, 0], {}),
  () => ({}), () => Object.create(null), () => ({ valueOf: () => 1 }), () => new Map(), () => new Date(0), () => /x/,
  () => new Float32Array(2), () => new BigInt64Array(2), () => new Uint8Array(0),
];
