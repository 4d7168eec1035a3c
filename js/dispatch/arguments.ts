/**
 * Arguments of operators: which values a parameter takes, and the plain values that each becomes. The engine's
 * reader (crates/autograd/src/call) is the other side of this file; the two know the same kinds.
 * Reading an argument may run any code, so nothing here knows the shared buffer (see handles.ts).
 */
import { codeOf, isDType } from '../dtype.ts';
import { TensorIndexError, ValueError } from '../error.ts';
import { Generator } from '../generator.ts';
import { deviceCode } from '../device.ts';
import type { Word } from '../handles.ts';
import { native } from '../native/index.ts';
import { FloatNumber, isWholeNumber } from '../scalar.ts';
import { isTensor, Tensor } from '../tensor.ts';
import type { OpKind } from './registry.ts';

function isNumeric(value: unknown): value is number | bigint | boolean | FloatNumber {
  const type = typeof value;
  return type === 'number' || type === 'boolean' || type === 'bigint' || value instanceof FloatNumber;
}

function isInt(value: unknown): value is number | bigint {
  return typeof value === 'number' ? Number.isInteger(value) : typeof value === 'bigint';
}

function isListOf(value: unknown, accepts: (item: unknown) => boolean): value is readonly unknown[] {
  return Array.isArray(value) && value.every(accepts);
}

function isSingleton(value: unknown): value is Tensor {
  return isTensor(value) && value.numel() === 1;
}

function isIntLike(value: unknown): boolean {
  return isInt(value) || (isSingleton(value) && !/^(b?float|complex)/.test(value.dtype));
}

function isFloatLike(value: unknown): boolean {
  return (isNumeric(value) && typeof value !== 'boolean') || isSingleton(value);
}

function isIndex(value: unknown): boolean {
  return (
    value === null ||
    isInt(value) ||
    typeof value === 'boolean' ||
    typeof value === 'string' ||
    isTensor(value) ||
    isListOf(value, (item) => isInt(item) || typeof item === 'boolean' || isListOf(item, () => true))
  );
}

/** Whether a parameter of this kind takes the value. `null` stands for PyTorch's None. */
const accepts: { readonly [K in OpKind]: (value: unknown) => boolean } = {
  Tensor: isTensor,
  OptTensor: (value) => value === null || isTensor(value),
  Tensors: (value) => isListOf(value, isTensor),
  OptTensors: (value) => isListOf(value, (item) => item === null || isTensor(item)),
  Operand: (value) => isTensor(value) || isNumeric(value),
  OptOperand: (value) => value === null || isTensor(value) || isNumeric(value),
  Scalar: isNumeric,
  OptScalar: (value) => value === null || isNumeric(value),
  Int: isInt,
  OptInt: (value) => value === null || isInt(value),
  Ints: (value) => isInt(value) || isListOf(value, isIntLike),
  OptInts: (value) => value === null || isInt(value) || isListOf(value, isIntLike),
  Float: isFloatLike,
  OptFloat: (value) => value === null || isFloatLike(value),
  IntLists: (value) => isListOf(value, (item) => isInt(item) || isListOf(item, isIntLike)),
  Floats: (value) => isListOf(value, isFloatLike),
  Bool: (value) => typeof value === 'boolean',
  OptBool: (value) => value === null || typeof value === 'boolean',
  DType: (value) => value === null || isDType(value),
  OptDType: (value) => value === null || isDType(value),
  Str: (value) => typeof value === 'string',
  OptStr: (value) => value === null || typeof value === 'string',
  OptGenerator: (value) => value === null || value instanceof Generator,
  Device: (value) => value === null || typeof value === 'string',
  Indices: (value) => (Array.isArray(value) ? value.every(isIndex) : isIndex(value)),
};

/** What a parameter also takes where no overload fits otherwise: a one-element tensor for a number. */
const acceptsLoosely: { readonly [K in OpKind]?: (value: unknown) => boolean } = {
  Scalar: isSingleton,
  OptScalar: isSingleton,
  Int: (value) => isIntLike(value) || typeof value === 'boolean',
  OptInt: (value) => isIntLike(value) || typeof value === 'boolean',
  Ints: isIntLike,
  OptInts: isIntLike,
  Float: (value) => typeof value === 'boolean',
  OptFloat: (value) => typeof value === 'boolean',
};

export function takes(kind: OpKind, value: unknown, loosely: boolean): boolean {
  return accepts[kind](value) || (loosely && (acceptsLoosely[kind]?.(value) ?? false));
}

/** How PyTorch's error texts name what a parameter takes. */
export const KIND_NAMES: { readonly [K in OpKind]: string } = {
  Tensor: 'Tensor',
  OptTensor: 'Tensor',
  Tensors: 'tuple of Tensors',
  OptTensors: 'tuple of Tensors',
  Operand: 'Tensor or Number',
  OptOperand: 'Tensor or Number',
  Scalar: 'Number',
  OptScalar: 'Number',
  Int: 'int',
  OptInt: 'int',
  Ints: 'tuple of ints',
  OptInts: 'tuple of ints',
  IntLists: 'tuple of tuples of ints',
  Float: 'float',
  OptFloat: 'float',
  Floats: 'tuple of floats',
  Bool: 'bool',
  OptBool: 'bool',
  DType: 'torch.dtype',
  OptDType: 'torch.dtype',
  Str: 'str',
  OptStr: 'str',
  OptGenerator: 'Generator',
  Device: 'torch.device',
  Indices: 'tuple of indices',
};

/** The words of a command so far. */
type Out = Word[];

/** A value is looked at once more: what it was when it was accepted, a getter or a proxy may have changed since. */
function putTensor(out: Out, value: unknown): void {
  if (!isTensor(value)) throw new ValueError('an argument changed from a Tensor into something else while it was read');
  out.push(value);
}

function putOptionalTensor(out: Out, value: unknown): void {
  if (value === null) out.push(null);
  else putTensor(out, value);
}

/** The halves of int64, or of what uint64 holds beyond that. */
function tagOf(value: bigint): 4 | 6 {
  if (value >= -(2n ** 63n) && value < 2n ** 63n) return 4;
  if (value >= 0n && value < 2n ** 64n) return 6;
  throw new ValueError('int too big to convert', { hint: 'a number is a float from 2^63 on: write Number(value)' });
}

function putScalar(out: Out, value: unknown): void {
  if (typeof value === 'number') out.push(isWholeNumber(value) ? 1 : 2, value);
  else if (typeof value === 'boolean') out.push(3, value ? 1 : 0);
  else if (typeof value === 'bigint') out.push(tagOf(value), Number(value >> 32n), Number(BigInt.asUintN(32, value)));
  else if (value instanceof FloatNumber) out.push(2, value.value);
  else if (value === null) out.push(5);
  else {
    out.push(0);
    putTensor(out, value);
  }
}

function putNumber(out: Out, value: unknown): void {
  out.push(Number(isTensor(value) ? value.item() : value));
}

/** A count, then the items: as many as there were, whatever the list says of its length. */
function putList(out: Out, value: unknown, putItem: (out: Out, item: unknown) => void): void {
  const start = out.push(0) - 1;
  let count = 0;
  for (const item of value as readonly unknown[]) {
    putItem(out, item);
    count += 1;
  }
  out[start] = count;
}

function putInts(out: Out, value: unknown): void {
  if (Array.isArray(value)) {
    putList(out, value, putNumber);
  } else {
    out.push(1);
    putNumber(out, value);
  }
}

function putText(out: Out, value: unknown): void {
  const text = String(value);
  out.push(text.length);
  for (let index = 0; index < text.length; index += 1) out.push(text.charCodeAt(index));
}

/** The words of texts that were indices, so that each is read once. */
const textIndices = new Map<string, readonly number[]>();
const MOST_TEXTS = 1024;

/** The words of `'1:8:2'`, `':'`, `'...'`, as in NumPy's brackets. */
export function textIndex(text: string): readonly number[] {
  const known = textIndices.get(text);
  if (known !== undefined) return known;
  if (textIndices.size >= MOST_TEXTS) textIndices.clear();
  const read = readTextIndex(text);
  textIndices.set(text, read);
  return read;
}

function readTextIndex(text: string): readonly number[] {
  if (text === '...') return [3];
  const parts = text.split(':');
  const numbers = parts.map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const isSlice = parts.length > 1 && parts.length <= 3 && parts.every((part) => /^\s*([+-]?\d+)?\s*$/.test(part));
  if (!isSlice) {
    throw new TensorIndexError("only integers, slices (':'), ellipsis ('...'), null and tensors of integers or bools are valid indices", {
      hint: `got '${text}'; a slice is written '1:8:2'`,
    });
  }
  return [1, ...[0, 1, 2].map((part) => numbers[part] ?? Number.NaN)];
}

/** Whether all that lists in lists hold is whole; true of empty ones too, as indices are integers by themselves. */
function isWhole(value: unknown): boolean {
  return Array.isArray(value) ? value.every(isWhole) : isInt(value);
}

function putIndex(out: Out, value: unknown): void {
  if (value === null) out.push(2);
  else if (typeof value === 'string') out.push(...textIndex(value));
  else if (typeof value === 'boolean') out.push(5, value ? 1 : 0);
  else if (isTensor(value)) out.push(4, value);
  else if (Array.isArray(value)) {
    const items: readonly unknown[] = [...value];
    if (items.every(isInt)) {
      out.push(6);
      putInts(out, items);
    } else {
      out.push(4, Tensor.from(items as never, isWhole(items) ? { dtype: 'int64' } : {}));
    }
  } else {
    out.push(0);
    putNumber(out, value);
  }
}

/** Adds the plain values of a parameter's value. */
export const write: { readonly [K in OpKind]: (out: Out, value: unknown) => void } = {
  Tensor: putTensor,
  OptTensor: putOptionalTensor,
  Tensors: (out, value) => putList(out, value, putTensor),
  OptTensors: (out, value) => putList(out, value, putOptionalTensor),
  Operand: putScalar,
  OptOperand: putScalar,
  Scalar: putScalar,
  OptScalar: putScalar,
  Int: putNumber,
  OptInt: (out, value) => putNumber(out, value === null ? Number.NaN : value),
  Ints: putInts,
  OptInts: (out, value) => (value === null ? out.push(-1) : putInts(out, value)),
  IntLists: (out, value) => putList(out, value, putInts),
  Float: putNumber,
  OptFloat: (out, value) => {
    out.push(value === null ? 0 : 1);
    putNumber(out, value ?? 0);
  },
  Floats: (out, value) => putList(out, value, putNumber),
  Bool: (out, value) => out.push(value === true ? 1 : 0),
  OptBool: (out, value) => out.push(value === null ? -1 : value === true ? 1 : 0),
  DType: (out, value) => out.push(codeOf(value as never)),
  OptDType: (out, value) => out.push(value === null ? -1 : codeOf(value as never)),
  Str: putText,
  OptStr: (out, value) => (value === null ? out.push(-1) : putText(out, value)),
  OptGenerator: (out, value) => out.push(value === null ? 0 : (value as Generator).id),
  Device: (out, value) => out.push(value === null ? native.defaultDevice() : deviceCode(value as string)),
  Indices: (out, value) => putList(out, Array.isArray(value) ? value : [value], putIndex),
};

/** Whether `null` is a value of this kind, and not the absence of one. */
export function takesNull(kind: OpKind): boolean {
  return kind.startsWith('Opt');
}
