/** Joining tensors along a dimension they have (`cat`) or a new one (`stack`). */
import type { Axis } from './axis.ts';
import type { Agree, Checked, Fitted, IsRanked, Shape, Show, Unsized } from './core.ts';
import type { Add } from './literal.ts';
import type { CheckUnsqueeze, Insert } from './squeeze.ts';

/** The shape of `cat(tensors, Dim)`. */
export type Cat<T extends readonly Shape[], Dim extends number = 0> = Fitted<CatOrError<T, Dim>>;
export type CheckCat<T extends readonly Shape[], Dim extends number = 0> = Checked<CatOrError<T, Dim>>;

type CatOrError<T extends readonly Shape[], Dim extends number> = T extends readonly [infer First extends Shape, ...infer Rest extends readonly Shape[]]
  ? IsRanked<First> extends true
    ? number extends Dim
      ? Unsized<First>
      : Axis<First['length'], Dim> extends infer At
        ? At extends number
          ? CatNext<First, Rest, At, [0]>
          : At
        : never
    : Shape
  : Shape;

/** Joins the list onto `Out`; `Seen` counts the tensors before. */
type CatNext<Out extends Shape, T extends readonly Shape[], At extends number, Seen extends readonly 0[]> = T extends readonly [
  infer Next extends Shape,
  ...infer Rest extends readonly Shape[],
]
  ? IsRanked<Next> extends true
    ? CatTwo<Out, Next, At, Seen['length']> extends infer Joined
      ? Joined extends Shape
        ? CatNext<Joined, Rest, At, [...Seen, 0]>
        : Joined
      : never
    : Shape
  : T extends readonly []
    ? Out
    : Unsized<Out>;

type CatTwo<A extends Shape, B extends Shape, At extends number, Number extends number> = A['length'] extends B['length']
  ? CatSizes<A, B, At, Number>
  : B extends readonly [0]
    ? A
    : `Tensors must have same number of dimensions: got ${A['length']} and ${B['length']}`;

type CatSizes<
  A extends Shape,
  B extends Shape,
  At extends number,
  Number extends number,
  Seen extends Shape = [],
  Out extends Shape = readonly [],
> = A extends readonly [infer A0 extends number, ...infer AR extends Shape]
  ? B extends readonly [infer B0 extends number, ...infer BR extends Shape]
    ? Seen['length'] extends At
      ? CatSizes<AR, BR, At, Number, [...Seen, 0], readonly [...Out, number extends A0 | B0 ? number : Add<A0, B0>]>
      : Agree<A0, B0> extends true
        ? CatSizes<AR, BR, At, Number, [...Seen, 0], readonly [...Out, number extends A0 ? B0 : A0]>
        : `Sizes of tensors must match except in dimension ${At}. Expected size ${A0} but got size ${B0} for tensor number ${Number} in the list.`
    : Out
  : Out;

/** The shape of `stack(tensors, Dim)`. */
export type Stack<T extends readonly Shape[], Dim extends number = 0> = T extends readonly [infer First extends Shape, ...Shape[]]
  ? T['length'] extends infer Count extends number
    ? Insert<First, Dim, Count>
    : Shape
  : T extends readonly (infer Each extends Shape)[]
    ? Insert<Each, Dim, number>
    : Shape;

export type CheckStack<T extends readonly Shape[], Dim extends number = 0> = T extends readonly [
  infer First extends Shape,
  ...infer Rest extends readonly Shape[],
]
  ? StackNext<First, Rest, [0]> extends infer Message extends string
    ? Message
    : CheckUnsqueeze<First, Dim>
  : unknown;

type StackNext<First extends Shape, T extends readonly Shape[], Seen extends readonly 0[]> = T extends readonly [
  infer Next extends Shape,
  ...infer Rest extends readonly Shape[],
]
  ? AllAgree<First, Next> extends true
    ? StackNext<First, Rest, [...Seen, 0]>
    : `stack expects each tensor to be equal size, but got ${Show<First>} at entry 0 and ${Show<Next>} at entry ${Seen['length']}`
  : unknown;

type AllAgree<A extends Shape, B extends Shape> = IsRanked<A> extends true ? (IsRanked<B> extends true ? AgreeFrom<A, B> : true) : true;

type AgreeFrom<A extends Shape, B extends Shape> = A extends readonly [infer A0 extends number, ...infer AR extends Shape]
  ? B extends readonly [infer B0 extends number, ...infer BR extends Shape]
    ? Agree<A0, B0> extends true
      ? AgreeFrom<AR, BR>
      : false
    : false
  : B extends readonly []
    ? true
    : false;
