import { expectTypeOf, test } from 'vitest';
import type { Cat, CheckCat, CheckStack, Shape, Stack } from '../../js/shape.ts';
import { cat, rand, stack, type Tensor } from '../../js/index.ts';

test('cat adds the sizes along one dimension', () => {
  expectTypeOf<Cat<[[2, 3], [4, 3]]>>().toEqualTypeOf<readonly [6, 3]>();
  expectTypeOf<Cat<[[2, 3], [2, 997], [2, 1]], -1>>().toEqualTypeOf<readonly [2, 1001]>();
  expectTypeOf<Cat<[[2, 3]], 1>>().toEqualTypeOf<[2, 3]>();
  expectTypeOf<Cat<[[2, 3], [0]]>>().toEqualTypeOf<[2, 3]>();
});

test('cat names the tensor that does not fit as at run time', () => {
  expectTypeOf<
    CheckCat<[[2, 6], [2, 6], [2, 4]]>
  >().toEqualTypeOf<'Sizes of tensors must match except in dimension 0. Expected size 6 but got size 4 for tensor number 2 in the list.'>();
  expectTypeOf<CheckCat<[[2, 6], [2, 6, 1]]>>().toEqualTypeOf<'Tensors must have same number of dimensions: got 2 and 3'>();
  expectTypeOf<CheckCat<[[2, 6], [2, 6]], 2>>().toEqualTypeOf<'Dimension out of range (expected to be in range of [-2, 1], but got 2)'>();
  expectTypeOf<CheckCat<[[2, 6], [3, 6]]>>().toEqualTypeOf<unknown>();
});

test('stack counts the tensors in a new dimension', () => {
  expectTypeOf<Stack<[[2, 3], [2, 3]]>>().toEqualTypeOf<readonly [2, 2, 3]>();
  expectTypeOf<Stack<[[2, 3], [2, 3], [2, 3]], -1>>().toEqualTypeOf<readonly [2, 3, 3]>();
  expectTypeOf<CheckStack<[[4, 6], [6, 4]]>>().toEqualTypeOf<'stack expects each tensor to be equal size, but got [4, 6] at entry 0 and [6, 4] at entry 1'>();
});

test('lists of unknown length pass', () => {
  expectTypeOf<Cat<Shape[]>>().toEqualTypeOf<Shape>();
  expectTypeOf<Stack<[2, 3][]>>().toEqualTypeOf<readonly [number, 2, 3]>();
  expectTypeOf<Stack<Shape[]>>().toEqualTypeOf<Shape>();
  expectTypeOf<Cat<[[number, 3], [4, 3]]>>().toEqualTypeOf<readonly [number, 3]>();
  expectTypeOf<Cat<[Shape, [4, 3]]>>().toEqualTypeOf<Shape>();
});

test('the error stands in the parameter', () => {
  // @ts-expect-error Sizes of tensors must match except in dimension 0. Expected size 6 but got size 4
  cat([rand([4, 6]), rand([6, 4])]);
  // @ts-expect-error stack expects each tensor to be equal size, but got [4, 6] at entry 0 and [6, 4] at entry 1
  stack([rand([4, 6]), rand([6, 4])]);
  expectTypeOf(cat([rand([4, 6]), rand([2, 6])]).shape).toEqualTypeOf<readonly [6, 6]>();
  expectTypeOf(stack([rand([4, 6]), rand([4, 6])], 1).shape).toEqualTypeOf<readonly [4, 2, 6]>();
  expectTypeOf(stack([] as Tensor[]).shape).toEqualTypeOf<Shape>();
});
