import { expectTypeOf, test } from 'vitest';
import type { CheckLinear, CheckMatMul, LinearOut, MatMul, Shape } from '../../js/shape.ts';
import { nn, rand } from '../../js/index.ts';

test('matrices, vectors and batches multiply', () => {
  expectTypeOf<MatMul<[4, 6], [6, 5]>>().toEqualTypeOf<readonly [4, 5]>();
  expectTypeOf<MatMul<[6], [6]>>().toEqualTypeOf<readonly []>();
  expectTypeOf<MatMul<[4, 6], [6]>>().toEqualTypeOf<readonly [4]>();
  expectTypeOf<MatMul<[6], [6, 4]>>().toEqualTypeOf<readonly [4]>();
  expectTypeOf<MatMul<[8, 4, 6], [6, 5]>>().toEqualTypeOf<readonly [8, 4, 5]>();
  expectTypeOf<MatMul<[8, 1, 4, 6], [7, 6, 5]>>().toEqualTypeOf<readonly [8, 7, 4, 5]>();
  expectTypeOf<MatMul<[8, 4, 6], [6]>>().toEqualTypeOf<readonly [8, 4]>();
  expectTypeOf<MatMul<[6], [8, 6, 5]>>().toEqualTypeOf<readonly [8, 5]>();
});

test('inner sizes that differ are named as they are at run time', () => {
  expectTypeOf<CheckMatMul<[2, 3], [4, 5]>>().toEqualTypeOf<'mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)'>();
  expectTypeOf<CheckMatMul<[3], [4]>>().toEqualTypeOf<'mat1 and mat2 shapes cannot be multiplied (3 and 4)'>();
});

test('batches that do not broadcast are named', () => {
  expectTypeOf<
    CheckMatMul<[8, 4, 6], [7, 6, 5]>
  >().toEqualTypeOf<'The size of tensor a (8) must match the size of tensor b (7) at non-singleton dimension 0: [8] vs [7]'>();
});

test('scalars are refused', () => {
  expectTypeOf<CheckMatMul<[], [6, 5]>>().toEqualTypeOf<'both arguments to matmul need to be at least 1D, but they are 0D and 2D'>();
});

test('unknown sizes and ranks pass', () => {
  expectTypeOf<MatMul<[number, 6], [6, 5]>>().toEqualTypeOf<readonly [number, 5]>();
  expectTypeOf<MatMul<[4, number], [6, 5]>>().toEqualTypeOf<readonly [4, 5]>();
  expectTypeOf<MatMul<Shape, [6, 5]>>().toEqualTypeOf<Shape>();
});

test('a linear layer changes the last size', () => {
  expectTypeOf<LinearOut<[64, 784], 784, 256>>().toEqualTypeOf<readonly [64, 256]>();
  expectTypeOf<LinearOut<[784], 784, 256>>().toEqualTypeOf<readonly [256]>();
  expectTypeOf<LinearOut<[2, 64, 784], 784, 256>>().toEqualTypeOf<readonly [2, 64, 256]>();
  expectTypeOf<LinearOut<Shape, 784, 256>>().toEqualTypeOf<Shape>();
  expectTypeOf<CheckLinear<[64, 100], 784, 256>>().toEqualTypeOf<'mat1 and mat2 shapes cannot be multiplied (64x100 and 784x256)'>();
});

test('the error stands in the parameter', () => {
  // @ts-expect-error mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)
  rand([2, 3]).matmul(rand([4, 5]));
  // @ts-expect-error mat1 and mat2 shapes cannot be multiplied (64x100 and 784x10)
  nn.functional.linear(rand([64, 100]), rand([10, 784]));
  const hidden = nn.functional.linear(rand([64, 784]), rand([256, 784]), rand([256]));
  expectTypeOf(nn.functional.linear(hidden, rand([10, 256])).shape).toEqualTypeOf<readonly [64, 10]>();
});
