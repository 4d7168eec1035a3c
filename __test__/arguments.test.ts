/** How a call in JavaScript finds its operator: positions, options, overloads, lists spread out. */
import { describe, expect, it } from 'vitest';
import { add, clamp, DTypeError, float, sum, Tensor, tensor, ValueError, zeros } from '../js/index.ts';

const x = tensor([[1, 2, 3], [4, 5, 6]]);

describe('parameters by position or by name', () => {
  it('are the same call', () => {
    const expected = [[6], [15]];
    expect(x.sum(1, true).tolist()).toEqual(expected);
    expect(x.sum(1, { keepdim: true }).tolist()).toEqual(expected);
    expect(x.sum({ dim: 1, keepdim: true }).tolist()).toEqual(expected);
    expect(sum(x, { dim: 1, keepdim: true }).tolist()).toEqual(expected);
  });

  it('names may be written as in PyTorch or in camelCase', () => {
    const untyped = x as unknown as Record<string, (...args: unknown[]) => Tensor>;
    const expected = x.clamp(2, 3).tolist();
    expect(clamp(x, { min: 2, max: 3 }).tolist()).toEqual(expected);
    expect(untyped['norm']?.({ p: 2, dim: 1 }).shape).toEqual([2]);
  });

  it('options beyond the first position', () => {
    expect(x.add(1, { alpha: 10 }).tolist()).toEqual([[11, 12, 13], [14, 15, 16]]);
    expect(add(x, x, { alpha: -1 }).tolist()).toEqual([[0, 0, 0], [0, 0, 0]]);
  });

  it('undefined counts as not given', () => {
    expect(x.sum(undefined as never).item()).toBe(21);
    expect(x.sum(1, undefined).tolist()).toEqual([6, 15]);
  });

  it('null stands for None', () => {
    expect(x.clamp(null, 3).tolist()).toEqual([[1, 2, 3], [3, 3, 3]]);
  });

  it('an unknown name is refused', () => {
    expect(() => (x.exp as (options: object) => unknown)({ dimension: 1 })).toThrow("exp() got an unexpected keyword argument 'dimension'");
  });

  it('a value given twice is refused', () => {
    const call = () => x.sum(1, { dim: 1 } as never);
    expect(call).toThrow(ValueError);
    expect(call).toThrow("got multiple values for argument 'dim'");
  });

  it('a missing one is refused', () => {
    expect(() => (x.matmul as () => unknown)()).toThrow('missing 1 required positional arguments: "other"');
  });

  it('too many are refused', () => {
    expect(() => (x.exp as (...args: unknown[]) => unknown)(1, 2, 3)).toThrow(/positional arguments but 4 were given/);
  });

  it('one of the wrong type is named', () => {
    expect(() => x.matmul('x' as never)).toThrow("argument 'other' (position 2) must be Tensor, not str");
  });

  it('a dtype that is none is a DTypeError', () => {
    expect(() => x.sum({ dtype: 'float99' } as never)).toThrow(DTypeError);
  });
});

describe('sizes', () => {
  it('may be spread out', () => {
    expect(x.view([3, 2]).shape).toEqual([3, 2]);
    expect(x.view(3, 2 as never).shape).toEqual([3, 2]);
    expect(x.reshape([-1]).shape).toEqual([6]);
    expect((x.permute as (...dims: number[]) => Tensor)(1, 0).shape).toEqual([3, 2]);
    expect((x.expand as (...sizes: number[]) => Tensor)(4, 2, 3).shape).toEqual([4, 2, 3]);
    expect((zeros as (...sizes: number[]) => Tensor)(2, 3).shape).toEqual([2, 3]);
  });

  it('with options after them', () => {
    expect((zeros as (...args: unknown[]) => Tensor)(2, 3, { dtype: 'int64' }).dtype).toBe('int64');
    expect(zeros([2], { dtype: 'bool' }).tolist()).toEqual([false, false]);
  });

  it('none are a tensor without dimensions', () => {
    expect(zeros([]).shape).toEqual([]);
  });

  it('beyond all memory are an error', () => {
    expect(() => zeros([2 ** 40, 2 ** 40])).toThrow(/./);
    expect(() => zeros([2 ** 50])).toThrow(/./);
    expect(() => zeros([-1])).toThrow(/negative/);
    expect(() => zeros([1.5])).toThrow(ValueError);
    expect(() => zeros([Number.NaN])).toThrow(ValueError);
  });
});

describe('numbers', () => {
  it('are weak: the tensor decides the dtype', () => {
    expect(tensor([1], { dtype: 'float64' }).add(1).dtype).toBe('float64');
    expect(tensor([1n]).add(2).dtype).toBe('int64');
    expect(tensor([1n]).add(0.5).dtype).toBe('float32');
    expect(tensor([true]).add(true).dtype).toBe('bool');
    expect(tensor([true]).add(1).dtype).toBe('int64');
  });

  it('float() marks a whole number as a float', () => {
    expect(tensor([1n]).add(float(2)).dtype).toBe('float32');
  });

  it('bigints are exact', () => {
    expect(tensor([0n]).add(2n ** 62n + 1n).item()).toBe(2n ** 62n + 1n);
  });

  it('tensors promote each other', () => {
    expect(tensor([1n]).add(tensor([0.5])).dtype).toBe('float32');
    expect(tensor([1], { dtype: 'float16' }).add(tensor([1], { dtype: 'bfloat16' })).dtype).toBe('float32');
    expect(tensor([1], { dtype: 'uint8' }).add(tensor([1], { dtype: 'int8' })).dtype).toBe('int16');
    expect(tensor([1]).add(tensor(1, { dtype: 'float64' })).dtype).toBe('float32');
  });
});

describe('several results', () => {
  it('have names and an order', () => {
    const { values, indices } = x.max(1);
    expect(values.tolist()).toEqual([3, 6]);
    expect(indices.tolist()).toEqual([2, 2]);
    const [first, second] = x.max(1);
    expect(first?.tolist()).toEqual([3, 6]);
    expect(second?.dtype).toBe('int64');
  });

  it('of one overload and a single result of another', () => {
    expect((x.max() as Tensor).item()).toBe(6);
    expect((x.max(tensor(4)) as unknown as Tensor).tolist()).toEqual([[4, 4, 4], [4, 5, 6]]);
  });
});

describe('the short cuts agree with the long way', () => {
  it('for one tensor, two, and a number', () => {
    const pairs: [Tensor, Tensor][] = [
      [x.exp(), (x.exp as (options: object) => Tensor)({})],
      [x.add(x), x.add(x, {})],
      [x.mul(3), (x.mul as (...args: unknown[]) => Tensor)(3, {})],
      [x.pow(2), (x.pow as (...args: unknown[]) => Tensor)(2, {})],
      [x.sum(1), x.sum({ dim: 1 })],
    ];
    for (const [short, long] of pairs) expect(short.tolist()).toEqual(long.tolist());
  });
});
