/**
 * Arithmetic on number literals in the type system: schoolbook sums, products and long division over decimal digits.
 * Everything takes and gives non-negative whole literals; a size that is not literal must not get here.
 * Digits are kept least significant first, `784` as `[4, 8, 7]`, so that carries run forward.
 */

/** `A + B`. */
export type Add<A extends number, B extends number> = ToNumber<AddDigits<ToDigits<A>, ToDigits<B>>>;

/** The product of all sizes; 1 for none. */
export type Product<S extends readonly number[]> = ToNumber<ProductDigits<S>>;

/** `N / D` where `D` divides `N`, else never. */
export type Divide<N extends number, D extends number> = DivideBy<`${N}`, Multiples<ToDigits<D>>>;

type Digits = readonly number[];

/** Counting in unary is cheap up to 89 = 9·9 + 8, the largest digit product with its carry. */
type Unary = [
  [],
  [0],
  [0, 0],
  [0, 0, 0],
  [0, 0, 0, 0],
  [0, 0, 0, 0, 0],
  [0, 0, 0, 0, 0, 0],
  [0, 0, 0, 0, 0, 0, 0],
  [0, 0, 0, 0, 0, 0, 0, 0],
  [0, 0, 0, 0, 0, 0, 0, 0, 0],
];

type Repeat<Unit extends readonly 0[], Times extends readonly 0[], Out extends readonly 0[] = []> = Times extends readonly [
  0,
  ...infer Rest extends readonly 0[],
]
  ? Repeat<Unit, Rest, [...Out, ...Unit]>
  : Out;

/** A one- or two-digit count as `[digit, carry]`. */
type Split<Count> = Count extends number ? (`${Count}` extends `${infer Tens extends number}${infer Ones extends number}` ? [Ones, Tens] : [Count, 0]) : never;

type AddOne<A extends number, B extends number, Carry extends number> = Split<[...Unary[A], ...Unary[B], ...Unary[Carry]]['length']>;

type MultiplyOne<A extends number, B extends number, Carry extends number> = Split<[...Repeat<Unary[A], Unary[B]>, ...Unary[Carry]]['length']>;

type ToDigits<N extends number> = Reverse<`${N}`>;

type Reverse<Text extends string, Out extends Digits = []> = Text extends `${infer First extends number}${infer Rest}` ? Reverse<Rest, [First, ...Out]> : Out;

type ToNumber<D extends Digits> = JoinDigits<D> extends `${infer N extends number}` ? N : never;

type JoinDigits<D extends Digits, Out extends string = ''> = D extends readonly [infer First extends number, ...infer Rest extends Digits]
  ? JoinDigits<Rest, `${First}${Out}`>
  : Out;

type AddDigits<A extends Digits, B extends Digits, Carry extends number = 0, Out extends Digits = []> = A extends readonly [
  infer A0 extends number,
  ...infer AR extends Digits,
]
  ? B extends readonly [infer B0 extends number, ...infer BR extends Digits]
    ? AddDigits<AR, BR, AddOne<A0, B0, Carry>[1], [...Out, AddOne<A0, B0, Carry>[0]]>
    : Carry extends 0
      ? [...Out, ...A]
      : AddDigits<AR, [], AddOne<A0, 0, Carry>[1], [...Out, AddOne<A0, 0, Carry>[0]]>
  : B extends readonly []
    ? Carry extends 0
      ? Out
      : [...Out, Carry]
    : AddDigits<B, [], Carry, Out>;

type TimesDigit<A extends Digits, By extends number, Carry extends number = 0, Out extends Digits = []> = A extends readonly [
  infer A0 extends number,
  ...infer AR extends Digits,
]
  ? TimesDigit<AR, By, MultiplyOne<A0, By, Carry>[1], [...Out, MultiplyOne<A0, By, Carry>[0]]>
  : Carry extends 0
    ? Out
    : [...Out, Carry];

type MultiplyDigits<A extends Digits, B extends Digits, Shift extends Digits = [], Out extends Digits = [0]> = B extends readonly [
  infer B0 extends number,
  ...infer BR extends Digits,
]
  ? MultiplyDigits<A, BR, [0, ...Shift], B0 extends 0 ? Out : AddDigits<Out, [...Shift, ...TimesDigit<A, B0>]>>
  : Out;

type ProductDigits<S extends readonly number[], Out extends Digits = [1]> = S extends readonly [
  infer First extends number,
  ...infer Rest extends readonly number[],
]
  ? First extends 0
    ? [0]
    : ProductDigits<Rest, First extends 1 ? Out : MultiplyDigits<Out, ToDigits<First>>>
  : Out;

type Multiples<D extends Digits> = [
  [9, TimesDigit<D, 9>],
  [8, TimesDigit<D, 8>],
  [7, TimesDigit<D, 7>],
  [6, TimesDigit<D, 6>],
  [5, TimesDigit<D, 5>],
  [4, TimesDigit<D, 4>],
  [3, TimesDigit<D, 3>],
  [2, TimesDigit<D, 2>],
  [1, D],
];

/** Long division, a digit of the dividend at a time; `Left` is what remains, without leading zeros. */
type DivideBy<Text extends string, Table, Left extends Digits = [], Quotient extends string = ''> = Text extends `${infer Next extends number}${infer Rest}`
  ? DivideStep<Rest, Table, Left extends readonly [] ? (Next extends 0 ? [] : [Next]) : [Next, ...Left], Quotient>
  : Left extends readonly []
    ? Quotient extends `${infer N extends number}`
      ? N
      : 0
    : never;

type DivideStep<Rest extends string, Table, Left extends Digits, Quotient extends string> =
  Largest<Table, Left> extends readonly [infer Digit extends number, infer Part extends Digits]
    ? DivideBy<Rest, Table, Subtract<Left, Part>, `${Quotient}${Digit}`>
    : DivideBy<Rest, Table, Left, Quotient extends '' ? '' : `${Quotient}0`>;

/** The first multiple in the table, from nine times down, that does not exceed `Left`. */
type Largest<Table, Left extends Digits> = Table extends readonly [readonly [infer Digit, infer Part extends Digits], ...infer Rest]
  ? Exceeds<Part, Left> extends true
    ? Largest<Rest, Left>
    : [Digit, Part]
  : 'none';

/** Whether `A > B`: the most significant difference decides, a longer number is larger. */
type Exceeds<A extends Digits, B extends Digits, SoFar extends boolean = false> = A extends readonly [infer A0 extends number, ...infer AR extends Digits]
  ? B extends readonly [infer B0 extends number, ...infer BR extends Digits]
    ? Exceeds<AR, BR, A0 extends B0 ? SoFar : Below<B0, A0>>
    : true
  : B extends readonly []
    ? SoFar
    : false;

type Below<A extends number, B extends number> = Unary[B] extends readonly [...Unary[A], 0, ...0[]] ? true : false;

/** `A − B` for `A ≥ B`, without leading zeros. */
type Subtract<A extends Digits, B extends Digits, Borrow extends 0 | 1 = 0, Out extends Digits = []> = A extends readonly [
  infer A0 extends number,
  ...infer AR extends Digits,
]
  ? B extends readonly [infer B0 extends number, ...infer BR extends Digits]
    ? SubtractStep<A0, B0, Borrow, AR, BR, Out>
    : SubtractStep<A0, 0, Borrow, AR, [], Out>
  : Trim<Out>;

type SubtractStep<A0 extends number, B0 extends number, Borrow extends 0 | 1, AR extends Digits, BR extends Digits, Out extends Digits> = [
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  ...Unary[A0],
] extends [...Unary[B0], ...Unary[Borrow], ...infer Left]
  ? Split<Left['length']> extends readonly [infer Digit extends number, infer Kept]
    ? Subtract<AR, BR, Kept extends 0 ? 1 : 0, [...Out, Digit]>
    : never
  : never;

type Trim<D extends Digits> = D extends readonly [...infer Rest extends Digits, 0] ? Trim<Rest> : D;
