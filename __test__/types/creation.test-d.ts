import { expectTypeOf, test } from 'vitest';
import { type Shape, Tensor, tensor, zeros } from '../../js/index.ts';

test('literal lists have the shape they look like', () => {
  expectTypeOf(
    tensor([
      [1, 2, 3],
      [4, 5, 6],
    ]).shape,
  ).toEqualTypeOf<readonly [2, 3]>();
  expectTypeOf(tensor([1n, 2n]).shape).toEqualTypeOf<readonly [2]>();
  expectTypeOf(tensor(3).shape).toEqualTypeOf<readonly []>();
  expectTypeOf(tensor(true).shape).toEqualTypeOf<readonly []>();
  expectTypeOf(tensor({ re: 1, im: 2 }).shape).toEqualTypeOf<readonly []>();
});

test('what is read at run time has any shape', () => {
  expectTypeOf(tensor([] as number[]).shape).toExtend<Shape>();
  expectTypeOf(tensor([] as number[][]).shape).toExtend<Shape>();
  expectTypeOf(tensor(new Float32Array(3)).shape).toExtend<Shape>();
});

test('sizes are the shape', () => {
  expectTypeOf(zeros([2, 3]).shape).toEqualTypeOf<readonly [2, 3]>();
  expectTypeOf(new Tensor(4, 6).shape).toExtend<readonly [4, 6]>();
});

test('a shape may be forgotten', () => {
  const x: Tensor = zeros([2, 3]);
  expectTypeOf(x.shape).toEqualTypeOf<Shape>();
  expectTypeOf(x.add(zeros([5])).shape).toEqualTypeOf<Shape>();
});
