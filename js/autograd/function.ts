/** Operations with a derivative of one's own: PyTorch's `autograd.Function`. */
import { AutogradError, keepThrown, translate } from '../error.ts';
import { writeAll } from '../handles.ts';
import { native, readWords } from '../native/index.ts';
import { takesNone } from '../signature.ts';
import { adopt, isTensor, type Tensor } from '../tensor.ts';
import { isGradEnabled, unrecorded } from './mode.ts';

type Several = Tensor | readonly Tensor[];
type Gradients = Tensor | null | readonly (Tensor | null)[];

/** What `forward` leaves for `backward`. Other values may be put on it as properties of their own. */
export class FunctionContext {
  #saved: readonly Tensor[] = [];
  #notDifferentiable: readonly Tensor[] = [];
  /** For each input, whether it wants a gradient. */
  needsInputGrad: readonly boolean[] = [];
  /** Anything else that backward needs. */
  readonly values: Record<string, unknown> = {};

  constructor() {
    takesNone('FunctionContext', arguments);
  }

  /** Keeps tensors for backward, their versions checked. */
  saveForBackward(...tensors: readonly Tensor[]): void {
    this.#saved = tensors;
  }

  /** Says that these outputs have no gradient. */
  markNonDifferentiable(...outputs: readonly Tensor[]): void {
    this.#notDifferentiable = outputs;
  }

  /** What `saveForBackward` kept. */
  get savedTensors(): readonly Tensor[] {
    return this.#saved;
  }

  get notDifferentiable(): readonly Tensor[] {
    return this.#notDifferentiable;
  }
}

/** A class with static `forward` and `backward`. */
export interface FunctionClass<Args extends readonly unknown[], Result extends Several> {
  readonly name: string;
  forward(context: FunctionContext, ...args: Args): Result;
  backward(context: FunctionContext, ...grads: readonly (Tensor | null)[]): Gradients;
}

/**
 * Base of operations with their own derivative. `backward` gets a gradient per output and gives one per argument of `forward`,
 * null where there is none.
 *
 * @example
 * class Cube extends autograd.Function {
 *   static forward(context: FunctionContext, x: Tensor) { context.saveForBackward(x); return x.pow(3); }
 *   static backward(context: FunctionContext, grad: Tensor) { return grad.mul(context.savedTensors[0]!.pow(2).mul(3)); }
 * }
 * Cube.apply(x);
 */
export class Function {
  static apply<Args extends readonly unknown[], Result extends Several>(this: FunctionClass<Args, Result>, ...args: Args): Result {
    return applyFunction(this, args);
  }
}

function applyFunction<Args extends readonly unknown[], Result extends Several>(Class: FunctionClass<Args, Result>, args: Args): Result {
  const context = new FunctionContext();
  const inputs = args.filter(isTensor);
  const recorded = isGradEnabled() && inputs.some((input) => input.requiresGrad);
  context.needsInputGrad = args.map((arg) => recorded && isTensor(arg) && arg.requiresGrad);
  const result = unrecorded(() => Class.forward(context, ...args));
  if (!recorded) return result;
  const outputs: readonly Tensor[] = isTensor(result) ? [result] : result;
  const differentiable = outputs.filter((output) => !context.notDifferentiable.includes(output));
  const recordedOutputs = record(Class as never, context, args, inputs, differentiable);
  const final = outputs.map((output) => recordedOutputs[differentiable.indexOf(output)] ?? output);
  return (isTensor(result) ? final[0] : final) as Result;
}

function record(
  Class: FunctionClass<readonly unknown[], Several>,
  context: FunctionContext,
  args: readonly unknown[],
  inputs: readonly Tensor[],
  outputs: readonly Tensor[],
): Tensor[] {
  // An input given back as it is would otherwise be its own history.
  const made = unrecorded(() => outputs.map((output) => (inputs.includes(output) ? output.detach() : output)));
  const saved = context.savedTensors.map((tensor) => made[outputs.indexOf(tensor)] ?? tensor);
  // From here on the engine keeps them, and frees them once backward is done.
  context.saveForBackward();
  const name = `${Class.name}Backward`;
  const backward = backwardOf(Class, context, args.map(isTensor), saved.length);
  writeAll([...inputs, ...made, ...saved]);
  try {
    native.recordCustom(name, inputs.length, made.length, saved.length, backward);
  } catch (error) {
    throw translate(error, applyFunction);
  }
  return readWords(made.length).map(adopt);
}

/** The class's backward as the engine calls it: handles in the buffer both ways. */
function backwardOf(
  Class: FunctionClass<readonly unknown[], Several>,
  context: FunctionContext,
  areTensors: readonly boolean[],
  savedCount: number,
): (count: number) => number {
  return (count) => {
    try {
      const given = readWords(count).map((id) => (id === 0 ? null : adopt(id)));
      const [saved, grads] = [given.slice(0, savedCount) as Tensor[], given.slice(savedCount)];
      const frame = Object.assign(new FunctionContext(), context);
      frame.saveForBackward(...saved);
      const returned = Class.backward(frame, ...grads);
      const all = Array.isArray(returned) ? (returned as readonly (Tensor | null)[]) : [returned as Tensor | null];
      if (all.length !== areTensors.length) {
        throw new AutogradError(`function ${Class.name}Backward returned an incorrect number of gradients (expected ${areTensors.length}, got ${all.length})`);
      }
      const wanted = all.filter((_, index) => areTensors[index]).map((grad) => (isTensor(grad) ? grad : null));
      writeAll(wanted);
      return wanted.length;
    } catch (error) {
      keepThrown(error);
      return -1;
    }
  };
}
