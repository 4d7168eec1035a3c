/** Element types, and the typed arrays that hold them. */
import { typedArrayName } from './realm.ts';

/** PyTorch's dtypes by name. */
export type DType =
  | 'bool'
  | 'uint8'
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'float16'
  | 'bfloat16'
  | 'float32'
  | 'float64'
  | 'complex64'
  | 'complex128';

/** Arrays of elements. Halves are read as float32; complex numbers as (re, im) pairs. */
export type TypedArray =
  | Uint8Array
  | Uint8ClampedArray
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint16Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

interface DTypeEntry {
  /** Bytes per element. */
  readonly size: number;
  /** As in PyTorch's error texts and legacy type names: `Float`, `Long`. */
  readonly scalarName: string;
  readonly array: new (length: number) => TypedArray;
}

/** In the order of the engine's codes. */
const TABLE: { readonly [D in DType]: DTypeEntry } = {
  bool: { size: 1, scalarName: 'Bool', array: Uint8Array },
  uint8: { size: 1, scalarName: 'Byte', array: Uint8Array },
  int8: { size: 1, scalarName: 'Char', array: Int8Array },
  int16: { size: 2, scalarName: 'Short', array: Int16Array },
  int32: { size: 4, scalarName: 'Int', array: Int32Array },
  int64: { size: 8, scalarName: 'Long', array: BigInt64Array },
  uint16: { size: 2, scalarName: 'UInt16', array: Uint16Array },
  uint32: { size: 4, scalarName: 'UInt32', array: Uint32Array },
  uint64: { size: 8, scalarName: 'UInt64', array: BigUint64Array },
  float16: { size: 2, scalarName: 'Half', array: Uint16Array },
  bfloat16: { size: 2, scalarName: 'BFloat16', array: Uint16Array },
  float32: { size: 4, scalarName: 'Float', array: Float32Array },
  float64: { size: 8, scalarName: 'Double', array: Float64Array },
  complex64: { size: 8, scalarName: 'ComplexFloat', array: Float32Array },
  complex128: { size: 16, scalarName: 'ComplexDouble', array: Float64Array },
};

/** All dtypes; the index of one is its code at the boundary to the engine. */
export const DTYPES = Object.keys(TABLE) as readonly DType[];

const CODES: ReadonlyMap<string, number> = new Map(DTYPES.map((dtype, code) => [dtype, code]));

export function isDType(value: unknown): value is DType {
  return typeof value === 'string' && CODES.has(value);
}

export function codeOf(dtype: DType): number {
  return CODES.get(dtype) ?? -1;
}

export function entryOf(dtype: DType): DTypeEntry {
  return TABLE[dtype];
}

export function isFloating(dtype: DType): boolean {
  return dtype.startsWith('float') || dtype === 'bfloat16';
}

export function isComplex(dtype: DType): boolean {
  return dtype.startsWith('complex');
}

/** The dtype whose elements a typed array holds. */
export function dtypeOfArray(array: TypedArray): DType {
  switch (typedArrayName(array)) {
    case 'Int8Array':
      return 'int8';
    case 'Int16Array':
      return 'int16';
    case 'Int32Array':
      return 'int32';
    case 'Uint16Array':
      return 'uint16';
    case 'Uint32Array':
      return 'uint32';
    case 'BigInt64Array':
      return 'int64';
    case 'BigUint64Array':
      return 'uint64';
    case 'Float32Array':
      return 'float32';
    case 'Float64Array':
      return 'float64';
    case 'Float16Array':
      return 'float16';
    default:
      return 'uint8';
  }
}

/** The bytes of a typed array, not copied. */
export function bytesOf(array: TypedArray): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
