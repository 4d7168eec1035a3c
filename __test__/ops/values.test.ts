/** Values, dtypes and refusals of single operators, as PyTorch 2.13 gives them. */
import { describe, expect, it } from 'vitest';
import {
  argmax,
  argmin,
  autograd,
  bmm,
  copysign,
  einsum,
  floorDivide,
  full,
  hashTensor,
  isreal,
  lgamma,
  linalg,
  logsumexp,
  nansum,
  nativeLayerNorm,
  nn,
  ones,
  outer,
  polygamma,
  std,
  tensor,
  tensordot,
  topk,
  zeros,
} from '../../js/index.ts';

const F = nn.functional;
const [INT, LONG] = [{ dtype: 'int32' }, { dtype: 'int64' }] as const;

describe('losses', () => {
  it('binaryCrossEntropyWithLogits is finite for every finite logit', () => {
    const logits = tensor([-1e4, -88.5, 88.5, 1e4]).requiresGrad_();
    const loss = F.binaryCrossEntropyWithLogits(logits, tensor([1, 1, 0, 0]), { reduction: 'none' });
    expect(loss.tolist()).toEqual([1e4, 88.5, 88.5, 1e4]);
    loss.sum().backward();
    expect(logits.grad?.tolist()).toEqual([-1, -1, 1, 1]);
    const weighted = F.binaryCrossEntropyWithLogits(logits.detach(), tensor([1, 1, 0, 0]), { reduction: 'none', posWeight: tensor(3) });
    expect(weighted.tolist()).toEqual([3e4, 265.5, 88.5, 1e4]);
  });

  it('the weighted mean of huberLoss is over the count, that of mseLoss over the weights', () => {
    const [input, target, weight] = [tensor([3, 0]), tensor([0, 0]), tensor([4, 1])];
    expect(F.huberLoss(input, target, { weight }).item()).toBe(5);
    expect(F.mseLoss(input, target, { weight }).item()).toBeCloseTo(7.2, 5);
  });

  it('softmin negates before it converts', () => {
    expect(F.softmin(tensor([0, 1], { dtype: 'float32' }), 0, { dtype: 'float64' }).dtype).toBe('float64');
    const bytes = tensor(Uint8Array.of(0, 1));
    expect(F.softmin(bytes, 0, { dtype: 'float32' }).tolist()).toEqual([0, 1]); // -1 is 255
  });
});

describe('reductions', () => {
  it('nansum adds up in the dtype asked for', () => {
    expect(nansum(tensor([0.5, 0.75]), { dtype: 'int64' }).item()).toBe(0);
  });

  it('std is in range where its square is not', () => {
    expect(std(tensor([-1e30, 1e30]), { correction: 0 }).item()).toBeCloseTo(Math.fround(1e30), -24);
    expect(std(tensor([-1e-30, 1e-30]), { correction: 0 }).item()).toBeCloseTo(1e-30, 36);
  });

  it('logsumexp shares its gradient by softmax, also beside an infinity', () => {
    const x = tensor([0, 1, Infinity]).requiresGrad_();
    logsumexp(x, 0).backward();
    expect(x.grad?.tolist()).toEqual([0, 0, NaN]);
  });

  it('the gradient of a product beside a zero is not lost to an overflow', () => {
    const x = tensor([0, 1e30, 1e30, 1e30]).requiresGrad_();
    x.prod().backward();
    expect(x.grad?.tolist()).toEqual([Infinity, 0, 0, 0]);
  });

  it('max of everything gives NaNs the gradient that ties have', () => {
    const x = tensor([NaN, 1, NaN]).requiresGrad_();
    x.max().backward();
    expect(x.grad?.tolist()).toEqual([0.5, 0, 0.5]);
  });
});

describe('products', () => {
  const [int8, uint8] = [ones([2, 2], { dtype: 'int8' }), ones([2, 2], { dtype: 'uint8' })];

  it('einsum sums small integers as int64 and multiplies them as they are', () => {
    expect(einsum('ij->', [int8]).dtype).toBe('int64');
    expect(einsum('ij,jk->ik', [int8, int8]).dtype).toBe('int8');
    expect(einsum('ij,k->ik', [int8, int8.at(0)]).dtype).toBe('int64');
    expect(einsum('ij,ij->ij', [int8, uint8]).dtype).toBe('int16');
  });

  it('a product of matrices of two dtypes is refused', () => {
    expect(() => einsum('ij,jk->ik', [int8, uint8])).toThrow('expected scalar type Char but found Byte');
    expect(() => tensordot(int8, uint8, 1)).toThrow('both inputs should have same dtype');
    expect(() => bmm(int8.unsqueeze(0), uint8.unsqueeze(0))).toThrow('expected scalar type Char but found Byte');
    expect(outer(int8.at(0), uint8.at(0)).dtype).toBe('int16');
  });

  it('takes each dimension of a tensor once', () => {
    const [four, three, square] = [ones([4, 6, 2, 2]), ones([2, 3, 4]), ones([3, 3])];
    expect(() =>
      tensordot(four, three, [
        [3, 0, -2],
        [0, 2, 0],
      ]),
    ).toThrow('dim 0 appears multiple times in the list of dims');
    expect(() =>
      tensordot(four, three, [
        [3, -1],
        [0, 0],
      ]),
    ).toThrow('dim 3 appears multiple times in the list of dims');
    expect(() =>
      tensordot(square, square, [
        [0, 1],
        [1, 1],
      ]),
    ).toThrow('dim 1 appears multiple times in the list of dims');
  });
});

describe('single numbers', () => {
  it('floorDivide by infinity is -1 or 0', () => {
    const values = tensor([1, -1]);
    expect(floorDivide(values, -Infinity).tolist()).toEqual([-1, 0]);
    expect(floorDivide(values, Infinity).tolist()).toEqual([0, -1]);
  });

  it('-0 keeps its sign', () => {
    expect(Object.is(full([1], -0).item(), -0)).toBe(true);
    expect(copysign(tensor([2]), -0).item()).toBe(-2);
    expect(tensor([2]).copysign(-0).item()).toBe(-2);
  });

  it('isreal looks at the imaginary part alone', () => {
    expect(
      isreal(
        tensor([
          { re: NaN, im: 0 },
          { re: 1, im: 0 },
          { re: 1, im: NaN },
          { re: 0, im: 2 },
        ]),
      ).tolist(),
    ).toEqual([true, true, false, false]);
  });
});

describe('gamma functions', () => {
  it('lgamma is exact beside its zeros', () => {
    const { EPSILON } = Number;
    const values = lgamma(tensor([1 + EPSILON, 2 - EPSILON], { dtype: 'float64' })).tolist() as number[];
    // -γ and 1 - γ are the slopes.
    expect((values[0] as number) / EPSILON).toBeCloseTo(-0.5772156649015329, 14);
    expect((values[1] as number) / -EPSILON).toBeCloseTo(0.4227843350984671, 14);
  });

  it('every derivative of lgamma has one', () => {
    const x = tensor([1], { dtype: 'float64' }).requiresGrad_();
    let value = lgamma(x);
    // -γ, ζ(2), -2 ζ(3), 6 ζ(4)
    for (const expected of [-0.5772156649015329, Math.PI ** 2 / 6, -2.404113806319189, Math.PI ** 4 / 15]) {
      value = autograd.grad(value, x, { createGraph: true })[0] as typeof value;
      expect(value.item()).toBeCloseTo(expected, 13);
    }
  });

  it('polygamma takes its order first as a function', () => {
    const x = tensor([1]);
    expect(polygamma(1, x).item()).toBeCloseTo(Math.PI ** 2 / 6, 6);
    expect(x.polygamma(1).item()).toBeCloseTo(Math.PI ** 2 / 6, 6);
    expect(() => polygamma(-1, x)).toThrow('polygamma(n, x) does not support negative n.');
    expect(() => polygamma(1, tensor([{ re: 1, im: 0 }]))).toThrow('"trigamma" not implemented for \'ComplexFloat\'');
    expect(() => polygamma(2, tensor([{ re: 1, im: 0 }]))).toThrow('"polygamma" not implemented for \'ComplexFloat\'');
  });
});

describe('hashTensor', () => {
  it('is the exclusive or of bits, so that what is there twice counts for nothing', () => {
    expect(hashTensor(tensor([1.5])).item()).toBe(0x3ff8000000000000n);
    expect(hashTensor(tensor([Number.NaN, Number.NaN, -0])).item()).toBe(1n << 63n);
    expect(hashTensor(tensor([1n, -2n, 3n])).item()).toBe(BigInt.asUintN(64, -4n));
    expect(hashTensor(tensor([1, 2, 3, 4], { dtype: 'int64' }).reshape(2, 2), 0).tolist()).toEqual([2, 6]);
  });

  it('refuses what has no hash', () => {
    expect(() => hashTensor(tensor([]))).toThrow('hash_tensor: Expected reduction dim to be specified for input.numel() == 0.');
    expect(() => hashTensor(tensor([1]), { mode: 1 })).toThrow('Unknown hash_tensor mode: 1');
    expect(() => hashTensor(tensor([{ re: 1, im: 0 }]))).toThrow('"xor_sum_cpu" not implemented for \'ComplexFloat\'');
  });
});

describe('other operators', () => {
  it('diff of order 0 is a copy', () => {
    const x = tensor([1, 2]);
    x.diff(0).fill_(7);
    expect(x.tolist()).toEqual([1, 2]);
  });

  it('scatterReduce takes the mean of complex numbers', () => {
    const x = tensor([
      { re: 1, im: 2 },
      { re: 3, im: 0 },
      { re: 4, im: 0 },
    ]);
    const index = tensor([0n, 0n, 2n]);
    const mean = (includeSelf: boolean) => x.scatterReduce(0, index, x, 'mean', { includeSelf }).tolist();
    expect(mean(false)).toEqual([
      { re: 2, im: 1 },
      { re: 3, im: 0 },
      { re: 4, im: 0 },
    ]);
    expect((mean(true) as { re: number }[])[0]?.re).toBeCloseTo(5 / 3, 6);
  });

  it.each([
    ['argmax(): does not support bool input', () => argmax(tensor([true]))],
    ['argmin(): does not support complex input', () => argmin(tensor([{ re: 1, im: 0 }]))],
    ['"round_cpu" not implemented for \'Long\'', () => tensor([1n]).round({ decimals: 1 })],
    ['"slow_conv_transpose2d_out_cpu" not implemented for \'Int\'', () => F.convTranspose1d(ones([1, 1, 3], INT), ones([1, 1, 2], INT))],
    ['"nll_loss_out_frame" not implemented for \'Long\'', () => F.nllLoss(ones([2, 3], LONG), zeros([2], LONG))],
    ['"nll_loss2d_forward_out_frame" not implemented for \'Long\'', () => F.nllLoss(ones([2, 3, 4], LONG), zeros([2, 4], LONG))],
    ['"log_softmax_lastdim_kernel_impl" not implemented for \'Long\'', () => F.crossEntropy(ones([2, 3], LONG), zeros([2], LONG))],
    ['"log_softmax_kernel_impl" not implemented for \'Long\'', () => F.crossEntropy(ones([2, 3, 4], LONG), zeros([2, 4], LONG))],
    ['expected scalar type Float but found Double', () => linalg.cross(ones([4, 3]), ones([4, 3], { dtype: 'float64' }))],
    ['"cross" not implemented for \'Bool\'', () => linalg.cross(tensor([true, false, true]), tensor([true, false, true]))],
    ['"softmax_lastdim_kernel_impl" not implemented for \'Long\'', () => ones([2, 3], LONG).softmax(1)],
    ['"softmax_kernel_impl" not implemented for \'Long\'', () => ones([2, 3], LONG).softmax(0)],
  ])('%s', (text, call) => {
    expect(call).toThrow(text);
  });

  it('topk takes no bools', () => {
    expect(() => topk(tensor([true, false]), 1)).toThrow('topk does not support bool dtypes on CPU');
  });

  it('the statistics of nativeLayerNorm have the dtype of its parameters', () => {
    const [half, whole] = [ones([2, 4], { dtype: 'bfloat16' }), ones([4], { dtype: 'bfloat16' })];
    expect(nativeLayerNorm(half, [4], null, null, 1e-5).map(({ dtype }) => dtype)).toEqual(['bfloat16', 'bfloat16', 'bfloat16']);
    expect(nativeLayerNorm(half, [4], whole, whole, 1e-5).map(({ dtype }) => dtype)).toEqual(['bfloat16', 'bfloat16', 'bfloat16']);
  });

  it('a subclass of a typed array has the dtype of its parent', () => {
    class Bytes extends Int8Array {}
    expect(tensor(new Bytes([-1, 2])).dtype).toBe('int8');
    expect(tensor(new Bytes([-1, 2])).tolist()).toEqual([-1, 2]);
  });

  it('gradients made of nothing are zeros, whatever the input holds', () => {
    const [x, y] = [tensor([Infinity, NaN]).requiresGrad_(), tensor([1, 2]).requiresGrad_()];
    expect(autograd.grad(y.sum(), [x], { materializeGrads: true })[0]?.tolist()).toEqual([0, 0]);
  });

  it('derivatives are taken through bool and integer operands', () => {
    const x = tensor([1, 2]).requiresGrad_();
    const [slope] = autograd.grad(x.atan2(tensor([true, false])).sum(), x, { createGraph: true });
    expect(slope?.tolist()).toEqual([0.5, 0]);
    expect(autograd.grad(slope!.sum(), x)[0]?.tolist()).toEqual([-0.5, 0]);
  });
});
