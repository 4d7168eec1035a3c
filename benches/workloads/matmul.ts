/** Products of square matrices. */
import { rand } from '../../js/index.ts';
import type { Tensor } from '../../js/index.ts';
import type { Workload } from '../workload.ts';

export const matmul: readonly Workload[] = [64, 256, 512, 1024].map((size) => ({
  name: `matmul-${size}`,
  unit: 'µs',
  prepare() {
    const [a, b] = [rand([size, size]), rand([size, size])] as [Tensor, Tensor];
    return (count) => {
      for (let index = 0; index < count; index += 1) a.matmul(b);
    };
  },
}));
