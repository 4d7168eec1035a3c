/** What losses have in common: a prediction and a target, and PyTorch's two old flags, which `reduction` replaced. */
import { BOOL, optional, type Param, required, TENSOR, TEXT, type Values } from '../../signature.ts';
import type { Tensor } from '../../tensor.ts';
import { layer, type LayerOf } from '../layer.ts';
import type { ModuleBase } from '../module/module.ts';

/** A module that compares predictions with targets. */
export interface Loss extends ModuleBase {
  forward(input: Tensor, target: Tensor): Tensor;
  call(input: Tensor, target: Tensor): Tensor;
}

export const AVERAGE = optional('sizeAverage', BOOL, null);
export const REDUCE = optional('reduce', BOOL, null);
export const REDUCTION = optional('reduction', TEXT, 'mean');
export const PLAIN = [AVERAGE, REDUCE, REDUCTION] as const;

const COMPARED = [required('input', TENSOR), required('target', TENSOR)] as const;

interface Reducing {
  readonly sizeAverage?: boolean | null;
  readonly reduce?: boolean | null;
  readonly reduction?: string;
}

/** The reduction that the flags ask for, if they were given. */
function reduced<G extends Reducing>(given: G): G {
  const { sizeAverage = null, reduce = null } = given;
  if (sizeAverage === null && reduce === null) return given;
  const mean = sizeAverage === false ? 'sum' : 'mean';
  return { ...given, reduction: reduce === false ? 'none' : mean };
}

/** The class that a loss extends. Tensors among its parameters are buffers. */
export const loss = <const P extends readonly Param[]>(name: string, params: P, forward: (input: Tensor, target: Tensor, loss: Values<P>) => Tensor) =>
  (layer as unknown as LayerOf<Loss>)(name, params, { inputs: COMPARED, text: [], fields: reduced<Values<P>>, forward: forward as never });
