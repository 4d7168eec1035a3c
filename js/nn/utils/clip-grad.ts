/** Gradients scaled down to a norm, or bounded by a value. */
import { unrecorded } from '../../autograd/mode.ts';
import { ValueError } from '../../error.ts';
import * as linalg from '../../ops/linalg.ts';
import { stack } from '../../ops/functions.ts';
import { BOOL, FLOAT_LIKE, optional, required, signature, TENSOR } from '../../signature.ts';
import { Tensor } from '../../tensor.ts';
import { floatText } from '../../text.ts';
import { SEVERAL, type Several } from './tensors.ts';

function gradientsOf(parameters: readonly Tensor[]): Tensor[] {
  return parameters.flatMap(({ grad }) => (grad === null ? [] : [grad]));
}

export interface NormOptions {
  /** The p of the norm; `Infinity` or `'inf'` for the largest element (2). */
  readonly normType?: number | 'inf';
  readonly errorIfNonfinite?: boolean;
  /** Taken for PyTorch's sake; there is one way to do it. */
  readonly foreach?: boolean | null;
}

const NORM = [optional('normType', FLOAT_LIKE, 2), optional('errorIfNonfinite', BOOL, false), optional('foreach', BOOL, null)] as const;
const TOTAL = signature('get_total_norm', required('tensors', SEVERAL), ...NORM);
const SCALE = signature(
  'clip_grads_with_norm_',
  required('parameters', SEVERAL),
  required('maxNorm', FLOAT_LIKE),
  required('totalNorm', TENSOR),
  optional('foreach', BOOL, null),
);
const CLIP_NORM = signature('clip_grad_norm_', required('parameters', SEVERAL), required('maxNorm', FLOAT_LIKE), ...NORM);
const CLIP_VALUE = signature('clip_grad_value_', required('parameters', SEVERAL), required('clipValue', FLOAT_LIKE), optional('foreach', BOOL, null));

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
export function getTotalNorm(tensors: Several, options?: NormOptions): Tensor;
export function getTotalNorm(tensors: Several, normType: number | 'inf', errorIfNonfinite?: boolean, foreach?: boolean | null): Tensor;
export function getTotalNorm(...args: readonly unknown[]): Tensor {
  const { tensors, normType, errorIfNonfinite } = TOTAL.read(args, getTotalNorm);
  return unrecorded(() => totalNorm(tensors, normType, errorIfNonfinite));
}

function scaleGradients(parameters: readonly Tensor[], maxNorm: number, total: Tensor): void {
  unrecorded(() => {
    const scale = total.add(1e-6).reciprocal().mul(maxNorm).clamp({ max: 1 });
    for (const grad of gradientsOf(parameters)) grad.mul_(scale);
  });
}

/** Scales the gradients down as if their norm were `totalNorm`. */
export function clipGradsWithNorm_(parameters: Several, maxNorm: number, totalNorm: Tensor, foreach?: boolean | null): void;
export function clipGradsWithNorm_(...args: readonly unknown[]): void {
  const { parameters, maxNorm, totalNorm: total } = SCALE.read(args, clipGradsWithNorm_);
  scaleGradients(parameters, maxNorm, total);
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
export function clipGradNorm_(parameters: Several, maxNorm: number, options?: NormOptions): Tensor;
export function clipGradNorm_(parameters: Several, maxNorm: number, normType: number | 'inf', options?: Omit<NormOptions, 'normType'>): Tensor;
export function clipGradNorm_(parameters: Several, maxNorm: number, normType: number | 'inf', errorIfNonfinite: boolean, foreach?: boolean | null): Tensor;
export function clipGradNorm_(parameters: Several, options: NormOptions & { readonly maxNorm: number }): Tensor;
export function clipGradNorm_(...args: readonly unknown[]): Tensor {
  const { parameters, maxNorm, normType, errorIfNonfinite } = CLIP_NORM.read(args, clipGradNorm_);
  const total = unrecorded(() => totalNorm(gradientsOf(parameters), normType, errorIfNonfinite));
  scaleGradients(parameters, maxNorm, total);
  return total;
}

/** Bounds every element of the gradients by `±clipValue`. */
export function clipGradValue_(parameters: Several, clipValue: number | { readonly clipValue: number }, foreach?: boolean | null): void;
export function clipGradValue_(...args: readonly unknown[]): void {
  const { parameters, clipValue } = CLIP_VALUE.read(args, clipGradValue_);
  unrecorded(() => {
    for (const grad of gradientsOf(parameters)) grad.clamp_(-clipValue, clipValue);
  });
}
