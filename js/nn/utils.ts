/** Gradients clipped, parameters as one vector: PyTorch's `torch.nn.utils`. */
import { unrecorded } from '../autograd/mode.ts';
import { ValueError } from '../error.ts';
import * as linalg from '../ops/linalg.ts';
import { cat, stack } from '../ops/functions.ts';
import { isTensor, Tensor } from '../tensor.ts';
import { floatText } from '../text.ts';

type Several = Tensor | Iterable<Tensor>;

function listOf(tensors: Several): Tensor[] {
  return isTensor(tensors) ? [tensors] : [...tensors];
}

function gradientsOf(parameters: Several): Tensor[] {
  return listOf(parameters).flatMap(({ grad }) => (grad === null ? [] : [grad]));
}

export interface NormOptions {
  /** The p of the norm; `Infinity` for the largest element (2). */
  readonly normType?: number;
  readonly errorIfNonfinite?: boolean;
  /** Taken for PyTorch's sake; there is one way to do it. */
  readonly foreach?: boolean | null;
}

function totalNorm(tensors: readonly Tensor[], normType: number, errorIfNonfinite: boolean): Tensor {
  if (tensors.length === 0) return Tensor.from(0);
  const norms = tensors.map((tensor) => linalg.vectorNorm(tensor, normType));
  const total = linalg.vectorNorm(stack(norms), normType);
  if (errorIfNonfinite && !Number.isFinite(total.item())) {
    throw new ValueError(
      `The total norm of order ${floatText(normType)} for gradients from \`parameters\` is non-finite, so it cannot be clipped. To disable this error and scale the gradients by the non-finite norm anyway, set \`error_if_nonfinite=False\``,
    );
  }
  return total;
}

/** The norm of several tensors as if they were one vector. */
export function getTotalNorm(tensors: Several, options: NormOptions = {}): Tensor {
  const { normType = 2, errorIfNonfinite = false } = options;
  return unrecorded(() => totalNorm(listOf(tensors), Number(normType), errorIfNonfinite));
}

/** Scales the gradients down as if their norm were `totalNorm`. */
export function clipGradsWithNorm_(parameters: Several, maxNorm: number, total: Tensor): void {
  unrecorded(() => {
    const scale = total.add(1e-6).reciprocal().mul(Number(maxNorm)).clamp({ max: 1 });
    for (const grad of gradientsOf(parameters)) grad.mul_(scale);
  });
}

/**
 * Scales all gradients together so that their norm, as one vector, is at most `maxNorm`.
 *
 * @returns the norm before
 * @example
 * loss.backward();
 * nn.utils.clipGradNorm_(model.parameters(), 1);
 * optimizer.step();
 */
export function clipGradNorm_(parameters: Several, maxNorm: number, normType?: number | NormOptions, options?: NormOptions): Tensor;
export function clipGradNorm_(parameters: Several, options: NormOptions & { readonly maxNorm: number }): Tensor;
export function clipGradNorm_(parameters: Several, first: number | (NormOptions & { readonly maxNorm: number }), second: number | NormOptions = {}, third: NormOptions = {}): Tensor {
  const list = listOf(parameters);
  const maxNorm = isPlain(first) ? first.maxNorm : first;
  const options: NormOptions = isPlain(first) ? first : isPlain(second) ? second : { ...third, normType: Number(second) };
  const total = getTotalNorm(gradientsOf(list), options);
  clipGradsWithNorm_(list, maxNorm, total);
  return total;
}

function isPlain<T extends object>(value: T | number): value is T {
  return typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype;
}

/** Bounds every element of the gradients by `±clipValue`. */
export function clipGradValue_(parameters: Several, clipValue: number | { readonly clipValue: number }): void {
  const bound = Number(isPlain(clipValue) ? clipValue.clipValue : clipValue);
  unrecorded(() => {
    for (const grad of gradientsOf(parameters)) grad.clamp_(-bound, bound);
  });
}

/** All parameters in one vector. */
export function parametersToVector(parameters: Iterable<Tensor>): Tensor {
  return cat([...parameters].map((parameter) => parameter.reshape([-1])));
}

/** Writes the elements of a vector into the parameters. */
export function vectorToParameters(vector: Tensor, parameters: Iterable<Tensor>): void {
  if (!isTensor(vector)) throw new ValueError('expected torch.Tensor');
  let start = 0;
  for (const parameter of parameters) {
    const count = parameter.numel();
    const part = vector.narrow(0, start, count).reshape(parameter.shape);
    unrecorded(() => parameter.copy_(part));
    start += count;
  }
}
