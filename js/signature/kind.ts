/** Kinds of arguments that need no tensor to be told: what a parameter takes, how it is kept, and what its error says. */
import { didYouMean } from './spelling.ts';
import { type DType, DTYPES, isDType } from '../dtype.ts';
import type { Device } from '../device.ts';
import { isMarkedFloat } from '../realm.ts';
import { floatText } from '../text.ts';

/** What options are written in. */
export { isPlainObject as isOptions } from '../realm.ts';

/** What a parameter takes. */
export interface Kind<T> {
  /** In error texts. */
  readonly name: string;
  accepts(value: unknown): boolean;
  /** The value as it is kept. */
  read?(value: unknown): T;
  /** The value as it prints. */
  show?(value: T): string;
  /** What the items of a list must be, to name the one that is not. */
  item?(value: unknown): boolean;
  /** What to do about a value that is refused. */
  hint?(value: unknown): string | null;
  /** Whether a plain object in the parameter's position is its value rather than options. */
  readonly takesObjects?: boolean;
}

function isFloat(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'bigint' || isMarkedFloat(value);
}

export const INT: Kind<number> = {
  name: 'int',
  accepts: (value) => Number.isInteger(value) || typeof value === 'bigint',
  read: Number,
};
/** A number that prints with a point. */
export const FLOAT: Kind<number> = { name: 'float', accepts: isFloat, read: Number, show: floatText };

/** What Python's `float(…)` reads as a number: also a text, `'inf'`. */
function parseFloatText(text: string): number {
  const [, sign = '', word = ''] = /^\s*([+-]?)(?:(inf|infinity)|nan)\s*$/i.exec(text) ?? [];
  if (word !== '') return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return /^\s*[+-]?(\d[\d_]*\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text) ? Number(text.replaceAll('_', '')) : Number.NaN;
}

/** A number, or its text: what PyTorch hands to Python's `float`. */
export const FLOAT_LIKE: Kind<number> = {
  name: 'float',
  accepts: (value) => isFloat(value) || (typeof value === 'string' && (/^\s*[+-]?nan\s*$/i.test(value) || !Number.isNaN(parseFloatText(value)))),
  read: (value) => (typeof value === 'string' ? parseFloatText(value) : Number(value)),
  show: floatText,
};
export const BOOL: Kind<boolean> = { name: 'bool', accepts: (value) => typeof value === 'boolean' };
export const TEXT: Kind<string> = { name: 'str', accepts: (value) => typeof value === 'string' };
/** One size for all dimensions, or one each. */
export const SIZES: Kind<number | readonly number[]> = {
  name: 'int or tuple of ints',
  accepts: (value) => INT.accepts(value) || (Array.isArray(value) && value.every(INT.accepts)),
  item: INT.accepts,
  read: (value) => (Array.isArray(value) ? value.map(Number) : Number(value)),
};
export const INTS: Kind<readonly number[]> = {
  name: 'tuple of ints',
  accepts: (value) => Array.isArray(value) && value.every(INT.accepts),
  item: INT.accepts,
  read: (value) => (value as readonly unknown[]).map(Number),
};
export const ANY: Kind<unknown> = { name: 'object', accepts: () => true };
/** Anything, a plain object too. */
export const OBJECT: Kind<any> = { name: 'object', accepts: () => true, takesObjects: true };
export const FUNCTION: Kind<(...args: any[]) => any> = { name: 'callable', accepts: (value) => typeof value === 'function' };

/** Other words for dtypes: PyTorch's, and those of neighbours. */
const DTYPE_WORDS: ReadonlyMap<string, DType> = new Map([
  ['float', 'float32'],
  ['double', 'float64'],
  ['half', 'float16'],
  ['long', 'int64'],
  ['int', 'int32'],
  ['short', 'int16'],
  ['char', 'int8'],
  ['byte', 'uint8'],
  ['boolean', 'bool'],
  ['cfloat', 'complex64'],
  ['cdouble', 'complex128'],
  ['f16', 'float16'],
  ['bf16', 'bfloat16'],
  ['f32', 'float32'],
  ['f64', 'float64'],
  ['i64', 'int64'],
  ['i32', 'int32'],
]);

/** The dtype that a name which is none was probably meant to be. */
export function dtypeHint(value: unknown): string | null {
  if (typeof value !== 'string') return `dtypes are texts, such as 'float32'`;
  const name = value.replace(/^torch\./, '');
  if (isDType(name)) return `did you mean '${name}'?`;
  const known = DTYPE_WORDS.get(name.toLowerCase());
  return known === undefined ? didYouMean(name, DTYPES) : `did you mean '${known}'?`;
}

export const DTYPE: Kind<DType> = { name: 'torch.dtype', accepts: isDType, hint: dtypeHint };
export const DEVICE: Kind<Device> = { name: 'torch.device', accepts: (value) => typeof value === 'string' };
