/** Operations with a derivative of one's own: PyTorch's `autograd.Function`. */
import { AutogradError, keepThrown, translate, ValueError } from '../error.ts';
import { writeAll } from '../handles.ts';
import { native, readWords, words } from '../native/index.ts';
import { zerosLike } from '../ops/functions.ts';
import { takesNone } from '../signature.ts';
import { adopt, isTensor, type Tensor } from '../tensor.ts';
import { typeText } from '../text.ts';
import type { Gradients, Several } from './gradients.ts';
import { isGradEnabled, unrecorded } from './mode.ts';

/** What a context was told, for those who record it. */
interface Told {
  saved: readonly (Tensor | null)[];
  notDifferentiable: readonly Tensor[];
  dirty: readonly Tensor[];
  materializeGrads: boolean;
}

let toldTo: (context: FunctionContext) => Told;

/** What `forward` leaves for `backward`. Other values may be put on it as properties of their own. */
export class FunctionContext {
  readonly #told: Told = { saved: [], notDifferentiable: [], dirty: [], materializeGrads: true };
  /** For each input, whether it wants a gradient. */
  needsInputGrad: readonly boolean[] = [];
  /** Anything else that backward needs. */
  readonly values: Record<string, unknown> = {};

  constructor() {
    takesNone('FunctionContext', arguments);
  }

  static {
    toldTo = (context) => context.#told;
  }

  /** Keeps tensors for backward, their versions checked. */
  saveForBackward(...tensors: readonly (Tensor | null)[]): void {
    tensors.forEach((tensor, index) => {
      if (tensor === null || isTensor(tensor)) return;
      throw new ValueError(`save_for_backward can only save variables, but argument ${index} is of type ${typeText(tensor)}`);
    });
    this.#told.saved = tensors;
  }

  /** Says that these outputs have no gradient: they require none, and backward gets zeros for them. */
  markNonDifferentiable(...outputs: readonly Tensor[]): void {
    for (const output of outputs) {
      if (!isTensor(output)) throw new ValueError(`mark_non_differentiable only accepts variable arguments, but got ${typeText(output)}`);
    }
    this.#told.notDifferentiable = outputs;
  }

  /** Says that `forward` wrote these inputs in place. It must return them. */
  markDirty(...inputs: readonly Tensor[]): void {
    inputs.forEach((input, index) => {
      if (!isTensor(input)) throw new ValueError(`mark_dirty can only accept variables, but argument ${index} is of type ${typeText(input)}`);
    });
    this.#told.dirty = inputs;
  }

  /** Whether backward gets zeros (true) or null for an output that no gradient reached. */
  setMaterializeGrads(materialize: boolean): void {
    if (typeof materialize !== 'boolean') throw new ValueError(`set_materialize_grads expects a bool, but got ${typeText(materialize)}`);
    this.#told.materializeGrads = materialize;
  }

  /** What `saveForBackward` kept. */
  get savedTensors(): readonly Tensor[] {
    return this.#told.saved as readonly Tensor[];
  }

  get notDifferentiable(): readonly Tensor[] {
    return this.#told.notDifferentiable;
  }
}

/** A class with static `forward` and `backward`. */
export interface FunctionClass<Args extends readonly unknown[], Result extends Several> {
  readonly name: string;
  forward(context: FunctionContext, ...args: Args): Result;
  backward(context: FunctionContext, ...grads: readonly (Tensor | null)[]): Gradients;
}

/** `apply` of a class, also by itself: `const cube = Cube.apply`. */
export type Apply = <Args extends readonly unknown[], Result extends Several = Tensor>(this: FunctionClass<Args, Result> | void, ...args: Args) => Result;

/**
 * Base of operations with their own derivative. `backward` gets a gradient per output and gives one per argument of `forward`,
 * null where there is none. An output that no gradient reached has zeros, unless `setMaterializeGrads(false)` asks for null.
 *
 * @example
 * class Cube extends autograd.Function {
 *   static forward(context: FunctionContext, x: Tensor) { context.saveForBackward(x); return x.pow(3); }
 *   static backward(context: FunctionContext, grad: Tensor) { return grad.mul(context.savedTensors[0]!.pow(2).mul(3)); }
 * }
 * Cube.apply(x);
 */
export class Function {
  static get apply(): Apply {
    return ((...args: readonly unknown[]) => applyFunction(this as unknown as AnyClass, args)) as Apply;
  }
}

type AnyClass = FunctionClass<readonly unknown[], Several>;

function applyFunction(Class: AnyClass, args: readonly unknown[]): unknown {
  if (typeof Class.forward !== 'function') throw new AutogradError('You must implement the forward function for custom autograd.Function.');
  const context = new FunctionContext();
  const inputs = args.filter(isTensor);
  const recorded = isGradEnabled() && inputs.some((input) => input.requiresGrad);
  context.needsInputGrad = args.map((arg) => recorded && isTensor(arg) && arg.requiresGrad);
  const result: unknown = unrecorded(() => Class.forward(context, ...args));
  const isSeveral = Array.isArray(result);
  const outputs: readonly unknown[] = isSeveral ? result : [result];
  if (toldTo(context).dirty.some((input) => !outputs.includes(input))) {
    throw new AutogradError(
      'Some elements marked as dirty during the forward method were not returned as output. The inputs that are modified inplace must all be outputs of the Function.',
    );
  }
  if (!recorded) return result;
  const results = record(Class, context, args, inputs, outputs);
  return isSeveral ? results : results[0];
}

/** Gives the outputs their history. What is no tensor stays as it is, and one tensor returned twice is one output. */
function record(Class: AnyClass, context: FunctionContext, args: readonly unknown[], inputs: readonly Tensor[], outputs: readonly unknown[]): unknown[] {
  const told = toldTo(context);
  const tensors = [...new Set(outputs.filter(isTensor))];
  // An input given back as it is would otherwise be its own history.
  const made = unrecorded(() => tensors.map((output) => (inputs.includes(output) && !told.dirty.includes(output) ? output.detach() : output)));
  const flags = tensors.map((output) => (told.dirty.includes(output) ? 2 : told.notDifferentiable.includes(output) ? 1 : 0));
  const kept = told.saved.map((tensor) => (tensor === null ? null : (made[tensors.indexOf(tensor)] ?? tensor)));
  const saved = kept.filter((tensor) => tensor !== null);
  // From here on the engine keeps them, and frees them once backward is done.
  context.saveForBackward();
  const areSaved = kept.map((tensor) => tensor !== null);
  const backward = backwardOf(Class, context, args.map(isTensor), areSaved, places(outputs, tensors));
  const name = `${Class.name}Backward`;
  const list = writeAll([...inputs, ...made, ...saved, ...flags]);
  try {
    native.recordCustom(name, list, inputs.length, made.length, saved.length, told.materializeGrads, backward);
  } catch (error) {
    throw translate(error, applyFunction);
  }
  const recorded = readWords(made.length).map(adopt);
  return outputs.map((output) => {
    const place = isTensor(output) ? tensors.indexOf(output) : -1;
    return flags[place] === 0 ? recorded[place] : output;
  });
}

/** Where the gradient of an output comes from. */
interface Place {
  /** Its number among the engine's outputs; −1 for what is no tensor. */
  readonly slot: number;
  /** A tensor that is several outputs has its gradient as the last of them, as in PyTorch. */
  readonly isLast: boolean;
}

function places(outputs: readonly unknown[], tensors: readonly Tensor[]): Place[] {
  return outputs.map((output, index) => ({ slot: isTensor(output) ? tensors.indexOf(output) : -1, isLast: outputs.lastIndexOf(output) === index }));
}

/** The class's backward as the engine calls it: handles in the buffer both ways, or back in an array of their own. */
function backwardOf(
  Class: AnyClass,
  context: FunctionContext,
  areTensors: readonly boolean[],
  areSaved: readonly boolean[],
  outputs: readonly Place[],
): (count: number) => number | Float64Array {
  const savedCount = areSaved.filter(Boolean).length;
  const { materializeGrads } = toldTo(context);
  return (count) => {
    try {
      const given = readWords(count).map((id) => (id === 0 ? null : adopt(id)));
      let next = 0;
      const saved = areSaved.map((isSaved) => (isSaved ? (given[next++] ?? null) : null));
      const grads = outputs.map(({ slot, isLast }) => {
        const grad = given[savedCount + slot] ?? null;
        if (slot < 0 || grad === null || isLast) return slot < 0 ? null : grad;
        return materializeGrads ? zerosLike(grad) : null;
      });
      const frame = Object.assign(new FunctionContext(), context);
      frame.saveForBackward(...saved);
      if (typeof Class.backward !== 'function') {
        throw new AutogradError('You must implement either the backward or vjp method for your custom autograd.Function to use it with backward mode AD.');
      }
      const wanted = gradientsOf(`${Class.name}Backward`, Class.backward(frame, ...grads), areTensors);
      const list = writeAll(wanted);
      return wanted.length <= words.length ? wanted.length : list;
    } catch (error) {
      keepThrown(error);
      return -1;
    }
  };
}

/** What `backward` returned, as a gradient or null for each input that is a tensor. */
function gradientsOf(name: string, returned: unknown, areTensors: readonly boolean[]): (Tensor | null)[] {
  const all: unknown[] = Array.isArray(returned) ? [...(returned as readonly unknown[])] : [returned];
  const count = areTensors.length;
  while (all.length > count && (all.at(-1) ?? null) === null) all.pop();
  if (all.length !== count) {
    throw new AutogradError(`function ${name} returned an incorrect number of gradients (expected ${count}, got ${all.length})`);
  }
  return all.flatMap((grad, index) => {
    const value = grad ?? null;
    if (value !== null && !isTensor(value)) throw new AutogradError(`expected Variable or None (got ${typeText(value)})`);
    if (areTensors[index] === true) return [value];
    if (value === null) return [];
    throw new AutogradError(
      `function ${name} returned a gradient different than None at position ${index + 1}, but the corresponding forward input was not a Variable`,
    );
  });
}
