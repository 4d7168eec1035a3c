/**
 * What is called: a call that fits, from the table the benchmarks use, and then spoilt a little. A plan is data, so that it
 * can be carried out twice.
 */
import type { DType } from '../../js/index.ts';
import { registry } from '../../js/dispatch/registry.ts';
import { type Arg, type Input, isInput } from '../../scripts/calls/argument.ts';
import { type Case, findCases, fullName } from '../../scripts/calls/cases.ts';
import { blind, huge, indexing } from './blind.ts';
import type { Random } from './random.ts';
import { DTYPES, ODD, STRANGE } from './strange.ts';
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
}

const SIZES: readonly (readonly [number, number])[] = [
  [4, 6],
  [4, 6],
  [2, 2],
  [6, 4],
  [1, 6],
  [4, 1],
  [1, 1],
  [0, 6],
  [4, 0],
  [33, 6],
  [4, 70],
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
      return { ...plan, values: plan.values.slice(0, -1), names: plan.names.slice(0, -1) };
    case 1:
      return { ...plan, values: [...plan.values, { plain: random.pick(STRANGE)() }], names: [...plan.names, ''], positional: plan.values.length + 1 };
    default:
      return { ...plan, values: plan.values.map((value, index) => (index === at ? instead(value) : value)) };
  }
}

export function choosePlan(random: Random): Plan {
  if (random.chance(0.02)) return huge(random);
  if (random.chance(0.06)) return indexing(random);
  const cases = someCases(random);
  if (cases.length === 0 || random.chance(0.15)) return blind(random);
  const one = random.pick(cases);
  const style = styleOf(random);
  const plan: Plan = {
    path: one.inPlace && one.path.includes('.') ? (one.path.split('.').at(-1) ?? one.path) : one.path,
    form: one.inPlace ? 'method' : one.form,
    inPlace: one.inPlace,
    names: one.args.map(({ name }) => name),
    values: one.args.map(({ value }) => valueOf(value, style, random)),
    positional: one.positional,
    required: one.required,
    spread: one.spread,
  };
  return random.chance(0.25) ? spoil(plan, random) : plan;
}
