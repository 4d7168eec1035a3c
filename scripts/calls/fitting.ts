/**
 * The table of fitting arguments: by parameter for all operators, by operator where it needs its own. Knows nothing of how a
 * call is made.
 */
import { type Fits, real, type Scale, second, square, type Values, within } from './fit.ts';
import { creation } from './fits/creation.ts';
import { elementwise } from './fits/elementwise.ts';
import { layers } from './fits/layers.ts';
import { layout } from './fits/layout.ts';
import { places_ } from './fits/places.ts';
import { products } from './fits/products.ts';
import { reductions } from './fits/reductions.ts';

/** What every parameter of a name takes, unless the operator says otherwise. */
export function common({ rows, columns }: Scale, dim: number): Values {
  return {
    dim,
    dim0: 0,
    dim1: 1,
    dims: (kind) => (kind === 'Int' ? 1 : [dim]),
    size: [rows, columns],
    shape: [columns, rows],
    stride: [columns, 1],
    start: 0,
    p: 0.5,
    length: Math.floor((dim === 0 ? rows : columns) / 2),
    index: 1,
    fill_value: 1.5,
    value: 1.5,
    source: [0],
    destination: [1],
  };
}

/** By operator, under its name in PyTorch; the path decides where two share a name. */
export const fits: Fits = { ...elementwise, ...reductions, ...layout, ...creation, ...places_, ...products, ...layers };

/** Other names of operators above. */
export const SAME_AS: { readonly [alias: string]: string } = {
  arccos: 'acos',
  arccosh: 'acosh',
  arcsin: 'asin',
  arctanh: 'atanh',
  clip: 'clamp',
  concat: 'cat',
  concatenate: 'cat',
  divide: 'div',
  ger: 'outer',
  row_stack: 'vstack',
};

/** Called in place too: values stay finite however often it is repeated. */
export const IN_PLACE: Fits = {
  add: {},
  sub: {},
  mul: { values: (s) => ({ other: second(s, 1, 1.000001) }), variants: () => [{ other: 1 }] },
  div: { values: (s) => ({ other: second(s, 1, 1.000001) }) },
  neg: {},
  abs: {},
  sign: {},
  reciprocal: within(0.5, 2),
  sqrt: within(0.5, 2),
  rsqrt: within(0.5, 2),
  relu: {},
  leaky_relu: {},
  sigmoid: {},
  tanh: {},
  sin: {},
  cos: {},
  atan: {},
  erf: {},
  floor: {},
  ceil: {},
  round: {},
  trunc: {},
  clamp: { values: () => ({ min: -0.5, max: 0.5 }) },
  addcmul: { values: () => ({ value: 0.001 }) },
  addcdiv: { values: (s) => ({ tensor2: real(s, square(s), 0.5, 2, { seed: 3 }), value: 0.001 }) },
  lerp: { values: () => ({ weight: 0.1 }) },
  masked_fill: {},
  index_add: {},
  index_copy: {},
  index_fill: {},
  scatter: {},
  scatter_add: {},
  tril: {},
  triu: {},
  logical_not: {},
};

/** Calls that are not made, and why. */
export const LEFT_OUT: { readonly [operator: string]: string } = {
  unsqueeze_: 'every call adds a dimension to its own argument',
  'max_pool1d(return_indices)': 'PyTorch has it only as nn.functional.max_pool1d',
  'max_pool2d(return_indices)': 'PyTorch has it only as nn.functional.max_pool2d',
  'max_pool3d(return_indices)': 'PyTorch has it only as nn.functional.max_pool3d',
  'tensordot(dims_self)': 'in Python these are one pair, dims',
};
