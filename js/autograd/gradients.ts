/** Backward from several tensors, and gradients without touching `.grad`. */
import { translate, ValueError } from '../error.ts';
import { writeAll } from '../handles.ts';
import { native, readWords } from '../native/index.ts';
import { adopt, isTensor, type Tensor } from '../tensor.ts';

type Several = Tensor | readonly Tensor[];
type Gradients = Tensor | null | readonly (Tensor | null)[];

export interface GradOptions {
  /** Gradients of the outputs; 1 by itself for an output of one element. */
  readonly gradOutputs?: Gradients;
  /** Keep what backward needs; on by itself with `createGraph`. */
  readonly retainGraph?: boolean;
  /** Record the backward pass too, for higher derivatives. */
  readonly createGraph?: boolean;
  /** Give null, rather than an error, for an input that no output depends on. */
  readonly allowUnused?: boolean;
  /** Give zeros for such an input. */
  readonly materializeGrads?: boolean;
}

/** One or several as a list of our own, which nobody changes while it is written. */
function list<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? [...(value as readonly T[])] : [value as T];
}

/** Outputs, a gradient or 0 for each, and further tensors, into the buffer. */
function write(outputs: readonly Tensor[], gradients: Gradients | undefined, inputs: readonly Tensor[]): void {
  const given = gradients === undefined ? outputs.map(() => null) : list(gradients);
  if (given.length !== outputs.length) throw new ValueError(`got ${outputs.length} tensors and ${given.length} gradients`);
  writeAll([...outputs, ...given.map((grad) => (isTensor(grad) ? grad : null)), ...inputs]);
}

/**
 * The gradients of the outputs' sum with respect to the inputs; nothing is accumulated.
 *
 * @example
 * const [dx] = autograd.grad(x.pow(2).sum(), x);
 */
export function grad(outputs: Several, inputs: Several, options: GradOptions & { readonly allowUnused: true }): (Tensor | null)[];
export function grad(outputs: Several, inputs: Several, options?: GradOptions): Tensor[];
export function grad(outputs: Several, inputs: Several, options: GradOptions = {}): (Tensor | null)[] {
  const { gradOutputs, createGraph = false, retainGraph = createGraph, materializeGrads = false, allowUnused = materializeGrads } = options;
  const [from, to] = [list(outputs), list(inputs)];
  write(from, gradOutputs, to);
  try {
    native.grad(from.length, to.length, retainGraph, createGraph, allowUnused);
  } catch (error) {
    throw translate(error, grad);
  }
  const found = readWords(to.length).map((id) => (id === 0 ? null : adopt(id)));
  return materializeGrads ? found.map((each, index) => each ?? (to[index] as Tensor).detach().mul(0)) : found;
}

/** Differentiates several tensors at once and adds to the `grad` of the leaves, or of `inputs` only. */
export function backward(
  tensors: Several,
  gradTensors?: Gradients,
  options: { readonly retainGraph?: boolean; readonly createGraph?: boolean; readonly inputs?: Several } = {},
): void {
  const { createGraph = false, retainGraph = createGraph, inputs } = options;
  const from = list(tensors);
  const wanted = inputs === undefined ? null : list(inputs);
  write(from, gradTensors, wanted ?? []);
  try {
    native.backward(from.length, wanted?.length ?? -1, retainGraph, createGraph);
  } catch (error) {
    throw translate(error, backward);
  }
}
