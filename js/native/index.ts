/**
 * The addon, and the buffer it shares with us. The only importer of the addon's loader.
 * Arguments go into `words` from the start, results come back there; nothing in it outlives a call. What is longer than the buffer
 * goes and comes in an array of its own.
 */
import { native as engine } from './loader.ts';

/** The addon itself, for those who must not be listened to. */
export { engine };

export let native: typeof engine = engine;

const plainRun: (out: object) => number = engine.command();
const plainAdopt: (object: object, id: number) => boolean = engine.adopter();

/** Calls the operator whose command stands in the buffer; a result of one tensor is tied to the object. */
export let run = plainRun;

/** Ties a handle that waits to its object; says whether a collection is due. */
export let adopt = plainAdopt;

/** Calls `listener` before every call of the engine; null ends that, and then nothing is in between. */
export function beforeCalls(listener: (() => void) | null): void {
  run = listener === null ? plainRun : (out) => (listener(), plainRun(out));
  adopt = listener === null ? plainAdopt : (object, id) => (listener(), plainAdopt(object, id));
  native = listener === null ? engine : (Object.fromEntries(Object.entries(engine).map(([name, call]) => [name, listenedTo(call, listener)])) as typeof engine);
}

function listenedTo(call: unknown, listener: () => void): unknown {
  if (typeof call !== 'function') return call;
  return (...args: unknown[]) => (listener(), call(...args) as unknown);
}

/** Arguments and results, all as doubles. Every copy of this module in a thread has the same array, and it is never replaced. */
export const words: Float64Array = engine.words();
engine.freeAtExit();

/** An answer of `count` words. It was kept if the buffer had no room for it. */
export function readWords(count: number): number[] {
  return count <= words.length ? wordsFrom(0, count) : Array.from(lateWords(count));
}

/** An answer that begins with its length. */
export function readList(): number[] {
  const count = words[0] as number;
  return count < words.length ? wordsFrom(1, count) : Array.from(lateWords(count));
}

/** By a loop: an array from an iterator takes longer than the call it is the answer of. */
function wordsFrom(start: number, count: number): number[] {
  const list = new Array<number>(count);
  for (let index = 0; index < count; index += 1) list[index] = words[start + index] as number;
  return list;
}

function lateWords(count: number): Float64Array {
  const late = new Float64Array(count);
  engine.lateAnswer(late);
  return late;
}
