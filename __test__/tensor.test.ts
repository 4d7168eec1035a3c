/** The tensor as an object: how it is made, looked at, read, indexed, changed, disposed of. */
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  DTypeError,
  FloatTensor,
  isTensor,
  LongTensor,
  ones,
  OutOfMemoryError,
  ShapeError,
  Tensor,
  TensorIndexError,
  tensor,
  ValueError,
  zeros,
} from '../js/index.ts';

describe('creation from lists', () => {
  it('numbers are float32', () => {
    const x = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(x.dtype).toBe('float32');
    expect(x.shape).toEqual([2, 3]);
    expect(x.tolist()).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
  });

  it('bigints are int64', () => {
    expect(tensor([1n, -2n]).dtype).toBe('int64');
    expect(tensor([1n, -2n]).tolist()).toEqual([1, -2]);
  });

  it('booleans are bool', () => {
    expect(tensor([true, false]).dtype).toBe('bool');
    expect(tensor([true, false]).tolist()).toEqual([true, false]);
  });

  it('complex numbers are complex64', () => {
    const z = tensor([
      { re: 1, im: -2 },
      { re: 0, im: 3 },
    ]);
    expect(z.dtype).toBe('complex64');
    expect(z.tolist()).toEqual([
      { re: 1, im: -2 },
      { re: 0, im: 3 },
    ]);
  });

  it('of several kinds the widest wins', () => {
    expect(tensor([true, 1n]).dtype).toBe('int64');
    expect(tensor([true, 1n, 0.5]).dtype).toBe('float32');
    expect(tensor([0.5, { re: 1, im: 1 }]).dtype).toBe('complex64');
  });

  it('one number has no dimensions', () => {
    expect(tensor(3).shape).toEqual([]);
    expect(tensor(3).item()).toBe(3);
  });

  it('empty lists keep their sizes', () => {
    expect(tensor([]).shape).toEqual([0]);
    expect(tensor([]).dtype).toBe('float32');
    expect(tensor([[], []]).shape).toEqual([2, 0]);
    expect(tensor([[], []]).tolist()).toEqual([[], []]);
  });

  it('lists of different lengths are refused in words', () => {
    expect(() => tensor([[1, 2], [3]] as never)).toThrow(ShapeError);
    expect(() => tensor([[1, 2], [3]] as never)).toThrow('expected sequence of length 2 at dim 1 (got length 1)');
    expect(() => tensor([[1], 2] as never)).toThrow(ShapeError);
  });

  it('what is no number is refused', () => {
    expect(() => tensor(['1'] as never)).toThrow(ValueError);
    expect(() => tensor([null] as never)).toThrow(ValueError);
    expect(() => tensor(undefined as never)).toThrow(ValueError);
  });

  it('a dtype overrides that of the data', () => {
    expect(tensor([1.9, -1.9], { dtype: 'int32' }).tolist()).toEqual([1, -1]);
    expect(tensor([0, 2], { dtype: 'bool' }).tolist()).toEqual([false, true]);
    expect(tensor([1n], { dtype: 'float64' }).dtype).toBe('float64');
    expect(tensor([1, 2], { dtype: 'complex128' }).tolist()).toEqual([
      { re: 1, im: 0 },
      { re: 2, im: 0 },
    ]);
  });

  it('halves are rounded', () => {
    expect(tensor([1 / 3], { dtype: 'float16' }).tolist()).toEqual([0.333251953125]);
    expect(tensor([1 / 3], { dtype: 'bfloat16' }).tolist()).toEqual([0.333984375]);
  });

  it('int64 is exact over its whole range', () => {
    const extremes = [2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n + 1n];
    expect(tensor(extremes).tolist()).toEqual(extremes);
    expect(tensor(2n ** 63n - 1n).item()).toBe(2n ** 63n - 1n);
  });

  it('what an integer does not hold is refused', () => {
    expect(() => tensor([300], { dtype: 'uint8' })).toThrow('value cannot be converted to type uint8 without overflow');
    expect(() => tensor([Number.NaN], { dtype: 'int32' })).toThrow('value cannot be converted to type int32 without overflow');
    expect(() => tensor([2n ** 63n])).toThrow('value cannot be converted to type int64 without overflow');
    expect(() => tensor([1e19], { dtype: 'int64' })).toThrow(ValueError);
    expect(() => tensor([-0.5], { dtype: 'uint8' })).toThrow(ValueError);
  });

  it('a whole number below zero wraps around in unsigned bytes, as in PyTorch', () => {
    expect(tensor([-1], { dtype: 'uint8' }).tolist()).toEqual([255]);
  });

  it('an unknown dtype is refused', () => {
    expect(() => tensor([1], { dtype: 'float8' as never })).toThrow(DTypeError);
  });

  it('requiresGrad makes a leaf that records', () => {
    const x = tensor([1, 2], { requiresGrad: true });
    expect(x.requiresGrad).toBe(true);
    expect(x.isLeaf).toBe(true);
  });
});

describe('creation from typed arrays', () => {
  it.each([
    [new Float32Array([1, 2]), 'float32'],
    [new Float64Array([1, 2]), 'float64'],
    [new Int8Array([1, 2]), 'int8'],
    [new Int16Array([1, 2]), 'int16'],
    [new Int32Array([1, 2]), 'int32'],
    [new Uint8Array([1, 2]), 'uint8'],
    [new Uint8ClampedArray([1, 2]), 'uint8'],
    [new Uint16Array([1, 2]), 'uint16'],
    [new Uint32Array([1, 2]), 'uint32'],
    [new BigInt64Array([1n, 2n]), 'int64'],
    [new BigUint64Array([1n, 2n]), 'uint64'],
    [Buffer.from([1, 2]), 'uint8'],
  ] as const)('%o has the dtype %s', (array, dtype) => {
    const x = tensor(array);
    expect(x.dtype).toBe(dtype);
    expect(x.tolist()).toEqual([1, 2]);
  });

  it('the elements are copied', () => {
    const array = new Float32Array([1, 2]);
    const x = tensor(array);
    array[0] = 9;
    expect(x.tolist()).toEqual([1, 2]);
  });

  it('a part of a buffer is that part', () => {
    expect(tensor(new Float32Array([1, 2, 3, 4]).subarray(1, 3)).tolist()).toEqual([2, 3]);
  });

  it('a buffer is its bytes', () => {
    expect(tensor(new Uint8Array([7, 8]).buffer).tolist()).toEqual([7, 8]);
  });

  it('pairs are complex numbers if asked for', () => {
    expect(tensor(new Float32Array([1, 2, 3, 4]), { dtype: 'complex64' }).tolist()).toEqual([
      { re: 1, im: 2 },
      { re: 3, im: 4 },
    ]);
  });

  it('Tensor.from takes a shape', () => {
    expect(Tensor.from(new Float32Array([1, 2, 3, 4]), { shape: [2, 2] }).tolist()).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it('a shape that does not fit the elements is refused', () => {
    expect(() => Tensor.from(new Float32Array(4), { shape: [3] })).toThrow(ShapeError);
    expect(() => Tensor.from(new Float32Array(4), { shape: [-4] })).toThrow(ShapeError);
    expect(() => Tensor.from(new Float32Array(4), { shape: [2 ** 40, 2 ** 40] })).toThrow(ShapeError);
  });

  it('a tensor is copied without its history', () => {
    const x = tensor([1, 2], { requiresGrad: true });
    const copy = tensor(x.mul(2));
    expect(copy.requiresGrad).toBe(false);
    copy.add_(1);
    expect(x.tolist()).toEqual([1, 2]);
  });
});

describe('legacy constructors', () => {
  it('numbers are sizes', () => {
    expect(new Tensor(4, 6).shape).toEqual([4, 6]);
    expect(new FloatTensor(2).shape).toEqual([2]);
    expect(LongTensor(2, 3).dtype).toBe('int64');
  });

  it('nothing is no elements', () => {
    expect(new FloatTensor().shape).toEqual([0]);
  });

  it('data comes alone', () => {
    expect(() => (FloatTensor as (...args: unknown[]) => Tensor)([1], 2)).toThrow('FloatTensor() takes 1 positional argument but 2 were given');
  });

  it('lists are data', () => {
    expect(new Tensor([[3.5], [4.5]]).tolist()).toEqual([[3.5], [4.5]]);
    expect(new LongTensor([1, 2]).tolist()).toEqual([1, 2]);
  });

  it('what they make is a tensor', () => {
    expect(new FloatTensor(2)).toBeInstanceOf(Tensor);
    expect(isTensor(new Tensor(1))).toBe(true);
    expect(isTensor({})).toBe(false);
    expect(isTensor(Object.create(Tensor.prototype))).toBe(false);
  });
});

describe('looking at a tensor', () => {
  const x = zeros([2, 3, 4]);

  it('sizes by dimension', () => {
    expect(x.ndim).toBe(3);
    expect(x.dim()).toBe(3);
    expect(x.numel()).toBe(24);
    expect(x.size()).toEqual([2, 3, 4]);
    expect(x.size(-1)).toBe(4);
    expect(() => x.size(3)).toThrow('Dimension out of range (expected to be in range of [-3, 2], but got 3)');
  });

  it('strides, and where the storage starts', () => {
    expect(x.stride()).toEqual([12, 4, 1]);
    expect(x.stride(0)).toBe(12);
    const view = x.transpose(0, 2);
    expect(view.stride()).toEqual([1, 4, 12]);
    expect(view.isContiguous()).toBe(false);
    expect(x.at(1).storageOffset()).toBe(12);
  });

  it('views know that they are', () => {
    expect(x.at(0).isView()).toBe(true);
    expect(x.isView()).toBe(false);
  });

  it('dtype, kind and device', () => {
    expect(x.device).toBe('cpu');
    expect(x.isFloatingPoint()).toBe(true);
    expect(x.isComplex()).toBe(false);
    expect(tensor([1n]).isFloatingPoint()).toBe(false);
  });

  it("type() is PyTorch's legacy name and type(name) converts", () => {
    expect(x.type()).toBe('torch.FloatTensor');
    expect(tensor([1.5]).type('torch.LongTensor').tolist()).toEqual([1]);
    expect(() => x.type('torch.NoTensor')).toThrow(DTypeError);
  });
});

describe('reading', () => {
  it('item is the only element', () => {
    expect(tensor([[2.5]]).item()).toBe(2.5);
    expect(tensor(true).item()).toBe(true);
    expect(tensor(7n).item()).toBe(7);
    expect(tensor({ re: 1, im: 2 }).item()).toEqual({ re: 1, im: 2 });
    expect(tensor(0.5, { dtype: 'bfloat16' }).item()).toBe(0.5);
  });

  it('item of several elements is refused', () => {
    expect(() => tensor([1, 2]).item()).toThrow('a Tensor with 2 elements cannot be converted to Scalar');
  });

  it('tolist of a number is the number', () => {
    expect(tensor(2).tolist()).toBe(2);
  });

  it('lists are in the order of the view, not of memory', () => {
    expect(
      tensor([
        [1, 2],
        [3, 4],
      ])
        .transpose(0, 1)
        .tolist(),
    ).toEqual([
      [1, 3],
      [2, 4],
    ]);
    expect([
      ...tensor([
        [1, 2],
        [3, 4],
      ])
        .transpose(0, 1)
        .toTypedArray(),
    ]).toEqual([1, 3, 2, 4]);
  });

  it('typed arrays are those of the dtype, and copies', () => {
    const x = tensor([1, 2]);
    const array = x.toTypedArray() as Float32Array;
    expect(array).toBeInstanceOf(Float32Array);
    array[0] = 9;
    expect(x.tolist()).toEqual([1, 2]);
    expect(tensor([1n]).toTypedArray()).toBeInstanceOf(BigInt64Array);
  });

  it('read() is the same in a promise', async () => {
    expect([...(await tensor([1, 2]).read())]).toEqual([1, 2]);
  });

  it('more elements than memory are an error', () => {
    expect(() =>
      zeros([1])
        .expand([2 ** 45])
        .toTypedArray(),
    ).toThrow(OutOfMemoryError);
  });

  it('JSON is the lists', () => {
    expect(JSON.stringify({ x: tensor([[1, 2]]) })).toBe('{"x":[[1,2]]}');
  });

  it('iteration is along the first dimension', () => {
    const rows = [
      ...tensor([
        [1, 2],
        [3, 4],
      ]),
    ].map((row) => row.tolist());
    expect(rows).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(() => [...tensor(1)]).toThrow('iteration over a 0-d tensor');
  });

  it('the rows of an iteration are views', () => {
    const x = zeros([2, 2]);
    for (const row of x) row.add_(1);
    expect(x.tolist()).toEqual([
      [1, 1],
      [1, 1],
    ]);
  });
});

describe('printing', () => {
  it('is what PyTorch prints', () => {
    expect(
      String(
        tensor([
          [1, 2],
          [3, 4.5],
        ]),
      ),
    ).toBe('tensor([[1.0000, 2.0000],\n        [3.0000, 4.5000]])');
    expect(inspect(tensor([1n, 2n]))).toBe('tensor([1, 2])');
    expect(tensor(1).neg().toString()).toBe('tensor(-1.)');
  });

  it('names the history', () => {
    const x = tensor([1, 2], { requiresGrad: true });
    expect(String(x)).toBe('tensor([1., 2.], requires_grad=True)');
    expect(String(x.mul(2))).toBe('tensor([2., 4.], grad_fn=<MulBackward0>)');
  });

  it('shortens what is large', () => {
    expect(String(zeros([1000, 1000]))).toContain('...');
    expect(String(zeros([2000]).transpose(0, -1))).toBe('tensor([0., 0., 0.,  ..., 0., 0., 0.])');
  });

  it('is what console.log shows, in objects too', () => {
    expect(inspect({ x: tensor([1]) })).toBe('{ x: tensor([1.]) }');
  });
});

describe('indexing', () => {
  const x = tensor([
    [1, 2, 3],
    [4, 5, 6],
    [7, 8, 9],
  ]);

  it('numbers take a place, counted from either end', () => {
    expect(x.at(0).tolist()).toEqual([1, 2, 3]);
    expect(x.at(-1, -1).item()).toBe(9);
  });

  it('slices as in Python', () => {
    expect(x.at(':', -1).tolist()).toEqual([3, 6, 9]);
    expect(x.at('1:').tolist()).toEqual([
      [4, 5, 6],
      [7, 8, 9],
    ]);
    expect(x.at('::2', ':-1').tolist()).toEqual([
      [1, 2],
      [7, 8],
    ]);
  });

  it('null is a new dimension, dots the rest', () => {
    expect(x.at(null).shape).toEqual([1, 3, 3]);
    expect(x.at('...', 0).tolist()).toEqual([1, 4, 7]);
  });

  it('masks and lists take places', () => {
    expect(x.at(x.gt(5)).tolist()).toEqual([6, 7, 8, 9]);
    expect(x.at([0, 2]).tolist()).toEqual([
      [1, 2, 3],
      [7, 8, 9],
    ]);
    expect(x.at([0, 1], [1, 2]).tolist()).toEqual([2, 6]);
    expect(x.at(tensor([2n, 0n])).tolist()).toEqual([
      [7, 8, 9],
      [1, 2, 3],
    ]);
  });

  it('a slice is a view, a list makes a copy', () => {
    const y = x.clone();
    y.at('0:1').zero_();
    y.at([1]).zero_();
    expect(y.tolist()).toEqual([
      [0, 0, 0],
      [4, 5, 6],
      [7, 8, 9],
    ]);
  });

  it('a place that is not there is refused', () => {
    expect(() => x.at(3)).toThrow(TensorIndexError);
    expect(() => x.at(3)).toThrow('index 3 is out of bounds for dimension 0 with size 3');
    expect(() => x.at(0, 0, 0)).toThrow('too many indices for tensor of dimension 2');
  });

  it('set writes numbers and tensors', () => {
    const y = zeros([2, 3]);
    expect(y.set(0, 1, 5)).toBe(y);
    y.set(1, tensor([1, 2, 3]));
    y.set(':', 0, -1);
    expect(y.tolist()).toEqual([
      [-1, 5, 0],
      [-1, 2, 3],
    ]);
    y.set(y.lt(0), 0);
    expect(y.tolist()).toEqual([
      [0, 5, 0],
      [0, 2, 3],
    ]);
  });

  it('set with one argument fills all', () => {
    expect(zeros([2]).set('...', 4).tolist()).toEqual([4, 4]);
  });
});

describe('in place', () => {
  it('the tensor itself comes back', () => {
    const x = tensor([1, 2]);
    expect(x.add_(1)).toBe(x);
    expect(x.mul_(tensor([2, 3]))).toBe(x);
    expect(x.relu_()).toBe(x);
    expect(x.tolist()).toEqual([4, 9]);
  });

  it('versions count writes, through views too', () => {
    const x = zeros([2, 2]);
    const before = x.version;
    x.at(0).add_(1);
    expect(x.version).toBe(before + 1);
  });

  it('data is an alias that can be replaced', () => {
    const x = tensor([1, 2]);
    x.data.add_(1);
    expect(x.tolist()).toEqual([2, 3]);
    x.data = tensor([[7]]);
    expect(x.shape).toEqual([1, 1]);
  });

  it('a change of shape in place is seen', () => {
    const x = zeros([2, 3]);
    expect(x.shape).toEqual([2, 3]);
    expect(x.unsqueeze_(0)).toBe(x);
    expect(x.shape).toEqual([1, 2, 3]);
  });
});

describe('disposal', () => {
  it('use after dispose() is a typed error', () => {
    const x = tensor([1]);
    x.dispose();
    expect(() => x.add(1)).toThrow('the tensor was disposed of');
    expect(() => x.shape).toThrow(ValueError);
    expect(() => tensor([1]).add(x)).toThrow(ValueError);
  });

  it('dispose() may be called twice', () => {
    const x = tensor([1]);
    x.dispose();
    expect(() => x.dispose()).not.toThrow();
  });

  it('a view outlives what it was cut from', () => {
    const x = tensor([
      [1, 2],
      [3, 4],
    ]);
    const row = x.at(1);
    x.dispose();
    expect(row.tolist()).toEqual([3, 4]);
  });
});

describe('operators of the language', () => {
  it('see the number of one element', () => {
    const loss = tensor(0.5);
    expect([(loss as never) < 0.6, (loss as never) > 0.6, 2 * (loss as never), Number(loss), +(tensor([3]) as never)]).toEqual([true, false, 1, 0.5, 3]);
    expect([`${loss}`, `${tensor([7n])}`, (tensor(9) as never) < (tensor(10) as never)]).toEqual(['0.5', '7', true]);
    expect(loss.toString()).toBe('tensor(0.5000)');
  });

  it('are refused for several elements, with the methods to use', () => {
    const x = zeros([2]);
    for (const use of [() => (x as never) < 1, () => 2 * (x as never), () => (x as never) + 1, () => Number(x)]) {
      expect(use).toThrow("a Tensor of shape [2] is not one number, which JavaScript's operators need. Write x.add(y), x.mul(y), x.lt(y)");
    }
    expect(`${x}`).toBe('tensor([0., 0.])');
  });
});

describe('update', () => {
  it('changes the elements at any index in place', () => {
    const d = ones([2, 3]);
    expect(d.update([tensor([0n, 1n]), tensor([2n, 0n])], (v) => v.sub(1))).toBe(d);
    expect(d.tolist()).toEqual([
      [1, 1, 0],
      [0, 1, 1],
    ]);
    d.update([d.eq(0)], () => 5)
      .update([0, ':'], (v) => v.mul(2))
      .update([[1], '1:'], (v) => v.neg());
    expect(d.tolist()).toEqual([
      [2, 2, 10],
      [5, -1, -1],
    ]);
  });

  it('is recorded', () => {
    const x = tensor([1, 2], { requiresGrad: true });
    const y = x.mul(1).update([0], (v) => v.mul(10));
    y.sum().backward();
    expect(x.grad!.tolist()).toEqual([10, 1]);
  });

  it('takes a list of indices and a function', () => {
    expect(() => zeros([2]).update(0 as never, (v) => v)).toThrow('update takes a list of indices, not int');
    expect(() => zeros([2]).update([0], 5 as never)).toThrow('update takes a function of the elements, not int');
  });
});
