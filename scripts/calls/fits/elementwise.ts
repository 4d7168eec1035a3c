/** Elementwise operators: where they are defined, and on what dtypes. */
import type { Arg } from '../argument.ts';
import { type Fit, type Fits, type Scale, real, second, square, within } from '../fit.ts';

/** Whole numbers: the second operand from a range of its own. */
function ofInts(low = 0, high = 1000): Fit {
  const other = (scale: Scale): Arg => ({ input: { shape: square(scale), dtype: 'int64', low, high, seed: 2 } });
  return { dtype: 'int64', range: [0, 1000], values: (scale) => ({ other: (kind) => (kind === 'Scalar' ? 3 : other(scale)) }) };
}

const ofBools: Fit = { dtype: 'bool', range: [-1, 1] };

/** Divisors keep away from 0. */
const divisor: Fit = { values: (scale) => ({ other: second(scale, 0.5, 2) }) };

export const elementwise: Fits = {
  log: within(0.1, 4),
  log2: within(0.1, 4),
  log10: within(0.1, 4),
  log1p: within(-0.9, 4),
  sqrt: within(0.1, 4),
  rsqrt: within(0.1, 4),
  reciprocal: within(0.5, 2),
  acos: within(-0.9, 0.9),
  asin: within(-0.9, 0.9),
  atanh: within(-0.9, 0.9),
  acosh: within(1.1, 4),
  logit: within(0.05, 0.95),
  sin: within(-10, 10),
  cos: within(-10, 10),
  tan: within(-1.4, 1.4),
  xlogy: within(0.1, 4),
  entr: within(0.1, 2),
  polygamma: { values: () => ({ n: 1 }) },
  float_power: within(0.5, 2),
  prod: within(0.99, 1.01),
  cumprod: within(0.9, 1.1),
  pow: {
    range: [0.5, 2],
    values: () => ({ exponent: 2 }),
    variants: (s) => [{ exponent: 3 }, { exponent: 0.5 }, { exponent: second(s, 0.5, 2) }],
  },
  div: { ...divisor, variants: () => [{ rounding_mode: 'floor' }, { rounding_mode: 'trunc' }, { other: 2 }] },
  true_divide: divisor,
  floor_divide: divisor,
  fmod: divisor,
  remainder: divisor,
  __rmod__: within(0.5, 2),
  __rdiv__: within(0.5, 2),
  __rpow__: within(0.5, 2),
  addcdiv: { values: (s) => ({ tensor2: real(s, square(s), 0.5, 2, { seed: 3 }) }) },
  threshold: { values: () => ({ threshold: 0.1, value: 0.2 }) },
  clamp: { values: () => ({ min: -0.5, max: 0.5 }), variants: () => [{ max: null }] },
  clamp_min: { values: () => ({ min: 0.5 }) },
  clamp_max: { values: () => ({ max: 0.5 }) },
  bitwise_and: ofInts(),
  bitwise_or: ofInts(),
  bitwise_xor: ofInts(),
  bitwise_left_shift: ofInts(0, 8),
  bitwise_right_shift: ofInts(0, 8),
  __rand__: ofInts(),
  __ror__: ofInts(),
  __rxor__: ofInts(),
  bitwise_not: { dtype: 'int64', range: [0, 1000] },
  logical_and: ofBools,
  logical_or: ofBools,
  logical_xor: ofBools,
  logical_not: ofBools,
  all: ofBools,
  any: ofBools,
  prelu: { values: (s) => ({ weight: real(s, [s.columns], 0, 1, { seed: 2 }) }) },
  gelu: { variants: () => [{ approximate: 'tanh' }] },
};
