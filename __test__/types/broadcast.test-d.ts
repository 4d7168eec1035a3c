import { expectTypeOf, test } from 'vitest';
import type { Broadcast, CheckBroadcast, Shape } from '../../js/shape.ts';
import { rand } from '../../js/index.ts';

test('shapes are matched from the last dimension', () => {
  expectTypeOf<Broadcast<[4, 6], [6]>>().toEqualTypeOf<readonly [4, 6]>();
  expectTypeOf<Broadcast<[6], [4, 6]>>().toEqualTypeOf<readonly [4, 6]>();
  expectTypeOf<Broadcast<[4, 1], [1, 6]>>().toEqualTypeOf<readonly [4, 6]>();
  expectTypeOf<Broadcast<[], [2, 3]>>().toEqualTypeOf<readonly [2, 3]>();
  expectTypeOf<Broadcast<[0, 1], [1]>>().toEqualTypeOf<readonly [0, 1]>();
  expectTypeOf<Broadcast<[8, 1, 6, 1], [7, 1, 5]>>().toEqualTypeOf<readonly [8, 7, 6, 5]>();
});

test('sizes that differ are named as they are at run time', () => {
  expectTypeOf<
    CheckBroadcast<[4, 6], [6, 4]>
  >().toEqualTypeOf<'The size of tensor a (6) must match the size of tensor b (4) at non-singleton dimension 1: [4, 6] vs [6, 4]'>();
  expectTypeOf<
    CheckBroadcast<[3], [2, 5, 4]>
  >().toEqualTypeOf<'The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 2: [3] vs [2, 5, 4]'>();
  expectTypeOf<
    CheckBroadcast<[2, 3, 1], [5, 4]>
  >().toEqualTypeOf<'The size of tensor a (3) must match the size of tensor b (5) at non-singleton dimension 1: [2, 3, 1] vs [5, 4]'>();
  expectTypeOf<CheckBroadcast<[4, 6], [6]>>().toEqualTypeOf<unknown>();
});

test('unknown sizes and ranks pass', () => {
  expectTypeOf<Broadcast<[number, 6], [6]>>().toEqualTypeOf<readonly [number, 6]>();
  expectTypeOf<Broadcast<[number], [5]>>().toEqualTypeOf<readonly [5]>();
  expectTypeOf<Broadcast<[number], [1]>>().toEqualTypeOf<readonly [number]>();
  expectTypeOf<Broadcast<Shape, [5]>>().toEqualTypeOf<Shape>();
  expectTypeOf<CheckBroadcast<[number, 6], Shape>>().toEqualTypeOf<unknown>();
  expectTypeOf<
    CheckBroadcast<[number, 6], [number, 5]>
  >().toEqualTypeOf<'The size of tensor a (6) must match the size of tensor b (5) at non-singleton dimension 1: [?, 6] vs [?, 5]'>();
});

test('a rank above eight passes', () => {
  expectTypeOf<Broadcast<[1, 1, 1, 1, 1, 1, 1, 1, 1], [5]>>().toEqualTypeOf<Shape>();
});

test('the error stands in the parameter', () => {
  // @ts-expect-error The size of tensor a (6) must match the size of tensor b (4) at non-singleton dimension 1
  rand([4, 6]).add(rand([6, 4]));
  expectTypeOf(rand([4, 6]).add(rand([1, 6])).shape).toEqualTypeOf<readonly [4, 6]>();
});

test('a generic batch passes', () => {
  const generic = <B extends number>(batch: B) => rand([batch, 6]).add(rand([6]));
  expectTypeOf(generic(3).shape).toExtend<Shape>();
});
