/**
 * Tensors outside the package: elements with a dtype and a shape, read from the data or out of a live tensor.
 * All layout work of the runner (strides, non-contiguous copies, float64 copies) happens here, on plain arrays.
 */
import type { Engine, LiveTensor } from './engine.ts';

/** Elements as the package reads and takes them: half precision widened to float32, complex as (re, im) pairs. */
export type Elements =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | BigUint64Array
  | BigInt64Array
  | Float32Array
  | Float64Array;

/** Elements in row-major order, or a storage with `strides` and `offset` in elements. */
export interface HostTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly elements: Elements;
  readonly strides?: readonly number[];
  readonly offset?: number;
}

/** `$tensor` as the data writes it. */
export interface EncodedTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data: string;
  readonly strides?: readonly number[];
  readonly offset?: number;
}

const decoded = new WeakMap<EncodedTensor, HostTensor>();

export function count(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

export function decodeTensor(encoded: EncodedTensor): HostTensor {
  const known = decoded.get(encoded);
  if (known !== undefined) return known;
  const { data, ...layout } = encoded;
  const host = { ...layout, elements: fromBytes(new Uint8Array(Buffer.from(data, 'base64')), encoded.dtype) };
  decoded.set(encoded, host);
  return host;
}

export function hostOf(tensor: LiveTensor): HostTensor {
  const { dtype, shape } = tensor;
  return { dtype, shape: [...shape], elements: tensor.toTypedArray() };
}

/** A live tensor with the layout that `host` describes. */
export function toLive(engine: Engine, host: HostTensor): LiveTensor {
  const { dtype, shape, elements, strides, offset = 0 } = host;
  const flat = engine.tensor(isComplex(dtype) ? complexList(elements) : elements, { dtype });
  if (strides !== undefined) return flat.asStrided(shape, strides, offset);
  return shape.length === 1 ? flat : flat.reshape(shape);
}

function complexList(pairs: Elements): { re: number; im: number }[] {
  return Array.from({ length: pairs.length / 2 }, (_, index) => ({
    re: Number(pairs[2 * index]),
    im: Number(pairs[2 * index + 1]),
  }));
}

export function isFloating(dtype: string): boolean {
  return /^b?float/.test(dtype);
}

export function isComplex(dtype: string): boolean {
  return dtype.startsWith('complex');
}

/** The elements in little-endian bytes from the start of a buffer. */
export function fromBytes(bytes: Uint8Array, dtype: string): Elements {
  const { buffer } = bytes;
  switch (dtype) {
    case 'int8':
      return new Int8Array(buffer);
    case 'int16':
      return new Int16Array(buffer);
    case 'uint16':
      return new Uint16Array(buffer);
    case 'int32':
      return new Int32Array(buffer);
    case 'uint32':
      return new Uint32Array(buffer);
    case 'int64':
      return new BigInt64Array(buffer);
    case 'uint64':
      return new BigUint64Array(buffer);
    case 'float16':
      return Float32Array.from(new Uint16Array(buffer), halfToNumber);
    case 'bfloat16':
      return new Float32Array(Uint32Array.from(new Uint16Array(buffer), (bits) => bits << 16).buffer);
    case 'float32':
    case 'complex64':
      return new Float32Array(buffer);
    case 'float64':
    case 'complex128':
      return new Float64Array(buffer);
    default:
      return bytes;
  }
}

/** The elements as numbers, integers beyond 2^53 rounded. The tensor must be contiguous. */
export function numbers(host: HostTensor): Float64Array {
  return Float64Array.from(host.elements as ArrayLike<number>, Number);
}

export function fromNumbers(values: ArrayLike<number>, shape: readonly number[], dtype: string): HostTensor {
  const isDouble = dtype === 'float64' || dtype === 'complex128';
  return { dtype, shape, elements: isDouble ? Float64Array.from(values) : Float32Array.from(values) };
}

/** All zeros. */
export function zeros(shape: readonly number[], dtype: string): HostTensor {
  return { dtype, shape, elements: room(dtype, count(shape)) };
}

/** An array for so many elements of a dtype. */
function room(dtype: string, length: number): Elements {
  const { constructor } = fromBytes(new Uint8Array(0), dtype);
  return new (constructor as new (length: number) => Elements)(isComplex(dtype) ? 2 * length : length);
}

/** Row-major strides in elements. */
export function contiguousStrides(shape: readonly number[]): number[] {
  const strides: number[] = [];
  let step = 1;
  for (const size of [...shape].reverse()) {
    strides.unshift(step);
    step *= Math.max(size, 1);
  }
  return strides;
}

/** The same elements in row-major order without gaps. */
export function contiguous(host: HostTensor): HostTensor {
  const { dtype, shape, strides, offset = 0 } = host;
  if (strides === undefined) return host;
  const elements = room(dtype, count(shape));
  copy(host.elements, offsets(shape, strides, offset), elements, null);
  return { dtype, shape, elements };
}

/** Moves elements between positions; null stands for 0, 1, 2, … The tensor must not be complex: no input is. */
function copy(from: Elements, read: readonly number[] | null, to: Elements, write: readonly number[] | null): void {
  const [source, target] = [from as Float64Array, to as Float64Array];
  for (let index = 0; index < (read ?? write ?? []).length; index += 1) {
    target[write?.[index] ?? index] = source[read?.[index] ?? index] as number;
  }
}

/**
 * The same elements every other place of a storage twice as large, from element 1 on; `transposed` also reverses the
 * order of the dimensions in memory. What lies between is NaN, or −1, or true.
 */
export function spreadOut(host: HostTensor, transposed: boolean): HostTensor {
  const { dtype, shape, elements } = contiguous(host);
  const plain = transposed ? contiguousStrides([...shape].reverse()).reverse() : contiguousStrides(shape);
  const strides = plain.map((stride) => 2 * stride);
  const storage = room(dtype, 2 * count(shape) + 2);
  if (storage instanceof BigInt64Array || storage instanceof BigUint64Array) storage.fill(-1n);
  else storage.fill(isFloating(dtype) ? Number.NaN : dtype === 'bool' ? 1 : -1);
  copy(elements, null, storage, offsets(shape, strides, 1));
  return { dtype, shape, elements: storage, strides, offset: 1 };
}

/** The position in the storage of every element, in row-major order. */
function offsets(shape: readonly number[], strides: readonly number[], offset: number): number[] {
  let list = [offset];
  shape.forEach((size, dim) => {
    const stride = strides[dim] ?? 0;
    list = list.flatMap((start) => Array.from({ length: size }, (_, index) => start + index * stride));
  });
  return list;
}

function halfToNumber(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  const sign = bits & 0x8000 ? -1 : 1;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}
