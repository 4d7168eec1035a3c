/**
 * The sentences that refuse arguments, PyTorch's and Python's, once for operators, constructors and plain functions.
 * Parameters are named as they are written here, in camelCase.
 */
import { DTypeError, type TapirError, TensorIndexError, ValueError } from '../error.ts';
import { typeText } from '../text.ts';
import type { Spellings } from './spelling.ts';

/** What is wrong with the arguments of `name`, and what may be done about it. */
export interface Refusal {
  readonly message: string;
  readonly hint: string | null;
  readonly kind?: 'dtype' | 'index';
}

function refusal(name: string, text: string, hint: string | null = null): Refusal {
  return { message: `${name}() ${text}`, hint };
}

/**
 * The error of a refusal, its stack starting at the caller of `origin`.
 *
 * @param op the operator, if it is one that refuses
 */
export function errorOf({ message, hint, kind }: Refusal, origin?: Function, op: string | null = null): TapirError {
  const Class = kind === 'dtype' ? DTypeError : kind === 'index' ? TensorIndexError : ValueError;
  const error = new Class(message, { op, hint });
  if (origin !== undefined) Error.captureStackTrace(error, origin);
  return error;
}

/** @param named those that are given by name only */
export function tooMany(name: string, most: number, given: number, named: readonly string[] = []): Refusal {
  const hint = named.length === 0 ? null : `by name: { ${named.join(', ')} }`;
  if (most === 0 && hint === null) return refusal(name, `takes no arguments (${given} given)`);
  return refusal(name, `takes ${most} positional argument${most === 1 ? '' : 's'} but ${given} ${given === 1 ? 'was' : 'were'} given`, hint);
}

/** Of an operator, in the words that its sentence always had. */
export function tooManyOperands(name: string, most: number, given: number): Refusal {
  return refusal(name, `takes ${most} positional arguments but ${given} were given`);
}

export function unexpected(name: string, key: string, spellings: Spellings): Refusal {
  return refusal(name, `got an unexpected keyword argument '${key}'`, spellings.hintFor(key));
}

export function twice(name: string, parameter: string): Refusal {
  return refusal(name, `got multiple values for argument '${parameter}'`);
}

/** What Python says of its own functions. */
export function missing(name: string, parameters: readonly string[]): Refusal {
  const quoted = parameters.map((parameter) => `'${parameter}'`);
  const last = quoted.pop() ?? '';
  const text = quoted.length === 0 ? last : `${quoted.join(', ')}${quoted.length > 1 ? ',' : ''} and ${last}`;
  return refusal(name, `missing ${parameters.length} required positional argument${parameters.length === 1 ? '' : 's'}: ${text}`);
}

/** What PyTorch says of operators. */
export function missingOperand(name: string, parameters: readonly string[]): Refusal {
  return refusal(name, `missing ${parameters.length} required positional arguments: ${parameters.map((parameter) => `"${parameter}"`).join(', ')}`);
}

/** @param position counted from 1; 0 for a value that was given by name */
export function mistyped(name: string, parameter: string, position: number, wanted: string, value: unknown, hint: string | null): Refusal {
  const place = position === 0 ? '' : ` (position ${position})`;
  const message = `${name}(): argument '${parameter}'${place} must be ${wanted}, not ${typeText(value)}`;
  return { message, hint, ...(wanted === 'torch.dtype' ? { kind: 'dtype' as const } : {}) };
}

/** What an index is that is none. */
export function badIndex(value: unknown): Refusal {
  const what = 'only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices';
  return { message: `${what} (got ${typeText(value)})`, hint: "slices are texts, '1:8:2'; null is a new dimension", kind: 'index' };
}
