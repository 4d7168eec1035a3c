/**
 * Functions that run around a module's forward and backward. The gradients of a module as a whole are seen by identities
 * on the tape around its inputs and outputs. Knows nothing of what modules hold.
 */
import { Function, type FunctionContext } from '../../autograd/function.ts';
import { isTensor, type Removable, type Tensor } from '../../tensor.ts';
import type { Module } from './module.ts';

type Gradient = Tensor | null;

export type ForwardPreHook<M = Module> = (module: M, args: readonly unknown[]) => unknown;
export type ForwardHook<M = Module> = (module: M, args: readonly unknown[], output: unknown) => unknown;
export type BackwardPreHook<M = Module> = (module: M, gradOutput: readonly Gradient[]) => unknown;
export type BackwardHook<M = Module> = (module: M, gradInput: readonly Gradient[], gradOutput: readonly Gradient[]) => unknown;

export interface HookOptions {
  /** Run before the hooks that are already there. */
  readonly prepend?: boolean;
}

/** The hooks of one module, each kind in the order in which they run. */
export class Hooks {
  forwardPre: readonly ForwardPreHook[] = [];
  forward: readonly ForwardHook[] = [];
  backwardPre: readonly BackwardPreHook[] = [];
  backward: readonly BackwardHook[] = [];

  add<K extends keyof Hooks & ('forwardPre' | 'forward' | 'backwardPre' | 'backward')>(kind: K, hook: Hooks[K][number], prepend: boolean): Removable {
    // Of its own, so that one function registered twice is removed once.
    const entry = ((...args: never[]) => (hook as (...all: never[]) => unknown)(...args)) as unknown as Hooks[K][number];
    const list = this[kind] as readonly unknown[];
    (this as Record<string, unknown>)[kind] = prepend ? [entry, ...list] : [...list, entry];
    return { remove: () => ((this as Record<string, unknown>)[kind] = (this[kind] as readonly unknown[]).filter((each) => each !== entry)) };
  }

  copy(): Hooks {
    return Object.assign(new Hooks(), this);
  }
}

/** The module's `forward` with everything that is registered around it. */
export function callWithHooks(module: Module, hooks: Hooks, given: readonly unknown[]): unknown {
  let args = given;
  for (const hook of hooks.forwardPre) {
    const replaced = hook(module, args);
    if (replaced !== undefined && replaced !== null) args = Array.isArray(replaced) ? replaced : [replaced];
  }
  const boundary = hooks.backward.length + hooks.backwardPre.length > 0 ? new Boundary(module, hooks) : null;
  if (boundary !== null) args = boundary.inputs(args);
  let output: unknown = module.forward(...args);
  for (const hook of hooks.forward) {
    const replaced = hook(module, args, output);
    if (replaced !== undefined && replaced !== null) output = replaced;
  }
  return boundary === null ? output : boundary.outputs(output);
}

/** An identity whose backward is a function. */
class BackwardHookFunction extends Function {
  static override readonly name: string = 'BackwardHookFunction';

  static forward(context: FunctionContext, onBackward: (grads: Gradient[]) => Gradient[], ...tensors: readonly Tensor[]): readonly Tensor[] {
    context.setMaterializeGrads(false);
    context.values['onBackward'] = onBackward;
    return tensors;
  }

  static backward(context: FunctionContext, ...grads: Gradient[]): Gradient[] {
    return [null, ...(context.values['onBackward'] as (grads: Gradient[]) => Gradient[])(grads)];
  }
}

/** One call of a module, whose gradients pass here on their way. */
class Boundary {
  readonly #module: Module;
  readonly #hooks: Hooks;
  #inputCount = 0;
  #hasInputs = false;
  #gradOutput: readonly Gradient[] = [];

  constructor(module: Module, hooks: Hooks) {
    this.#module = module;
    this.#hooks = hooks;
  }

  inputs(args: readonly unknown[]): readonly unknown[] {
    this.#inputCount = args.length;
    const { values, places } = pass(args, (grads) => this.#known(spread(grads, places, args.length)).filter((_, at) => places.includes(at)));
    this.#hasInputs = places.length > 0;
    return values;
  }

  outputs(output: unknown): unknown {
    const list = Array.isArray(output) ? (output as readonly unknown[]) : [output];
    const { values, places } = pass(list, (grads) => this.#arrived(spread(grads, places, list.length)).filter((_, at) => places.includes(at)));
    return Array.isArray(output) ? values : values[0];
  }

  /** The gradients of the outputs are there. */
  #arrived(grads: Gradient[]): Gradient[] {
    let gradOutput: readonly Gradient[] = grads;
    for (const hook of this.#hooks.backwardPre) gradOutput = replacement(hook(this.#module, gradOutput), gradOutput);
    this.#gradOutput = gradOutput;
    if (!this.#hasInputs) {
      const none = Array<Gradient>(this.#inputCount).fill(null);
      for (const hook of this.#hooks.backward) hook(this.#module, none, gradOutput);
    }
    return [...gradOutput];
  }

  /** So are those of the inputs. */
  #known(grads: Gradient[]): Gradient[] {
    let gradInput: readonly Gradient[] = grads;
    for (const hook of this.#hooks.backward) gradInput = replacement(hook(this.#module, gradInput, this.#gradOutput), gradInput);
    return [...gradInput];
  }
}

function replacement(returned: unknown, before: readonly Gradient[]): readonly Gradient[] {
  if (returned === undefined || returned === null) return before;
  return Array.isArray(returned) ? (returned as readonly Gradient[]) : [returned as Gradient];
}

/** The values with those that are part of a graph led through an identity, and where they stand. */
function pass(values: readonly unknown[], onBackward: (grads: Gradient[]) => Gradient[]): { values: unknown[]; places: number[] } {
  const places = values.flatMap((value, at) => (isTensor(value) && value.requiresGrad ? [at] : []));
  const passed = [...values];
  if (places.length === 0) return { values: passed, places };
  const tensors = places.map((at) => values[at] as Tensor);
  const results = BackwardHookFunction.apply(onBackward, ...tensors);
  places.forEach((at, index) => (passed[at] = results[index]));
  return { values: passed, places };
}

/** The gradients at the places of their values. */
function spread(grads: readonly Gradient[], places: readonly number[], count: number): Gradient[] {
  const all = Array<Gradient>(count).fill(null);
  places.forEach((at, index) => (all[at] = grads[index] ?? null));
  return all;
}
