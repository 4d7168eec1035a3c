import { expectTypeOf, test } from 'vitest';
import type { CheckPermute, CheckUnsqueeze, Permute, Shape, Squeeze, Transpose, Unsqueeze } from '../../js/shape.ts';
import { rand } from '../../js/index.ts';

test('transpose exchanges two dimensions', () => {
  expectTypeOf<Transpose<readonly [2, 3, 4], 0, 2>>().toEqualTypeOf<readonly [4, 3, 2]>();
  expectTypeOf<Transpose<readonly [2, 3, 4], -1, -2>>().toEqualTypeOf<readonly [2, 4, 3]>();
  expectTypeOf<Transpose<readonly [2, 3], 1, 1>>().toEqualTypeOf<readonly [2, 3]>();
  expectTypeOf<Transpose<readonly [2, 3], number, 1>>().toEqualTypeOf<readonly [number, number]>();
  expectTypeOf<Transpose<Shape, 0, 1>>().toEqualTypeOf<Shape>();
});

test('permute orders the dimensions', () => {
  expectTypeOf<Permute<[2, 3, 4], readonly [2, 0, 1]>>().toEqualTypeOf<readonly [4, 2, 3]>();
  expectTypeOf<Permute<[2, 3, 4], readonly [-1, 0, 1]>>().toEqualTypeOf<readonly [4, 2, 3]>();
  expectTypeOf<Permute<Shape, readonly [1, 0]>>().toEqualTypeOf<readonly [number, number]>();
});

test('permute refuses what is no order', () => {
  expectTypeOf<CheckPermute<[2, 3], [1, 0]>>().toEqualTypeOf<unknown>();
  expectTypeOf<CheckPermute<[2, 3], [0, 0]>>().toEqualTypeOf<'permute(): duplicate dims are not allowed.'>();
  expectTypeOf<CheckPermute<[2, 3], [0, 2]>>().toEqualTypeOf<'Dimension out of range (expected to be in range of [-2, 1], but got 2)'>();
  expectTypeOf<
    CheckPermute<[2, 3], [0]>
  >().toEqualTypeOf<'permute(): number of dimensions in the tensor input does not match the length of the desired ordering of dimensions i.e. input.dim() = 2 is not equal to len(dims) = 1'>();
});

test('squeeze takes dimensions of size 1 out', () => {
  expectTypeOf<Squeeze<[1, 3, 1]>>().toEqualTypeOf<readonly [3]>();
  expectTypeOf<Squeeze<[1, 3, 1], 0>>().toEqualTypeOf<readonly [3, 1]>();
  expectTypeOf<Squeeze<[1, 3, 1], 1>>().toEqualTypeOf<readonly [1, 3, 1]>();
  expectTypeOf<Squeeze<[1, 3, 1], [0, -1]>>().toEqualTypeOf<readonly [3]>();
  expectTypeOf<Squeeze<[number, 3]>>().toEqualTypeOf<Shape>();
  expectTypeOf<Squeeze<[number, 1], -1>>().toEqualTypeOf<readonly [number]>();
});

test('unsqueeze puts one in', () => {
  expectTypeOf<Unsqueeze<[2, 3], 0>>().toEqualTypeOf<readonly [1, 2, 3]>();
  expectTypeOf<Unsqueeze<[2, 3], 2>>().toEqualTypeOf<readonly [2, 3, 1]>();
  expectTypeOf<Unsqueeze<[2, 3], -2>>().toEqualTypeOf<readonly [2, 1, 3]>();
  expectTypeOf<Unsqueeze<[2, 3], number>>().toEqualTypeOf<readonly [number, number, number]>();
  expectTypeOf<CheckUnsqueeze<[2, 3], 3>>().toEqualTypeOf<'Dimension out of range (expected to be in range of [-3, 2], but got 3)'>();
});

test('the error stands in the parameter', () => {
  // @ts-expect-error Dimension out of range (expected to be in range of [-2, 1], but got 2)
  rand([4, 6]).transpose(0, 2);
  // @ts-expect-error permute(): duplicate dims are not allowed.
  rand([4, 6]).permute([0, 0]);
  // @ts-expect-error Dimension out of range (expected to be in range of [-3, 2], but got 3)
  rand([4, 6]).unsqueeze(3);
  // @ts-expect-error Dimension out of range (expected to be in range of [-2, 1], but got 2)
  rand([4, 6]).squeeze(2);
  expectTypeOf(rand([1, 6]).squeeze().unsqueeze(-1).transpose(0, 1).permute([1, 0]).shape).toEqualTypeOf<readonly [6, 1]>();
});
