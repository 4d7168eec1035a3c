/** uint64 beyond the greatest int64: PyTorch has few operators for it; where Tapir has one, it computes with the number itself. */
import { describe, expect, it } from 'vitest';
import { cat, isclose, type Tensor, tensor, where } from '../js/index.ts';

const HALF = 2n ** 63n;
const u64 = (...values: bigint[]) => tensor(BigUint64Array.from(values));

describe('uint64 from 2^63 on', () => {
  const large = u64(HALF, 2n ** 64n - 1n, 1n);

  it('is read as it is', () => {
    expect(large.at(0).item()).toBe(HALF);
    expect(large.tolist()).toEqual([HALF, 2n ** 64n - 1n, 1]);
  });

  it('is greater than what is below it', () => {
    const one = u64(1n);
    expect(large.gt(one).tolist()).toEqual([true, true, false]);
    expect(large.lt(one).tolist()).toEqual([false, false, false]);
    expect(large.ge(2).tolist()).toEqual([true, true, false]);
    expect(large.signbit().tolist()).toEqual([false, false, false]);
    expect(large.sign().tolist()).toEqual([1, 1, 1]);
  });

  it('is not compared with a negative number, which would wrap', () => {
    expect(() => large.gt(-1)).toThrow('gt: value cannot be converted to type uint64_t without overflow');
    expect(() => large.clamp({ min: -1 })).toThrow('clamp: value cannot be converted to type uint64_t without overflow');
  });

  it('is the greater and the lesser where it is', () => {
    const other = u64(2n, 2n, 2n);
    expect(large.maximum(other).tolist()).toEqual([HALF, 2n ** 64n - 1n, 2]);
    expect(large.minimum(other).tolist()).toEqual([2, 2, 1]);
    expect(large.clamp({ min: 2, max: 5 }).tolist()).toEqual([5, 5, 2]);
    expect(large.max().item()).toBe(2n ** 64n - 1n);
    expect(large.sort().values.tolist()).toEqual([1, HALF, 2n ** 64n - 1n]);
  });

  it('is divided, shifted and multiplied without a sign', () => {
    const unary = (operation: (x: Tensor) => Tensor) => operation(large).tolist();
    expect(unary((x) => x.bitwiseRightShift(1))).toEqual([2n ** 62n, 2n ** 63n - 1n, 0]);
    expect(unary((x) => x.bitwiseLeftShift(63))).toEqual([0, HALF, HALF]);
    expect(unary((x) => x.floorDivide(2))).toEqual([2n ** 62n, 2n ** 63n - 1n, 0]);
    expect(unary((x) => x.remainder(10))).toEqual([8, 5, 1]);
    expect(unary((x) => x.abs())).toEqual([HALF, 2n ** 64n - 1n, 1]);
    expect(u64(3n).pow(40).item()).toBe(3n ** 40n);
  });

  it('is itself where it is chosen or joined', () => {
    expect(where(large.gt(1), large, u64(0n)).tolist()).toEqual([HALF, 2n ** 64n - 1n, 0]);
    expect(
      cat([large, u64(7n)])
        .at(0)
        .item(),
    ).toBe(HALF);
  });

  it('unsigned numbers are close whichever is greater', () => {
    const [a, b] = [tensor(Uint8Array.of(1, 5)), tensor(Uint8Array.of(2, 5))];
    expect(isclose(a, b, { atol: 1 }).tolist()).toEqual([true, true]);
    expect(isclose(b, a).tolist()).toEqual([false, true]);
  });
});
