/** Errors: their classes, what they carry, and where they say they come from. */
import { describe, expect, it } from 'vitest';
import { AutogradError, DTypeError, OutOfMemoryError, ShapeError, TapirError, type Tensor, TensorIndexError, tensor, ValueError, zeros } from '../js/index.ts';

function caught(body: () => unknown): TapirError {
  try {
    body();
  } catch (error) {
    if (error instanceof TapirError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** The first line of a stack that says where. */
function firstFrame(error: Error): string {
  return error.stack?.split('\n').find((line) => /^\s+at /.test(line)) ?? '';
}

describe('classes', () => {
  it('shapes that do not fit', () => {
    const error = caught(() => zeros([2, 3]).matmul(zeros([4, 5]) as never));
    expect(error).toBeInstanceOf(ShapeError);
    expect(error.code).toBe('ERR_SHAPE');
    expect(error.name).toBe('ShapeError');
    expect(error.op).toBe('matmul');
    expect(error.message).toContain('mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)');
  });

  it('broadcasting names the sizes', () => {
    const error = caught(() => zeros([4, 6]).add(zeros([6, 4]) as never));
    expect(error.message).toContain('The size of tensor a (6) must match the size of tensor b (4) at non-singleton dimension 1');
  });

  it('a dimension out of range', () => {
    const error = caught(() => zeros([2, 3]).sum(2 as never));
    expect(error).toBeInstanceOf(TensorIndexError);
    expect(error.message).toContain('Dimension out of range (expected to be in range of [-2, 1], but got 2)');
  });

  it('a dtype that an operator does not take', () => {
    const error = caught(() => tensor([1n, 2n]).mean());
    expect(error).toBeInstanceOf(DTypeError);
    expect(error.code).toBe('ERR_DTYPE');
  });

  it('a gradient that cannot be had', () => {
    const error = caught(() => tensor([1, 2]).sum().backward());
    expect(error).toBeInstanceOf(AutogradError);
    expect(error.message).toContain('element 0 of tensors does not require grad and does not have a grad_fn');
  });

  it('all are TapirErrors and Errors', () => {
    const error = caught(() => tensor([1]).item.call(tensor([1, 2])));
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).toBe('ShapeError: a Tensor with 2 elements cannot be converted to Scalar (tolist() gives all of them)');
    expect(error.hint).toBe('tolist() gives all of them');
  });
});

describe('the first frame is the caller', () => {
  it.each<[string, () => unknown]>([
    ['a method', () => zeros([2, 3]).matmul(zeros([4, 5]) as never)],
    ['a method with a number', () => zeros([2]).view(3 as never)],
    ['a call with wrong arguments', () => (zeros([2]).exp as (options: object) => unknown)({ no: 1 })],
    ['a function', () => zeros([-1])],
    ['item', () => tensor([1, 2]).item()],
    ['indexing', () => tensor([1, 2]).at(5)],
    ['writing at an index', () => tensor([1, 2]).set(5, 1)],
    ['backward', () => tensor([1]).sum().backward()],
    ['tensor', () => tensor([[1], [1, 2]] as never)],
    ['a getter of a tensor that was disposed of', () => disposed().shape],
    ['a method of a tensor that was disposed of', () => disposed().exp()],
  ])('for %s', (_, body) => {
    expect(firstFrame(caught(body))).toContain('error.test.ts');
  });
});

function disposed(): Tensor {
  const x = tensor([1]);
  x.dispose();
  return x;
}

describe('memory', () => {
  it('a size that nobody has is an error and leaves everything working', () => {
    const error = caught(() => zeros([2 ** 46]));
    expect(error).toBeInstanceOf(OutOfMemoryError);
    expect(error.code).toBe('ERR_MEMORY');
    expect(zeros([2]).tolist()).toEqual([0, 0]);
  });

  it('arguments that are refused are ValueErrors', () => {
    expect(caught(() => zeros([1.5]))).toBeInstanceOf(ValueError);
  });
});
