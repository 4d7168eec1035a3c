import { describe, expect, it } from 'vitest';
import { empty, eye, manualSeed, nn, type Tensor } from '../../js/index.ts';

/** How far the products of a matrix's rows are from those of orthogonal rows of this length. */
function departure(rows: Tensor, length: number): number {
  const wanted = eye(rows.shape[0] as number).mul(length ** 2);
  return rows.matmul(rows.t()).sub(wanted).abs().max().item<number>();
}

describe('orthogonal_', () => {
  it('gives orthonormal rows or columns, whichever are fewer, times the gain', () => {
    manualSeed(0);
    const [wide, tall] = [empty([30, 50]), empty([50, 30])];
    nn.init.orthogonal_(wide);
    nn.init.orthogonal_(tall, 3);
    expect(departure(wide, 1)).toBeLessThan(5e-7);
    expect(departure(tall.t(), 3)).toBeLessThan(4e-6);
  });

  it('takes dimensions after the first together, and refuses a vector', () => {
    manualSeed(0);
    const kernels = nn.init.orthogonal_(empty([8, 3, 2, 2]));
    expect(departure(kernels.view(8, 12), 1)).toBeLessThan(5e-7);
    expect(() => nn.init.orthogonal_(empty([3]))).toThrow('Only tensors with 2 or more dimensions are supported');
  });
});
