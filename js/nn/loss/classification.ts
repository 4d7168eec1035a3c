/** Losses of classes: how far probabilities, their logarithms or logits are from the right class. */
import { FLOAT, INT, optional, TENSOR } from '../../signature.ts';
import * as F from '../functional.ts';
import { AVERAGE, loss, PLAIN, REDUCE, REDUCTION } from './loss.ts';

const WEIGHT = optional('weight', TENSOR, null);
const WEIGHTED = [WEIGHT, ...PLAIN] as const;
const CLASSES = [WEIGHT, AVERAGE, optional('ignoreIndex', INT, -100), REDUCE, REDUCTION] as const;

export class BCELoss extends loss('BCELoss', WEIGHTED, (x, y, { weight, reduction }) => F.binaryCrossEntropy(x, y, { weight, reduction })) {}
export class BCEWithLogitsLoss extends loss('BCEWithLogitsLoss', [...WEIGHTED, optional('posWeight', TENSOR, null)], (x, y, o) =>
  F.binaryCrossEntropyWithLogits(x, y, { weight: o.weight, reduction: o.reduction, posWeight: o.posWeight }),
) {}
export class NLLLoss extends loss('NLLLoss', CLASSES, (x, y, { weight, ignoreIndex, reduction }) => F.nllLoss(x, y, { weight, ignoreIndex, reduction })) {}
export class CrossEntropyLoss extends loss('CrossEntropyLoss', [...CLASSES, optional('labelSmoothing', FLOAT, 0)], (x, y, o) => {
  const { weight, ignoreIndex, reduction, labelSmoothing } = o;
  if (weight === null && ignoreIndex === -100 && reduction === 'mean' && labelSmoothing === 0) return F.crossEntropy(x, y);
  return F.crossEntropy(x, y, { weight, ignoreIndex, reduction, labelSmoothing });
}) {}
