/**
 * Memory without memory calls. Node runs no finalizer inside a synchronous loop, so the engine keeps weak references to our
 * objects, and we ask for a collection when enough has been made: first a minor one, which takes the recent garbage, and
 * a full one when more stays alive than before. The share of time this may take is bounded.
 */
import { findCollector } from './collector.ts';
import { ValueError } from './error.ts';
import { native } from './native/index.ts';
import { takesNone } from './signature/signature.ts';

const MIB = 1 << 20;
/** A minor collection at the latest after so many new tensors: few enough that what they hold stays in the caches. */
const HANDLES = 2048;
/** New tensors of at least so many bytes are worth a collection: few enough that what they leave behind is still in the last
 * level of the caches for the next ones, many enough that the collection costs little beside writing them. */
const LEAST_STEP = 16 * MIB;
/** Garbage may be this part of what is live: the more lives through a collection, the rarer they should be. */
const GARBAGE_SHARE = 0.25;
/** Where collections are dear, the step is stretched, but with little live not beyond this. */
const MOST_STEP = 64 * MIB;
/** Held bytes, and handles, that call for a full collection at first. */
const START_HARD = 256 * MIB;
const START_MANY = 65_536;
/** Above the first share of time the step is doubled, below the second halved. */
const [MUCH, LITTLE] = [0.15, 0.03];

const collector = findCollector();

class Pacer {
  /** How far the step is stretched. */
  #stretch = 1;
  /** Bytes that this thread held at the last look, and those that call for a full collection. */
  #held = 0;
  #hard = START_HARD;
  /** Handles that call for one. */
  #many = START_MANY;
  #limit = Number.POSITIVE_INFINITY;
  #spent = 0;
  #since = performance.now();

  constructor() {
    this.#arm();
  }

  get limit(): number {
    return this.#limit;
  }

  set limit(bytes: number) {
    if (!(bytes >= 0)) throw new ValueError(`memory.limit must be a number of bytes, got ${bytes}`);
    this.#limit = bytes;
    this.#hard = Math.min(this.#hard, bytes);
    this.#arm();
  }

  /** Called when the budget of new tensors is used up. */
  collect(): void {
    const started = performance.now();
    collector.minor();
    native.sweep(false);
    const { live, held, handles } = native.memoryStats();
    this.#held = held;
    if (held > this.#hard || live > this.#limit || handles > this.#many) this.#full();
    this.#spent += performance.now() - started;
    this.#pace();
    this.#arm();
  }

  /** The next look: later the more is live, earlier the nearer the limit is. */
  #arm(): void {
    // Of what this thread holds: with a share of all that lives, each worker would keep more the more of them there are.
    const garbage = GARBAGE_SHARE * this.#held;
    const step = Math.min(Math.max(LEAST_STEP, garbage) * this.#stretch, Math.max(MOST_STEP, garbage));
    native.setBudget(HANDLES, Math.max(LEAST_STEP, Math.min(step, this.#limit / 4)));
  }

  /** A full collection, and the next threshold from what it left. */
  #full(): void {
    collector.full();
    native.sweep(true);
    const { held, handles } = native.memoryStats();
    this.#held = held;
    this.#hard = Math.max(START_HARD, 2 * held);
    this.#many = Math.max(START_MANY, 2 * handles);
  }

  /** Frees everything that nobody can reach. */
  collectAll(): void {
    this.#full();
    this.#arm();
  }

  /** Keeps the time spent within its share, looked at over stretches of at least 50 ms. */
  #pace(): void {
    const now = performance.now();
    const elapsed = now - this.#since;
    if (elapsed < 50) return;
    const share = this.#spent / elapsed;
    if (share < LITTLE) this.#stretch = Math.max(1, this.#stretch / 2);
    else if (share > MUCH) this.#stretch = Math.min(MOST_STEP / LEAST_STEP, 2 * this.#stretch);
    this.#spent = 0;
    this.#since = now;
  }
}

const pacer = new Pacer();

/** Whether the budget of new tensors is used up. */
export let isCollectionDue = false;

/**
 * Called by the dispatcher when the engine says that the budget is used up. The collection waits for the next operator: by
 * then the present result may be garbage, and its memory, still in the caches, holds the next one.
 */
export function collectSoon(): void {
  isCollectionDue = true;
}

/** Collects. Called before something is made, while all it is made from is still held by the caller. */
export function collectNow(): void {
  isCollectionDue = false;
  pacer.collect();
}

/**
 * Ties a handle that waits to its object. Whatever the engine makes for us but not as an operator's only result passes here:
 * data, files, gradients, nodes, generators. So all of it is counted, and a loop of any of it collects.
 */
export function tie(object: object, id: number): void {
  if (isCollectionDue) collectNow();
  if (native.adopt(object, id)) collectSoon();
}

/** Called by the dispatcher before it tries once more what had not enough memory. */
export function collectAll(): void {
  pacer.collectAll();
}

export interface MemoryStats {
  /** Bytes in use. */
  readonly live: number;
  /** Bytes in free blocks kept for reuse. */
  readonly cached: number;
  /** The most bytes ever in use, or since `resetPeak`. */
  readonly peak: number;
  /** Blocks handed out so far. */
  readonly allocations: number;
  /** Bytes that this thread holds, with what it only looks at: mapped files, buffers of others. */
  readonly held: number;
  /** Tensors and other objects of this thread that the engine holds. */
  readonly handles: number;
}

/**
 * The memory of the engine. Nothing here is needed for a training loop; it is for looking and for tight places.
 *
 * @example
 * memory.stats().live; // bytes
 * memory.limit = 2 ** 30; // collect harder as this comes near
 */
export const memory = {
  /** What is in use, in bytes. */
  stats(): MemoryStats {
    takesNone('stats', arguments);
    return native.memoryStats();
  },

  /** Collects everything unreachable and gives cached blocks back to the system. */
  collect(): void {
    takesNone('collect', arguments);
    pacer.collectAll();
    native.emptyCache();
  },

  /** Starts `stats().peak` anew. */
  resetPeak(): void {
    takesNone('reset_peak', arguments);
    native.resetPeakMemory();
  },

  /** Live bytes above which every look is a full collection; unlimited at first. */
  get limit(): number {
    return pacer.limit;
  },

  set limit(bytes: number) {
    pacer.limit = bytes;
  },
};
