/**
 * What is called: a call that fits, from the table the benchmarks use, and then spoilt a little. A plan is data, so that it
 * can be carried out twice.
 */
import type { DType } from '../../js/index.ts';
import { type Entry, registry } from '../../js/dispatch/registry.ts';
import { type Arg, type Input, isInput } from '../../scripts/calls/argument.ts';
import { type Case, findCases, fullName } from '../../scripts/calls/cases.ts';
import type { Random } from './random.ts';
import { isComplex, isFloat, type Spec } from './tensors.ts';

/** An argument: a tensor to be made, a list with such, or a value as it is. */
export type Value = { readonly tensor: Spec; readonly grad: boolean } | { readonly list: readonly Value[] } | { readonly plain: unknown };

export interface Plan {
  readonly path: string;
  readonly form: Case['form'];
  readonly inPlace: boolean;
  readonly names: readonly string[];
  readonly values: readonly Value[];
  /** So many can be given by position. */
  readonly positional: number;
  /** So many must be given, and are where names are used. */
  readonly required: number;
  readonly spread: boolean;
  /** Whether its arguments were changed so that it may be refused, or become another operator's call. */
  readonly spoilt: boolean;
}

const DTYPES: readonly DType[] = [
  'float32', 'float32', 'float64', 'bfloat16', 'float16', 'int64', 'int32', 'int16', 'int8', 'uint8', 'uint16', 'uint32', 'uint64', 'bool', 'complex64',
  'complex128',
];
const SIZES: readonly (readonly [number, number])[] = [[4, 6], [4, 6], [2, 2], [6, 4], [1, 6], [4, 1], [1, 1], [0, 6], [4, 0], [33, 6], [4, 70]];

/** Numbers nobody expects. None is a size that exists and yet fills the machine. */
export const ODD: readonly unknown[] = [
  0, -0, 1, -1, 2, -2, 3, 5, -7, 0.5, -0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2 ** 53, -(2 ** 53), 2 ** 62, 2 ** 63, -(2 ** 63),
  1e300, -1e300, 5e-324, 0n, 3n, -1n, 2n ** 62n, 2n ** 63n, -(2n ** 63n), 2n ** 64n, 2n ** 70n, true, false,
];
/** Values of a wrong kind. */
const STRANGE: readonly (() => unknown)[] = [
  () => null, () => undefined, () => '', () => 'sum', () => '🦙', () => 'float32', () => 'reflect', () => [], () => [0], () => [1, 0], () => [[0]], () => [[[1]]],
  () => [null], () => [undefined], () => [0.5], () => ['0'], () => ({}), () => Symbol.iterator, () => () => 1, () => new Map(), () => new Date(0), () => /x/,
  () => new Float32Array(2), () => new BigInt64Array(2), () => new Uint8Array(0), () => Object.create(null), () => ({ valueOf: () => 1 }), () => [1, , 2],
  () => new Proxy([1, 0], {}), () => [2 ** 53, 2 ** 53], () => [2 ** 40, 2 ** 40], () => [-1, -1], () => [[0n]], () => [[true, false]],
];

/** Calls of some operator, which are none if no call of it is known. */
function someCases(random: Random): readonly Case[] {
  const [rows, columns] = random.pick(SIZES);
  const dtype = random.chance(0.5) ? 'float32' : random.pick(DTYPES);
  const entry = random.pick(registry);
  return findCases({ rows, columns, small: true, dtype }, [fullName(entry)]).cases;
}

/** How plans of one call differ from each other. */
interface Style {
  readonly dtype: DType | null;
  readonly mixed: boolean;
  readonly special: boolean;
  readonly same: boolean;
  readonly reshape: boolean;
}

function styleOf(random: Random): Style {
  return {
    dtype: random.chance(0.15) ? random.pick(DTYPES) : null,
    mixed: random.chance(0.1),
    special: random.chance(0.15),
    same: random.chance(0.3),
    reshape: random.chance(0.15),
  };
}

function otherShape(shape: readonly number[], random: Random): readonly number[] {
  const dim = random.below(Math.max(1, shape.length));
  switch (random.below(6)) {
    case 0:
      return [];
    case 1:
      return shape.filter((_, at) => at !== dim);
    case 2:
      return [1, ...shape];
    case 3:
      return [...shape, random.pick([1, 2, 3])];
    default:
      return shape.map((size, at) => (at === dim ? random.pick([0, 1, 2, 3, size]) : size));
  }
}

function specOf(input: Input, style: Style, random: Random): Spec {
  const { shape, low, high, seed, walk = false } = input;
  const isIndex = input.dtype === 'int64' && input.grad !== true && low === 0;
  const isMask = input.dtype === 'bool';
  const changed = style.mixed ? random.pick(DTYPES) : (style.dtype ?? input.dtype);
  const dtype = (isIndex || isMask) && !random.chance(0.1) ? input.dtype : changed;
  const size = style.reshape && random.chance(0.5) ? otherShape(shape, random) : shape;
  const isReal = isFloat(dtype) || isComplex(dtype);
  return {
    shape: size,
    dtype,
    low: isReal || isMask || isIndex ? low : Math.min(low, -3),
    high: isIndex && random.chance(0.05) ? high + 3 : isReal || isIndex || isMask ? high : Math.max(high, 4),
    seed,
    walk,
    special: style.special && isReal,
    same: style.same ? size.flatMap((_, dim) => (random.chance(0.5) ? [dim] : [])) : [],
  };
}

function valueOf(arg: Arg, style: Style, random: Random): Value {
  if (Array.isArray(arg)) {
    const items = (arg as readonly Arg[]).map((each) => valueOf(each, style, random));
    return items.some((item) => !('plain' in item)) ? { list: items } : { plain: items.map((item) => (item as { plain: unknown }).plain) };
  }
  if (isInput(arg)) return { tensor: specOf(arg.input, style, random), grad: arg.input.grad === true };
  if (typeof arg !== 'object' || arg === null) return { plain: arg };
  return { plain: 'dtype' in arg ? arg.dtype : (arg as { slice: readonly number[] }).slice.join(':') };
}

const TENSOR: Spec = { shape: [4, 6], dtype: 'float32', low: -2, high: 2, seed: 1, walk: false, special: false, same: [] };

/** A call by the signature alone: whatever a parameter of this kind might be given. */
function blindValue(kind: string, random: Random): Value {
  const shapes: readonly (readonly number[])[] = [[4, 6], [6, 4], [4], [6], [], [2, 3, 4], [1], [0], [4, 6, 2, 2]];
  const spec = (): Value => ({ tensor: { ...TENSOR, shape: random.pick(shapes), dtype: random.pick(DTYPES), seed: random.below(9) }, grad: true });
  const small = () => random.pick([0, 1, 2, 3, -1, -2, random.pick(ODD)]);
  if (/Tensors$/.test(kind)) return { list: Array.from({ length: random.below(4) }, spec) };
  if (/Tensor$/.test(kind) || (/Operand$/.test(kind) && random.chance(0.5))) return spec();
  if (/Scalar|Operand|Float$/.test(kind)) return { plain: random.pick([0.5, 1, 2, -1, random.pick(ODD)]) };
  if (/Ints$/.test(kind)) return { plain: Array.from({ length: random.below(4) }, small) };
  if (/Int$/.test(kind)) return { plain: small() };
  if (/Bool$/.test(kind)) return { plain: random.chance(0.5) };
  if (/DType$/.test(kind)) return { plain: random.pick([...DTYPES, 'float99']) };
  if (/Str$/.test(kind)) return { plain: random.pick(['mean', 'sum', 'none', 'reflect', 'floor', 'amax', 'prod', 'ij', '', 'x']) };
  if (kind === 'IntLists') return { plain: [[1], [0]] };
  if (kind === 'Floats') return { plain: [0.5] };
  if (kind === 'Indices') return { list: [random.chance(0.5) ? spec() : { plain: random.pick<unknown>([0, ':', '...', null, '::2', [0, 1], [[0]], true, '1:0:-1']) }] };
  return { plain: null };
}

function blind(random: Random): Plan {
  const entry: Entry = random.pick(registry);
  const given = entry.params.filter((param) => param.default === null || random.chance(0.4));
  const inPlace = entry.inplace && random.chance(0.3);
  return {
    path: inPlace ? `${entry.name}_` : fullName(entry),
    form: inPlace ? 'method' : entry.property ? 'property' : entry.function ? 'function' : 'method',
    inPlace: inPlace || entry.name.endsWith('_'),
    names: given.map((param) => param.name),
    values: given.map(({ kind }) => blindValue(kind, random)),
    positional: given.findIndex((param, at) => param !== entry.params[at]) < 0 ? given.length : given.findIndex((param, at) => param !== entry.params[at]),
    required: entry.params.filter((param) => param.default === null).length,
    spread: false,
    spoilt: true,
  };
}

/** Some argument replaced by what nobody would pass. */
function spoil(plan: Plan, random: Random): Plan {
  const at = random.below(Math.max(1, plan.values.length));
  const instead = (value: Value): Value => {
    if ('plain' in value && typeof value.plain === 'number' && random.chance(0.7)) return { plain: random.pick(ODD) };
    if ('plain' in value && Array.isArray(value.plain) && random.chance(0.7)) {
      const list = [...(value.plain as unknown[])];
      list[random.below(list.length + 1)] = random.pick(ODD);
      return { plain: list };
    }
    return { plain: random.pick(random.chance(0.4) ? ODD.map((each) => () => each) : STRANGE)() };
  };
  switch (random.below(5)) {
    case 0:
      return { ...plan, values: plan.values.slice(0, -1), names: plan.names.slice(0, -1), spoilt: true };
    case 1:
      return { ...plan, values: [...plan.values, { plain: random.pick(STRANGE)() }], names: [...plan.names, ''], positional: plan.values.length + 1, spoilt: true };
    default:
      return { ...plan, values: plan.values.map((value, index) => (index === at ? instead(value) : value)), spoilt: true };
  }
}

export function choosePlan(random: Random): Plan {
  const cases = someCases(random);
  if (cases.length === 0 || random.chance(0.15)) return blind(random);
  const one = random.pick(cases);
  const style = styleOf(random);
  const isRandom = style.mixed || style.dtype !== null || style.reshape;
  const plan: Plan = {
    path: one.inPlace && one.path.includes('.') ? (one.path.split('.').at(-1) ?? one.path) : one.path,
    form: one.inPlace ? 'method' : one.form,
    inPlace: one.inPlace,
    names: one.args.map(({ name }) => name),
    values: one.args.map(({ value }) => valueOf(value, style, random)),
    positional: one.positional,
    required: one.required,
    spread: one.spread,
    spoilt: isRandom,
  };
  return random.chance(0.25) ? spoil(plan, random) : plan;
}
