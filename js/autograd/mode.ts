/**
 * Whether operations are recorded: for the length of a function, or of a block with `using`. A mode belongs to the function it
 * was given, also while that waits for promises, and to nothing else that runs meanwhile.
 * Invariant: the engine's mode is that of the task that is running. Synchronous code sees to that at the borders of functions;
 * only while an async function is in a mode is it asked before each call of the engine who is running.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { beforeCalls, engine } from '../native/index.ts';
import { BOOL, FUNCTION } from '../signature/kind.ts';
import { optional, required, type Signature, signature, takesNone } from '../signature/signature.ts';
import { warnOnce } from '../warnings.ts';

const [GRAD, INFERENCE] = [1, 2] as const;

/** A mode that ends when it is disposed of. */
export interface ModeGuard extends Disposable {}

const BODY = optional('body', FUNCTION, null);
const NO_GRAD = signature('no_grad', BODY);
const ENABLE_GRAD = signature('enable_grad', BODY);
const INFERENCE_MODE = signature('inference_mode', BODY);
const SET_GRAD_ENABLED = signature('set_grad_enabled', required('mode', BOOL), BODY);

/** A function in a mode of its own, with all that it waits for; or the thread, of which the rest is part. */
interface Task {
  /** The mode while another task is running. */
  bits: number;
  readonly outer: Task | null;
  isOver: boolean;
  /** The block that has not ended and began last. */
  innermost: Guard | null;
}

const storage = new AsyncLocalStorage<Task>();
const thread: Task = { bits: GRAD, outer: null, isOver: false, innermost: null };
/** Whose mode the engine has. */
let running = thread;
/** How many tasks wait for promises. */
let waiting = 0;

function resume(task: Task): void {
  if (task === running) return;
  running.bits = engine.mode();
  engine.setMode(task.bits);
  running = task;
}

/** The task that calls; what a task that is over has left behind belongs to the one around it. */
function identify(): void {
  let task = storage.getStore() ?? thread;
  while (task.isOver && task.outer !== null) task = task.outer;
  resume(task);
}

/** The mode of the caller. */
function mode(): number {
  if (waiting > 0) identify();
  return engine.mode();
}

function suspend(): void {
  waiting += 1;
  if (waiting === 1) beforeCalls(identify);
}

function settle(): void {
  waiting -= 1;
  if (waiting > 0) return;
  beforeCalls(null);
  resume(thread);
}

/** Blocks may end in another order than that of their beginnings: the one above puts back what this one would have. */
class Guard implements ModeGuard {
  readonly #task = running;
  #before: number;
  #below = running.innermost;
  #above: Guard | null = null;
  #isOver = false;

  constructor(before: number, bits: number) {
    this.#before = before;
    if (this.#below !== null) this.#below.#above = this;
    this.#task.innermost = this;
    engine.setMode(bits);
    watch();
  }

  [Symbol.dispose](): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#below !== null) this.#below.#above = this.#above;
    if (this.#above !== null) {
      this.#above.#below = this.#below;
      this.#above.#before = this.#before;
      return;
    }
    this.#task.innermost = this.#below;
    if (this.#task === running) engine.setMode(this.#before);
    else this.#task.bits = this.#before;
  }
}

let isWatching = false;

/** A block of the thread that is open when the thread turns to something else holds there as well. */
function watch(): void {
  if (isWatching || running !== thread) return;
  isWatching = true;
  queueMicrotask(() => {
    isWatching = false;
    if (thread.innermost === null) return;
    warnOnce(
      'modeBlock',
      'a block with `using` of noGrad(), enableGrad() or inferenceMode() waits for a promise. Until it ends, its mode holds for everything else that runs in this thread as well; a function has its mode to itself: `await noGrad(async () => …)`.',
    );
  });
}

type Steps = Generator | AsyncGenerator;

function isGenerator(value: unknown): value is Steps {
  return typeof value === 'object' && value !== null && 'next' in value && /^\[object (Async)?Generator\]$/.test(Object.prototype.toString.call(value));
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/** Runs a part of a task: all of it, or one step of a generator. */
function run<T>(task: Task, body: () => T): T {
  const caller = running;
  resume(task);
  try {
    return storage.run(task, body);
  } finally {
    resume(caller);
  }
}

/** A promise of a task, which is over when it settles. */
async function untilSettled<T>(task: Task, promise: PromiseLike<T>): Promise<T> {
  suspend();
  try {
    return await promise;
  } finally {
    task.isOver = true;
    settle();
  }
}

/** A generator whose steps run in a mode, whoever asks for them. */
function inSteps(task: Task, generator: Steps): Steps {
  const step =
    (name: 'next' | 'return' | 'throw') =>
    (...args: unknown[]) => {
      const result = run(task, () => (generator[name] as (...given: unknown[]) => unknown).apply(generator, args));
      if (!isThenable(result)) return result;
      suspend();
      return (result as Promise<unknown>).finally(settle);
    };
  const methods = { next: step('next'), return: step('return'), throw: step('throw') };
  return Object.assign(Object.create(generator) as Steps, methods);
}

/** Runs `body` in the mode that `change` makes of the caller's. */
function within<T>(change: (bits: number) => number, body: (() => T) | undefined): T | ModeGuard {
  const before = mode();
  if (body === undefined) return new Guard(before, change(before));
  const task: Task = { bits: change(before), outer: running, isOver: false, innermost: null };
  let result: T;
  try {
    result = run(task, body);
  } catch (error) {
    task.isOver = true;
    throw error;
  }
  // What a thenable does begins when somebody waits for it: here, so that it is part of the task.
  if (isThenable(result)) return untilSettled(task, result instanceof Promise ? result : run(task, () => Promise.resolve(result))) as T;
  if (isGenerator(result)) return inSteps(task, result) as T;
  task.isOver = true;
  return result;
}

/** What is run in a mode, if something is; most calls give nothing or a function, and need no reading. */
function bodyOf<T>(takes: Signature<readonly [typeof BODY]>, args: readonly unknown[], origin: Function): (() => T) | undefined {
  if (args.length === 0 || (args.length === 1 && typeof args[0] === 'function')) return args[0] as (() => T) | undefined;
  return takes.read(args, origin).body ?? undefined;
}

const withoutGrad = (bits: number): number => bits & ~GRAD;
const withGrad = (bits: number): number => bits | GRAD;
const inInference = (): number => INFERENCE;

/**
 * Without recording, for a function that is known to be synchronous.
 */
export function unrecorded<T>(body: () => T): T {
  const before = mode();
  engine.setMode(before & ~GRAD);
  try {
    return body();
  } finally {
    engine.setMode(before);
  }
}

/**
 * Without recording: what happens inside needs no gradient. An async function keeps the mode to itself until its promise settles,
 * a generator for its steps. A block with `using` is for synchronous code.
 *
 * @example
 * noGrad(() => weight.sub_(weight.grad!.mul(0.1)));
 * await noGrad(async () => evaluate(await batch()));
 * { using _ = noGrad(); evaluate(); }
 */
export function noGrad(): ModeGuard;
export function noGrad<T>(body: () => T): T;
export function noGrad<T>(...args: readonly unknown[]): T | ModeGuard {
  return within(withoutGrad, bodyOf<T>(NO_GRAD, args, noGrad));
}

/** With recording, also inside `noGrad`. */
export function enableGrad(): ModeGuard;
export function enableGrad<T>(body: () => T): T;
export function enableGrad<T>(...args: readonly unknown[]): T | ModeGuard {
  return within(withGrad, bodyOf<T>(ENABLE_GRAD, args, enableGrad));
}

/** Turns recording on or off: from now on, or for the length of `body`. */
export function setGradEnabled(mode: boolean): ModeGuard;
export function setGradEnabled<T>(mode: boolean, body: () => T): T;
export function setGradEnabled<T>(...args: readonly unknown[]): T | ModeGuard {
  const { mode: enabled, body } = SET_GRAD_ENABLED.read(args, setGradEnabled);
  const change = enabled ? withGrad : withoutGrad;
  if (body !== null) return within(change, body as () => T);
  // Mostly called for good, over and over: nothing may pile up.
  const before = mode();
  const task = running;
  engine.setMode(change(before));
  return {
    [Symbol.dispose]: () => {
      if (task === running) engine.setMode(before);
      else task.bits = before;
    },
  };
}

/** Without recording, and with tensors that never will be part of a graph. */
export function inferenceMode(): ModeGuard;
export function inferenceMode<T>(body: () => T): T;
export function inferenceMode<T>(...args: readonly unknown[]): T | ModeGuard {
  return within(inInference, bodyOf<T>(INFERENCE_MODE, args, inferenceMode));
}

export function isGradEnabled(): boolean {
  if (arguments.length > 0) takesNone('is_grad_enabled', arguments);
  return (mode() & GRAD) !== 0;
}

export function isInferenceModeEnabled(): boolean {
  if (arguments.length > 0) takesNone('is_inference_mode_enabled', arguments);
  return (mode() & INFERENCE) !== 0;
}
