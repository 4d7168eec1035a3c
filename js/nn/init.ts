/**
 * Initial values of weights, in place: PyTorch's `torch.nn.init`. For the same seed the same draws in the same order, so that
 * the bits are equal.
 */
import { unrecorded } from '../autograd/mode.ts';
import { ShapeError, ValueError } from '../error.ts';
import type { Generator } from '../generator.ts';
import { emptyLike, randperm, where } from '../ops/functions.ts';
import { Tensor } from '../tensor.ts';
import { pythonText } from '../text.ts';
import {
  ANY,
  type Arguments,
  FLOAT,
  GENERATED,
  INT,
  type Kind,
  optional,
  type Param,
  required,
  Signature,
  signature,
  TENSOR,
  TEXT,
  type Values,
} from '../signature.ts';

type Fan = 'fan_in' | 'fan_out';

/** An initialiser: the tensor first, it comes back filled. */
type Initializer<P extends readonly Param[]> = <T extends Tensor>(tensor: T, ...args: Arguments<P>) => T;

function initializer<const P extends readonly Param[]>(name: string, params: P, fill: (tensor: Tensor, options: Values<P>) => void): Initializer<P> {
  const signature = new Signature(name, [required('tensor', TENSOR), ...params]);
  return (tensor, ...args) => {
    const options = signature.read([tensor, ...args]) as unknown as Values<P>;
    unrecorded(() => fill(tensor, options));
    return tensor;
  };
}

const STD = optional('std', FLOAT, 1);
const MEAN = optional('mean', FLOAT, 0);
const GAIN = optional('gain', FLOAT, 1);
const MODE: Kind<Fan> = { name: 'str', accepts: TEXT.accepts };
const CALCULATE_GAIN = signature('calculate_gain', required('nonlinearity', TEXT), optional('param', ANY, null));
const KAIMING = [optional('a', FLOAT, 0), optional('mode', MODE, 'fan_in'), optional('nonlinearity', TEXT, 'leaky_relu'), ...GENERATED] as const;

/** Uniform between `a` and `b`. */
export const uniform_ = initializer('uniform_', [optional('a', FLOAT, 0), optional('b', FLOAT, 1), ...GENERATED], (tensor, { a, b, generator }) =>
  tensor.uniform_(a, b, { generator }),
);
/** Normal. */
export const normal_ = initializer('normal_', [MEAN, STD, ...GENERATED], (tensor, { mean, std, generator }) => tensor.normal_(mean, std, { generator }));
/** One value. */
export const constant_ = initializer('constant_', [required('val', FLOAT)], (tensor, { val }) => tensor.fill_(val));
/** Ones. */
export const ones_ = initializer('ones_', [], (tensor) => tensor.fill_(1));
/** Zeros. */
export const zeros_ = initializer('zeros_', [], (tensor) => tensor.fill_(0));

/** The identity matrix. */
export const eye_ = initializer('eye_', [], (tensor) => {
  if (tensor.ndim !== 2) throw new ShapeError('Only tensors with 2 dimensions are supported');
  tensor.fill_(0).diagonal(0).fill_(1);
});

/** The identity of a convolution, as far as there are channels. */
export const dirac_ = initializer('dirac_', [optional('groups', INT, 1)], (tensor, { groups }) => {
  const { shape } = tensor;
  if (shape.length < 3 || shape.length > 5) throw new ShapeError('Only tensors with 3, 4, or 5 dimensions are supported');
  const [outputs = 0, inputs = 0, ...kernel] = shape;
  if (outputs % groups !== 0) throw new ValueError('dim 0 must be divisible by groups');
  const perGroup = outputs / groups;
  const centre = kernel.map((size) => Math.floor(size / 2));
  tensor.fill_(0);
  for (let group = 0; group < groups; group += 1) {
    for (let channel = 0; channel < Math.min(perGroup, inputs); channel += 1) tensor.set(group * perGroup + channel, channel, ...centre, 1);
  }
});

/** Uniform, for layers as wide in as out (Glorot and Bengio). */
export const xavierUniform_ = initializer('xavier_uniform_', [GAIN, ...GENERATED], (tensor, { gain, generator }) => {
  const bound = Math.sqrt(3) * glorot(tensor, gain);
  tensor.uniform_(-bound, bound, { generator });
});
/** Normal, for layers as wide in as out (Glorot and Bengio). */
export const xavierNormal_ = initializer('xavier_normal_', [GAIN, ...GENERATED], (tensor, { gain, generator }) =>
  tensor.normal_(0, glorot(tensor, gain), { generator }),
);

function glorot(tensor: Tensor, gain: number): number {
  const [fanIn, fanOut] = fans(tensor);
  return gain * Math.sqrt(2 / (fanIn + fanOut));
}

/** Uniform, for layers before a rectifier (He et al.). `a` is the rectifier's negative slope. */
export const kaimingUniform_ = initializer('kaiming_uniform_', KAIMING, (tensor, { a, mode, nonlinearity, generator }) => {
  if (tensor.shape.includes(0)) return;
  const bound = Math.sqrt(3) * he(tensor, a, mode, nonlinearity);
  tensor.uniform_(-bound, bound, { generator });
});
/** Normal, for layers before a rectifier (He et al.). */
export const kaimingNormal_ = initializer('kaiming_normal_', KAIMING, (tensor, { a, mode, nonlinearity, generator }) => {
  if (tensor.shape.includes(0)) return;
  tensor.normal_(0, he(tensor, a, mode, nonlinearity), { generator });
});

function he(tensor: Tensor, a: number, mode: string, nonlinearity: string): number {
  const valid = mode.toLowerCase();
  if (valid !== 'fan_in' && valid !== 'fan_out') throw new ValueError(`Mode ${valid} not supported, please use one of ['fan_in', 'fan_out']`);
  const [fanIn, fanOut] = fans(tensor);
  return gainOf(nonlinearity, a) / Math.sqrt(valid === 'fan_in' ? fanIn : fanOut);
}

/** Normal, without what lies outside of `a` and `b`. */
export const truncNormal_ = initializer(
  'trunc_normal_',
  [MEAN, STD, optional('a', FLOAT, -2), optional('b', FLOAT, 2), ...GENERATED],
  (tensor, { mean, std, a, b, generator }) => {
    const share = cumulative((b - mean) / std) - cumulative((a - mean) / std);
    if (share > 0.3) rejectOutside(tensor, mean, std, a, b, generator);
    else rejectByDensity(tensor, mean, std, a, b, generator);
  },
);

/** Draws again what falls outside. */
function rejectOutside(tensor: Tensor, mean: number, std: number, a: number, b: number, generator: Generator | null): void {
  const [low, high] = [a, b].map((bound) => Number(Tensor.from(bound, { dtype: tensor.dtype }).item())) as [number, number];
  let result = tensor.normal_(mean, std, { generator });
  for (;;) {
    const mask = result.lt(low).logicalOr(result.gt(high));
    if (!mask.any().item()) break;
    result = where(mask, emptyLike(result).normal_(mean, std, { generator }), result);
  }
  if (result !== tensor) tensor.copy_(result);
}

/** Draws uniformly and keeps in proportion to the density. */
function rejectByDensity(tensor: Tensor, mean: number, std: number, a: number, b: number, generator: Generator | null): void {
  const peak = Math.max(a, Math.min(mean, b));
  const logPeak = -0.5 * ((peak - mean) / std) ** 2;
  const chance = emptyLike(tensor);
  const isRefused = (candidates: Tensor): Tensor => {
    const density = candidates.sub(mean).div(std).pow(2).mul(-0.5).sub(logPeak);
    return chance.uniform_({ generator }).log_().gt(density);
  };
  let result: Tensor = tensor.uniform_(a, b, { generator });
  let pending = isRefused(result);
  while (pending.any().item()) {
    const candidates = emptyLike(tensor).uniform_(a, b, { generator });
    result = where(pending, candidates, result);
    pending = where(pending, isRefused(candidates), pending);
  }
  if (result !== tensor) tensor.copy_(result);
}

/** Orthogonal rows or columns: the Q of a normal matrix (Saxe, McClelland and Ganguli). */
export const orthogonal_ = initializer('orthogonal_', [GAIN, ...GENERATED], (tensor, { gain, generator }) => {
  if (tensor.ndim < 2) throw new ShapeError('Only tensors with 2 or more dimensions are supported');
  if (tensor.numel() === 0) return;
  const rows = tensor.shape[0] as number;
  const columns = tensor.numel() / rows;
  const flat = tensor.newEmpty([rows, columns]).normal_(0, 1, { generator });
  const directions = orthonormalized(rows < columns ? flat : flat.t());
  tensor.copy_((rows < columns ? directions : directions.t()).reshape(tensor.shape)).mul_(gain);
});

/**
 * Orthonormal rows, each from a row and those before it, as float64: the transposed Q of the transposed matrix, with R's diagonal
 * positive. Classical Gram-Schmidt, every row twice, after which nothing of the others is left (Giraud, Langou and Rozložník,
 * "The loss of orthogonality in the Gram-Schmidt orthogonalization process", 2005).
 */
function orthonormalized(matrix: Tensor): Tensor {
  const rows = matrix.to('float64').contiguous();
  for (let row = 0; row < (rows.shape[0] as number); row += 1) {
    const [earlier, current] = [rows.narrow(0, 0, row), rows.select(0, row)];
    for (let pass = 0; pass < 2; pass += 1) current.sub_(earlier.t().mv(earlier.mv(current)));
    current.div_(current.norm());
  }
  return rows;
}

/** Normal, with a share of every column zero. */
export const sparse_ = initializer('sparse_', [required('sparsity', FLOAT), optional('std', FLOAT, 0.01), ...GENERATED], (tensor, options) => {
  if (tensor.ndim !== 2) throw new ShapeError('Only tensors with 2 dimensions are supported');
  const { sparsity, std, generator } = options;
  const [rows, columns] = tensor.shape as unknown as readonly [number, number];
  const zeroed = Math.ceil(sparsity * rows);
  tensor.normal_(0, std, { generator });
  for (let column = 0; column < columns; column += 1) tensor.set(randperm(rows).narrow(0, 0, zeroed), column, 0);
});

/** By how much a nonlinearity shrinks what passes. `param` is the negative slope of `leaky_relu`. */
export function calculateGain(nonlinearity: string, param?: number | null | { readonly param?: number | null }): number;
export function calculateGain(...args: readonly unknown[]): number {
  const { nonlinearity, param } = CALCULATE_GAIN.read(args, calculateGain);
  return gainOf(nonlinearity, param as number | null);
}

function gainOf(nonlinearity: string, param: number | null): number {
  if (/^(linear|conv(_transpose)?[123]d|sigmoid)$/.test(nonlinearity)) return 1;
  if (nonlinearity === 'tanh') return 5 / 3;
  if (nonlinearity === 'relu') return Math.sqrt(2);
  if (nonlinearity === 'selu') return 3 / 4;
  if (nonlinearity !== 'leaky_relu') throw new ValueError(`Unsupported nonlinearity ${nonlinearity}`);
  if (param !== null && typeof param !== 'number') throw new ValueError(`negative_slope ${pythonText(param)} not a valid number`);
  return Math.sqrt(2 / (1 + (param ?? 0.01) ** 2));
}

/** How many inputs an output element sees, and how many outputs an input element reaches. */
function fans({ shape }: Tensor): [number, number] {
  if (shape.length < 2) throw new ShapeError('Fan in and fan out can not be computed for tensor with fewer than 2 dimensions');
  const [outputs = 0, inputs = 0, ...kernel] = shape;
  const field = kernel.reduce((product, size) => product * size, 1);
  return [inputs * field, outputs * field];
}

/** The cumulative distribution of the standard normal; only compared with 0.3, so that the error of 1.5e-7 is of no matter. */
function cumulative(x: number): number {
  const z = Math.abs(x) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * z);
  const tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) * Math.exp(-z * z);
  return (x < 0 ? tail : 2 - tail) / 2;
}
