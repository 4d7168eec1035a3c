/**
 * The addon, and the buffer it shares with us. The only importer of `#native`.
 * Arguments go into `words` from the start, results come back there; nothing in it outlives a call.
 */
import * as native from '#native';

export { native };

/** Calls the operator whose command stands in the buffer; a result of one tensor is tied to the object. */
export const run: (out: object) => number = native.command();

/** Arguments and results, all as doubles. */
export let words: Float64Array = new Float64Array(4096);
native.attachBuffer(words);
native.freeAtExit();

/** Makes room for `length` words, keeping what is there. */
export function ensureWords(length: number): void {
  if (length <= words.length) return;
  const larger = new Float64Array(Math.max(length, 2 * words.length));
  larger.set(words);
  words = larger;
  native.attachBuffer(words);
}

/** The first `count` words. */
export function readWords(count: number): number[] {
  return Array.from(words.subarray(0, count));
}
