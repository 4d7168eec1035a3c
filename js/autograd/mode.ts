/** Whether operations are recorded: for the length of a function, or of a block with `using`. */
import { native } from '../native/index.ts';

const [GRAD, INFERENCE] = [1, 2] as const;

/** A mode that ends when it is disposed of. */
export interface ModeGuard extends Disposable {}

/** The innermost mode that has not ended. */
let innermost: Guard | null = null;

/** Modes of async functions may end in another order than that of their beginnings: the one above puts back what this one would have. */
class Guard implements ModeGuard {
  #before = native.mode();
  #below = innermost;
  #above: Guard | null = null;
  #isOver = false;

  constructor(bits: number) {
    if (innermost !== null) innermost.#above = this;
    innermost = this;
    native.setMode(bits);
  }

  [Symbol.dispose](): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#below !== null) this.#below.#above = this.#above;
    if (this.#above === null) {
      innermost = this.#below;
      native.setMode(this.#before);
    } else {
      this.#above.#below = this.#below;
      this.#above.#before = this.#before;
    }
  }
}

/** Runs `body` in a mode; an async one keeps it until its promise settles. */
function within<T>(bits: number, body: (() => T) | undefined): T | ModeGuard {
  const guard = new Guard(bits);
  if (body === undefined) return guard;
  let result: T;
  try {
    result = body();
  } catch (error) {
    guard[Symbol.dispose]();
    throw error;
  }
  if (result instanceof Promise) return result.finally(() => guard[Symbol.dispose]()) as T;
  guard[Symbol.dispose]();
  return result;
}

/**
 * Without recording: what happens inside needs no gradient.
 *
 * @example
 * noGrad(() => weight.sub_(weight.grad!.mul(0.1)));
 * { using _ = noGrad(); evaluate(); }
 */
export function noGrad(): ModeGuard;
export function noGrad<T>(body: () => T): T;
export function noGrad<T>(body?: () => T): T | ModeGuard {
  return within(native.mode() & ~GRAD, body);
}

/** With recording, also inside `noGrad`. */
export function enableGrad(): ModeGuard;
export function enableGrad<T>(body: () => T): T;
export function enableGrad<T>(body?: () => T): T | ModeGuard {
  return within(native.mode() | GRAD, body);
}

/** Turns recording on or off: from now on, or for the length of `body`. */
export function setGradEnabled(enabled: boolean): ModeGuard;
export function setGradEnabled<T>(enabled: boolean, body: () => T): T;
export function setGradEnabled<T>(enabled: boolean, body?: () => T): T | ModeGuard {
  const before = native.mode();
  const bits = enabled ? before | GRAD : before & ~GRAD;
  if (body !== undefined) return within(bits, body);
  // Mostly called for good, over and over: nothing may pile up.
  native.setMode(bits);
  return { [Symbol.dispose]: () => native.setMode(before) };
}

/** Without recording, and with tensors that never will be part of a graph. */
export function inferenceMode(): ModeGuard;
export function inferenceMode<T>(body: () => T): T;
export function inferenceMode<T>(body?: () => T): T | ModeGuard {
  return within(INFERENCE, body);
}

export function isGradEnabled(): boolean {
  return (native.mode() & GRAD) !== 0;
}

export function isInferenceModeEnabled(): boolean {
  return (native.mode() & INFERENCE) !== 0;
}
