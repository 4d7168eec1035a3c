/** Losses as modules: a name, parameters, and the function applied. Tensors among the parameters are buffers. */
import { BOOL, FLOAT, INT, optional, TENSOR, TEXT } from '../../signature.ts';
import * as F from '../functional.ts';
import { loss } from '../made.ts';

const WEIGHT = optional('weight', TENSOR, null);
const AVERAGE = optional('sizeAverage', BOOL, null);
const REDUCE = optional('reduce', BOOL, null);
const REDUCTION = optional('reduction', TEXT, 'mean');
const IGNORE = optional('ignoreIndex', INT, -100);
const PLAIN = [AVERAGE, REDUCE, REDUCTION] as const;
const WEIGHTED = [WEIGHT, ...PLAIN] as const;
const CLASSES = [WEIGHT, AVERAGE, IGNORE, REDUCE, REDUCTION] as const;

// Without options the call is the short one.
export const MSELoss = loss('MSELoss', PLAIN, (x, y, { reduction }) => (reduction === 'mean' ? F.mseLoss(x, y) : F.mseLoss(x, y, { reduction })));
export const L1Loss = loss('L1Loss', PLAIN, (x, y, { reduction }) => (reduction === 'mean' ? F.l1Loss(x, y) : F.l1Loss(x, y, { reduction })));
export const SmoothL1Loss = loss('SmoothL1Loss', [...PLAIN, optional('beta', FLOAT, 1)], (x, y, { reduction, beta }) =>
  F.smoothL1Loss(x, y, { reduction, beta }),
);
export const HuberLoss = loss('HuberLoss', [REDUCTION, optional('delta', FLOAT, 1)], (x, y, { reduction, delta }) => F.huberLoss(x, y, { reduction, delta }));
export const BCELoss = loss('BCELoss', WEIGHTED, (x, y, { weight, reduction }) => F.binaryCrossEntropy(x, y, { weight, reduction }));
export const BCEWithLogitsLoss = loss('BCEWithLogitsLoss', [...WEIGHTED, optional('posWeight', TENSOR, null)], (x, y, o) =>
  F.binaryCrossEntropyWithLogits(x, y, { weight: o.weight, reduction: o.reduction, posWeight: o.posWeight }),
);
export const NLLLoss = loss('NLLLoss', CLASSES, (x, y, { weight, ignoreIndex, reduction }) => F.nllLoss(x, y, { weight, ignoreIndex, reduction }));
export const CrossEntropyLoss = loss('CrossEntropyLoss', [...CLASSES, optional('labelSmoothing', FLOAT, 0)], (x, y, o) => {
  const { weight, ignoreIndex, reduction, labelSmoothing } = o;
  if (weight === null && ignoreIndex === -100 && reduction === 'mean' && labelSmoothing === 0) return F.crossEntropy(x, y);
  return F.crossEntropy(x, y, { weight, ignoreIndex, reduction, labelSmoothing });
});

export type MSELoss = InstanceType<typeof MSELoss>;
export type L1Loss = InstanceType<typeof L1Loss>;
export type SmoothL1Loss = InstanceType<typeof SmoothL1Loss>;
export type HuberLoss = InstanceType<typeof HuberLoss>;
export type BCELoss = InstanceType<typeof BCELoss>;
export type BCEWithLogitsLoss = InstanceType<typeof BCEWithLogitsLoss>;
export type NLLLoss = InstanceType<typeof NLLLoss>;
export type CrossEntropyLoss = InstanceType<typeof CrossEntropyLoss>;
