/** Products of square matrices. */
import { type DType, rand } from '../../js/index.ts';
import type { Tensor } from '../../js/index.ts';
import type { Workload } from '../workload.ts';

function product(name: string, size: number, dtype: DType = 'float32'): Workload {
  return {
    name,
    unit: 'µs',
    prepare() {
      const [a, b] = [rand([size, size]).to(dtype), rand([size, size]).to(dtype)] as [Tensor, Tensor];
      return (count) => {
        for (let index = 0; index < count; index += 1) a.matmul(b);
      };
    },
  };
}

export const matmul: readonly Workload[] = [
  ...[64, 256, 512, 1024].map((size) => product(`matmul-${size}`, size)),
  product('matmul-f64', 512, 'float64'),
  product('matmul-bf16', 512, 'bfloat16'),
];
