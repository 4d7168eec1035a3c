/**
 * Arguments of operators: positions and the trailing options object, bound to the parameters of the first overload that takes
 * them. Reads names and refuses as the signatures of constructors do. Knows no commands.
 */
import { dtypeHint, isOptions } from '../signature/kind.ts';
import { badIndex, errorOf, missing, mistyped, type Refusal, tooMany, twice, unexpected } from '../signature/refusal.ts';
import { Spellings } from '../signature/spelling.ts';
import { isTensor } from '../tensor.ts';
import { camelCase, typeText } from '../text.ts';
import { KIND_NAMES, takes } from './arguments.ts';
import type { Entry, OpParam } from './registry.ts';

/** A value for every parameter; `undefined` where none is given. */
export type Bound = readonly unknown[];

/** What the items of a list look like. */
const ITEMS: { readonly [kind: string]: (value: unknown) => boolean } = {
  Ints: (value) => typeof value === 'number' || typeof value === 'bigint',
  OptInts: (value) => typeof value === 'number' || typeof value === 'bigint',
  Tensors: isTensor,
  IntLists: (value) => typeof value === 'number' || (Array.isArray(value) && typeof value[0] !== 'object'),
};

/** Several arguments that are one list, `x.view(2, 8)`, gathered into it. */
function gather({ params, variadic }: Entry, args: readonly unknown[]): readonly unknown[] {
  const position = variadic ? params.findIndex(({ kind }) => kind in ITEMS) : -1;
  const param = params[position];
  if (param === undefined) return args;
  const belongs = ITEMS[param.kind] ?? (() => false);
  let end = position;
  while (end < args.length && belongs(args[end])) end += 1;
  // One number is a list by itself; one tensor or one list of numbers is not.
  const isRun = end > position + (/Ints$/.test(param.kind) ? 1 : 0);
  return isRun ? [...args.slice(0, position), args.slice(position, end), ...args.slice(end)] : args;
}

/** The options of one call, each looked at once: a getter runs once, whatever overloads there are. */
interface Given {
  readonly keys: readonly string[];
  readonly values: readonly unknown[];
}

const NONE: Given = { keys: [], values: [] };

const spellings: Spellings[] = [];

function spellingsOf({ index, params }: Entry): Spellings {
  return (spellings[index] ??= new Spellings(params.map(({ name }) => name)));
}

/** Binds the arguments to the entry's parameters; null where they do not fit, in which case `blame` hears why. */
function bind(entry: Entry, positional: readonly unknown[], { keys, values }: Given, loosely: boolean, blame: Blame): Bound | null {
  const { name, params } = entry;
  const { own } = blame;
  const args = gather(entry, positional);
  if (args.length > params.length) {
    return blame.say(() => tooMany(name, params.filter(isRequired).length - own, params.length - own, args.length - own));
  }
  const bound: unknown[] = args.slice();
  for (let index = args.length; index < params.length; index += 1) bound.push(undefined);
  for (let index = 0; index < keys.length; index += 1) {
    const key = keys[index] as string;
    const position = spellingsOf(entry).positionOf(key);
    if (position < 0) return blame.say(() => unexpected(name, key, spellingsOf(entry)));
    if (values[index] === undefined) continue;
    if (bound[position] !== undefined) return blame.say(() => twice(name, camelCase((params[position] as OpParam).name)));
    bound[position] = values[index];
  }
  for (let position = 0; position < params.length; position += 1) {
    const param = params[position] as OpParam;
    const value = bound[position];
    if (value === undefined || (value === null && nullIsDefault(param))) {
      bound[position] = undefined;
      if (isRequired(param)) {
        const lacking = params.filter((each, at) => isRequired(each) && bound[at] === undefined);
        return blame.say(() =>
          missing(
            name,
            lacking.map((each) => camelCase(each.name)),
          ),
        );
      }
    } else if (!takes(param.kind, value, loosely)) {
      return blame.say(() => mismatch(name, param, args[position] === undefined ? 0 : position + 1 - own, value));
    }
  }
  return bound;
}

function isRequired(param: OpParam): boolean {
  return param.default === null;
}

/** Where PyTorch takes None for the default, though the parameter has no None of its own. */
function nullIsDefault({ name, kind, default: fallback }: OpParam): boolean {
  return fallback !== null && (kind === 'DType' || kind === 'Device' || name === 'requires_grad');
}

/** Why a value does not fit. */
function mismatch(name: string, param: OpParam, position: number, value: unknown): Refusal {
  const { kind } = param;
  if (kind === 'Indices') {
    const parts: readonly unknown[] = Array.isArray(value) ? value : [value];
    return badIndex(parts.find((part) => !takes('Indices', [part], true)));
  }
  const item = /(Tensors|Ints|Floats)$/.test(kind) ? (each: unknown) => takes(kind, [each], true) : undefined;
  const hint = /DType$/.test(kind) ? dtypeHint(value) : null;
  return mistyped(name, { parameter: camelCase(param.name), position, wanted: KIND_NAMES[kind], value, hint, item });
}

/** Remembers why the first overload was refused. Most calls fit another one, and nobody reads the sentence. */
class Blame {
  /** How many of the arguments are the tensor whose method is called: they are not counted. */
  readonly own: number;
  reason: (() => Refusal) | null = null;

  constructor(own: number) {
    this.own = own;
  }

  say(reason: () => Refusal): null {
    this.reason ??= reason;
    return null;
  }
}

/**
 * The first overload that takes the arguments, what each of its parameters gets, and `out` where that is taken and given.
 *
 * @param isMethod whether the first argument is the tensor whose method is called
 */
export function choose(entries: readonly Entry[], args: readonly unknown[], isMethod: boolean, origin: Function): [Entry, Bound, unknown] {
  const given = trimmed(args);
  const last = given[given.length - 1];
  const all = isOptions(last) ? read(last) : NONE;
  const positional = all === NONE ? given : given.slice(0, -1);
  const [out, options] = !isMethod && entries.some((entry) => entry.out !== 'None') ? withoutOut(all) : [null, all];
  const blame = new Blame(isMethod ? 1 : 0);
  for (const loosely of [false, true]) {
    for (const entry of entries) {
      const bound = bind(entry, positional, options, loosely, blame);
      if (bound !== null) return [entry, bound, out];
    }
  }
  throw errorOf(explained(entries, positional.slice(blame.own), options, blame.reason?.() ?? null), origin, entries[0]?.name);
}

function read(options: Readonly<Record<string, unknown>>): Given {
  const keys = Object.keys(options);
  return { keys, values: keys.map((key) => options[key]) };
}

/** Apart: where to write results, null if that is not said, and the other options. */
function withoutOut(options: Given): readonly [out: unknown, rest: Given] {
  const place = options.keys.indexOf('out');
  if (place < 0) return [null, options];
  const isOther = (_: unknown, index: number) => index !== place;
  return [options.values[place] ?? null, { keys: options.keys.filter(isOther), values: options.values.filter(isOther) }];
}

/** The refusal of the only overload is what is said; of several, the arguments as well. */
function explained(entries: readonly Entry[], positional: readonly unknown[], { keys, values }: Given, reason: Refusal | null): Refusal {
  const name = entries[0]?.name ?? '';
  const refusal = reason ?? { message: `${name}() has no overload`, hint: null };
  if (entries.length === 1 || !/must be/.test(refusal.message)) return refusal;
  const types = [...positional.map(typeText), ...keys.map((key, index) => `${key}=${typeText(values[index])}`)].join(', ');
  return { ...refusal, message: `${name}() received an invalid combination of arguments - got (${types}): ${refusal.message}` };
}

/** Without the `undefined`s at the end: arguments that were passed on but not given. */
function trimmed(args: readonly unknown[]): readonly unknown[] {
  let { length } = args;
  while (length > 0 && args[length - 1] === undefined) length -= 1;
  return length === args.length ? args : args.slice(0, length);
}
