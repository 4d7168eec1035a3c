/** How a call in JavaScript finds its operator: positions, options, overloads, lists spread out. */
import { describe, expect, it } from 'vitest';
import {
  add,
  bitwiseAnd,
  cat,
  clamp,
  div,
  DTypeError,
  einsum,
  float,
  floorDivide,
  full,
  mul,
  ones,
  sub,
  sum,
  type Tensor,
  tensor,
  TensorIndexError,
  ValueError,
  zeros,
} from '../js/index.ts';

const x = tensor([
  [1, 2, 3],
  [4, 5, 6],
]);

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
    expect(x.add(1, { alpha: 10 }).tolist()).toEqual([
      [11, 12, 13],
      [14, 15, 16],
    ]);
    expect(add(x, x, { alpha: -1 }).tolist()).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
  });

  it('undefined counts as not given', () => {
    expect(x.sum(undefined as never).item()).toBe(21);
    expect(x.sum(1, undefined).tolist()).toEqual([6, 15]);
  });

  it('null stands for None', () => {
    expect(x.clamp(null, 3).tolist()).toEqual([
      [1, 2, 3],
      [3, 3, 3],
    ]);
  });

  it("NumPy's words are understood, as in PyTorch", () => {
    expect((x.sum as (options: object) => Tensor)({ axis: 1, keepdims: true }).tolist()).toEqual([[6], [15]]);
    expect((add as (options: object) => Tensor)({ x1: x, x2: 1 }).at(0, 0).item()).toBe(2);
  });

  it('one parameter under two names is refused', () => {
    expect(() => (x.sum as (options: object) => Tensor)({ axis: 1, dim: 1 })).toThrow("got multiple values for argument 'dim'");
  });

  it('a getter among the options runs once', () => {
    let count = 0;
    x.sum({
      get dim() {
        count += 1;
        return 1;
      },
    } as never);
    expect(count).toBe(1);
  });

  it('what was meant is proposed', () => {
    expect(() => (x.sum as (options: object) => unknown)({ keep_dim: true })).toThrow("unexpected keyword argument 'keep_dim' (did you mean 'keepdim'?)");
    expect(() => zeros([2], { dtype: 'double' as never })).toThrow("did you mean 'float64'?");
    expect(() => zeros([2], { requires_gradd: true } as never)).toThrow("did you mean 'requiresGrad'?");
    expect(() => zeros([2], { nonsense: true } as never)).toThrow(/'nonsense'$/);
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
    expect(() => (x.matmul as () => unknown)()).toThrow("missing 1 required positional argument: 'other'");
  });

  it('too many are refused', () => {
    expect(() => (x.exp as (...args: unknown[]) => unknown)(1, 2, 3)).toThrow('exp() takes no arguments (3 given)');
  });

  it('one of the wrong type is named', () => {
    expect(() => x.matmul('x' as never)).toThrow("argument 'other' (position 1) must be Tensor, not str");
  });

  it('a dtype that is none is a DTypeError', () => {
    expect(() => x.sum({ dtype: 'float99' } as never)).toThrow(DTypeError);
  });
});

describe('lists', () => {
  it('name the item that does not fit', () => {
    expect(() => cat([x, undefined] as never)).toThrow('expected Tensor as element 1 in argument 0, but got NoneType');
    expect(() => zeros([2, 'a'] as never)).toThrow("argument 'size' (position 1) must be tuple of ints, but found element of type str at pos 1");
  });

  it('of tensors may be spread out where PyTorch takes them so', () => {
    expect(einsum('ij,kj->ik', x, x).tolist()).toEqual(einsum('ij,kj->ik', [x, x]).tolist());
    expect(einsum('ij->ji', x).shape).toEqual([3, 2]);
  });

  it('of places are an index, however deep', () => {
    expect(
      x.at([
        [0, 1],
        [1, 0],
      ]).shape,
    ).toEqual([2, 2, 3]);
  });

  it('an index that is none is an error of its own', () => {
    for (const index of [1.5, undefined, {}, [1.5, {}], new Date(), new Map(), Symbol('index'), () => 0]) {
      expect(() => x.at(index as never)).toThrow(TensorIndexError);
      expect(() => x.set(index as never, 1)).toThrow(TensorIndexError);
    }
    expect(() => x.at({} as never)).toThrow('valid indices (got dict)');
  });
});

describe('a number first', () => {
  it('is weak as in second place', () => {
    expect(add(2.5, x).tolist()).toEqual(x.add(2.5).tolist());
    expect(sub(10, x, { alpha: 2 }).tolist()).toEqual([
      [8, 6, 4],
      [2, 0, -2],
    ]);
    expect(mul(2, tensor([1n])).dtype).toBe('int64');
    expect(mul(2.5, tensor([1n])).dtype).toBe('float32');
    expect(mul(0.1, tensor([1], { dtype: 'float64' })).item()).toBe(0.1);
    expect(div(1, tensor([4n])).item()).toBe(0.25);
    expect(div(7, tensor([2n]), { roundingMode: 'floor' }).dtype).toBe('int64');
    expect(floorDivide(7, tensor([2])).item()).toBe(3);
    expect(bitwiseAnd(6, tensor([3n])).item()).toBe(2);
    expect(add(2, 3).item()).toBe(5);
  });

  it('is differentiated', () => {
    const y = ones([2], { requiresGrad: true });
    div(6, y).sum().backward();
    expect(y.grad?.tolist()).toEqual([-6, -6]);
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
    expect(() => zeros([2 ** 40, 2 ** 40])).toThrow('Storage size calculation overflowed');
    expect(() => zeros([2 ** 50])).toThrow("can't allocate memory: you tried to allocate 4503599627370496 bytes");
    expect(() => zeros([-1])).toThrow(/negative/);
    for (const size of [1.5, Number.NaN]) expect(() => zeros([size])).toThrow('must be tuple of ints, but found element of type float at pos 0');
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

  it('from 2^63 on are floats', () => {
    expect(x.mul(1e20).dtype).toBe('float32');
    expect(tensor([1], { dtype: 'float64' }).mul(1e20).item()).toBe(1e20);
    expect(x.maskedFill(x.gt(3), -3.4028234663852886e38).at(1, 0).item()).toBe(-3.4028234663852886e38);
    expect(x.clamp({ max: 1e20 }).tolist()).toEqual(x.tolist());
    expect(x.gt(Number.MAX_VALUE).any().item<boolean>()).toBe(false);
    expect(tensor([1n]).add(1e20).dtype).toBe('float32');
    expect(full([1], 1e20).dtype).toBe('float32');
    expect(x.add(-(2 ** 63)).dtype).toBe('float32');
    expect(
      tensor([0n])
        .add(-(2 ** 63))
        .item(),
    ).toBe(-(2n ** 63n));
  });

  it('that an integer dtype does not hold are refused', () => {
    expect(() => full([1], 1e20, { dtype: 'int64' })).toThrow('value cannot be converted to type int64_t without overflow');
    expect(() => tensor([1n]).fill_(1e20)).toThrow('without overflow');
    expect(() => tensor([1], { dtype: 'int8' }).fill_(300)).toThrow('value cannot be converted to type int8_t without overflow');
    expect(() => x.sum(2 ** 63)).toThrow('Overflow when unpacking long long');
  });

  it('keep the sign of zero', () => {
    expect(Object.is(full([1], -0).item(), -0)).toBe(true);
    expect(Object.is(tensor([1]).copysign(-0).item(), -1)).toBe(true);
    expect(tensor([1]).div(-0).item()).toBe(Number.NEGATIVE_INFINITY);
  });

  it('that are bigints are taken as far as uint64 goes, and never wrap', () => {
    expect(
      tensor([1], { dtype: 'float64' })
        .add(2n ** 63n)
        .item(),
    ).toBe(2 ** 63);
    expect(() => x.add(2n ** 64n + 5n)).toThrow('int too big to convert');
    expect(() => x.add(-(2n ** 63n) - 1n)).toThrow(ValueError);
    expect(() => full([1], 2n ** 64n)).toThrow('int too big to convert');
    expect(() => full([1], 2n ** 63n)).toThrow('value cannot be converted to type int64_t without overflow');
  });

  it('bigints are exact', () => {
    expect(
      tensor([0n])
        .add(2n ** 62n + 1n)
        .item(),
    ).toBe(2n ** 62n + 1n);
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
    expect((x.max(tensor(4)) as unknown as Tensor).tolist()).toEqual([
      [4, 4, 4],
      [4, 5, 6],
    ]);
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
