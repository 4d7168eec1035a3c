/** New tensors and random numbers. */
import { type Fit, type Fits, real, square, within } from '../fit.ts';

/** Dropout of whole features: a batch of features over images of so many dimensions. */
function features(rank: number): Fit {
  const small = [2, 3, ...Array<number>(rank).fill(4)];
  const large = [10, 100, ...({ 1: [1000], 2: [25, 40], 3: [10, 10, 10] }[rank] ?? [])];
  return { values: (scale) => ({ input: real(scale, scale.small ? small : large), training: true }) };
}

export const creation: Fits = {
  poisson: within(0.5, 5),
  bernoulli: within(0, 1),
  empty: { shapeOnly: true },
  empty_like: { shapeOnly: true },
  empty_strided: { shapeOnly: true },
  new_empty: { shapeOnly: true },
  new_empty_strided: { shapeOnly: true },
  resize_: { shapeOnly: true },
  empty_permuted: { shapeOnly: true, values: () => ({ physical_layout: [1, 0] }) },
  scalar_tensor: { values: () => ({ s: 1.5 }) },
  arange: { values: (s) => ({ start: 0, end: s.rows * s.columns }) },
  range: { values: (s) => ({ start: 0, end: s.rows * s.columns - 1 }) },
  linspace: { values: (s) => ({ start: 0, end: 1, steps: s.rows * s.columns }) },
  logspace: { values: (s) => ({ start: 0, end: 1, steps: s.rows * s.columns }) },
  eye: { values: (s) => ({ n: s.rows, m: s.columns }) },
  tril_indices: { values: (s) => ({ row: s.rows, col: s.columns }) },
  triu_indices: { values: (s) => ({ row: s.rows, col: s.columns }) },
  randint: { values: () => ({ low: 0, high: 100 }) },
  randint_like: { values: () => ({ low: 0, high: 100 }) },
  randperm: { values: (s) => ({ n: s.rows * s.columns }) },
  multinomial: { range: [0.1, 1], values: (s) => ({ num_samples: s.small ? 2 : 10 }) },
  normal: {
    values: (s) => ({
      mean: (kind) => (kind === 'Float' ? 0.5 : real(s, square(s), -2, 2, { grad: false })),
      std: (kind) => (kind === 'Float' ? 1.5 : real(s, square(s), 0.5, 2, { grad: false })),
    }),
  },
  bernoulli_: { dims: [0] },
  geometric_: { values: () => ({ p: 0.5 }) },
  random_: { values: () => ({ from: 10, to: 100 }) },
  dropout: { values: () => ({ p: 0.5, training: true }) },
  alpha_dropout: { values: () => ({ training: true }) },
  rrelu: { variants: () => [{ training: true }] },
  dropout1d: features(1),
  dropout2d: features(2),
  dropout3d: features(3),
  feature_alpha_dropout: features(1),
  gumbel_softmax: { dims: [1], shapeOnly: true },
};
