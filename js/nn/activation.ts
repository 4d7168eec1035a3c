/** Activations as modules: a name, parameters, and the function applied, most of them a line each. */
import { ValueError } from '../error.ts';
import { BOOL, FACTORY, FLOAT, INT, optional, required, TEXT } from '../signature.ts';
import { floatText } from '../text.ts';
import * as F from './functional.ts';
import { constant_ } from './init.ts';
import { sameShapeLayer } from './layer.ts';

const INPLACE = optional('inplace', BOOL, false);
const DIM = optional('dim', INT, null);
const ALPHA = optional('alpha', FLOAT, 1);
const LAMBD = optional('lambd', FLOAT, 0.5);

export class ReLU extends sameShapeLayer('ReLU', [INPLACE], (x, { inplace }) => F.relu(x, inplace)) {}
export class ReLU6 extends sameShapeLayer('ReLU6', [INPLACE], (x, { inplace }) => F.relu6(x, inplace)) {}
export class SELU extends sameShapeLayer('SELU', [INPLACE], (x, { inplace }) => F.selu(x, inplace)) {}
export class SiLU extends sameShapeLayer('SiLU', [INPLACE], (x, { inplace }) => F.silu(x, inplace)) {}
export class Mish extends sameShapeLayer('Mish', [INPLACE], (x, { inplace }) => F.mish(x, inplace)) {}
export class Hardswish extends sameShapeLayer('Hardswish', [INPLACE], (x, { inplace }) => F.hardswish(x, inplace)) {}
export class Hardsigmoid extends sameShapeLayer('Hardsigmoid', [INPLACE], (x, { inplace }) => F.hardsigmoid(x, inplace)) {}
export class ELU extends sameShapeLayer('ELU', [ALPHA, INPLACE], (x, { alpha, inplace }) => F.elu(x, alpha, inplace)) {}
export class CELU extends sameShapeLayer('CELU', [ALPHA, INPLACE], (x, { alpha, inplace }) => F.celu(x, alpha, inplace)) {}
export class LeakyReLU extends sameShapeLayer('LeakyReLU', [optional('negativeSlope', FLOAT, 0.01), INPLACE], (x, { negativeSlope, inplace }) =>
  F.leakyRelu(x, negativeSlope, inplace),
) {}
export class Threshold extends sameShapeLayer('Threshold', [required('threshold', FLOAT), required('value', FLOAT), INPLACE], (x, o) =>
  F.threshold(x, o.threshold, o.value, o.inplace),
) {}
export class Softplus extends sameShapeLayer('Softplus', [optional('beta', FLOAT, 1), optional('threshold', FLOAT, 20)], (x, { beta, threshold }) =>
  F.softplus(x, beta, threshold),
) {}
/** In training the slope of every negative element is drawn anew. */
export class RReLU extends sameShapeLayer('RReLU', [optional('lower', FLOAT, 1 / 8), optional('upper', FLOAT, 1 / 3), INPLACE], (x, o) =>
  F.rrelu(x, o.lower, o.upper, o.training, o.inplace),
) {}
export class Hardshrink extends sameShapeLayer('Hardshrink', [LAMBD], { text: ['lambd'], forward: (x, { lambd }) => F.hardshrink(x, lambd) }) {}
export class Softshrink extends sameShapeLayer('Softshrink', [LAMBD], { text: ['lambd'], forward: (x, { lambd }) => F.softshrink(x, lambd) }) {}
export class GELU extends sameShapeLayer('GELU', [optional('approximate', TEXT, 'none')], (x, { approximate }) => F.gelu(x, { approximate })) {}
export class Softmax extends sameShapeLayer('Softmax', [DIM], (x, { dim }) => F.softmax(x, dim)) {}
export class LogSoftmax extends sameShapeLayer('LogSoftmax', [DIM], (x, { dim }) => F.logSoftmax(x, dim)) {}
export class Softmin extends sameShapeLayer('Softmin', [DIM], (x, { dim }) => F.softmin(x, dim)) {}
export class Sigmoid extends sameShapeLayer('Sigmoid', [], (x) => x.sigmoid()) {}
export class Tanh extends sameShapeLayer('Tanh', [], (x) => x.tanh()) {}
export class LogSigmoid extends sameShapeLayer('LogSigmoid', [], (x) => F.logsigmoid(x)) {}
export class Softsign extends sameShapeLayer('Softsign', [], (x) => F.softsign(x)) {}
export class Tanhshrink extends sameShapeLayer('Tanhshrink', [], (x) => F.tanhshrink(x)) {}

/**
 * Elements bounded below by `minVal` and above by `maxVal`.
 *
 * @example
 * new nn.Hardtanh(-2, 2).call(x);
 */
export class Hardtanh extends sameShapeLayer(
  'Hardtanh',
  [optional('minVal', FLOAT, -1), optional('maxVal', FLOAT, 1), INPLACE, optional('minValue', FLOAT, null), optional('maxValue', FLOAT, null)],
  {
    text: ['minVal=', 'maxVal=', 'inplace?'],
    fields({ minVal, maxVal, inplace, minValue, maxValue }) {
      const [low, high] = [minValue ?? minVal, maxValue ?? maxVal];
      if (!(high > low)) throw new ValueError(`max_val (${floatText(high)}) must be greater than min_val (${floatText(low)})`);
      return { minVal: low, maxVal: high, inplace };
    },
    forward: (x, { minVal, maxVal, inplace }) => F.hardtanh(x, minVal, maxVal, inplace),
  },
) {}

/**
 * `x` where positive, else `weight x`; one learned weight, or one per channel.
 *
 * @example
 * new nn.PReLU(3).call(rand([8, 3, 16, 16]));
 */
export class PReLU extends sameShapeLayer('PReLU', [optional('numParameters', INT, 1), optional('init', FLOAT, 0.25), ...FACTORY], {
  text: ['numParameters='],
  parameters: ({ numParameters }, blank) => ({ weight: blank([numParameters]) }),
  reset: ({ weight, init }) => constant_(weight, init),
  forward: (x, { weight }) => F.prelu(x, weight),
}) {}
