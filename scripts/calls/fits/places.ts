/** What reads or writes at places: indices, masks, scatters. */
import type { Arg } from '../argument.ts';
import { type Fits, type Scale, mask, places, real, second, size, square, whole } from '../fit.ts';

/** An index of the ordinary shape with places along `dim`. */
function along(scale: Scale, dim: number): Arg {
  return places(square(scale), size(scale, dim));
}

function rowIndex(scale: Scale, dim: number): Arg {
  return places([size(scale, dim)], size(scale, dim));
}

export const places_: Fits = {
  gather: { values: (s, dim) => ({ index: along(s, dim) }) },
  take_along_dim: { values: (s, dim) => ({ indices: along(s, dim) }) },
  scatter: { values: (s, dim) => ({ index: along(s, dim), src: second(s) }) },
  scatter_add: { values: (s, dim) => ({ index: along(s, dim), src: second(s) }) },
  scatter_reduce: {
    values: (s, dim) => ({ index: along(s, dim), src: second(s, 0.5, 2), reduce: 'sum' }),
    variants: () => [{ reduce: 'amax' }],
  },
  index_reduce: { values: (s, dim) => ({ index: rowIndex(s, dim), source: second(s, 0.5, 2), reduce: 'amax' }) },
  index_select: { values: (s, dim) => ({ index: whole([size(s, dim)], size(s, dim)) }) },
  index_add: { values: (s, dim) => ({ index: rowIndex(s, dim), source: second(s) }) },
  index_copy: { values: (s, dim) => ({ index: rowIndex(s, dim), source: second(s) }) },
  index_fill: { values: (s, dim) => ({ index: rowIndex(s, dim), value: 1.5 }) },
  index_put: {
    values: (s) => ({ indices: [rowIndex(s, 0)], values: second(s) }),
    variants: () => [{ accumulate: true }],
  },
  __getitem__: {
    values: (s) => ({ indices: [whole([s.rows], s.rows)] }),
    variants: (s) => [{ indices: [{ slice: [0, 4, 2] }] }, { indices: [1] }, { indices: [mask(square(s))] }],
  },
  __setitem__: { values: () => ({ indices: [{ slice: [0, 4, 2] }], value: 1.5 }), variants: (s) => [{ indices: [mask(square(s))] }] },
  masked_fill: { values: (s) => ({ mask: mask(square(s)), value: 1.5 }) },
  fill: { values: () => ({ value: 1.5 }) },
  fill_: { values: () => ({ value: 1.5 }) },
  narrow: { values: () => ({ start: 0 }) },
  masked_select: { values: (s) => ({ mask: mask(square(s)) }) },
  masked_scatter: { values: (s) => ({ mask: mask(square(s)), source: second(s) }) },
  take: { values: (s) => ({ index: whole(square(s), s.rows * s.columns) }) },
  put: {
    values: (s) => ({ index: places([s.rows * s.columns], s.rows * s.columns), source: real(s, [s.rows * s.columns], -2, 2, { seed: 2 }) }),
  },
  nonzero: { values: (s) => ({ input: mask(square(s)), as_tuple: true }) },
  argwhere: { values: (s) => ({ input: mask(square(s)) }) },
  nonzero_static: { values: (s) => ({ input: mask(square(s)), size: s.small ? 8 : 100_000 }) },
  where: { values: (s) => ({ condition: mask(square(s)) }) },
  embedding: {
    values: (s) => ({ input: whole(s.small ? [4] : [4096], s.small ? 10 : 10_000), weight: real(s, s.small ? [10, 6] : [10_000, 256]) }),
  },
  one_hot: { values: (s) => ({ input: whole([s.rows], s.columns), num_classes: s.columns }) },
};
