import { expectTypeOf, test } from 'vitest';
import type { CheckView, Numel, Shape, View } from '../../js/shape.ts';
import { rand } from '../../js/index.ts';

test('a view has the shape asked for', () => {
  expectTypeOf<View<[4, 6], [24]>>().toEqualTypeOf<readonly [24]>();
  expectTypeOf<View<[4, 6], [2, 2, 6]>>().toEqualTypeOf<readonly [2, 2, 6]>();
  expectTypeOf<View<[1], []>>().toEqualTypeOf<readonly []>();
});

test('-1 is inferred', () => {
  expectTypeOf<View<[4, 6], [-1]>>().toEqualTypeOf<readonly [24]>();
  expectTypeOf<View<[4, 6], [-1, 8]>>().toEqualTypeOf<readonly [3, 8]>();
  expectTypeOf<View<[64, 28, 28], [64, -1]>>().toEqualTypeOf<readonly [64, 784]>();
  expectTypeOf<View<[64, 28, 28], [-1, 784]>>().toEqualTypeOf<readonly [64, 784]>();
  expectTypeOf<View<[50257, 768], [16, -1, 48]>>().toEqualTypeOf<readonly [16, 50257, 48]>();
  expectTypeOf<View<[99, 1000], [-1, 33, 100]>>().toEqualTypeOf<readonly [30, 33, 100]>();
});

test('element counts that differ are named as they are at run time', () => {
  expectTypeOf<CheckView<[4, 6], [5, 5]>>().toEqualTypeOf<"shape '[5, 5]' is invalid for input of size 24">();
  expectTypeOf<CheckView<[4, 6], [-1, 5]>>().toEqualTypeOf<"shape '[-1, 5]' is invalid for input of size 24">();
  expectTypeOf<CheckView<[4, 6], [-1, 48]>>().toEqualTypeOf<"shape '[-1, 48]' is invalid for input of size 24">();
  expectTypeOf<CheckView<[50257, 768], [50257, 767]>>().toEqualTypeOf<"shape '[50257, 767]' is invalid for input of size 38597376">();
  expectTypeOf<CheckView<[4, 6], [-1, -1]>>().toEqualTypeOf<'only one dimension can be inferred'>();
  expectTypeOf<CheckView<[4, 6], [3, 8]>>().toEqualTypeOf<unknown>();
});

test('unknown sizes and ranks pass', () => {
  expectTypeOf<View<[number, 6], [3, -1]>>().toEqualTypeOf<readonly [3, number]>();
  expectTypeOf<View<Shape, [3, -1]>>().toEqualTypeOf<readonly [3, number]>();
  expectTypeOf<View<[4, 6], [number, 6]>>().toEqualTypeOf<readonly [number, 6]>();
  expectTypeOf<View<[4, 6], number[]>>().toEqualTypeOf<Shape>();
});

test('empty tensors are left to run time', () => {
  expectTypeOf<View<[0, 6], [6, 0]>>().toEqualTypeOf<readonly [6, 0]>();
  expectTypeOf<View<[0, 6], [-1, 6]>>().toEqualTypeOf<readonly [number, 6]>();
});

test('element counts are exact', () => {
  expectTypeOf<Numel<[50257, 768]>>().toEqualTypeOf<38597376>();
  expectTypeOf<Numel<[999, 999, 999]>>().toEqualTypeOf<997002999>();
  expectTypeOf<Numel<[]>>().toEqualTypeOf<1>();
  expectTypeOf<Numel<[3, 0]>>().toEqualTypeOf<0>();
  expectTypeOf<Numel<[3, number]>>().toEqualTypeOf<number>();
});

test('the error stands in the parameter', () => {
  // @ts-expect-error shape '[5, 5]' is invalid for input of size 24
  rand([4, 6]).view([5, 5]);
  expectTypeOf(rand([4, 6]).view([-1, 12]).shape).toEqualTypeOf<readonly [2, 12]>();
});
