/**
 * The sentences that refuse arguments, Python's as PyTorch has them, once for operators, constructors and plain functions.
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

/**
 * @param least how many must be given, of the `most` that may be given by position
 * @param named those that are given by name only
 */
export function tooMany(name: string, least: number, most: number, given: number, named: readonly string[] = []): Refusal {
  const hint = named.length === 0 ? null : `by name: { ${named.join(', ')} }`;
  if (most === 0 && hint === null) return refusal(name, `takes no arguments (${given} given)`);
  const taken = least < most ? `from ${least} to ${most} positional arguments` : `${most} positional argument${most === 1 ? '' : 's'}`;
  return refusal(name, `takes ${taken} but ${given} ${given === 1 ? 'was' : 'were'} given`, hint);
}

export function unexpected(name: string, key: string, spellings: Spellings): Refusal {
  return refusal(name, `got an unexpected keyword argument '${key}'`, spellings.hintFor(key));
}

export function twice(name: string, parameter: string): Refusal {
  return refusal(name, `got multiple values for argument '${parameter}'`);
}

/** Names all that are missing. */
export function missing(name: string, parameters: readonly string[]): Refusal {
  const quoted = parameters.map((parameter) => `'${parameter}'`);
  const last = quoted.pop() ?? '';
  const text = quoted.length === 0 ? last : `${quoted.join(', ')}${quoted.length > 1 ? ',' : ''} and ${last}`;
  return refusal(name, `missing ${parameters.length} required positional argument${parameters.length === 1 ? '' : 's'}: ${text}`);
}

/** A value that is none of what a parameter takes. */
export interface WrongValue {
  readonly parameter: string;
  /** Counted from 1; 0 for a value that was given by name. */
  readonly position: number;
  /** What is taken, in words. */
  readonly wanted: string;
  readonly value: unknown;
  readonly hint?: string | null;
  /** What the items of a list must be, where it is one of them that does not fit. */
  readonly item?: ((value: unknown) => boolean) | undefined;
}

export function mistyped(name: string, { parameter, position, wanted, value, hint = null, item }: WrongValue): Refusal {
  const kind = wanted === 'torch.dtype' ? { kind: 'dtype' as const } : {};
  const stranger = item !== undefined && Array.isArray(value) ? value.findIndex((each) => !item(each)) : -1;
  if (stranger >= 0 && wanted.endsWith('Tensors')) {
    const message = `expected Tensor as element ${stranger} in argument ${Math.max(position - 1, 0)}, but got ${typeText((value as unknown[])[stranger])}`;
    return { message, hint };
  }
  const found = stranger < 0 ? `, not ${typeText(value)}` : `, but found element of type ${typeText((value as unknown[])[stranger])} at pos ${stranger}`;
  return { message: `${name}(): argument '${parameter}'${position === 0 ? '' : ` (position ${position})`} must be ${wanted}${found}`, hint, ...kind };
}

/** What an index is that is none. */
export function badIndex(value: unknown): Refusal {
  const what = 'only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices';
  return { message: `${what} (got ${typeText(value)})`, hint: "slices are texts, '1:8:2'; null is a new dimension", kind: 'index' };
}
