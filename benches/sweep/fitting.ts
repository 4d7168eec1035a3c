/**
 * Arguments that fit: what an operator's signature alone does not say. By parameter, for all operators; by operator, where
 * it needs shapes, ranges or dtypes of its own. Knows nothing of how a case is run.
 */
import type { DType } from '../../js/index.ts';
import type { Kind } from '../../js/dispatch/registry.ts';
import type { Arg, Input } from './inputs.ts';

/** How large: the ordinary input is `rows` × `columns`. */
export interface Scale {
  readonly rows: number;
  readonly columns: number;
  readonly small: boolean;
  readonly dtype: DType;
}

/** Values by parameter; a function where they depend on the parameter's kind. */
export type Values = { readonly [param: string]: Arg | ((kind: Kind) => Arg) };

export interface Fit {
  /** Of the numbers in inputs that are not said otherwise. */
  readonly range?: readonly [number, number];
  /** Of the inputs that are not said otherwise. */
  readonly dtype?: DType;
  /** `dim` is the dimension of this variant. */
  readonly values?: (scale: Scale, dim: number) => Values;
  /** Further calls: these arguments in place of those. */
  readonly variants?: (scale: Scale, dim: number) => readonly Values[];
  /** Only so many dimensions are tried; 0 leaves `dim` at its default. */
  readonly dims?: readonly number[];
  /** Results need not agree: what is compared is their shape. */
  readonly shapeOnly?: boolean;
}

type Options = Partial<Omit<Input, 'shape'>>;

/** An input of the run's dtype. */
export const real = (scale: Scale, shape: readonly number[], low = -2, high = 2, options: Options = {}): Arg => ({
  input: { shape, dtype: scale.dtype, low, high, seed: 1, grad: true, ...options },
});
const whole = (shape: readonly number[], high: number, seed = 3): Arg => ({ input: { shape, dtype: 'int64', low: 0, high, seed } });
/** Places that do not come twice along a dimension. */
const places = (shape: readonly number[], high: number): Arg => ({ input: { shape, dtype: 'int64', low: 0, high, seed: 0, walk: true } });
const mask = (shape: readonly number[], low = -1): Arg => ({ input: { shape, dtype: 'bool', low, high: 1, seed: 5 } });

const square = ({ rows, columns }: Scale): readonly [number, number] => [rows, columns];
/** Rows, inner length and columns of a product. */
const product = ({ small }: Scale): readonly [number, number, number] => (small ? [4, 6, 4] : [512, 512, 512]);
const halves = (size: number): readonly number[] => [Math.floor(size / 2), size - Math.floor(size / 2)];

/** Convolutions and poolings by rank: a batch of images, of few channels where the rank is high. */
function images({ small }: Scale, rank: number): readonly number[] {
  if (small) return [1, 2, ...Array<number>(rank).fill(6)];
  return { 1: [16, 32, 2000], 2: [8, 32, 64, 64], 3: [4, 8, 32, 32, 32] }[rank] as readonly number[];
}

function convolution(rank: number): Fit {
  return {
    values: (scale) => {
      const [, channels = 1] = images(scale, rank);
      const out = scale.small ? 3 : channels;
      const kernel = Array<number>(rank).fill(3);
      return {
        input: real(scale, images(scale, rank)),
        weight: real(scale, [out, channels, ...kernel], -0.2, 0.2, { seed: 2 }),
        bias: real(scale, [out], -1, 1, { seed: 4 }),
        padding: (kind) => (kind === 'Str' ? 'same' : 0),
      };
    },
  };
}

function transposed(rank: number): Fit {
  return {
    values: (scale) => {
      const [, channels = 1] = images(scale, rank);
      const out = scale.small ? 3 : channels;
      return { input: real(scale, images(scale, rank)), weight: real(scale, [channels, out, ...Array<number>(rank).fill(3)], -0.2, 0.2, { seed: 2 }) };
    },
  };
}

const pooling = (rank: number, indices = false): Fit => ({
  values: (scale) => ({ input: real(scale, images(scale, rank)), kernel_size: 2, ...(indices ? { return_indices: true } : {}) }),
});

const batches = ({ small }: Scale): readonly [number, number, number] => (small ? [2, 4, 6] : [16, 128, 128]);
const features = (rank: number): Fit => ({
  values: (scale) => ({
    input: real(scale, scale.small ? [2, 3, ...Array<number>(rank).fill(4)] : [10, 100, ...{ 1: [1000], 2: [25, 40], 3: [10, 10, 10] }[rank] as number[]]),
    training: true,
  }),
});
const unit = (low: number, high: number): Fit => ({ range: [low, high] });
const ofInts = (other: readonly [number, number] = [0, 1000]): Fit => ({
  dtype: 'int64',
  range: [0, 1000],
  values: (scale) => ({ other: (kind) => (kind === 'Scalar' ? 3 : { input: { shape: square(scale), dtype: 'int64', low: other[0], high: other[1], seed: 2 } }) }),
});
const ofBools: Fit = { dtype: 'bool', range: [-1, 1] };
/** Divisors keep away from 0. */
const divisor: Fit = { values: (scale) => ({ other: real(scale, square(scale), 0.5, 2, { seed: 2 }) }) };
const random: Fit = { dims: [0] };

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
    start: () => 0,
    p: 0.5,
    length: (dim === 0 ? rows : columns) / 2,
    index: 1,
    fill_value: 1.5,
    value: 1.5,
    source: [0],
    destination: [1],
    generator: null,
  };
}

const losses: Fit = { values: (scale) => ({ input: real(scale, square(scale), 0.01, 0.99), target: real(scale, square(scale), 0, 1, { seed: 2, grad: false }) }) };
const classes: Fit = {
  dims: [0],
  values: (scale) => ({ input: real(scale, square(scale), -3, 0), target: whole([scale.rows], scale.columns) }),
};

/** An index of the input's shape with places along `dim`. */
const along = (scale: Scale, dim: number): Arg => places(square(scale), square(scale)[dim] ?? 1);
const rowIndex = (scale: Scale, dim: number): Arg => places([square(scale)[dim] ?? 1], square(scale)[dim] ?? 1);

/** By operator, under its name in PyTorch; the path decides where two share a name. */
export const fits: { readonly [operator: string]: Fit } = {
  // Domains.
  log: unit(0.1, 4), log2: unit(0.1, 4), log10: unit(0.1, 4), log1p: unit(-0.9, 4), sqrt: unit(0.1, 4), rsqrt: unit(0.1, 4),
  reciprocal: unit(0.5, 2), acos: unit(-0.9, 0.9), asin: unit(-0.9, 0.9), atanh: unit(-0.9, 0.9), acosh: unit(1.1, 4),
  logit: unit(0.05, 0.95), sin: unit(-10, 10), cos: unit(-10, 10), tan: unit(-1.4, 1.4), xlogy: unit(0.1, 4), entr: unit(0.1, 2),
  float_power: unit(0.5, 2), prod: unit(0.99, 1.01), cumprod: unit(0.9, 1.1), poisson: unit(0.5, 5), bernoulli: unit(0, 1),
  pow: { range: [0.5, 2], values: () => ({ exponent: 2 }), variants: (s) => [{ exponent: 3 }, { exponent: 0.5 }, { exponent: real(s, square(s), 0.5, 2, { seed: 2 }) }] },
  div: { ...divisor, variants: () => [{ rounding_mode: 'floor' }, { rounding_mode: 'trunc' }, { other: 2 }] },
  true_divide: divisor, floor_divide: divisor, fmod: divisor, remainder: divisor, __rmod__: unit(0.5, 2), __rdiv__: unit(0.5, 2), __rpow__: unit(0.5, 2),
  addcdiv: { values: (s) => ({ tensor2: real(s, square(s), 0.5, 2, { seed: 3 }) }) },
  threshold: { values: () => ({ threshold: 0.1, value: 0.2 }) },
  clamp: { values: () => ({ min: -0.5, max: 0.5 }), variants: () => [{ max: null }] },
  clamp_min: { values: () => ({ min: 0.5 }) }, clamp_max: { values: () => ({ max: 0.5 }) },
  bitwise_and: ofInts(), bitwise_or: ofInts(), bitwise_xor: ofInts(), bitwise_left_shift: ofInts([0, 8]), bitwise_right_shift: ofInts([0, 8]),
  __rand__: ofInts(), __ror__: ofInts(), __rxor__: ofInts(), bitwise_not: { dtype: 'int64', range: [0, 1000] },
  logical_and: ofBools, logical_or: ofBools, logical_xor: ofBools, logical_not: ofBools, all: ofBools, any: ofBools,
  prelu: { values: (s) => ({ weight: real(s, [s.columns], 0, 1, { seed: 2 }) }) },
  gelu: { variants: () => [{ approximate: 'tanh' }] },
  // Reductions, order.
  norm: { values: () => ({ p: (kind) => (kind === 'Str' ? 'fro' : 2) }) },
  logsumexp: { values: (_, dim) => ({ dim: [dim] }) },
  vector_norm: { variants: () => [{ ord: 1 }] },
  var: { values: () => ({ unbiased: true }) }, std: { values: () => ({ unbiased: true }) },
  var_mean: { values: () => ({ unbiased: true }) }, std_mean: { values: () => ({ unbiased: true }) },
  topk: { values: (s) => ({ k: s.small ? 2 : 10 }) }, kthvalue: { values: (s) => ({ k: s.small ? 2 : 10 }) },
  cross: { dims: [1], values: (s) => {
    const shape = [s.small ? 8 : Math.floor((s.rows * s.columns) / 3), 3];
    return { input: real(s, shape), other: real(s, shape, -2, 2, { seed: 2 }) };
  } },
  isclose: { values: (s) => ({ other: real(s, square(s)) }) }, allclose: { values: (s) => ({ other: real(s, square(s)) }) },
  equal: { values: (s) => ({ other: real(s, square(s)) }) }, is_nonzero: { values: (s) => ({ input: real(s, [1]) }) },
  // Layout.
  unfold: { values: (s, dim) => ({ dimension: dim, size: s.small ? 3 : 8, step: s.small ? 1 : 4 }) },
  unfold_copy: { values: (s, dim) => ({ dimension: dim, size: s.small ? 3 : 8, step: s.small ? 1 : 4 }) },
  as_strided: { values: (s) => ({ size: [s.rows / 2, s.columns / 2] }) }, as_strided_copy: { values: (s) => ({ size: [s.rows / 2, s.columns / 2] }) },
  as_strided_: { values: (s) => ({ size: [s.rows, s.columns] }) },
  as_strided_scatter: { values: (s) => ({ src: real(s, [s.rows / 2, s.columns / 2], -2, 2, { seed: 2 }), size: [s.rows / 2, s.columns / 2] }) },
  view: { values: (s) => ({ size: [s.columns, s.rows] }) }, view_copy: { values: (s) => ({ size: [s.columns, s.rows] }) },
  expand: { values: (s) => ({ input: real(s, [1, s.columns]) }) }, expand_copy: { values: (s) => ({ input: real(s, [1, s.columns]) }) },
  broadcast_to: { values: (s) => ({ input: real(s, [1, s.columns]) }) }, sum_to_size: { values: (s) => ({ size: [1, s.columns] }) },
  permute: { values: () => ({ dims: [1, 0] }) }, permute_copy: { values: () => ({ dims: [1, 0] }) }, unflatten: { values: (s) => ({ dim: 1, sizes: [2, s.columns / 2] }), dims: [0] },
  atleast_1d: { values: (s) => ({ tensors: [real(s, square(s)), real(s, square(s))] }) }, atleast_2d: { values: (s) => ({ tensors: [real(s, square(s)), real(s, square(s))] }) },
  atleast_3d: { values: (s) => ({ tensors: [real(s, square(s)), real(s, square(s))] }) },
  broadcast_tensors: { values: (s) => ({ tensors: [real(s, [s.rows, 1]), real(s, [1, s.columns])] }) },
  broadcast_shapes: { values: () => ({ shapes: [[4, 1], [1, 6]] }) },
  meshgrid: { values: (s) => ({ tensors: [real(s, [s.rows]), real(s, [s.columns])], indexing: 'ij' }) },
  block_diag: { values: (s) => ({ tensors: [real(s, [s.rows / 2, s.columns / 2]), real(s, [s.rows / 2, s.columns / 2])] }) },
  split: { values: (s, dim) => ({ split_size_or_sections: (kind) => (kind === 'Int' ? (square(s)[dim] ?? 2) / 2 : halves(square(s)[dim] ?? 2)) }) },
  split_with_sizes: { values: (s, dim) => ({ split_sizes: halves(square(s)[dim] ?? 2) }) }, unsafe_split_with_sizes: { values: (s, dim) => ({ split_sizes: halves(square(s)[dim] ?? 2) }) },
  split_with_sizes_copy: { values: (s, dim) => ({ split_sizes: halves(square(s)[dim] ?? 2) }) }, split_copy: { values: (s, dim) => ({ split_size: (square(s)[dim] ?? 2) / 2 }) },
  unsafe_split: { values: (s, dim) => ({ split_size: (square(s)[dim] ?? 2) / 2 }) }, chunk: { values: () => ({ chunks: 2 }) }, unsafe_chunk: { values: () => ({ chunks: 2 }) },
  tensor_split: { values: () => ({ indices_or_sections: (kind) => (kind === 'Int' ? 2 : kind === 'Ints' ? [1, 3] : places([3], 4)) }) },
  hsplit: { values: () => ({ sections: 2, indices: [1, 3] }) }, vsplit: { values: () => ({ sections: 2, indices: [1, 3] }) },
  dsplit: { values: (s) => ({ input: real(s, s.small ? [2, 2, 6] : [100, 100, 100]), sections: 2, indices: [1, 3] }) },
  select_scatter: { values: (s, dim) => ({ src: real(s, [square(s)[1 - dim] ?? 1], -2, 2, { seed: 2 }) }) },
  slice_scatter: { values: (s, dim) => ({ src: real(s, square(s).map((size, at) => (at === dim ? size / 2 : size)), -2, 2, { seed: 2 }), start: 0, end: (square(s)[dim] ?? 2) / 2 }) },
  slice_copy: { values: (s, dim) => ({ start: 0, end: (square(s)[dim] ?? 2) / 2 }) },
  diagonal_scatter: { values: (s) => ({ src: real(s, [Math.min(s.rows, s.columns)], -2, 2, { seed: 2 }) }) },
  diag: { variants: (s) => [{ input: real(s, [s.columns]) }] }, diag_embed: { values: (s) => ({ input: real(s, [s.columns]) }) }, diagflat: { values: (s) => ({ input: real(s, [s.columns]) }) },
  roll: { values: (_, dim) => ({ shifts: [3], dims: [dim] }), dims: [0, 1] }, rot90: { dims: [0] }, flip: { dims: [0, 1] },
  repeat: { values: () => ({ repeats: [2, 2] }) }, tile: { values: () => ({ dims: [2, 2] }) },
  repeat_interleave: { values: (s, dim) => ({ repeats: (kind) => (kind === 'Int' ? 2 : whole([square(s)[dim] ?? 1], 4)) }), dims: [0, 1] },
  pad: { values: () => ({ pad: [1, 1] }), variants: () => [{ pad: [1, 1, 1, 1] }, { mode: 'reflect' }, { mode: 'replicate' }, { mode: 'circular' }] },
  constant_pad_nd: { values: () => ({ pad: [1, 1, 1, 1] }) },
  cat: { values: (s) => ({ tensors: [real(s, [s.rows / 2, s.columns]), real(s, [s.rows / 2, s.columns])] }) },
  to: { values: (s) => ({ dtype: { dtype: s.dtype === 'float64' ? 'float32' : 'float64' }, device: 'cpu' }), variants: () => [{ dtype: { dtype: 'int64' } }, { dtype: { dtype: 'int32' } }, { dtype: { dtype: 'bool' } }] },
  // Creation.
  empty: { shapeOnly: true }, empty_like: { shapeOnly: true }, empty_strided: { shapeOnly: true }, new_empty: { shapeOnly: true }, new_empty_strided: { shapeOnly: true },
  resize_: { shapeOnly: true }, empty_permuted: { shapeOnly: true, values: () => ({ physical_layout: [1, 0] }) }, scalar_tensor: { values: () => ({ s: 1.5 }) },
  arange: { values: (s) => ({ start: 0, end: s.rows * s.columns }) }, range: { values: (s) => ({ start: 0, end: s.rows * s.columns - 1 }) },
  linspace: { values: (s) => ({ start: 0, end: 1, steps: s.rows * s.columns }) }, logspace: { values: (s) => ({ start: 0, end: 1, steps: s.rows * s.columns }) },
  eye: { values: (s) => ({ n: s.rows, m: s.columns }) }, tril_indices: { values: (s) => ({ row: s.rows, col: s.columns }) }, triu_indices: { values: (s) => ({ row: s.rows, col: s.columns }) },
  // Random numbers.
  randint: { values: () => ({ low: 0, high: 100 }) }, randint_like: { values: () => ({ low: 0, high: 100 }) }, randperm: { values: (s) => ({ n: s.rows * s.columns }) },
  multinomial: { range: [0.1, 1], values: (s) => ({ num_samples: s.small ? 2 : 10 }) },
  normal: { values: (s) => ({ mean: (kind) => (kind === 'Float' ? 0.5 : real(s, square(s), -2, 2, { grad: false })), std: (kind) => (kind === 'Float' ? 1.5 : real(s, square(s), 0.5, 2, { grad: false })) }) },
  bernoulli_: random, geometric_: { values: () => ({ p: 0.5 }) }, random_: { values: () => ({ from: 10, to: 100 }) },
  dropout: { values: () => ({ p: 0.5, training: true }) }, alpha_dropout: { values: () => ({ training: true }) }, rrelu: { variants: () => [{ training: true }] },
  dropout1d: features(1), dropout2d: features(2), dropout3d: features(3), feature_alpha_dropout: features(1), gumbel_softmax: { dims: [1], shapeOnly: true },
  // Places.
  gather: { values: (s, dim) => ({ index: along(s, dim) }) }, take_along_dim: { values: (s, dim) => ({ indices: along(s, dim) }) },
  scatter: { values: (s, dim) => ({ index: along(s, dim), src: real(s, square(s), -2, 2, { seed: 2 }) }) }, scatter_add: { values: (s, dim) => ({ index: along(s, dim), src: real(s, square(s), -2, 2, { seed: 2 }) }) },
  scatter_reduce: { values: (s, dim) => ({ index: along(s, dim), src: real(s, square(s), 0.5, 2, { seed: 2 }), reduce: 'sum' }), variants: () => [{ reduce: 'amax' }] },
  index_reduce: { values: (s, dim) => ({ index: rowIndex(s, dim), source: real(s, square(s), 0.5, 2, { seed: 2 }), reduce: 'amax' }) },
  index_select: { values: (s, dim) => ({ index: whole([square(s)[dim] ?? 1], square(s)[dim] ?? 1) }) }, index_add: { values: (s, dim) => ({ index: rowIndex(s, dim), source: real(s, square(s), -2, 2, { seed: 2 }) }) },
  index_copy: { values: (s, dim) => ({ index: rowIndex(s, dim), source: real(s, square(s), -2, 2, { seed: 2 }) }) }, index_fill: { values: (s, dim) => ({ index: rowIndex(s, dim), value: 1.5 }) },
  index_put: { values: (s) => ({ indices: [rowIndex(s, 0)], values: real(s, square(s), -2, 2, { seed: 2 }) }), variants: () => [{ accumulate: true }] },
  __getitem__: { values: (s) => ({ indices: [whole([s.rows], s.rows)] }), variants: (s) => [{ indices: [{ slice: [0, 4, 2] }] }, { indices: [1] }, { indices: [mask(square(s))] }] },
  __setitem__: { values: () => ({ indices: [{ slice: [0, 4, 2] }], value: 1.5 }), variants: (s) => [{ indices: [mask(square(s))] }] },
  masked_fill: { values: (s) => ({ mask: mask(square(s)), value: 1.5 }) }, fill: { values: () => ({ value: 1.5 }) }, fill_: { values: () => ({ value: 1.5 }) }, narrow: { values: () => ({ start: 0 }) }, masked_select: { values: (s) => ({ mask: mask(square(s)) }) },
  masked_scatter: { values: (s) => ({ mask: mask(square(s)), source: real(s, square(s), -2, 2, { seed: 2 }) }) },
  take: { values: (s) => ({ index: whole(square(s), s.rows * s.columns) }) },
  put: { values: (s) => ({ index: places([s.rows * s.columns], s.rows * s.columns), source: real(s, [s.rows * s.columns], -2, 2, { seed: 2 }) }) },
  nonzero: { values: (s) => ({ input: mask(square(s)), as_tuple: true }) }, argwhere: { values: (s) => ({ input: mask(square(s)) }) }, nonzero_static: { values: (s) => ({ input: mask(square(s)), size: s.small ? 8 : 100_000 }) },
  where: { values: (s) => ({ condition: mask(square(s)) }) }, embedding: { values: (s) => ({ input: whole(s.small ? [4] : [4096], s.small ? 10 : 10_000), weight: real(s, s.small ? [10, 6] : [10_000, 256]) }) },
  one_hot: { values: (s) => ({ input: whole([s.rows], s.columns), num_classes: s.columns }) },
  // Products.
  mm: { values: (s) => operands(s, 'mat2') }, matmul: { values: (s) => operands(s, 'other') },
  __rmatmul__: { values: (s) => operands({ ...s }, 'other', true) },
  bmm: { values: (s) => ({ input: real(s, batches(s)), mat2: real(s, [batches(s)[0], batches(s)[2], batches(s)[1]], -2, 2, { seed: 2 }) }) },
  addmm: { values: (s) => ({ input: real(s, [product(s)[0], product(s)[2]]), mat1: operands(s, 'other')['input'] as Arg, mat2: operands(s, 'other')['other'] as Arg }) },
  baddbmm: { values: (s) => ({ input: real(s, [batches(s)[0], batches(s)[1], batches(s)[1]]), batch1: real(s, batches(s)), batch2: real(s, [batches(s)[0], batches(s)[2], batches(s)[1]], -2, 2, { seed: 2 }) }) },
  addbmm: { values: (s) => ({ input: real(s, [batches(s)[1], batches(s)[1]]), batch1: real(s, batches(s)), batch2: real(s, [batches(s)[0], batches(s)[2], batches(s)[1]], -2, 2, { seed: 2 }) }) },
  linear: { values: (s) => ({ input: real(s, product(s).slice(0, 2)), weight: real(s, [product(s)[2], product(s)[1]], -2, 2, { seed: 2 }), bias: real(s, [product(s)[2]], -2, 2, { seed: 3 }) }) },
  dot: { values: (s) => vectors(s, 'tensor') }, vdot: { values: (s) => vectors(s, 'other') }, mv: { values: (s) => ({ vec: real(s, [s.columns], -2, 2, { seed: 2 }) }) },
  addmv: { values: (s) => ({ input: real(s, [s.rows]), mat: real(s, square(s)), vec: real(s, [s.columns], -2, 2, { seed: 2 }) }) },
  outer: { values: (s) => ({ input: real(s, [s.rows]), vec2: real(s, [s.columns], -2, 2, { seed: 2 }) }) },
  addr: { values: (s) => ({ vec1: real(s, [s.rows]), vec2: real(s, [s.columns], -2, 2, { seed: 2 }) }) },
  inner: { values: (s) => ({ input: real(s, product(s).slice(0, 2)), other: real(s, [product(s)[2], product(s)[1]], -2, 2, { seed: 2 }) }) },
  tensordot: { values: (s) => ({ ...operands(s, 'other'), dims: (kind) => (kind === 'Int' ? 1 : [[1], [0]]) }) },
  kron: { values: (s) => ({ input: real(s, s.small ? [2, 3] : [32, 32]), other: real(s, s.small ? [2, 2] : [32, 32], -2, 2, { seed: 2 }) }) },
  multi_dot: { values: (s) => ({ tensors: [operands(s, 'other')['input'] as Arg, operands(s, 'other')['other'] as Arg, operands(s, 'other')['input'] as Arg] }) },
  einsum: { values: (s) => ({ equation: 'ij,jk->ik', operands: [operands(s, 'other')['input'] as Arg, operands(s, 'other')['other'] as Arg] }) },
  // Layers, losses.
  softmax: { dims: [1, 0] }, log_softmax: { dims: [1, 0] }, softmin: { dims: [1, 0] },
  mse_loss: losses, l1_loss: losses, smooth_l1_loss: losses, huber_loss: losses, binary_cross_entropy: losses, binary_cross_entropy_with_logits: losses,
  nll_loss: classes, cross_entropy: classes,
  layer_norm: { values: (s) => ({ normalized_shape: [s.columns], weight: real(s, [s.columns], 0.5, 1.5, { seed: 2 }), bias: real(s, [s.columns], -1, 1, { seed: 3 }) }) },
  native_layer_norm: { values: (s) => ({ normalized_shape: [s.columns], weight: real(s, [s.columns], 0.5, 1.5, { seed: 2 }), bias: real(s, [s.columns], -1, 1, { seed: 3 }), eps: 1e-5 }) },
  conv1d: convolution(1), conv2d: convolution(2), conv3d: convolution(3),
  conv_transpose1d: transposed(1), conv_transpose2d: transposed(2), conv_transpose3d: transposed(3),
  max_pool1d: pooling(1, true), max_pool2d: pooling(2, true), max_pool3d: pooling(3, true),
  max_pool1d_with_indices: pooling(1), max_pool2d_with_indices: pooling(2), max_pool3d_with_indices: pooling(3),
};

function operands(scale: Scale, second: string, swapped = false): Values {
  const [rows, inner, columns] = product(scale);
  const [left, right] = [real(scale, [rows, inner]), real(scale, [inner, columns], -2, 2, { seed: 2 })];
  return swapped ? { input: right, [second]: left } : { input: left, [second]: right };
}

function vectors(scale: Scale, second: string): Values {
  const shape = [scale.rows * scale.columns];
  return { input: real(scale, shape), [second]: real(scale, shape, -2, 2, { seed: 2 }) };
}

/** Other names of operators above. */
export const SAME_AS: { readonly [alias: string]: string } = {
  arccos: 'acos', arccosh: 'acosh', arcsin: 'asin', arctanh: 'atanh', clip: 'clamp', concat: 'cat', concatenate: 'cat', divide: 'div', ger: 'outer', row_stack: 'vstack',
};

/** Measured in place too: values stay finite however often it is repeated. */
export const IN_PLACE: { readonly [operator: string]: Fit } = {
  add: {}, sub: {}, mul: { values: (s) => ({ other: real(s, square(s), 1, 1.000001, { seed: 2 }) }), variants: () => [{ other: 1 }] },
  div: { values: (s) => ({ other: real(s, square(s), 1, 1.000001, { seed: 2 }) }) }, neg: {}, abs: {}, sign: {}, reciprocal: unit(0.5, 2), sqrt: unit(0.5, 2), rsqrt: unit(0.5, 2),
  relu: {}, leaky_relu: {}, sigmoid: {}, tanh: {}, sin: {}, cos: {}, atan: {}, erf: {}, floor: {}, ceil: {}, round: {}, trunc: {}, clamp: { values: () => ({ min: -0.5, max: 0.5 }) },
  addcmul: { values: () => ({ value: 0.001 }) }, addcdiv: { values: (s) => ({ tensor2: real(s, square(s), 0.5, 2, { seed: 3 }), value: 0.001 }) }, lerp: { values: () => ({ weight: 0.1 }) },
  masked_fill: {}, index_add: {}, index_copy: {}, index_fill: {}, scatter: {}, scatter_add: {}, tril: {}, triu: {}, logical_not: ofBools,
};

/** Not measured, and why. */
export const LEFT_OUT: { readonly [operator: string]: string } = {
  unsqueeze_: 'every call adds a dimension to its own argument',
  'max_pool1d(return_indices)': 'PyTorch has it only as nn.functional.max_pool1d',
  'max_pool2d(return_indices)': 'PyTorch has it only as nn.functional.max_pool2d',
  'max_pool3d(return_indices)': 'PyTorch has it only as nn.functional.max_pool3d',
  'tensordot(dims_self)': 'in Python these are one pair, dims',
};
