/**
 * Arguments of operators: which values a parameter takes, and how each is written into the shared buffer. The engine's
 * reader (crates/autograd/src/call) is the other side of this file; the two know the same kinds.
 */
import { codeOf, isDType } from '../dtype.ts';
import { Generator } from '../generator.ts';
import { deviceCode } from '../device.ts';
import { ensureWords, words } from '../native/index.ts';
import { FloatNumber } from '../scalar.ts';
import { idOf, isTensor, Tensor } from '../tensor.ts';
import type { Kind } from './registry.ts';

/** Where the next word goes. */
let at = 0;

/** Starts writing arguments at word `start`. */
export function startWriting(start: number): void {
  at = start;
}

/** Where writing ended. */
export function wordsWritten(): number {
  return at;
}

function put(word: number): void {
  if (at >= words.length) ensureWords(at + 1);
  words[at] = word;
  at += 1;
}

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
const accepts: { readonly [K in Kind]: (value: unknown) => boolean } = {
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
  Indices: (value) => isListOf(value, isIndex),
};

/** What a parameter also takes where no overload fits otherwise: a one-element tensor for a number. */
const acceptsLoosely: { readonly [K in Kind]?: (value: unknown) => boolean } = {
  Scalar: isSingleton,
  OptScalar: isSingleton,
  Int: (value) => isIntLike(value) || typeof value === 'boolean',
  OptInt: (value) => isIntLike(value) || typeof value === 'boolean',
  Ints: isIntLike,
  OptInts: isIntLike,
  Float: (value) => typeof value === 'boolean',
  OptFloat: (value) => typeof value === 'boolean',
};

export function takes(kind: Kind, value: unknown, loosely: boolean): boolean {
  return accepts[kind](value) || (loosely && (acceptsLoosely[kind]?.(value) ?? false));
}

/** How PyTorch's error texts name what a parameter takes. */
export const KIND_NAMES: { readonly [K in Kind]: string } = {
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

function putScalar(value: unknown): void {
  if (typeof value === 'number') {
    put(Number.isInteger(value) ? 1 : 2);
    put(value);
  } else if (typeof value === 'boolean') {
    put(3);
    put(value ? 1 : 0);
  } else if (typeof value === 'bigint') {
    put(4);
    put(Number(value >> 32n));
    put(Number(BigInt.asUintN(32, value)));
  } else if (value instanceof FloatNumber) {
    put(2);
    put(value.value);
  } else if (value === null) {
    put(5);
  } else {
    put(0);
    put(idOf(value as Tensor));
  }
}

function putInt(value: unknown): void {
  put(isTensor(value) ? Number(value.item()) : Number(value));
}

function putFloat(value: unknown): void {
  put(isTensor(value) ? Number(value.item()) : Number(value as number));
}

function putList(value: unknown, putItem: (item: unknown) => void): void {
  const list = value as readonly unknown[];
  put(list.length);
  for (const item of list) putItem(item);
}

function putInts(value: unknown): void {
  if (Array.isArray(value)) {
    putList(value, putInt);
  } else {
    put(1);
    putInt(value);
  }
}

function putText(text: string): void {
  put(text.length);
  for (let index = 0; index < text.length; index += 1) put(text.charCodeAt(index));
}

function putOptionalId(value: unknown): void {
  put(value === null ? 0 : idOf(value as Tensor));
}

/** `'1:8:2'`, `':'`, `'...'`, as in NumPy's brackets. */
function putTextIndex(text: string): void {
  if (text === '...') {
    put(3);
    return;
  }
  const parts = text.split(':');
  const numbers = parts.map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const isSlice = parts.length > 1 && parts.length <= 3 && parts.every((part) => /^\s*([+-]?\d+)?\s*$/.test(part));
  if (!isSlice) throw new SyntaxError(`not an index: '${text}'`);
  put(1);
  for (let part = 0; part < 3; part += 1) put(numbers[part] ?? Number.NaN);
}

function putIndex(value: unknown): void {
  if (value === null) put(2);
  else if (typeof value === 'string') putTextIndex(value);
  else if (typeof value === 'boolean') {
    put(5);
    put(value ? 1 : 0);
  } else if (isTensor(value)) {
    put(4);
    put(idOf(value));
  } else if (Array.isArray(value)) {
    if (value.length > 0 && !value.every(isInt)) {
      put(4);
      put(idOf(Tensor.from(value)));
    } else {
      put(6);
      putInts(value);
    }
  } else {
    put(0);
    putInt(value);
  }
}

/** Writes the value of a parameter. */
export const write: { readonly [K in Kind]: (value: unknown) => void } = {
  Tensor: (value) => put(idOf(value as Tensor)),
  OptTensor: putOptionalId,
  Tensors: (value) => putList(value, (item) => put(idOf(item as Tensor))),
  OptTensors: (value) => putList(value, putOptionalId),
  Operand: putScalar,
  OptOperand: putScalar,
  Scalar: putScalar,
  OptScalar: putScalar,
  Int: putInt,
  OptInt: (value) => (value === null ? put(Number.NaN) : putInt(value)),
  Ints: putInts,
  OptInts: (value) => (value === null ? put(-1) : putInts(value)),
  IntLists: (value) => putList(value, putInts),
  Float: putFloat,
  OptFloat: (value) => {
    put(value === null ? 0 : 1);
    putFloat(value ?? 0);
  },
  Floats: (value) => putList(value, putFloat),
  Bool: (value) => put(value === true ? 1 : 0),
  OptBool: (value) => put(value === null ? -1 : value === true ? 1 : 0),
  DType: (value) => put(codeOf(value as never)),
  OptDType: (value) => put(value === null ? -1 : codeOf(value as never)),
  Str: (value) => putText(value as string),
  OptStr: (value) => (value === null ? put(-1) : putText(value as string)),
  OptGenerator: (value) => put(value === null ? 0 : (value as Generator).id),
  Device: (value) => put(deviceCode(value as string)),
  Indices: (value) => putList(value, putIndex),
};

/** Whether `null` is a value of this kind, and not the absence of one. */
export function takesNull(kind: Kind): boolean {
  return kind.startsWith('Opt');
}
