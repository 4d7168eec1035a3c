/** Products of matrices and vectors. */
import type { Arg } from '../argument.ts';
import { type Fits, type Scale, type Values, real, square } from '../fit.ts';

/** Rows, inner length and columns. */
function product({ small, rows, columns }: Scale): readonly [number, number, number] {
  return small ? [rows, columns, rows] : [512, 512, 512];
}

function batches({ small }: Scale): readonly [number, number, number] {
  return small ? [2, 4, 6] : [16, 128, 128];
}

function first(scale: Scale): Arg {
  const [rows, inner] = product(scale);
  return real(scale, [rows, inner]);
}

function last(scale: Scale): Arg {
  const [, inner, columns] = product(scale);
  return real(scale, [inner, columns], -2, 2, { seed: 2 });
}

function operands(scale: Scale, name: string): Values {
  return { input: first(scale), [name]: last(scale) };
}

function vectors(scale: Scale, second: string): Values {
  const shape = [scale.rows * scale.columns];
  return { input: real(scale, shape), [second]: real(scale, shape, -2, 2, { seed: 2 }) };
}

export const products: Fits = {
  mm: { values: (s) => operands(s, 'mat2') },
  matmul: { values: (s) => operands(s, 'other') },
  __rmatmul__: { values: (s) => ({ input: last(s), other: first(s) }) },
  bmm: { values: (s) => ({ input: real(s, batches(s)), mat2: real(s, [batches(s)[0], batches(s)[2], batches(s)[1]], -2, 2, { seed: 2 }) }) },
  addmm: { values: (s) => ({ input: real(s, [product(s)[0], product(s)[2]]), mat1: first(s), mat2: last(s) }) },
  baddbmm: {
    values: (s) => ({
      input: real(s, [batches(s)[0], batches(s)[1], batches(s)[1]]),
      batch1: real(s, batches(s)),
      batch2: real(s, [batches(s)[0], batches(s)[2], batches(s)[1]], -2, 2, { seed: 2 }),
    }),
  },
  addbmm: {
    values: (s) => ({
      input: real(s, [batches(s)[1], batches(s)[1]]),
      batch1: real(s, batches(s)),
      batch2: real(s, [batches(s)[0], batches(s)[2], batches(s)[1]], -2, 2, { seed: 2 }),
    }),
  },
  linear: {
    values: (s) => ({
      input: real(s, product(s).slice(0, 2)),
      weight: real(s, [product(s)[2], product(s)[1]], -2, 2, { seed: 2 }),
      bias: real(s, [product(s)[2]], -2, 2, { seed: 3 }),
    }),
  },
  dot: { values: (s) => vectors(s, 'tensor') },
  vdot: { values: (s) => vectors(s, 'other') },
  mv: { values: (s) => ({ vec: real(s, [s.columns], -2, 2, { seed: 2 }) }) },
  addmv: { values: (s) => ({ input: real(s, [s.rows]), mat: real(s, square(s)), vec: real(s, [s.columns], -2, 2, { seed: 2 }) }) },
  outer: { values: (s) => ({ input: real(s, [s.rows]), vec2: real(s, [s.columns], -2, 2, { seed: 2 }) }) },
  addr: { values: (s) => ({ vec1: real(s, [s.rows]), vec2: real(s, [s.columns], -2, 2, { seed: 2 }) }) },
  inner: { values: (s) => ({ input: real(s, product(s).slice(0, 2)), other: real(s, [product(s)[2], product(s)[1]], -2, 2, { seed: 2 }) }) },
  tensordot: { values: (s) => ({ ...operands(s, 'other'), dims: (kind) => (kind === 'Int' ? 1 : [[1], [0]]) }) },
  kron: { values: (s) => ({ input: real(s, s.small ? [2, 3] : [32, 32]), other: real(s, s.small ? [2, 2] : [32, 32], -2, 2, { seed: 2 }) }) },
  multi_dot: { values: (s) => ({ tensors: [first(s), last(s), first(s)] }) },
  einsum: { values: (s) => ({ equation: 'ij,jk->ik', operands: [first(s), last(s)] }) },
};
