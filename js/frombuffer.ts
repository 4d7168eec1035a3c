/**
 * `fromBuffer`: a tensor over the memory of a buffer, without a copy.
 * Invariant: the memory stays where it is as long as the tensor lives: the engine holds the buffer, which cannot be transferred
 * any more, and buffers whose size may change are refused.
 */
import { markAsUntransferable } from 'node:worker_threads';
import { bytesOf, codeOf, type DType, dtypeOfArray, entryOf, type TypedArray } from './dtype.ts';
import { attempt, DTypeError, ValueError } from './error.ts';
import { native } from './native/index.ts';
import { isAnyArrayBuffer } from './realm.ts';
import { BOOL, DTYPE, INT, type Kind, named, required, signature } from './signature.ts';
import { make, type Tensor } from './tensor.ts';

export interface FromBufferOptions {
  /** Of the elements; of a typed array otherwise its own. */
  readonly dtype?: DType;
  /** How many elements; otherwise all there are. */
  readonly count?: number;
  /** Bytes to leave out at the start. */
  readonly offset?: number;
  readonly requiresGrad?: boolean;
}

/**
 * A tensor of one dimension that shares memory with a buffer or typed array: what is written to one is seen in the other. The
 * engine does not see writes to the buffer: none should come between an operation and its backward pass. The buffer cannot be
 * transferred to another thread afterwards.
 *
 * @example
 * const samples = new Float32Array(4);
 * const x = fromBuffer(samples);
 * samples[0] = 1; // x is tensor([1., 0., 0., 0.])
 */
export function fromBuffer(buffer: TypedArray | ArrayBufferLike | DataView, options?: FromBufferOptions): Tensor;
export function fromBuffer(...args: readonly unknown[]): Tensor {
  const { buffer, dtype: given, count, offset, requiresGrad } = SIGNATURE.read(args, fromBuffer);
  const bytes = bytesIn(buffer);
  const dtype = given ?? (ArrayBuffer.isView(buffer) && !(buffer instanceof DataView) ? dtypeOfArray(buffer as TypedArray) : null);
  if (dtype === null) throw new DTypeError("fromBuffer() missing required argument: 'dtype'");
  if (dtype === 'bool')
    throw new DTypeError('fromBuffer(): any byte may stand in a buffer, but not in a bool tensor', { hint: "take 'uint8', and ne(0) of it" });
  const part = partOf(bytes, dtype, count, offset);
  const tensor = make((out) => attempt(() => native.fromBuffer(out, part, part, codeOf(dtype)), fromBuffer));
  return requiresGrad ? tensor.requiresGrad_() : tensor;
}

/** All bytes of a buffer that will stay where it is. */
function bytesIn(buffer: TypedArray | ArrayBufferLike | DataView): Uint8Array {
  const memory = (ArrayBuffer.isView(buffer) ? buffer.buffer : buffer) as ArrayBufferLike & { resizable?: boolean; growable?: boolean };
  if (memory.resizable === true || memory.growable === true) {
    throw new ValueError('fromBuffer(): the size of the buffer may change, and its memory with it');
  }
  if (!isShared(memory)) markAsUntransferable(memory);
  return ArrayBuffer.isView(buffer) ? bytesOf(buffer as TypedArray) : new Uint8Array(memory);
}

const BUFFER: Kind<TypedArray | ArrayBufferLike | DataView> = {
  name: 'buffer or typed array',
  accepts: (value) => ArrayBuffer.isView(value) || isAnyArrayBuffer(value),
};
const SIGNATURE = signature(
  'fromBuffer',
  required('buffer', BUFFER),
  named('dtype', DTYPE, null),
  named('count', INT, -1),
  named('offset', INT, 0),
  named('requiresGrad', BOOL, false),
);

function isShared(value: unknown): value is SharedArrayBuffer {
  return typeof SharedArrayBuffer !== 'undefined' && value instanceof SharedArrayBuffer;
}

/** The bytes of the elements that are asked for, in PyTorch's words where they are not there. */
function partOf(bytes: Uint8Array, dtype: DType, count: number, offset: number): Uint8Array {
  const { size } = entryOf(dtype);
  const { length } = bytes;
  if (length === 0 || count === 0) throw new ValueError(`both buffer length (${length}) and count (${count}) must not be 0`);
  if (offset < 0 || offset >= length) {
    throw new ValueError(`offset (${offset} bytes) must be non-negative and no greater than buffer length (${length} bytes) minus 1`);
  }
  const left = length - offset;
  if (count < 0 && left % size !== 0)
    throw new ValueError(`buffer length (${left} bytes) after offset (${offset} bytes) must be a multiple of element size (${size})`);
  const elements = count < 0 ? left / size : count;
  if (elements * size > left) {
    throw new ValueError(
      `requested buffer length (${elements} * ${size} bytes) after offset (${offset} bytes) must not be greater than actual buffer length (${length} bytes)`,
    );
  }
  const start = bytes.byteOffset + offset;
  // Complex numbers are pairs, aligned as their parts.
  const step = dtype.startsWith('complex') ? size / 2 : size;
  if (start % step !== 0) throw new ValueError(`fromBuffer(): elements of ${dtype} must start at a multiple of ${step} bytes, not at ${start}`);
  return new Uint8Array(bytes.buffer, start, elements * size);
}
