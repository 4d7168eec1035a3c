/** Broadcasting: shapes are matched from the last dimension, 1 and absent sizes stretch. */
import type { Agree, Checked, Fitted, IsRanked, Shape, Show, Unsized } from './core.ts';

/** The shape of an elementwise result of operands shaped `A` and `B`. */
export type Broadcast<A extends Shape, B extends Shape> = Fitted<BroadcastOrError<A, B>>;
export type CheckBroadcast<A extends Shape, B extends Shape> = Checked<BroadcastOrError<A, B>>;

export type BroadcastOrError<A extends Shape, B extends Shape> =
  IsRanked<A> extends true ? (IsRanked<B> extends true ? BroadcastFromEnd<A, B, readonly [], `${Show<A>} vs ${Show<B>}`> : Shape) : Shape;

/** `Both` is the end of the message, which names the whole shapes. */
type BroadcastFromEnd<A extends Shape, B extends Shape, Out extends Shape, Both extends string> = A extends readonly [
  ...infer AR extends Shape,
  infer A0 extends number,
]
  ? B extends readonly [...infer BR extends Shape, infer B0 extends number]
    ? BroadcastSize<A0, B0> extends infer Size extends number
      ? BroadcastFromEnd<AR, BR, readonly [Size, ...Out], Both>
      : `The size of tensor a (${A0}) must match the size of tensor b (${B0}) at non-singleton dimension ${Longer<AR, BR>}: ${Both}`
    : readonly [...A, ...Out]
  : readonly [...B, ...Out];

type BroadcastSize<A extends number, B extends number> = number extends A
  ? B extends 1
    ? A
    : B
  : number extends B
    ? A extends 1
      ? B
      : A
    : A extends 1
      ? B
      : B extends 1
        ? A
        : Agree<A, B> extends true
          ? A
          : 'differ';

type Longer<A extends Shape, B extends Shape> = Unsized<A> extends readonly [...Unsized<B>, ...Shape] ? A['length'] : B['length'];
