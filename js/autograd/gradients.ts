/** Backward from several tensors, and gradients without touching `.grad`. */
import { translate, ValueError } from '../error.ts';
import { writeAll } from '../handles.ts';
import { pass } from '../memory.ts';
import { native, readWords } from '../native/index.ts';
import { zerosLike } from '../ops/functions.ts';
import { BOOL, type Kind, named, optional, required, signature, TENSOR_LIST } from '../signature.ts';
import { adopt, isTensor, type Tensor } from '../tensor.ts';
import { GRAD_CYCLE, warnOnce } from '../warnings.ts';

/** One tensor, or a list of them. */
export type Several = Tensor | readonly Tensor[];
/** The gradient of each, null where there is none. */
export type Gradients = Tensor | null | readonly (Tensor | null)[];

export interface GradOptions {
  /** Gradients of the outputs; 1 by itself for an output of one element. */
  readonly gradOutputs?: Gradients;
  /** Keep what backward needs; on by itself with `createGraph`. */
  readonly retainGraph?: boolean | null;
  /** Record the backward pass too, for higher derivatives. */
  readonly createGraph?: boolean;
  /** Give null, rather than an error, for an input that no output depends on. */
  readonly allowUnused?: boolean | null;
  /** Give zeros for such an input. */
  readonly materializeGrads?: boolean;
}

export interface BackwardManyOptions {
  /** Keep what backward needs; on by itself with `createGraph`. */
  readonly retainGraph?: boolean | null;
  /** Record the backward pass too, for higher derivatives. */
  readonly createGraph?: boolean;
  /** Accumulate only into these. */
  readonly inputs?: Several | null;
}

const isGradient = (value: unknown): value is Tensor | null => value === null || isTensor(value);
/** A gradient for each tensor, null where it is 1. */
const GRADIENTS: Kind<readonly (Tensor | null)[]> = {
  name: 'Tensor or tuple of Tensors',
  accepts: (value) => isTensor(value) || (Array.isArray(value) && value.every(isGradient)),
  item: isGradient,
  // A list of our own, which nobody changes while it is written.
  read: (value) => (Array.isArray(value) ? [...(value as readonly Tensor[])] : [value as Tensor]),
};

const GRAD = signature(
  'grad',
  required('outputs', TENSOR_LIST),
  required('inputs', TENSOR_LIST),
  optional('gradOutputs', GRADIENTS, null),
  optional('retainGraph', BOOL, null),
  optional('createGraph', BOOL, false),
  optional('allowUnused', BOOL, null),
  named('materializeGrads', BOOL, false),
);

const BACKWARD = signature(
  'backward',
  required('tensors', TENSOR_LIST),
  optional('gradTensors', GRADIENTS, null),
  optional('retainGraph', BOOL, null),
  optional('createGraph', BOOL, false),
  named('inputs', TENSOR_LIST, null),
);

/** Outputs, a gradient or 0 for each, and further tensors, in the list that is returned. */
function write(outputs: readonly Tensor[], gradients: readonly (Tensor | null)[] | null, inputs: readonly Tensor[]): Float64Array {
  const given = gradients ?? outputs.map(() => null);
  if (given.length !== outputs.length) throw new ValueError(`got ${outputs.length} tensors and ${given.length} gradients`);
  return writeAll([...outputs, ...given, ...inputs]);
}

/**
 * The gradients of the outputs' sum with respect to the inputs; nothing is accumulated.
 *
 * @example
 * const [dx] = autograd.grad(x.pow(2).sum(), x);
 */
export function grad(outputs: Several, inputs: Several, options: GradOptions & { readonly allowUnused: true }): (Tensor | null)[];
export function grad(outputs: Several, inputs: Several, options?: GradOptions): Tensor[];
export function grad(outputs: Several, inputs: Several, gradOutputs: Gradients, options: GradOptions & { readonly allowUnused: true }): (Tensor | null)[];
export function grad(outputs: Several, inputs: Several, gradOutputs: Gradients, options?: GradOptions): Tensor[];
export function grad(
  outputs: Several,
  inputs: Several,
  gradOutputs: Gradients,
  retainGraph: boolean | null,
  createGraph?: boolean,
  allowUnused?: boolean | null,
): (Tensor | null)[];
export function grad(options: GradOptions & { readonly outputs: Several; readonly inputs: Several }): (Tensor | null)[];
export function grad(...args: readonly unknown[]): (Tensor | null)[] {
  const { outputs, inputs, gradOutputs, createGraph, retainGraph, materializeGrads, allowUnused } = GRAD.read(args, grad);
  if (materializeGrads && allowUnused === false) {
    throw new ValueError('Expected allow_unused to be True or not passed when materialize_grads=True, but got: allow_unused=False.');
  }
  const list = write(outputs, gradOutputs, inputs);
  try {
    pass(() => native.grad(list, outputs.length, inputs.length, retainGraph ?? createGraph, createGraph, allowUnused ?? materializeGrads));
  } catch (error) {
    throw translate(error, grad);
  }
  const found = readWords(inputs.length).map((id) => (id === 0 ? null : adopt(id)));
  return materializeGrads ? found.map((each, index) => each ?? zerosLike(inputs[index] as Tensor)) : found;
}

/** Differentiates several tensors at once and adds to the `grad` of the leaves, or of `inputs` only. */
export function backward(tensors: Several, options: BackwardManyOptions & { readonly gradTensors?: Gradients }): void;
export function backward(tensors: Several, gradTensors?: Gradients, options?: BackwardManyOptions): void;
export function backward(tensors: Several, gradTensors: Gradients, retainGraph: boolean | null, createGraph?: boolean, options?: BackwardManyOptions): void;
export function backward(...args: readonly unknown[]): void {
  const { tensors, gradTensors, createGraph, retainGraph, inputs } = BACKWARD.read(args, backward);
  if (createGraph) warnOnce('gradCycle', GRAD_CYCLE);
  const list = write(tensors, gradTensors, inputs ?? []);
  try {
    pass(() => native.backward(list, tensors.length, inputs?.length ?? -1, retainGraph ?? createGraph, createGraph));
  } catch (error) {
    throw translate(error, backward);
  }
}
