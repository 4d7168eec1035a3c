/** Reductions, norms, orders and comparisons of whole tensors. */
import { type Fits, real, square } from '../fit.ts';

export const reductions: Fits = {
  norm: { values: () => ({ p: (kind) => (kind === 'Str' ? 'fro' : 2) }) },
  logsumexp: { values: (_, dim) => ({ dim: [dim] }) },
  vector_norm: { variants: () => [{ ord: 1 }] },
  var: { values: () => ({ unbiased: true }) },
  std: { values: () => ({ unbiased: true }) },
  var_mean: { values: () => ({ unbiased: true }) },
  std_mean: { values: () => ({ unbiased: true }) },
  topk: { values: (s) => ({ k: s.small ? 2 : 10 }) },
  kthvalue: { values: (s) => ({ k: s.small ? 2 : 10 }) },
  cross: {
    dims: [1],
    values: (s) => {
      const shape = [s.small ? 8 : Math.floor((s.rows * s.columns) / 3), 3];
      return { input: real(s, shape), other: real(s, shape, -2, 2, { seed: 2 }) };
    },
  },
  isclose: { values: (s) => ({ other: real(s, square(s)) }) },
  allclose: { values: (s) => ({ other: real(s, square(s)) }) },
  equal: { values: (s) => ({ other: real(s, square(s)) }) },
  is_nonzero: { values: (s) => ({ input: real(s, [1]) }) },
};
