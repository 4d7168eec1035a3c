/**
 * Memory without memory calls. Node runs no finalizer inside a synchronous loop, so the engine keeps weak references to our
 * objects, and we ask for a collection when enough has been made: first a minor one, which takes the recent garbage, and
 * a full one when more stays alive than before. The share of time this may take is bounded.
 */
import { findCollector } from './collector.ts';
import { type Device, deviceCode } from './device.ts';
import { attempt, ValueError } from './error.ts';
import { adopt, native } from './native/index.ts';
import { DEVICE } from './signature/kind.ts';
import { optional, signature, takesNone } from './signature/signature.ts';

const MIB = 1 << 20;
/** A minor collection at the latest after so many new tensors: few enough that what they hold stays in the caches. */
const HANDLES = 2048;
/** New tensors of at least so many bytes are worth a collection: few enough that what they leave behind is still in the last
 * level of the caches for the next ones. */
const LEAST_STEP = 32 * MIB;
/** Garbage may be this part of what is live: the more lives through a collection, the rarer they should be. */
const GARBAGE_SHARE = 0.25;
/** What this process may use: the machine's memory, or its container's. */
const MAIN_MEMORY = native.mainMemory();
/** Where collections are expensive, the step is stretched, but with little live not beyond this. */
const MOST_STEP = Math.max(LEAST_STEP, Math.min(64 * MIB, MAIN_MEMORY / 16));
/** Held bytes, and handles, that call for a full collection at first. */
const START_HARD = Math.min(256 * MIB, MAIN_MEMORY / 8);
const START_MANY = 65_536;
/** Above the first share of time the step is doubled, below the second halved. */
const [MUCH, LITTLE] = [0.06, 0.01];

/** New tensors of at least so many bytes on a device are worth a collection: few enough that its memory holds them easily. */
const LEAST_DEVICE_STEP = 256 * MIB;
/** The part of what a device has for this thread that calls for a full collection. */
const DEVICE_SHARE = 0.8;

const collector = findCollector();

/** What lives as long as the objects whose graphs hold it, while the engine has let go of it. */
let entrusted: WeakMap<object, unknown> | null = null;

/**
 * Has the engine let go of the functions it holds, hooks and the backward of custom functions, for a collection: they live as long as
 * an object whose graph reaches them. So a hook that holds its own tensor, or a context that holds an output, keeps neither.
 */
function entrust(): void {
  const pairs = native.entrust() as readonly unknown[];
  entrusted = new WeakMap();
  for (let index = 0; index < pairs.length; index += 2) entrusted.set(pairs[index] as object, pairs[index + 1]);
}

function recover(): void {
  native.recover();
  entrusted = null;
}

/** Backward passes under way. */
let passes = 0;

/** Runs a backward pass. */
export function pass<T>(run: () => T): T {
  passes += 1;
  try {
    return run();
  } finally {
    passes -= 1;
  }
}

/** The same for the devices that this thread has used: what it holds there, and how much of it calls for a full collection. */
class DevicePaces {
  /** By index, for those that a full collection left much on. */
  readonly #hard: number[] = [];

  /** The next look. */
  arm(): void {
    for (let index = 0; index < native.usedDevices(); index += 1) {
      native.setDeviceBudget(index, Math.max(LEAST_DEVICE_STEP, GARBAGE_SHARE * native.heldOnDevice(index)));
    }
  }

  isAnyFull(): boolean {
    for (let index = 0; index < native.usedDevices(); index += 1) {
      const held = native.heldOnDevice(index);
      // Asked only of what is used: to ask a device opens it.
      if (held > 0 && held > (this.#hard[index] ?? 0) && held > DEVICE_SHARE * (held + native.deviceMemoryStats(index).free)) return true;
    }
    return false;
  }

  /** After a full collection: what it left is no garbage, so that the next one waits for more. */
  adapt(): void {
    for (let index = 0; index < native.usedDevices(); index += 1) this.#hard[index] = native.heldOnDevice(index) + LEAST_DEVICE_STEP;
  }
}

const devices = new DevicePaces();

class Pacer {
  /** How far the step is stretched. */
  #stretch = 1;
  /** Held bytes that call for a full collection. */
  #hard = START_HARD;
  /** Handles that call for one. */
  #many = START_MANY;
  #spent = 0;
  #since = performance.now();

  constructor() {
    this.arm();
  }

  /** Called when the budget of new tensors is used up. */
  collect(): void {
    const started = performance.now();
    this.#minor();
    const { held, handles } = native.memoryStats();
    // During a backward pass nothing that it calls can be let go: a full collection waits for its end, if it can.
    const patience = passes > 0 ? 2 : 1;
    if (held > patience * this.#hard || handles > patience * this.#many || devices.isAnyFull()) this.#full(true);
    this.#spent += performance.now() - started;
    this.#pace();
    this.arm();
  }

  /**
   * Frees what nobody can reach: what is recent, or all. With `cycles`, also what is reached only by the functions that it holds
   * itself.
   */
  relieve(all: boolean, cycles: boolean): void {
    if (all) this.#full(cycles);
    else this.#minor();
    this.arm();
  }

  /** The next look: later the more this thread holds, earlier the nearer the limit is. */
  arm(): void {
    const { live, held } = native.memoryStats();
    // Of what this thread holds: with a share of all that lives, each worker would keep more the more of them there are.
    const garbage = GARBAGE_SHARE * held;
    const step = Math.min(Math.max(LEAST_STEP, garbage) * this.#stretch, Math.max(MOST_STEP, garbage));
    const room = native.memoryLimit() - live;
    native.setBudget(HANDLES, Math.min(step, Math.max(MIB, room / 2)));
    devices.arm();
  }

  #minor(): void {
    collector.minor();
    native.sweep(false);
  }

  /** A full collection, and the next threshold from what it left. */
  #full(cycles: boolean): void {
    if (cycles) entrust();
    collector.full();
    native.sweep(true);
    if (cycles) recover();
    const { held, handles } = native.memoryStats();
    this.#hard = Math.max(START_HARD, 2 * held);
    this.#many = Math.max(START_MANY, 2 * handles);
    devices.adapt();
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
  if (adopt(object, id)) collectSoon();
}

/** Called by the dispatcher where memory was short, before it calls the same command again. It holds the operands. */
export function relieve(all: boolean): void {
  pacer.relieve(all, true);
}

// In a backward pass or for a file the engine asks by itself. What it holds meanwhile is not seen by us, so functions stay.
native.onShortage((all: boolean) => pacer.relieve(all, false));

/** The memory of a device other than the CPU, in bytes. */
export interface DeviceMemoryStats {
  readonly live: number;
  readonly cached: number;
  readonly peak: number;
  /** Blocks handed out so far. */
  readonly allocations: number;
  /** What the device has. */
  readonly total: number;
  /** What of it nobody on this machine holds. */
  readonly free: number;
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

interface StatsOf {
  (device?: 'cpu'): MemoryStats;
  (device: Device): MemoryStats | DeviceMemoryStats;
}

const STATS = signature('stats', optional('device', DEVICE, null));
const RESET_PEAK = signature('reset_peak', optional('device', DEVICE, null));

/** The index of a device that has memory of its own. */
function deviceIndex(device: Device | null): number | null {
  const code = deviceCode(device ?? 'cpu');
  return code === 0 ? null : code - 1;
}

function stats(...args: readonly unknown[]): MemoryStats | DeviceMemoryStats {
  const index = deviceIndex(STATS.read(args).device);
  return index === null ? native.memoryStats() : attempt(() => native.deviceMemoryStats(index));
}

/**
 * The memory of the engine. Nothing here is needed for a training loop; it is for looking and for tight places.
 *
 * @example
 * memory.stats().live; // bytes
 * memory.limit = 2 ** 30; // no more than this, or an OutOfMemoryError
 */
export const memory = {
  /** What is in use, in bytes: of main memory, or of a device's. */
  stats: stats as StatsOf,

  /** Collects everything unreachable and gives cached blocks back to the system. */
  collect(): void {
    takesNone('collect', arguments);
    pacer.relieve(true, true);
    native.emptyCache();
  },

  /** Starts `stats().peak` anew, that of main memory or of a device's. */
  resetPeak(...args: [device?: Device]): void {
    const index = deviceIndex(RESET_PEAK.read(args).device);
    if (index === null) native.resetPeakMemory();
    else attempt(() => native.resetPeakDeviceMemory(index));
  },

  /**
   * The most bytes that tensors may take, in all threads together; unlimited at first. What would go beyond is tried again
   * after collections, and then is an `OutOfMemoryError`. Blocks kept for reuse are given back before they and the tensors go
   * beyond. Mapped files and buffers of others do not count.
   */
  get limit(): number {
    return native.memoryLimit();
  },

  set limit(bytes: number) {
    if (!(bytes >= 0)) throw new ValueError(`memory.limit must be a number of bytes, got ${bytes}`);
    native.setMemoryLimit(bytes);
    pacer.arm();
  },
};
