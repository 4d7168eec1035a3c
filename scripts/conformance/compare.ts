/**
 * Whether a result is what the data expects. Shapes and dtypes are always compared; integers and bools exactly,
 * floats within `atol + rtol·|expected|`, NaN with NaN. The answer is null, or why not.
 */
import { type Engine, isTensor } from './engine.ts';
import { decodeTensor, type Elements, type HostTensor, hostOf, isComplex, isFloating, numbers } from './host.ts';
import { type Json, parseFloatText, tensorOf } from './values.ts';

export interface Tolerance {
  readonly rtol: number;
  readonly atol: number;
  /** Any difference up to this passes, where it is more than the two allow. */
  readonly floor?: number;
}

let used = 0;

/** Whether an error is allowed; how much of what is allowed it takes is remembered. */
export function isWithin(error: number, allowed: number): boolean {
  if (error === 0) return true;
  if (error <= allowed) used = Math.max(used, error / allowed);
  return error <= allowed;
}

/** The largest share of its tolerance that a value took since this was last asked: far below one, the tolerance is too loose. */
export function takeUsed(): number {
  const share = used;
  used = 0;
  return share;
}

/** Equal bit for bit (NaN of any payload). */
export const EXACT: Tolerance = { rtol: 0, atol: 0 };

export type Verdict = string | null;

/** `actual` against an encoded value: tensors, scalars, and lists of them nested the same way. */
export function compareValue(engine: Engine, actual: unknown, expected: Json, tolerance: Tolerance, at = ''): Verdict {
  const encoded = tensorOf(expected);
  if (encoded !== null) {
    if (!isTensor(engine, actual)) return `${where(at)}expected a tensor, got ${describe(actual)}`;
    return prefixed(at, compareTensor(hostOf(actual), decodeTensor(encoded), tolerance));
  }
  if (Array.isArray(expected)) return compareList(engine, actual, expected, tolerance, at);
  if (expected === null) return actual == null ? null : `${where(at)}expected nothing, got ${describe(actual)}`;
  if (typeof expected === 'object') return compareTagged(engine, actual, expected as { readonly [key: string]: Json }, tolerance, at);
  if (typeof expected === 'number') return compareNumber(actual, expected, tolerance, at);
  return actual === expected ? null : `${where(at)}expected ${JSON.stringify(expected)}, got ${describe(actual)}`;
}

function compareList(engine: Engine, actual: unknown, expected: readonly Json[], tolerance: Tolerance, at: string): Verdict {
  const items = asList(engine, actual);
  if (items === null) return `${where(at)}expected a list, got ${describe(actual)}`;
  if (items.length !== expected.length) return `${where(at)}expected ${expected.length} values, got ${items.length}`;
  for (const [index, item] of expected.entries()) {
    const verdict = compareValue(engine, items[index], item, tolerance, at === '' ? `${index}` : `${at}.${index}`);
    if (verdict !== null) return verdict;
  }
  return null;
}

function compareTagged(engine: Engine, actual: unknown, expected: { readonly [key: string]: Json }, tolerance: Tolerance, at: string): Verdict {
  if ('$float' in expected) return compareNumber(actual, parseFloatText(expected['$float'] as string), tolerance, at);
  if ('$int' in expected) return compareNumber(actual, BigInt(expected['$int'] as string), tolerance, at);
  if ('$dtype' in expected) return compareValue(engine, actual, expected['$dtype'] as Json, tolerance, at);
  for (const [key, value] of Object.entries(expected)) {
    const member = (actual as Record<string, unknown> | null)?.[key];
    const verdict = compareValue(engine, member, value, tolerance, at === '' ? key : `${at}.${key}`);
    if (verdict !== null) return verdict;
  }
  return null;
}

function compareNumber(actual: unknown, expected: number | bigint, tolerance: Tolerance, at: string): Verdict {
  if (typeof actual !== 'number' && typeof actual !== 'bigint') {
    return `${where(at)}expected ${expected}, got ${describe(actual)}`;
  }
  // biome-ignore lint/suspicious/noDoubleEquals: a number and a bigint are compared by value
  const same = typeof actual === 'bigint' || typeof expected === 'bigint' ? actual == expected : isClose(actual, expected, tolerance);
  return same ? null : `${where(at)}expected ${expected}, got ${actual}`;
}

/** The items of an array, a tuple with named members, or any iterable that is not a tensor or text. */
export function asList(engine: Engine, value: unknown): readonly unknown[] | null {
  if (value === null || typeof value !== 'object' || isTensor(engine, value)) return null;
  if (Symbol.iterator in value) return Array.from(value as Iterable<unknown>);
  return Object.values(value);
}

/** Every output depth first, those that are not tensors too. */
export function flatten(engine: Engine, value: unknown): unknown[] {
  const items = asList(engine, value);
  return items === null ? [value] : items.flatMap((item) => flatten(engine, item));
}

export function flattenExpected(value: Json): Json[] {
  return Array.isArray(value) ? value.flatMap((item: Json) => flattenExpected(item)) : [value];
}

export function compareTensor(actual: HostTensor, expected: HostTensor, tolerance: Tolerance): Verdict {
  const form = compareForm(actual, expected);
  if (form !== null) return form;
  const [got, wanted] = [actual.elements, expected.elements];
  if (Buffer.compare(bytesOf(got), bytesOf(wanted)) === 0) return null;
  if (isComplex(expected.dtype)) return compareComplex(numbers(actual), numbers(expected), tolerance);
  const floating = isFloating(expected.dtype);
  let worst = -1;
  let differing = 0;
  for (let index = 0; index < wanted.length; index += 1) {
    const a = got[index] as number;
    const b = wanted[index] as number;
    if (floating ? isClose(a, b, tolerance) : a === b) continue;
    differing += 1;
    if (worst < 0 || Math.abs(Number(a) - Number(b)) > distance(got, wanted, worst)) worst = index;
  }
  if (worst < 0) return null;
  return `${differing} of ${wanted.length} elements differ; element ${worst} is ${got[worst]}, expected ${wanted[worst]}`;
}

function bytesOf(elements: Elements): Uint8Array {
  return new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength);
}

function distance(got: ArrayLike<number | bigint>, wanted: ArrayLike<number | bigint>, index: number): number {
  return Math.abs(Number(got[index]) - Number(wanted[index]));
}

/** Shape and dtype alone. */
export function compareForm(actual: HostTensor, expected: HostTensor): Verdict {
  if (actual.dtype !== expected.dtype) return `expected ${expected.dtype}, got ${actual.dtype}`;
  const same = actual.shape.length === expected.shape.length && actual.shape.every((s, i) => s === expected.shape[i]);
  if (!same) return `expected shape [${expected.shape.join(', ')}], got [${actual.shape.join(', ')}]`;
  const [got, wanted] = [actual.elements.length, expected.elements.length];
  return got === wanted ? null : `${got} elements for the shape [${actual.shape.join(', ')}]`;
}

function compareComplex(got: ArrayLike<number>, wanted: ArrayLike<number>, tolerance: Tolerance): Verdict {
  for (let index = 0; index < wanted.length; index += 2) {
    const [a, b] = [got[index] ?? Number.NaN, got[index + 1] ?? Number.NaN];
    const [re, im] = [wanted[index] ?? Number.NaN, wanted[index + 1] ?? Number.NaN];
    const both = Number.isNaN(re + im) && Number.isNaN(a + b);
    const near = isWithin(Math.hypot(a - re, b - im), tolerance.atol + tolerance.rtol * Math.hypot(re, im));
    if (!(both || near || (a === re && b === im))) return `element ${index / 2} is ${a} + ${b}j, expected ${re} + ${im}j`;
  }
  return null;
}

export function isClose(actual: number, expected: number, { rtol, atol, floor = 0 }: Tolerance): boolean {
  if (actual === expected || (Number.isNaN(actual) && Number.isNaN(expected))) return true;
  const allowed = Math.max(atol + rtol * Math.abs(expected), floor);
  return Number.isFinite(expected) && isWithin(Math.abs(actual - expected), allowed);
}

function where(at: string): string {
  return at === '' ? '' : `${at}: `;
}

export function prefixed(at: string, verdict: Verdict): Verdict {
  return verdict === null ? null : where(at) + verdict;
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value !== 'object') return typeof value === 'function' ? 'a function' : String(value);
  return value.constructor?.name ?? 'an object';
}
