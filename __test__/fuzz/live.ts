/** A plan carried out: its tensors made, its arguments written in one of the ways a caller may write them. */
import * as tapir from '../../js/index.ts';
import { isTensor, Tensor } from '../../js/index.ts';
import { camelCase, memberKey } from '../../js/dispatch/registry.ts';
import { talkingList, talkingNumber, talkingOptions } from './hostile.ts';
import type { Plan, Value } from './plan.ts';
import type { Random } from './random.ts';
import { isFloat, type Made, makeLaid, makePlain } from './tensors.ts';

export interface Live {
  readonly args: readonly unknown[];
  readonly tensors: readonly Tensor[];
  /** Memory beside the tensors, in their storages. */
  readonly around: readonly Tensor[];
  readonly layouts: string;
}

/** Makes the arguments: in order, or in layouts by `random`. */
export function makeLive(plan: Plan, random: Random | null, grad = false): Live {
  const made: Made[] = [];
  const make = (value: Value): unknown => {
    if ('plain' in value) return value.plain;
    if ('list' in value) return value.list.map(make);
    const one = random === null ? { tensor: makePlain(value.tensor), around: [], layouts: [] } : makeLaid(value.tensor, random);
    const tensor = grad && value.grad && isFloat(value.tensor.dtype) ? (one.tensor.detach() as Tensor).requiresGrad_() : one.tensor;
    made.push({ ...one, tensor });
    return tensor;
  };
  const args = plan.values.map(make);
  return {
    args,
    tensors: made.map(({ tensor }) => tensor),
    around: made.flatMap(({ around }) => around),
    layouts: made.map(({ layouts }) => layouts.join('+')).join(', '),
  };
}

/** How a call is written. */
export interface Writing {
  /** What need not be given by position is given by name: PyTorch's or ours. */
  readonly named: 'no' | 'snake' | 'camel';
  readonly asMethod: boolean;
  /** Lists, options and numbers call back while they are read. */
  readonly talking: Random | null;
  /** An option nobody knows. */
  readonly unknown: boolean;
}

function talk(value: unknown, random: Random): unknown {
  if (Array.isArray(value)) return talkingList(value, random);
  return typeof value === 'number' && random.chance(0.3) ? talkingNumber(value, random) : value;
}

function functionAt(path: string): Function | null {
  let found: unknown = tapir;
  for (const part of path.split('.')) found = (found as Record<string, unknown> | undefined)?.[camelCase(part)];
  return typeof found === 'function' ? found : null;
}

export function methodOf(plan: Plan): Function | null {
  const { value } = Object.getOwnPropertyDescriptor(Tensor.prototype, memberKey(plan.path.split('.').at(-1) ?? '')) ?? {};
  return typeof value === 'function' ? value : null;
}

export function hasBothForms(plan: Plan): boolean {
  const { form, path, inPlace } = plan;
  // These take their arguments in another order as methods, or have fewer overloads.
  const isOther = path === 'where' || path === 'repeat_interleave';
  return form !== 'property' && !isOther && !inPlace && !path.includes('.') && functionAt(path) !== null && methodOf(plan) !== null;
}

/** The call, ready to be made; null where it cannot be written so: a method of what is no tensor, an argument without a name. */
export function written(plan: Plan, { args }: Live, { named, asMethod, talking, unknown }: Writing): (() => unknown) | null {
  const isMethod = asMethod || plan.form === 'method';
  if ((isMethod || plan.form === 'property') && !isTensor(args[0])) return null;
  if (plan.form === 'property') return () => (args[0] as unknown as Record<string, unknown>)[camelCase(plan.path)];
  const byPosition = Math.min(args.length, named === 'no' ? plan.positional : Math.max(1, plan.required));
  if (plan.names.some((name, at) => at >= byPosition && name === '')) return null;
  const said = talking === null ? args : args.map((value) => talk(value, talking));
  let options: Record<string, unknown> = {};
  for (let at = byPosition; at < args.length; at += 1) {
    const name = plan.names[at] ?? '';
    options[named === 'snake' ? name : camelCase(name)] = said[at];
  }
  if (unknown) options['nobodyKnowsThis'] = 1;
  const isEmpty = Object.keys(options).length === 0;
  if (talking !== null) options = talkingOptions(options, talking);
  const all = [...said.slice(0, byPosition), ...(isEmpty ? [] : [options])];
  const called = isMethod ? methodOf(plan) : functionAt(plan.path);
  if (called === null) return null;
  if (isMethod) return () => called.apply(all[0], all.slice(1)) as unknown;
  const spread = plan.spread && Array.isArray(all[0]) ? (all[0] as unknown[]) : all;
  return () => called(...spread) as unknown;
}

function textOf(value: Value): string {
  if ('tensor' in value) {
    const { shape, dtype, special, same } = value.tensor;
    return `${dtype}[${shape}]${special ? ' with nan' : ''}${same.length > 0 ? ` same along ${same}` : ''}`;
  }
  if ('list' in value) return `[${value.list.map(textOf).join(', ')}]`;
  const { plain } = value;
  if (Array.isArray(plain)) return `[${plain.map((each) => textOf({ plain: each })).join(', ')}]`;
  if (typeof plain === 'string') return `'${plain}'`;
  if (typeof plain === 'bigint') return `${plain}n`;
  return Object.is(plain, -0) ? '-0' : typeof plain === 'object' && plain !== null ? Object.prototype.toString.call(plain) : String(plain);
}

/** The call in words. */
export function describe(plan: Plan): string {
  return `${plan.path}(${plan.values.map((value, at) => (at < plan.required ? textOf(value) : `${plan.names[at]}=${textOf(value)}`)).join(', ')})`;
}
