/** Losses between numbers: how far each is from what it should be. */
import { FLOAT, optional } from '../../signature.ts';
import * as F from '../functional.ts';
import { loss, PLAIN, REDUCTION } from './loss.ts';

// Without options the call is the short one.
export class MSELoss extends loss('MSELoss', PLAIN, (x, y, { reduction }) => (reduction === 'mean' ? F.mseLoss(x, y) : F.mseLoss(x, y, { reduction }))) {}
export class L1Loss extends loss('L1Loss', PLAIN, (x, y, { reduction }) => (reduction === 'mean' ? F.l1Loss(x, y) : F.l1Loss(x, y, { reduction }))) {}
export class SmoothL1Loss extends loss('SmoothL1Loss', [...PLAIN, optional('beta', FLOAT, 1)], (x, y, { reduction, beta }) =>
  F.smoothL1Loss(x, y, { reduction, beta }),
) {}
export class HuberLoss extends loss('HuberLoss', [REDUCTION, optional('delta', FLOAT, 1)], (x, y, { reduction, delta }) =>
  F.huberLoss(x, y, { reduction, delta }),
) {}
