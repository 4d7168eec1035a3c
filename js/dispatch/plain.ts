/**
 * Calls whose arguments are plain, tensors, numbers, booleans, texts and lists of integers or of tensors, each in its place: most
 * calls. They need no binding, and are written to the shared buffer as they are checked. Whatever is not surely plain is left to
 * bind.ts and arguments.ts, which decide the same for these.
 * Invariant: a list is read before the first word is written, since reading it may run anybody's code.
 */
import { codeOf, isDType } from '../dtype.ts';
import { words } from '../native/index.ts';
import { isWholeNumber } from '../scalar.ts';
import { idOf, isTensor, type Tensor } from '../tensor.ts';
import type { Entry, Kind } from './registry.ts';

/** What a plain call of an overload needs to know. */
export interface Plan {
  readonly entry: Entry;
  readonly command: number;
  readonly kinds: readonly Kind[];
  /** So many arguments at least. */
  readonly required: number;
  /** The list that may be given item by item; −1 if there is none. */
  readonly spread: number;
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
    kinds: params.map(({ kind }) => kind),
    required: 1 + params.findLastIndex((param) => param.default === null),
    spread: variadic ? params.findIndex(({ kind }) => /^(Opt)?Ints$|^Tensors$/.test(kind)) : -1,
  };
}

/** A list of integers or of tensors as an array of its own; null if it is neither. */
function plainList(list: readonly unknown[]): readonly unknown[] | null {
  const { length } = list;
  if (length > MOST_ITEMS) return null;
  const items: unknown[] = [];
  let tensors = 0;
  for (let index = 0; index < length; index += 1) {
    const item = list[index];
    if (isTensor(item)) tensors += 1;
    else if (!Number.isInteger(item)) return null;
    items.push(item);
  }
  return tensors === 0 || tensors === length ? items : null;
}

/** Makes lists plain; says whether all arguments are. */
function arePlain(args: unknown[]): boolean {
  if (args.length > MOST_ARGUMENTS) return false;
  for (let index = 0; index < args.length; index += 1) {
    const value = args[index];
    const type = typeof value;
    if (type === 'number' || type === 'boolean' || (type === 'string' && (value as string).length <= MOST_ITEMS) || isTensor(value)) continue;
    const list = Array.isArray(value) ? plainList(value) : null;
    if (list === null) return false;
    args[index] = list;
  }
  return true;
}

/** Whether a parameter takes a plain value; null if that is not surely known here. */
function takes(kind: Kind, value: unknown): boolean | null {
  switch (kind) {
    case 'Tensor':
    case 'OptTensor':
      return isTensor(value);
    case 'Operand':
    case 'OptOperand':
      return !Array.isArray(value) && typeof value !== 'string';
    case 'Scalar':
    case 'OptScalar':
      return typeof value === 'number' || typeof value === 'boolean';
    case 'Int':
    case 'OptInt':
      return Number.isInteger(value);
    case 'Ints':
    case 'OptInts':
      if (Array.isArray(value)) return value.length === 0 || typeof value[0] === 'number' ? true : null;
      return Number.isInteger(value);
    case 'Tensors':
    case 'OptTensors':
      return Array.isArray(value) && (value.length === 0 || isTensor(value[0]));
    case 'Float':
    case 'OptFloat':
      return isTensor(value) ? null : typeof value === 'number';
    case 'Bool':
    case 'OptBool':
      return typeof value === 'boolean';
    case 'DType':
    case 'OptDType':
      return typeof value === 'string' && isDType(value);
    case 'Str':
    case 'OptStr':
      return typeof value === 'string';
    case 'Device':
      // Of another the engine is asked whether it is there.
      return typeof value !== 'string' ? false : value === 'cpu' ? true : null;
    case 'OptGenerator':
      return false;
    default:
      return null;
  }
}

/** The arguments with those from `spread` on as one list, where that is what they are. */
function gathered(args: readonly unknown[], spread: number): readonly unknown[] {
  const isItem = typeof args[spread] === 'number' ? Number.isInteger : isTensor;
  for (let index = spread; index < args.length; index += 1) if (!isItem(args[index])) return args;
  return spread < args.length ? [...args.slice(0, spread), args.slice(spread)] : args;
}

/** Writes a number or tensor with its tag; gives the place of the next word. */
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

function putText(at: number, text: string): number {
  words[at] = text.length;
  for (let index = 0; index < text.length; index += 1) words[at + 1 + index] = text.charCodeAt(index);
  return at + 1 + text.length;
}

/** Writes a value that the kind takes; gives the place of the next word. */
function put(at: number, kind: Kind, value: unknown): number {
  switch (kind) {
    case 'Tensor':
    case 'OptTensor':
      words[at] = idOf(value as Tensor);
      return at + 1;
    case 'Operand':
    case 'OptOperand':
    case 'Scalar':
    case 'OptScalar':
      return putOperand(at, value as number | boolean | Tensor);
    case 'Ints':
    case 'OptInts':
    case 'Tensors':
    case 'OptTensors':
      if (Array.isArray(value)) return putList(at, value);
      words[at] = 1;
      words[at + 1] = value as number;
      return at + 2;
    case 'Str':
    case 'OptStr':
      return putText(at, value as string);
    case 'DType':
    case 'OptDType':
      words[at] = codeOf(value as never);
      return at + 1;
    case 'Device':
      words[at] = CPU;
      return at + 1;
    case 'OptFloat':
      words[at] = 1;
      words[at + 1] = value as number;
      return at + 2;
    default:
      words[at] = Number(value);
      return at + 1;
  }
}

/**
 * Writes the command of a plain call, which must be run at once, and says which overload it calls: null if the arguments are
 * not plain, or fit none. `args` may get copies of its lists.
 */
export function writePlain(plans: readonly Plan[], args: unknown[]): Plan | null {
  if (!arePlain(args)) return null;
  for (const plan of plans) {
    const values = plan.spread < 0 ? args : gathered(args, plan.spread);
    const { kinds } = plan;
    const { length } = values;
    if (length > kinds.length || length < plan.required) continue;
    let fit: boolean | null = true;
    for (let position = 0; fit === true && position < length; position += 1) fit = takes(kinds[position] as Kind, values[position]);
    if (fit === null) return null;
    if (!fit) continue;
    let at = 2;
    for (let position = 0; position < length; position += 1) at = put(at, kinds[position] as Kind, values[position]);
    words[1] = 2 ** length - 1;
    words[0] = plan.command;
    return plan;
  }
  return null;
}
