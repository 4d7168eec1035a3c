/**
 * Calls whose arguments are plain, tensors, numbers, booleans, texts and lists of integers, of tensors or of indices, each in its
 * place: most calls. They need no binding, and are written to the shared buffer as they are checked. Whatever is not surely plain is
 * left to bind.ts and arguments.ts, which decide the same for these.
 * Invariant: a list is read before the first word is written, since reading it may run anybody's code.
 */
import { codeOf, isDType } from '../dtype.ts';
import { words } from '../native/index.ts';
import { isWholeNumber } from '../scalar.ts';
import { idOf, isTensor, type Tensor } from '../tensor.ts';
import { textIndex } from './arguments.ts';
import type { Entry, OpKind } from './registry.ts';

/** What a plain call of an overload needs to know. */
export interface Plan {
  readonly entry: Entry;
  readonly command: number;
  readonly params: readonly PlainParam[];
  /** So many arguments at least. */
  readonly required: number;
  /** The list that may be given item by item; −1 if there is none. */
  readonly spread: number;
  /** Lists are of indices. */
  readonly indexes: boolean;
}

/** How a kind of parameter takes plain values. */
interface PlainParam {
  /** Whether it takes the value; null if that is not surely known here. */
  readonly takes: (value: unknown) => boolean | null;
  /** Writes a value that it takes; gives the place of the next word. */
  readonly put: (at: number, value: never) => number;
}

/** The number of the device that is always there. */
const CPU = 0;

/** Longer lists, and more arguments, may not fit the buffer. */
const [MOST_ITEMS, MOST_ARGUMENTS] = [64, 8];

export function planOf(entry: Entry, inPlace: boolean): Plan {
  const { index, params, variadic } = entry;
  return {
    entry,
    command: 2 * index + (inPlace ? 1 : 0),
    params: params.map(({ kind }) => PLAIN[kind] ?? NEVER),
    required: 1 + params.findLastIndex((param) => param.default === null),
    spread: variadic ? params.findIndex(({ kind }) => /^(Opt)?Ints$|^Tensors$/.test(kind)) : -1,
    indexes: params.some(({ kind }) => kind === 'Indices'),
  };
}

/** A list of integers or of tensors, or of anything that is an index, as an array of its own; null if it is none of them. */
function plainList(list: readonly unknown[], indexes: boolean): readonly unknown[] | null {
  const { length } = list;
  if (length > MOST_ITEMS) return null;
  const items: unknown[] = [];
  let tensors = 0;
  for (let index = 0; index < length; index += 1) {
    const item = list[index];
    if (isTensor(item)) tensors += 1;
    else if (!Number.isInteger(item) && !(indexes && (item === null || typeof item === 'string'))) return null;
    items.push(item);
  }
  return indexes || tensors === 0 || tensors === length ? items : null;
}

/** Makes lists plain; says whether all arguments are. */
function arePlain(args: unknown[], indexes: boolean): boolean {
  if (args.length > MOST_ARGUMENTS) return false;
  for (let index = 0; index < args.length; index += 1) {
    const value = args[index];
    const type = typeof value;
    if (type === 'number' || type === 'boolean' || (type === 'string' && (value as string).length <= MOST_ITEMS) || isTensor(value)) continue;
    const list = Array.isArray(value) ? plainList(value, indexes) : null;
    if (list === null) return false;
    args[index] = list;
  }
  return true;
}

/** The arguments with those from `spread` on as one list, where that is what they are. */
function gathered(args: readonly unknown[], spread: number): readonly unknown[] {
  const isItem = typeof args[spread] === 'number' ? Number.isInteger : isTensor;
  for (let index = spread; index < args.length; index += 1) if (!isItem(args[index])) return args;
  return spread < args.length ? [...args.slice(0, spread), args.slice(spread)] : args;
}

function putTensor(at: number, value: Tensor): number {
  words[at] = idOf(value);
  return at + 1;
}

function putNumber(at: number, value: number | boolean): number {
  words[at] = Number(value);
  return at + 1;
}

/** A number or tensor with its tag. */
function putOperand(at: number, value: number | boolean | Tensor): number {
  if (typeof value === 'object') {
    words[at] = 0;
    words[at + 1] = idOf(value);
  } else {
    words[at] = typeof value === 'boolean' ? 3 : isWholeNumber(value) ? 1 : 2;
    words[at + 1] = Number(value);
  }
  return at + 2;
}

function putList(at: number, items: readonly unknown[]): number {
  words[at] = items.length;
  for (let index = 0; index < items.length; index += 1) {
    const item = items[index];
    words[at + 1 + index] = typeof item === 'number' ? item : idOf(item as Tensor);
  }
  return at + 1 + items.length;
}

function putInts(at: number, value: number | readonly number[]): number {
  if (typeof value !== 'number') return putList(at, value);
  words[at] = 1;
  words[at + 1] = value;
  return at + 2;
}

function putText(at: number, text: string): number {
  words[at] = text.length;
  for (let index = 0; index < text.length; index += 1) words[at + 1 + index] = text.charCodeAt(index);
  return at + 1 + text.length;
}

/** An index with its tag. */
function putIndex(at: number, value: number | string | null | Tensor): number {
  if (typeof value === 'number') {
    words[at] = 0;
    words[at + 1] = value;
    return at + 2;
  }
  if (value === null) {
    words[at] = 2;
    return at + 1;
  }
  if (typeof value === 'object') {
    words[at] = 4;
    return putTensor(at + 1, value);
  }
  const parts = textIndex(value);
  for (let part = 0; part < parts.length; part += 1) words[at + part] = parts[part] as number;
  return at + parts.length;
}

function putIndices(at: number, value: readonly never[] | never): number {
  const items: readonly never[] = Array.isArray(value) ? (value as readonly never[]) : [value as never];
  words[at] = items.length;
  let next = at + 1;
  for (const item of items) next = putIndex(next, item);
  return next;
}

const NEVER: PlainParam = { takes: () => null, put: (at) => at };
const TENSOR: PlainParam = { takes: (value) => isTensor(value), put: putTensor };
const OPERAND: PlainParam = { takes: (value) => !Array.isArray(value) && typeof value !== 'string', put: putOperand };
const SCALAR: PlainParam = { takes: (value) => typeof value === 'number' || typeof value === 'boolean', put: putOperand };
const INT: PlainParam = { takes: (value) => Number.isInteger(value), put: putNumber };
const INTS: PlainParam = {
  takes: (value) => {
    if (Array.isArray(value)) return value.length === 0 || typeof value[0] === 'number' ? true : null;
    return Number.isInteger(value);
  },
  put: putInts,
};
const TENSORS: PlainParam = { takes: (value) => Array.isArray(value) && (value.length === 0 || isTensor(value[0])), put: putList };
const takesFloat = (value: unknown) => (isTensor(value) ? null : typeof value === 'number');
const BOOL: PlainParam = { takes: (value) => typeof value === 'boolean', put: putNumber };
const DTYPE: PlainParam = {
  takes: (value) => typeof value === 'string' && isDType(value),
  put: (at, value) => putNumber(at, codeOf(value)),
};
const TEXT: PlainParam = { takes: (value) => typeof value === 'string', put: putText };

const PLAIN: { readonly [K in OpKind]?: PlainParam } = {
  Tensor: TENSOR,
  OptTensor: TENSOR,
  Operand: OPERAND,
  OptOperand: OPERAND,
  Scalar: SCALAR,
  OptScalar: SCALAR,
  Int: INT,
  OptInt: INT,
  Ints: INTS,
  OptInts: INTS,
  Tensors: TENSORS,
  OptTensors: TENSORS,
  Float: { takes: takesFloat, put: putNumber },
  OptFloat: {
    takes: takesFloat,
    put: (at, value) => {
      words[at] = 1;
      return putNumber(at + 1, value);
    },
  },
  Bool: BOOL,
  OptBool: BOOL,
  DType: DTYPE,
  OptDType: DTYPE,
  Str: TEXT,
  OptStr: TEXT,
  // Of another the engine is asked whether it is there.
  Device: { takes: (value) => (typeof value !== 'string' ? false : value === 'cpu' ? true : null), put: (at) => putNumber(at, CPU) },
  OptGenerator: { takes: () => false, put: (at) => at },
  Indices: { takes: (value) => typeof value !== 'boolean' && (typeof value !== 'number' || Number.isInteger(value)), put: putIndices },
};

/**
 * Writes the command of a plain call, which must be run at once, and says which overload it calls: null if the arguments are
 * not plain, or fit none. `args` may get copies of its lists.
 */
export function writePlain(plans: readonly Plan[], args: unknown[]): Plan | null {
  if (!arePlain(args, (plans[0] as Plan).indexes)) return null;
  for (let choice = 0; choice < plans.length; choice += 1) {
    const plan = plans[choice] as Plan;
    const values = plan.spread < 0 ? args : gathered(args, plan.spread);
    const { params } = plan;
    const { length } = values;
    if (length > params.length || length < plan.required) continue;
    let fit: boolean | null = true;
    for (let position = 0; fit === true && position < length; position += 1) fit = (params[position] as PlainParam).takes(values[position]);
    if (fit === null) return null;
    if (!fit) continue;
    let at = 2;
    for (let position = 0; position < length; position += 1) at = (params[position] as PlainParam).put(at, values[position] as never);
    words[1] = (1 << length) - 1;
    words[0] = plan.command;
    return plan;
  }
  return null;
}
