/** Between nested lists and flat elements: what `tensor([[1, 2], [3, 4]])` reads and `tolist()` gives. */
import { type DType, entryOf, isComplex, type TypedArray } from './dtype.ts';
import { DTypeError, OutOfMemoryError, ShapeError, ValueError } from './error.ts';
import { FloatNumber, type Scalar } from './scalar.ts';

/** A complex number. */
export interface Complex {
  readonly re: number;
  readonly im: number;
}

export type Element = Scalar | Complex;

/** Lists in lists, all of one length at each depth. */
export type Nested<T> = T | readonly Nested<T>[];

/** Elements in row-major order with their shape, and the dtype they would have by themselves. */
export interface Elements {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly values: readonly Element[];
}

function isComplexNumber(value: unknown): value is Complex {
  return typeof value === 'object' && value !== null && 're' in value && 'im' in value && isPart(value.re) && isPart(value.im);
}

function isPart(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof FloatNumber;
}

/** Numbers are float32, booleans bool, bigints int64, complex numbers complex64; the widest of them wins. */
function dtypeOf(values: readonly Element[]): DType {
  let [bools, bigints, numbers, complex] = [false, false, false, false];
  for (const value of values) {
    if (typeof value === 'boolean') bools = true;
    else if (typeof value === 'bigint') bigints = true;
    else if (typeof value === 'number' || value instanceof FloatNumber) numbers = true;
    else if (isComplexNumber(value)) complex = true;
    else throw new ValueError(`expected a number, got ${describe(value)}`);
  }
  if (complex) return 'complex64';
  if (numbers) return 'float32';
  return bigints ? 'int64' : bools ? 'bool' : 'float32';
}

function describe(value: unknown): string {
  return value === null ? 'null' : typeof value === 'object' ? value.constructor.name : typeof value;
}

/** Reads lists in lists. */
export function flatten(data: unknown): Elements {
  const shape: number[] = [];
  for (let level = data; Array.isArray(level); level = level[0]) shape.push(level.length);
  const values: Element[] = [];
  collect(data, shape, 0, values);
  return { shape, dtype: dtypeOf(values), values };
}

function collect(data: unknown, shape: readonly number[], depth: number, values: Element[]): void {
  if (!Array.isArray(data)) {
    if (depth < shape.length) throw ragged(shape, depth, data);
    values.push(data as Element);
    return;
  }
  if (depth >= shape.length || data.length !== shape[depth]) throw ragged(shape, depth, data);
  for (const item of data) collect(item, shape, depth + 1, values);
}

function ragged(shape: readonly number[], depth: number, data: unknown): ShapeError {
  const got = Array.isArray(data) ? `length ${data.length}` : describe(data);
  const expected = depth < shape.length ? `sequence of length ${shape[depth]}` : 'a number';
  return new ShapeError(`expected ${expected} at dim ${depth} (got ${got})`);
}

/** An array for so many elements of a dtype, complex ones as pairs. */
export function room(dtype: DType, count: number): TypedArray {
  const { array: Array } = entryOf(dtype);
  const length = isComplex(dtype) ? 2 * count : count;
  try {
    return new Array(length);
  } catch (cause) {
    throw new OutOfMemoryError(`a typed array of ${length} elements cannot be had`, { cause });
  }
}

/** Writes elements in a dtype that has typed arrays of its own values; halves are not among them. */
export function pack(values: readonly Element[], dtype: DType): TypedArray {
  const array = room(dtype, values.length);
  if (array instanceof BigInt64Array || array instanceof BigUint64Array) {
    values.forEach((value, index) => (array[index] = toBigInt(value, dtype)));
  } else if (isComplex(dtype)) {
    values.forEach((value, index) => {
      const { re, im } = isComplexNumber(value) ? value : { re: Number(value), im: 0 };
      array[2 * index] = re;
      array[2 * index + 1] = im;
    });
  } else {
    values.forEach((value, index) => (array[index] = dtype === 'bool' ? Number(toBool(value)) : toNumber(value, dtype)));
  }
  return array;
}

function toBool(value: Element): boolean {
  return value instanceof FloatNumber ? value.value !== 0 : Boolean(value);
}

/** The least and the most that integers hold; those of 64 bits are in bigints. */
const RANGES: { readonly [D in DType]?: readonly [number, number] } = {
  uint8: [0, 0xff],
  int8: [-0x80, 0x7f],
  int16: [-0x8000, 0x7fff],
  int32: [-0x8000_0000, 0x7fff_ffff],
  uint16: [0, 0xffff],
  uint32: [0, 0xffff_ffff],
};

function overflow(dtype: DType): ValueError {
  return new ValueError(`value cannot be converted to type ${dtype} without overflow`);
}

function toNumber(value: Element, dtype: DType): number {
  if (isComplexNumber(value)) throw new DTypeError(`a complex number cannot be converted to ${dtype}`);
  const number = Number(value);
  const range = RANGES[dtype];
  if (range === undefined) return number;
  const [least, most] = range;
  // As in PyTorch, a whole number below zero wraps around once.
  const lowest = least === 0 && Number.isInteger(number) ? -most : least;
  if (!(number >= lowest && number <= most)) throw overflow(dtype);
  return number;
}

function toBigInt(value: Element, dtype: DType): bigint {
  if (isComplexNumber(value)) throw new DTypeError(`a complex number cannot be converted to ${dtype}`);
  if (typeof value !== 'bigint' && !Number.isFinite(Number(value))) throw overflow(dtype);
  const integer = typeof value === 'bigint' ? value : BigInt(Math.trunc(Number(value)));
  const wrapped = dtype === 'int64' ? BigInt.asIntN(64, integer) : BigInt.asUintN(64, integer);
  if (wrapped !== integer) throw overflow(dtype);
  return integer;
}

/** An int64 as a number where that is exact. */
export function fromBigInt(value: bigint): number | bigint {
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}

/** Flat elements as lists in lists; a 0-d one as itself. */
export function nest(array: TypedArray, shape: readonly number[], dtype: DType): unknown {
  const read = reader(array, dtype);
  let at = 0;
  const level = (depth: number): unknown => {
    if (depth === shape.length) return read(at++);
    return Array.from({ length: shape[depth] ?? 0 }, () => level(depth + 1));
  };
  return level(0);
}

/** Reads element `index` as a JavaScript value. */
export function reader(array: TypedArray, dtype: DType): (index: number) => number | bigint | boolean | Complex {
  if (array instanceof BigInt64Array || array instanceof BigUint64Array) return (index) => fromBigInt(array[index] ?? 0n);
  if (dtype === 'bool') return (index) => array[index] !== 0;
  if (isComplex(dtype)) return (index) => ({ re: array[2 * index] ?? 0, im: array[2 * index + 1] ?? 0 });
  return (index) => array[index] ?? 0;
}
