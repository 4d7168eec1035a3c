/** Other shapes for the same elements: the counts must be equal, one `-1` is inferred. */
import type { Checked, Fitted, IsLiteral, Rank, Shape, Show } from './core.ts';
import type { Divide, Product } from './literal.ts';

/** The shape of `view(To)`, its one `-1` inferred. */
export type View<S extends Shape, To extends Shape> = Fitted<ViewOrError<S, To>>;
export type CheckView<S extends Shape, To extends Shape> = Checked<ViewOrError<S, To>>;

type ViewOrError<S extends Shape, To extends Shape> = To['length'] extends Rank
  ? Inferred<To> extends readonly [-1, -1, ...-1[]]
    ? 'only one dimension can be inferred'
    : IsCountable<S, To> extends true
      ? CountedView<S, To>
      : Infer<To, number>
  : Shape;

/** The `-1`s of `To`. */
type Inferred<To extends Shape, Out extends readonly -1[] = []> = To extends readonly [infer First, ...infer Rest extends Shape]
  ? Inferred<Rest, number extends First ? Out : First extends -1 ? [...Out, -1] : Out>
  : Out;

/** Empty tensors are left to run time, where `-1` may be ambiguous. */
type IsCountable<S extends Shape, To extends Shape> =
  IsLiteral<S> extends true ? (number extends To[number] ? false : 0 extends S[number] | To[number] ? false : true) : false;

type Infer<To extends Shape, Size extends number> = { readonly [K in keyof To]: number extends To[K] ? number : To[K] extends -1 ? Size : To[K] };

type CountedView<S extends Shape, To extends Shape> =
  Cancel<S, To> extends [infer Left extends Shape, infer Right extends Shape]
    ? Inferred<To> extends readonly []
      ? Product<Left> extends Product<Right>
        ? Infer<To, never>
        : Misfit<S, To>
      : [Quotient<Left, Without<Right>>] extends [never]
        ? Misfit<S, To>
        : Infer<To, Quotient<Left, Without<Right>>>
    : never;

type Quotient<S extends Shape, By extends Shape> = By extends readonly [] ? Product<S> : Divide<Product<S>, Product<By>>;

type Misfit<S extends Shape, To extends Shape> = `shape '${Show<To>}' is invalid for input of size ${Product<S>}`;

/** The sizes that the two shapes do not share: most views need no arithmetic at all. */
type Cancel<S extends Shape, To extends Shape, Left extends Shape = []> = S extends readonly [infer First extends number, ...infer Rest extends Shape]
  ? First extends To[number]
    ? Cancel<Rest, Remove<To, First>, Left>
    : Cancel<Rest, To, [...Left, First]>
  : [Left, To];

type Remove<S extends Shape, Size, Seen extends Shape = []> = S extends readonly [infer First extends number, ...infer Rest extends Shape]
  ? First extends Size
    ? [...Seen, ...Rest]
    : Remove<Rest, Size, [...Seen, First]>
  : Seen;

type Without<S extends Shape> = Remove<S, -1>;
