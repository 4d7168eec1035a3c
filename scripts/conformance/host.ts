/**
 * Tensors outside the package: bytes with a dtype and a shape, read from the data or out of a live tensor.
 * All layout work of the runner (strides, non-contiguous copies, float64 copies) happens here, on plain arrays.
 */
import type { Engine, LiveTensor } from './engine.ts';

/** Elements in row-major order, or a storage with `strides` and `offset` in elements. */
export interface HostTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
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

const ITEM_SIZE: Readonly<Record<string, number>> = {
  bool: 1,
  uint8: 1,
  int8: 1,
  uint16: 2,
  int16: 2,
  float16: 2,
  bfloat16: 2,
  uint32: 4,
  int32: 4,
  float32: 4,
  uint64: 8,
  int64: 8,
  float64: 8,
  complex64: 8,
  complex128: 16,
};

const decoded = new WeakMap<EncodedTensor, HostTensor>();

export function itemSize(dtype: string): number {
  return ITEM_SIZE[dtype] ?? 1;
}

export function count(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

export function decodeTensor(encoded: EncodedTensor): HostTensor {
  const known = decoded.get(encoded);
  if (known !== undefined) return known;
  const { data, ...layout } = encoded;
  const host = { ...layout, bytes: new Uint8Array(Buffer.from(data, 'base64')) };
  decoded.set(encoded, host);
  return host;
}

export function hostOf(tensor: LiveTensor): HostTensor {
  const { dtype, shape } = tensor;
  return { dtype, shape: [...shape], bytes: new Uint8Array(tensor.toBytes()) };
}

/** A live tensor with the layout that `host` describes. */
export function toLive(engine: Engine, host: HostTensor): LiveTensor {
  if (host.strides === undefined) return engine.fromBytes(host.bytes, host.shape, host.dtype);
  const storage = engine.fromBytes(host.bytes, [host.bytes.length / itemSize(host.dtype)], host.dtype);
  return storage.asStrided(host.shape, host.strides, host.offset ?? 0);
}

export function isFloating(dtype: string): boolean {
  return /^b?float/.test(dtype);
}

export function isComplex(dtype: string): boolean {
  return dtype.startsWith('complex');
}

/** The elements as numbers or bigints; complex ones as pairs. The tensor must be contiguous. */
export function elements(host: HostTensor): ArrayLike<number> | ArrayLike<bigint> {
  const { buffer, byteOffset } = host.bytes;
  const n = host.bytes.length / itemSize(host.dtype);
  switch (host.dtype) {
    case 'int8':
      return new Int8Array(buffer, byteOffset, n);
    case 'int16':
      return new Int16Array(buffer, byteOffset, n);
    case 'uint16':
      return new Uint16Array(buffer, byteOffset, n);
    case 'int32':
      return new Int32Array(buffer, byteOffset, n);
    case 'uint32':
      return new Uint32Array(buffer, byteOffset, n);
    case 'int64':
      return new BigInt64Array(buffer, byteOffset, n);
    case 'uint64':
      return new BigUint64Array(buffer, byteOffset, n);
    case 'float16':
      return Float64Array.from(new Uint16Array(buffer, byteOffset, n), halfToNumber);
    case 'bfloat16':
      return new Float32Array(Uint32Array.from(new Uint16Array(buffer, byteOffset, n), (bits) => bits << 16).buffer);
    case 'float32':
      return new Float32Array(buffer, byteOffset, n);
    case 'complex64':
      return new Float32Array(buffer, byteOffset, 2 * n);
    case 'float64':
      return new Float64Array(buffer, byteOffset, n);
    case 'complex128':
      return new Float64Array(buffer, byteOffset, 2 * n);
    default:
      return host.bytes;
  }
}

/** The elements as numbers, integers beyond 2^53 rounded. */
export function numbers(host: HostTensor): Float64Array {
  return Float64Array.from(elements(host) as ArrayLike<number>, Number);
}

export function fromNumbers(values: ArrayLike<number>, shape: readonly number[], dtype: string): HostTensor {
  const typed = dtype === 'float64' || dtype === 'complex128' ? Float64Array.from(values) : Float32Array.from(values);
  return { dtype, shape, bytes: new Uint8Array(typed.buffer) };
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
  const { dtype, shape, bytes, strides, offset = 0 } = host;
  if (strides === undefined) return host;
  const size = itemSize(dtype);
  const out = new Uint8Array(count(shape) * size);
  offsets(shape, strides, offset).forEach((from, to) => {
    out.set(bytes.subarray(from * size, (from + 1) * size), to * size);
  });
  return { dtype, shape, bytes: out };
}

/**
 * The same elements every other place of a storage twice as large, from element 1 on; `transposed` also reverses the
 * order of the dimensions in memory. What lies between is 0xff bytes: NaN as a float, −1 or the maximum as an integer.
 */
export function spreadOut(host: HostTensor, transposed: boolean): HostTensor {
  const { dtype, shape, bytes } = contiguous(host);
  const size = itemSize(dtype);
  const plain = transposed ? contiguousStrides([...shape].reverse()).reverse() : contiguousStrides(shape);
  const strides = plain.map((stride) => 2 * stride);
  const storage = new Uint8Array((2 * count(shape) + 2) * size).fill(dtype === 'bool' ? 1 : 0xff);
  offsets(shape, strides, 1).forEach((to, from) => {
    storage.set(bytes.subarray(from * size, (from + 1) * size), to * size);
  });
  return { dtype, shape, bytes: storage, strides, offset: 1 };
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
