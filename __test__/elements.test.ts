/** Nested lists into tensors, and tensors into lists and arrays. */
import { describe, expect, it } from 'vitest';
import { DTypeError, OutOfMemoryError, randn, ShapeError, tensor, ValueError, zeros } from '../js/index.ts';

describe('lists', () => {
  it('of numbers, booleans, bigints and complex numbers have the widest of their dtypes, wherever it comes', () => {
    expect(
      tensor([
        [1, 2],
        [3, true],
      ]).dtype,
    ).toBe('float32');
    expect(tensor([true, 2n]).tolist()).toEqual([1, 2]);
    expect(tensor([true, 2n]).dtype).toBe('int64');
    expect(tensor([[1], [{ re: 0, im: 2 }]]).tolist()).toEqual([[{ re: 1, im: 0 }], [{ re: 0, im: 2 }]]);
    expect(tensor([1, 2, 2n ** 40n]).tolist()).toEqual([1, 2, 2 ** 40]);
  });

  it('keep holes out', () => {
    // eslint-disable-next-line no-sparse-arrays
    expect(() => tensor([1, , 3] as never)).toThrow(ValueError);
  });

  it.each([
    [[[1, 2], [3]]],
    [[[1], 2]],
    [[1, [2]]],
    [
      [
        [1, 2],
        [3, [4]],
      ],
    ],
    [[[], [1]]],
    [[[[1]], [2]]],
  ])('of different lengths are refused: %j', (data) => {
    expect(() => tensor(data as never)).toThrow(ShapeError);
    expect(() => tensor(data as never, { dtype: 'int64' })).toThrow(ShapeError);
  });

  it('in themselves are refused', () => {
    const first: unknown[] = [1];
    first[0] = first;
    const second: unknown[] = [1];
    second.push(second);
    const deep: unknown[] = [first];
    expect(() => tensor(first as never)).toThrow(/too many dimensions 'list'/);
    expect(() => tensor(second as never)).toThrow('expected a number at dim 1 (got length 2)');
    expect(() => tensor(deep as never)).toThrow("too many dimensions 'list'");
  });

  it('that stand for more numbers than memory holds are an error at once', () => {
    let [many, empty]: unknown[][] = [[0], []];
    for (let depth = 0; depth < 60; depth += 1)
      [many, empty] = [
        [many, many],
        [empty, empty],
      ];
    for (const data of [many, empty]) expect(() => tensor(data as never)).toThrow(OutOfMemoryError);
  });

  it('come back as they went in, in every dtype', () => {
    const dtypes = ['uint8', 'int8', 'int16', 'int32', 'int64', 'uint16', 'uint32', 'uint64', 'float16', 'bfloat16', 'float32', 'float64'] as const;
    for (const dtype of dtypes) {
      const data = [
        [1, 2, 3],
        [4, 5, 6],
      ];
      expect(tensor(data, { dtype }).tolist()).toEqual(data);
    }
    expect(tensor([[[true], [false]]]).tolist()).toEqual([[[true], [false]]]);
    expect(zeros([2, 0, 3]).tolist()).toEqual([[], []]);
    expect(tensor(3).tolist()).toBe(3);
  });

  it('of 64-bit integers are numbers where that is exact', () => {
    const values = [0n, -1n, 2n ** 53n - 1n, -(2n ** 53n) + 1n, 2n ** 53n, -(2n ** 53n), 2n ** 63n - 1n, -(2n ** 63n)];
    const expected = values.map((value) => (Number.isSafeInteger(Number(value)) ? Number(value) : value));
    expect(tensor(values).tolist()).toEqual(expected);
    expect(tensor([2n ** 64n - 1n, 7n], { dtype: 'uint64' }).tolist()).toEqual([2n ** 64n - 1n, 7]);
  });

  it('beyond the heap are an error, not the end', () => {
    expect(() =>
      zeros([1])
        .expand([2 ** 31])
        .tolist(),
    ).toThrow(OutOfMemoryError);
    expect(() => zeros([2 ** 33, 0]).tolist()).toThrow(OutOfMemoryError);
  });
});

describe('toTypedArray', () => {
  it('writes into an array that is given', () => {
    const x = randn([3, 4]);
    const into = new Float32Array(12);
    expect(x.T.toTypedArray(into)).toBe(into);
    expect([...into]).toEqual([...(x.T.contiguous().toTypedArray() as Float32Array)]);
    const wide = new Float32Array(4);
    expect([...tensor([1, 2], { dtype: 'bfloat16' }).toTypedArray(wide.subarray(1, 3))]).toEqual([1, 2]);
    expect([...wide]).toEqual([0, 1, 2, 0]);
    expect([...tensor([{ re: 1, im: 2 }]).toTypedArray(new Float32Array(2))]).toEqual([1, 2]);
  });

  it('refuses one of another kind or length, and leaves it as it is', () => {
    const x = tensor([1, 2, 3]);
    const short = new Float32Array(2);
    expect(() => x.toTypedArray(new Float64Array(3))).toThrow(DTypeError);
    expect(() => x.toTypedArray([0, 0, 0] as never)).toThrow(ValueError);
    for (const array of [short, new Float32Array(4)]) expect(() => x.toTypedArray(array)).toThrow(ShapeError);
    expect([...short]).toEqual([0, 0]);
  });
});
