/**
 * V8's garbage collector, to be called. V8 gives it to contexts that are made while a flag is on, and its flags belong to the process:
 * a flag that is found on stays on, and one that we turn on is on for a moment in which no other thread does the same.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { InternalError } from './error.ts';
import { native } from './native/index.ts';

/** The garbage collector: of recent objects, and of all. */
export interface Collector {
  minor(): void;
  full(): void;
}

/** V8's function. Exactly these two calls mean minor and full on every version. */
type Gc = (options?: { readonly type: 'minor' }) => void;

const MINOR = { type: 'minor' } as const;

/** A copy of the package with an addon of its own does not know our lock: it may turn the flag off in between, but not for ever. */
const TRIES = 1000;

/** `gc`, where the flag is on. */
function exposed(): Gc | null {
  return runInNewContext('typeof gc === "function" ? gc : null') as Gc | null;
}

function findGc(): Gc {
  const { gc } = globalThis as { gc?: unknown };
  if (typeof gc === 'function') return gc as Gc;
  let found: Gc | null = null;
  native.exclusively(() => {
    found = exposed();
    for (let tries = 0; found === null && tries < TRIES; tries += 1) {
      setFlagsFromString('--expose-gc');
      found = exposed();
      setFlagsFromString('--no-expose-gc');
    }
  });
  if (found === null) throw new InternalError('V8 gives no garbage collector');
  return found;
}

/** What was said on the command line or in the environment of the process, or of this worker. */
function isFlagGiven(flags: RegExp): boolean {
  return [...process.execArgv, process.env['NODE_OPTIONS'] ?? ''].some((text) => flags.test(text));
}

export function findCollector(): Collector {
  const { Bun } = globalThis as { Bun?: { gc(force: boolean): void } };
  if (Bun !== undefined) return { minor: () => Bun.gc(true), full: () => Bun.gc(true) };
  const gc = findGc();
  const full = () => gc();
  // Who chose how V8 collects keeps it.
  if (isFlagGiven(/parallel[-_]scavenge|single[-_]threaded|predictable/)) return { minor: () => gc(MINOR), full };
  return {
    // What survives is little: to wake V8's helpers takes 40 µs, and they find nothing to do.
    minor() {
      setFlagsFromString('--no-parallel-scavenge');
      gc(MINOR);
      setFlagsFromString('--parallel-scavenge');
    },
    full,
  };
}
