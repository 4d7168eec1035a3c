/** Between the language's own lists and tensors. */
import { rand, tensor } from '../../js/index.ts';
import type { Tensor } from '../../js/index.ts';
import type { Workload } from '../workload.ts';

const nested: Workload = {
  name: 'tensor-nested',
  unit: 'µs',
  prepare() {
    const rows = Array.from({ length: 1000 }, (_, row) => Array.from({ length: 1000 }, (__, column) => Math.sin(row * 1000 + column)));
    return (count) => {
      for (let index = 0; index < count; index += 1) tensor(rows);
    };
  },
};

const tolist: Workload = {
  name: 'tolist',
  unit: 'µs',
  prepare() {
    const x = rand([1000, 1000]) as Tensor;
    return (count) => {
      for (let index = 0; index < count; index += 1) x.tolist();
    };
  },
};

export const boundary: readonly Workload[] = [nested, tolist];
