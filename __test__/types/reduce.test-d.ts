import { expectTypeOf, test } from 'vitest';
import type { CheckDims, Reduce, Shape } from '../../js/shape.ts';
import { rand } from '../../js/index.ts';

test('the reduced dimensions go', () => {
  expectTypeOf<Reduce<[2, 3, 4]>>().toEqualTypeOf<readonly []>();
  expectTypeOf<Reduce<[2, 3, 4], 1>>().toEqualTypeOf<readonly [2, 4]>();
  expectTypeOf<Reduce<[2, 3, 4], -1>>().toEqualTypeOf<readonly [2, 3]>();
  expectTypeOf<Reduce<[2, 3, 4], [0, -1]>>().toEqualTypeOf<readonly [3]>();
  expectTypeOf<Reduce<[2, 3, 4], []>>().toEqualTypeOf<readonly []>();
  expectTypeOf<Reduce<[], 0>>().toEqualTypeOf<readonly []>();
});

test('with keepdim they stay with size 1', () => {
  expectTypeOf<Reduce<[2, 3, 4], 1, true>>().toEqualTypeOf<readonly [2, 1, 4]>();
  expectTypeOf<Reduce<[2, 3, 4], [0, -1], true>>().toEqualTypeOf<readonly [1, 3, 1]>();
  expectTypeOf<Reduce<readonly [2, 3], undefined, true>>().toEqualTypeOf<readonly [1, 1]>();
});

test('a dimension out of range is named as it is at run time', () => {
  expectTypeOf<CheckDims<[2, 3], 2>>().toEqualTypeOf<'Dimension out of range (expected to be in range of [-2, 1], but got 2)'>();
  expectTypeOf<CheckDims<[2, 3], [0, -3]>>().toEqualTypeOf<'Dimension out of range (expected to be in range of [-2, 1], but got -3)'>();
  expectTypeOf<CheckDims<[], 1>>().toEqualTypeOf<'Dimension out of range (expected to be in range of [-1, 0], but got 1)'>();
  expectTypeOf<CheckDims<[2, 3], undefined>>().toEqualTypeOf<unknown>();
  expectTypeOf<CheckDims<[2, 3], -2>>().toEqualTypeOf<unknown>();
});

test('unknown dimensions and ranks pass', () => {
  expectTypeOf<Reduce<Shape, 1>>().toEqualTypeOf<Shape>();
  expectTypeOf<Reduce<[2, 3], number>>().toEqualTypeOf<readonly [number]>();
  expectTypeOf<Reduce<readonly [2, 3], number, true>>().toEqualTypeOf<readonly [number, number]>();
  expectTypeOf<Reduce<[2, 3], number[]>>().toEqualTypeOf<Shape>();
  expectTypeOf<Reduce<[2, 3], 1, boolean>>().toEqualTypeOf<Shape>();
  expectTypeOf<CheckDims<[2, 3], number>>().toEqualTypeOf<unknown>();
  expectTypeOf<CheckDims<Shape, 9>>().toEqualTypeOf<unknown>();
});

test('the error stands in the parameter', () => {
  // @ts-expect-error Dimension out of range (expected to be in range of [-2, 1], but got 2)
  rand([4, 6]).sum(2);
  expectTypeOf(rand([4, 6]).sum().shape).toEqualTypeOf<readonly []>();
  expectTypeOf(rand([4, 6]).sum([1], true).shape).toEqualTypeOf<readonly [4, 1]>();
});
