/** What came of a call, kept so that two can be compared; and the comparison, which knows what may differ. */
import { inspect, isDeepStrictEqual } from 'node:util';
import { InternalError, isTensor, TapirError, type Tensor } from '../../js/index.ts';
import { Marker } from './hostile.ts';
import { isComplex, isFloat, isHuge, numbersOf } from './tensors.ts';

/** Something that must not be. */
export class Fault extends Error {}

export interface KeptTensor {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly numbers: ArrayLike<number | bigint>;
}

export type Kept = KeptTensor | { readonly plain: unknown };

export type Outcome =
  | { readonly kind: 'results'; readonly results: readonly Kept[]; readonly tensors: readonly Tensor[] }
  | { readonly kind: 'refused'; readonly error: TapirError }
  | { readonly kind: 'marked' };

/** Everything readable of a tensor, read: where memory is wrong, a sanitizer sees it here. */
export function keep(value: unknown): Kept {
  if (!isTensor(value)) return { plain: value };
  const { shape, dtype } = value;
  if (isHuge(shape)) return { plain: 'huge' };
  const numbers = numbersOf(value);
  const count = shape.reduce((product, size) => product * size, isComplex(dtype) ? 2 : 1);
  if (numbers.length !== count) throw new Fault(`shape [${shape}] of ${dtype} has ${numbers.length} numbers`);
  return { shape: [...shape], dtype, numbers };
}

function flat(result: unknown): readonly unknown[] {
  if (isTensor(result) || typeof result !== 'object' || result === null) return [result];
  return [...(result as Iterable<unknown>)].flatMap(flat);
}

/** The outcome of a call; a fault if it ends in what no call may end in. */
export function outcomeOf(call: () => unknown): Outcome {
  let result: unknown;
  try {
    result = call();
  } catch (error) {
    if (error instanceof Marker) return { kind: 'marked' };
    if (error instanceof InternalError) throw new Fault(`InternalError: ${error.message}`);
    if (error instanceof TapirError) return { kind: 'refused', error };
    const { name, message } = error instanceof Error ? error : { name: 'not an error', message: String(error) };
    throw new Fault(`${name}: ${message}`);
  }
  const results = flat(result);
  return { kind: 'results', results: results.map(keep), tensors: results.filter(isTensor) };
}

/** How far two numbers of a dtype may be apart, beside the size of the numbers around. */
function tolerance(dtype: string): number {
  if (dtype === 'bfloat16') return 0.1;
  if (dtype === 'float16') return 0.02;
  return dtype === 'float64' || dtype === 'complex128' ? 1e-6 : 1e-3;
}

/** The variance of equal numbers: a rounding of float32 by its own, times their square. */
const SQUARED_ROUNDING = 2 ** -40;

function typical(numbers: ArrayLike<number | bigint>): number {
  const sizes = Array.from(numbers, (each) => Math.abs(Number(each))).filter(Number.isFinite);
  return sizes.length === 0 ? 0 : Math.max(...sizes);
}

/** The first number that differs; null if none does. `exact` is for what nobody may have written to. */
export function difference(one: Kept, other: Kept, exact = false): string | null {
  if ('plain' in one || 'plain' in other) {
    const [a, b] = [(one as { plain: unknown }).plain, (other as { plain: unknown }).plain];
    const isNear = typeof a === 'number' && Math.abs(a - Number(b)) <= 1e-3 * Math.abs(a);
    return isNear || isDeepStrictEqual(a, b) ? null : `${inspect(a)}, ${inspect(b)}`;
  }
  if (one.shape.join() !== other.shape.join()) return `shape [${one.shape}], [${other.shape}]`;
  if (one.dtype !== other.dtype) return `dtype ${one.dtype}, ${other.dtype}`;
  const isReal = isFloat(one.dtype as never) || isComplex(one.dtype as never);
  const apart = exact || !isReal ? 0 : tolerance(one.dtype) * typical(one.numbers) + SQUARED_ROUNDING;
  for (let index = 0; index < one.numbers.length; index += 1) {
    const [a, b] = [one.numbers[index] as number | bigint, other.numbers[index] as number | bigint];
    if (Object.is(a, b)) continue;
    if (!exact && isReal && (Math.abs(Number(a) - Number(b)) <= apart + tolerance(one.dtype) * Math.abs(Number(a)) || a === b)) continue;
    return `number ${index} of [${one.shape}] ${one.dtype} is ${a}, then ${b}`;
  }
  return null;
}

/** What differs between two outcomes of one call; null if nothing does. */
export function disagreement(first: Outcome, second: Outcome): string | null {
  if (first.kind === 'marked' || second.kind === 'marked') return null;
  if (first.kind === 'refused' && second.kind === 'refused') return null;
  if (first.kind === 'refused') return `was refused (${first.error.message}), then not`;
  if (second.kind === 'refused') return `was taken, then refused: ${second.error.message}`;
  if (first.results.length !== second.results.length) return `${first.results.length} results, then ${second.results.length}`;
  for (const [index, one] of first.results.entries()) {
    const found = difference(one, second.results[index] as Kept);
    if (found !== null) return `result ${index}: ${found}`;
  }
  return null;
}
