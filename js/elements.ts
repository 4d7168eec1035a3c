/** Between nested lists and flat elements: what `tensor([[1, 2], [3, 4]])` reads and `tolist()` gives. */
import { getHeapStatistics } from 'node:v8';
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

/** Elements in row-major order, packed, with their shape. */
export interface Packed {
  readonly array: TypedArray;
  readonly dtype: DType;
  readonly shape: readonly number[];
}

/** Lists in lists may be so deep. */
const MOST_DIMENSIONS = 128;
/** So many numbers in lists are looked at before they are made: beyond V8's heap there is no error but the end. */
const MANY = 10_000_000;
/** What a number in a list takes of the heap. */
const BYTES_IN_LIST = 8;

function isComplexNumber(value: unknown): value is Complex {
  return typeof value === 'object' && value !== null && 're' in value && 'im' in value && isPart(value.re) && isPart(value.im);
}

function isPart(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof FloatNumber;
}

function describe(value: unknown): string {
  return value === null ? 'null' : typeof value === 'object' ? value.constructor.name : typeof value;
}

/** The lengths of the lists, each by the first one of its depth. */
function shapeOf(data: unknown): number[] {
  const shape: number[] = [];
  for (let level = data; Array.isArray(level); level = level[0]) {
    if (shape.length === MOST_DIMENSIONS) throw new ValueError("too many dimensions 'list'");
    shape.push(level.length);
  }
  return shape;
}

/** Calls `visit` with each innermost list and the place of its first element, until it gives false. */
function eachRow(data: unknown, shape: readonly number[], visit: (row: readonly unknown[], start: number) => boolean): boolean {
  if (shape.length === 0) return visit([data], 0);
  const last = shape.length - 1;
  let start = 0;
  const walk = (level: unknown, depth: number): boolean => {
    if (!Array.isArray(level) || level.length !== shape[depth]) throw ragged(shape, depth, level);
    if (depth === last) {
      start += level.length;
      return visit(level, start - level.length);
    }
    for (let index = 0; index < level.length; index += 1) {
      if (!walk(level[index], depth + 1)) return false;
    }
    return true;
  };
  return walk(data, 0);
}

/** Numbers are float32, booleans bool, bigints int64, complex numbers complex64; the widest of them wins. */
function dtypeOf(data: unknown, shape: readonly number[]): DType {
  let [bools, bigints, numbers, complex] = [false, false, false, false];
  eachRow(data, shape, (row) => {
    for (const value of row) {
      if (typeof value === 'boolean') bools = true;
      else if (typeof value === 'bigint') bigints = true;
      else if (typeof value === 'number' || value instanceof FloatNumber) numbers = true;
      else if (isComplexNumber(value)) complex = true;
      else throw Array.isArray(value) ? ragged(shape, shape.length, value) : new ValueError(`expected a number, got ${describe(value)}`);
    }
    return true;
  });
  if (complex) return 'complex64';
  if (numbers) return 'float32';
  return bigints ? 'int64' : bools ? 'bool' : 'float32';
}

/** Reads lists in lists, in a dtype that has typed arrays of its own values; halves are not among them. */
export function packNested(data: unknown, wanted: DType | undefined): Packed {
  const shape = shapeOf(data);
  const count = shape.reduce((product, size) => product * size, 1);
  // A list may be in itself several times: the lists can be more than anybody can walk, also where the innermost are empty.
  if (shape.slice(0, -1).reduce((product, size) => product * size, 1) > 2 ** 32) throw tooMany(count);
  // Mostly they are plain numbers, to be floats: read in one go, until something else turns up.
  if (wanted === undefined || wanted === 'float32' || wanted === 'float64') {
    const array = room(wanted ?? 'float32', count);
    if (packNumbers(data, shape, array as Float32Array | Float64Array)) return { array, dtype: wanted ?? 'float32', shape };
  }
  const dtype = wanted ?? dtypeOf(data, shape);
  const array = room(dtype, count);
  const write = writer(array, dtype);
  eachRow(data, shape, (row, start) => {
    for (let index = 0; index < row.length; index += 1) {
      const value = row[index];
      if (Array.isArray(value)) throw ragged(shape, shape.length, value);
      write(start + index, value as Element);
    }
    return true;
  });
  return { array, dtype, shape };
}

/** Whether all elements were plain numbers, and so are written. */
function packNumbers(data: unknown, shape: readonly number[], array: Float32Array | Float64Array): boolean {
  return eachRow(data, shape, (row, start) => {
    for (let index = 0; index < row.length; index += 1) {
      const value = row[index];
      if (typeof value !== 'number') return false;
      array[start + index] = value;
    }
    return true;
  });
}

function tooMany(count: number): OutOfMemoryError {
  return new OutOfMemoryError(`lists of ${count} numbers do not fit in memory`);
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

/** Writes an element at its place. */
function writer(array: TypedArray, dtype: DType): (place: number, value: Element) => void {
  if (array instanceof BigInt64Array || array instanceof BigUint64Array) {
    return (place, value) => (array[place] = toBigInt(value, dtype));
  }
  if (isComplex(dtype)) {
    return (place, value) => {
      const { re, im } = isComplexNumber(value) ? value : { re: Number(value), im: 0 };
      array[2 * place] = re;
      array[2 * place + 1] = im;
    };
  }
  if (dtype === 'bool') return (place, value) => (array[place] = Number(toBool(value)));
  return (place, value) => (array[place] = toNumber(value, dtype));
}

function toBool(value: Element): boolean {
  return typeof value === 'object' && value instanceof FloatNumber ? value.value !== 0 : Boolean(value);
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
  const last = shape.length - 1;
  if (last < 0) return reader(array, dtype)(0);
  ensureHeapFor(shape.reduce((product, size) => product * Math.max(size, 1), 1));
  const readRow = rowReader(array, dtype);
  let at = 0;
  const level = (depth: number): unknown => {
    const length = shape[depth] as number;
    if (depth === last) {
      at += length;
      return readRow(at - length, length);
    }
    const lists = new Array<unknown>(length);
    for (let index = 0; index < length; index += 1) lists[index] = level(depth + 1);
    return lists;
  };
  return level(0);
}

/** Fails where so many list entries do not fit V8's heap. */
export function ensureHeapFor(count: number): void {
  if (count < MANY) return;
  const { heap_size_limit: most, used_heap_size: used } = getHeapStatistics();
  if (count * BYTES_IN_LIST > most - used) throw tooMany(count);
}

/** Reads elements as a list. */
function rowReader(array: TypedArray, dtype: DType): (start: number, length: number) => unknown[] {
  if (array instanceof BigInt64Array || array instanceof BigUint64Array) return wideRowReader(array);
  if (dtype === 'bool' || isComplex(dtype)) {
    const read = reader(array, dtype);
    return (start, length) => {
      const row = new Array<unknown>(length);
      for (let index = 0; index < length; index += 1) row[index] = read(start + index);
      return row;
    };
  }
  const numbers = array as Float32Array;
  return (start, length) => {
    const row = new Array<number>(length);
    for (let index = 0; index < length; index += 1) row[index] = numbers[start + index] as number;
    return row;
  };
}

/** As numbers where that is exact, by halves: a bigint is an object, which takes ten times as long to make. */
function wideRowReader(array: BigInt64Array | BigUint64Array): (start: number, length: number) => unknown[] {
  const { buffer, byteOffset, length: count } = array;
  const low = new Uint32Array(buffer, byteOffset, 2 * count);
  const high = array instanceof BigInt64Array ? new Int32Array(buffer, byteOffset, 2 * count) : low;
  return (start, length) => {
    const row = new Array<number | bigint>(length);
    for (let index = 0; index < length; index += 1) {
      const place = start + index;
      const value = (high[2 * place + 1] as number) * 2 ** 32 + (low[2 * place] as number);
      row[index] = Number.isSafeInteger(value) ? value : fromBigInt(array[place] as bigint);
    }
    return row;
  };
}

/** Reads element `index` as a JavaScript value. */
export function reader(array: TypedArray, dtype: DType): (index: number) => number | bigint | boolean | Complex {
  if (array instanceof BigInt64Array || array instanceof BigUint64Array) return (index) => fromBigInt(array[index] ?? 0n);
  if (dtype === 'bool') return (index) => array[index] !== 0;
  if (isComplex(dtype)) return (index) => ({ re: array[2 * index] ?? 0, im: array[2 * index + 1] ?? 0 });
  return (index) => array[index] ?? 0;
}
