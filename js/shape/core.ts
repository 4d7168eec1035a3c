/**
 * What every shape rule stands on: which shapes the compiler can follow and how they read in messages.
 * A size that is not a literal (`number`), a rank that is not known (`Shape`) or above 8 always passes: run time decides.
 */
import type { Product } from './literal.ts';

/** The sizes of a tensor, outermost first. */
export type Shape = readonly number[];

/** `[4, 6]`, as it stands in messages. */
export type Show<S extends Shape> = `[${Join<S, ', '>}]`;

/** The element count; `number` where a size is not literal. */
export type Numel<S extends Shape> = IsLiteral<S> extends true ? Product<S> : number;

/** The ranks that the rules follow. */
export type Rank = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

export type IsRanked<S extends Shape> = S['length'] extends Rank ? true : false;

export type IsLiteral<S extends Shape> = IsRanked<S> extends true ? (number extends S[number] ? false : true) : false;

/** A shape of the same rank, nothing known of its sizes. */
export type Unsized<S extends Shape> = IsRanked<S> extends true ? { readonly [K in keyof S]: number } : Shape;

export type Join<S extends Shape, Separator extends string> = S extends readonly [infer First extends number, ...infer Rest extends Shape]
  ? `${ShowSize<First>}${Rest extends readonly [] ? '' : Separator}${Join<Rest, Separator>}`
  : '';

type ShowSize<Size extends number> = number extends Size ? '?' : Size;

/** Whether two sizes can be the same: a size that is not literal may be any. */
export type Agree<A extends number, B extends number> = number extends A | B ? true : [A] extends [B] ? true : [B] extends [A] ? true : false;

/** A rule's result is a shape, or the message of its failure. */
export type Fitted<Result> = [Result] extends [string] ? Shape : Result extends Shape ? Result : Shape;
export type Checked<Result> = [Result] extends [string] ? Result : unknown;

/** The shapes of a list of tensors. */
export type ShapesOf<T extends readonly { readonly shape: Shape }[]> = {
  readonly [K in keyof T]: T[K] extends { readonly shape: infer S extends Shape } ? S : Shape;
};
