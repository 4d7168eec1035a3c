/** One operator over all elements: from where the call costs everything to where memory does. */
import { rand } from '../../js/index.ts';
import type { Tensor } from '../../js/index.ts';
import type { Workload } from '../workload.ts';

function binary(name: string, size: readonly number[], unit: Workload['unit'], repetitions?: number): Workload {
  return {
    name,
    unit,
    ...(repetitions === undefined ? {} : { repetitions }),
    prepare() {
      const [a, b] = [rand(size), rand(size)] as [Tensor, Tensor];
      return (count) => {
        for (let index = 0; index < count; index += 1) a.add(b);
      };
    },
  };
}

function unary(name: string, work: (x: Tensor) => Tensor): Workload {
  return {
    name,
    unit: 'µs',
    prepare() {
      const x = rand([1_000_000]) as Tensor;
      return (count) => {
        for (let index = 0; index < count; index += 1) work(x);
      };
    },
  };
}

export const elementwise: readonly Workload[] = [
  // A million, so that collections of garbage are part of every measurement.
  binary('add-4x6', [4, 6], 'ns', 1_000_000),
  binary('add-1e6', [1_000_000], 'µs'),
  binary('add-1e7', [10_000_000], 'µs'),
  unary('exp-1e6', (x) => x.exp()),
  unary('tanh-1e6', (x) => x.tanh()),
  unary('sum-1e6', (x) => x.sum()),
];
