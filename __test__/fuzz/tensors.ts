/**
 * Tensors of a fuzzed call: the same values in any layout, with memory around them that nobody may write to.
 */
import { cat, type DType, stack, type Tensor, tensor } from '../../js/index.ts';
import type { Random } from './random.ts';

export interface Spec {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly low: number;
  readonly high: number;
  readonly seed: number;
  /** Places all different along a dimension, see scripts/calls. */
  readonly walk: boolean;
  /** NaN, infinities, −0 and tiny numbers among the others. */
  readonly special: boolean;
  /** Dimensions along which all is the same: they may be expanded. */
  readonly same: readonly number[];
}

/** More numbers than anybody could read: there is only one, expanded. */
export function isHuge(shape: readonly number[]): boolean {
  return shape.reduce((product, size) => product * size, 1) > 2 ** 30;
}

export type Layout = 'transposed' | 'strided' | 'offset' | 'expanded';
const LAYOUTS: readonly Layout[] = ['transposed', 'strided', 'offset', 'expanded'];

/** A tensor, and what lies around it in its storage. */
export interface Made {
  readonly tensor: Tensor;
  readonly layouts: readonly Layout[];
  readonly around: readonly Tensor[];
}

const SPECIAL = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0, 1e-42, -1e-42, 1];

function hash(value: number): number {
  let mixed = value >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

export const isFloat = (dtype: DType): boolean => /^b?float/.test(dtype);
export const isComplex = (dtype: DType): boolean => dtype.startsWith('complex');

/** The sizes without repetition. */
function coreOf({ shape, same }: Spec): number[] {
  return shape.map((size, dim) => (same.includes(dim) && size > 0 ? 1 : size));
}

function values(spec: Spec, sizes: readonly number[]): Float64Array {
  const { dtype, low, high, seed, walk, special } = spec;
  const all = new Float64Array(sizes.reduce((product, size) => product * size, 1));
  const last = sizes.at(-1) ?? 1;
  for (let index = 0; index < all.length; index += 1) {
    const number = hash(index + Math.imul(seed, 0x9e3779b1));
    const value = walk ? (Math.floor(index / last) + 7 * (index % last)) % Math.max(1, high) : low + (number / 2 ** 32) * (high - low);
    if (dtype === 'bool') all[index] = value > 0 ? 1 : 0;
    else if (isFloat(dtype) || isComplex(dtype)) all[index] = special && number % 5 === 0 ? (SPECIAL[number % SPECIAL.length] as number) : value;
    else all[index] = Math.floor(dtype.startsWith('u') ? Math.abs(value) : value);
  }
  return all;
}

function plain(spec: Spec, sizes: readonly number[]): Tensor {
  const real = tensor(values(spec, sizes), { dtype: 'float64' }).reshape(sizes) as Tensor;
  if (!isComplex(spec.dtype)) return real.to(spec.dtype) as Tensor;
  return real.to(spec.dtype).mul(
    tensor([{ re: 1, im: 0.5 }])
      .to(spec.dtype)
      .reshape([]),
  ) as Tensor;
}

function makeHuge({ shape, dtype }: Spec): Tensor {
  return tensor(1).to(dtype).expand(shape) as Tensor;
}

/** The tensor in its plainest form: in order, with nothing around it. */
export function makePlain(spec: Spec): Tensor {
  if (isHuge(spec.shape)) return makeHuge(spec);
  return plain(spec, coreOf(spec)).expand(spec.shape).contiguous().clone() as Tensor;
}

type Laid = Pick<Made, 'tensor' | 'around'>;

const LAY: { readonly [L in Exclude<Layout, 'expanded'>]: (x: Tensor) => Laid } = {
  transposed(x) {
    const order = x.shape.map((_, dim) => x.shape.length - 1 - dim);
    return { tensor: x.permute(order).contiguous().permute(order) as Tensor, around: [] };
  },
  strided(x) {
    const wide = stack([x, x.clone()], -1) as Tensor;
    return { tensor: wide.select(-1, 0) as Tensor, around: [wide.select(-1, 1) as Tensor] };
  },
  offset(x) {
    const flat = x.contiguous().reshape(-1) as Tensor;
    const [before, after] = [tensor([3, 5, 7]).to(x.dtype) as Tensor, tensor([11, 13]).to(x.dtype) as Tensor];
    const wide = cat([before, flat, after]) as Tensor;
    const tensorAt = wide.narrow(0, 3, flat.numel()).view(x.shape) as Tensor;
    return { tensor: tensorAt, around: [wide.narrow(0, 0, 3) as Tensor, wide.narrow(0, 3 + flat.numel(), 2) as Tensor] };
  },
};

/** The tensor in some layout, of up to two tricks. */
export function makeLaid(spec: Spec, random: Random): Made {
  if (isHuge(spec.shape)) return { tensor: makeHuge(spec), layouts: [], around: [] };
  const layouts = Array.from({ length: 1 + random.below(2) }, () => random.pick(LAYOUTS));
  let made = plain(spec, coreOf(spec));
  const around: Tensor[] = [];
  for (const layout of layouts) {
    if (layout === 'expanded') continue;
    const laid = LAY[layout](made);
    made = laid.tensor;
    // A trick after another copies: only what is around the last one is still there.
    around.splice(0, around.length, ...laid.around);
  }
  const isExpanded = layouts.includes('expanded');
  const repeated = made.expand(spec.shape) as Tensor;
  return { tensor: isExpanded || spec.same.length === 0 ? repeated : (repeated.clone() as Tensor), layouts, around };
}

/** Its numbers, in order. */
export function numbersOf(x: Tensor): ArrayLike<number | bigint> {
  const kept = x.detach() as Tensor;
  return (kept.dtype === 'float16' || kept.dtype === 'bfloat16' ? kept.to('float32') : kept).toTypedArray();
}
