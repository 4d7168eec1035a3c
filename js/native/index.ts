/**
 * The addon, and the buffer it shares with us. The only importer of `#native`.
 * Arguments go into `words` from the start, results come back there; nothing in it outlives a call.
 */
import * as engine from '#native';

/** The addon itself, for those who must not be listened to. */
export { engine };

export let native: typeof engine = engine;

const plainRun: (out: object) => number = engine.command();

/** Calls the operator whose command stands in the buffer; a result of one tensor is tied to the object. */
export let run = plainRun;

/** Calls `listener` before every call of the engine; null ends that, and then nothing is in between. */
export function beforeCalls(listener: (() => void) | null): void {
  run = listener === null ? plainRun : (out) => (listener(), plainRun(out));
  native = listener === null ? engine : (Object.fromEntries(Object.entries(engine).map(([name, call]) => [name, listenedTo(call, listener)])) as typeof engine);
}

function listenedTo(call: unknown, listener: () => void): unknown {
  if (typeof call !== 'function') return call;
  return (...args: unknown[]) => (listener(), call(...args) as unknown);
}

/** Arguments and results, all as doubles. */
export let words: Float64Array = new Float64Array(4096);
engine.attachBuffer(words);
engine.freeAtExit();

/** Makes room for `length` words, keeping what is there. */
export function ensureWords(length: number): void {
  if (length <= words.length) return;
  const larger = new Float64Array(Math.max(length, 2 * words.length));
  larger.set(words);
  words = larger;
  engine.attachBuffer(words);
}

/** The first `count` words. */
export function readWords(count: number): number[] {
  return Array.from(words.subarray(0, count));
}
