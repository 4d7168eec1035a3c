/**
 * Values on their way to the engine: a command is read and converted whole, then written whole.
 * Invariant: nothing runs between the first word written and the call. What a caller gives may call us back while it is read
 * (a getter, `valueOf`, an index that becomes a tensor), so it is read into a list of plain values first; handles are
 * looked up last, when nobody can dispose of a tensor any more. Only the short cuts of dispatch/invoke.ts, whose arguments need
 * no reading, write words themselves.
 */
import { ValueError } from './error.ts';
import { words } from './native/index.ts';
import { idOf, isTensor } from './identity.ts';
import type { Tensor } from './tensor.ts';
import { typeText } from './text.ts';

/** A plain value: a number, or a tensor, of which the handle is written; null is no tensor. */
export type Word = number | Tensor | null;

/**
 * Writes plain values, and returns the array that they stand in: the shared buffer, or one of their own if they are too many.
 * The call must follow at once.
 */
export function writeAll(values: readonly Word[]): Float64Array {
  const list = values.length <= words.length ? words : new Float64Array(values.length);
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] as Word;
    list[index] = typeof value === 'number' ? value : value === null ? 0 : handleOf(value);
  }
  return list;
}

function handleOf(value: Tensor): number {
  if (!isTensor(value)) throw new ValueError(`expected a Tensor, got ${typeText(value)}`);
  return idOf(value);
}
