/**
 * From a call in JavaScript to a command: chooses the overload, writes its arguments, runs it. The commonest calls, `x.op()`,
 * `x.op(y)` and those of layers, take short cuts; others with plain arguments are written by plain.ts.
 */
import type { Word } from '../handles.ts';
import { collectNow, isCollectionDue } from '../memory.ts';
import { words } from '../native/index.ts';
import { isWholeNumber } from '../scalar.ts';
import { become, execute, idOf, isTensor, send, type Tensor } from '../tensor.ts';
import { KIND_NAMES, takes, write } from './arguments.ts';
import { type Bound, choose } from './bind.ts';
import { withDTypeOf, writeOut } from './out.ts';
import { planOf, writePlain } from './plain.ts';
import { camelCase, type Entry, type OpParam } from './registry.ts';
import { errorOf, mistyped } from '../signature/refusal.ts';

/** The command: number, mask of given parameters, arguments. */
function encode(entry: Entry, bound: Bound, inPlace: boolean): Word[] {
  const command: Word[] = [2 * entry.index + (inPlace ? 1 : 0), 0];
  let mask = 0;
  for (const [position, param] of entry.params.entries()) {
    const value = bound[position];
    if (value === undefined) continue;
    mask += 2 ** position;
    write[param.kind](command, value);
  }
  command[1] = mask;
  return command;
}

/** The names of results by entry, as they are spelled here. */
const resultNames: (readonly string[])[] = [];

/** Several results by PyTorch's names, and in order. */
function named(entry: Entry, result: unknown): unknown {
  if (entry.names.length === 0 || !Array.isArray(result)) return result;
  return new NamedResults((resultNames[entry.index] ??= entry.names.map(camelCase)), result as Tensor[]);
}

/** What operators with several results give: `const { values, indices } = x.max(0)`, or `const [values, indices] = …`. */
export class NamedResults {
  readonly [name: string]: Tensor;

  constructor(names: readonly string[], tensors: readonly Tensor[]) {
    const fields = this as Record<string, Tensor>;
    for (let index = 0; index < names.length; index += 1) fields[names[index] as string] = tensors[index] as Tensor;
  }

  *[Symbol.iterator](): IterableIterator<Tensor> {
    yield* Object.values(this);
  }
}

function invoke(entries: readonly Entry[], args: readonly unknown[], inPlace: boolean, isMethod: boolean, origin: Function): unknown {
  const [entry, bound, out] = choose(entries, args, isMethod, origin);
  if (out !== null) {
    const result = perform(entry, withDTypeOf(entry, bound, out), false, origin);
    return named(
      entry,
      writeOut(entry, out, result, (other, values) => perform(other, values, false, origin), origin),
    );
  }
  return perform(entry, bound, inPlace, origin);
}

function perform(entry: Entry, bound: Bound, inPlace: boolean, origin: Function): unknown {
  return given(entry, bound[0], send(encode(entry, bound, inPlace), inPlace ? (bound[0] as Tensor) : null, origin));
}

/** What a call gives, from what the engine gave. */
function given(entry: Entry, first: unknown, result: unknown): unknown {
  if (!entry.writesFirst) return named(entry, result);
  const target = first as Tensor;
  if (entry.rebinds) become(target, result as Tensor);
  return target;
}

/** How many arguments must be given. */
function required(entry: Entry): number {
  return entry.params.filter((param) => param.default === null).length;
}

interface ShortCuts {
  /** The command for one tensor; −1 if there is none. */
  readonly unary: number;
  /** For two tensors, and whether the second is written with a tag. */
  readonly binary: number;
  readonly tagged: boolean;
  /** For a tensor and a number. */
  readonly number: number;
  /** For three tensors, and whether the third may be null. */
  readonly ternary: number;
  readonly optional: boolean;
}

/** The overloads that the commonest calls would choose. */
function shortCuts(entries: readonly Entry[], inPlace: boolean): ShortCuts {
  const fits = (count: number, kinds: readonly string[]) =>
    entries.find(
      (entry) =>
        entry.returns === 'Tensor' &&
        entry.params[0]?.kind === 'Tensor' &&
        entry.params.length >= count &&
        required(entry) <= count &&
        (count === 1 || kinds.includes(entry.params[1]?.kind ?? '')) &&
        !entry.writesFirst,
    );
  const command = (entry: Entry | undefined) => (entry === undefined ? -1 : 2 * entry.index + (inPlace ? 1 : 0));
  // An overload that comes first and also takes a number must be heard first.
  const numbers = ['Operand', 'Scalar', 'Int', 'OptInt', 'Ints', 'OptInts', 'Float', 'OptFloat', 'OptOperand', 'OptScalar'];
  const firstNumeric = entries.find((entry) => numbers.includes(entry.params[1]?.kind ?? ''));
  const binary = fits(2, ['Tensor', 'Operand']);
  const number = fits(2, ['Operand', 'Scalar']);
  return {
    unary: command(entries[0] === fits(1, []) ? entries[0] : undefined),
    binary: command(binary),
    tagged: binary?.params[1]?.kind === 'Operand',
    number: command(number === firstNumeric ? number : undefined),
    ...threeTensors(entries, command),
  };
}

/** The command for layers: input, weight and perhaps bias. */
function threeTensors([entry, ...others]: readonly Entry[], command: (entry: Entry | undefined) => number): Pick<ShortCuts, 'ternary' | 'optional'> {
  const kinds = entry?.params.slice(0, 3).map(({ kind }) => kind) ?? [];
  const fits = /^Tensor Tensor (Opt)?Tensor$/.test(kinds.join(' '));
  const isPlain = entry !== undefined && others.length === 0 && entry.returns === 'Tensor' && required(entry) <= 3 && !entry.writesFirst;
  return { ternary: command(fits && isPlain ? entry : undefined), optional: kinds[2] === 'OptTensor' };
}

/** The method of a tensor; `this` is the first argument. */
export function makeMethod(entries: readonly Entry[], inPlace: boolean): (this: Tensor, ...args: unknown[]) => unknown {
  const { unary, binary, tagged, number } = shortCuts(entries, inPlace);
  const plans = entries.map((entry) => planOf(entry, inPlace));
  return function method(this: Tensor, other?: unknown) {
    if (isCollectionDue) collectNow();
    if (arguments.length === 0) {
      if (unary >= 0) {
        words[2] = idOf(this);
        words[1] = 1;
        words[0] = unary;
        return execute(this, method, this);
      }
    } else if (arguments.length === 1) {
      if (binary >= 0 && isTensor(other)) return pair(binary, tagged, this, other, inPlace, method);
      if (number >= 0 && typeof other === 'number') return withNumber(number, this, other, inPlace, method);
    }
    // A spread takes as long as the rest of the call.
    const args = new Array<unknown>(arguments.length + 1);
    args[0] = this;
    for (let index = 0; index < arguments.length; index += 1) args[index + 1] = arguments[index];
    const plan = writePlain(plans, args);
    if (plan !== null) return given(plan.entry, this, execute(inPlace ? this : null, method, args));
    return invoke(entries, args, inPlace, true, method);
  };
}

/** The function. */
/** The function of an operator that only we call: with all its arguments, in order. */
export function makeInner(entry: Entry): (...args: readonly unknown[]) => unknown {
  const { params } = entry;
  const [command, all] = [2 * entry.index, 2 ** params.length - 1];
  return function call(...args) {
    if (isCollectionDue) collectNow();
    const list: Word[] = [command, all];
    for (let position = 0; position < params.length; position += 1) {
      const { name, kind } = params[position] as OpParam;
      const value = args[position];
      if (!takes(kind, value, false))
        throw errorOf(mistyped(entry.name, { parameter: camelCase(name), position: position + 1, wanted: KIND_NAMES[kind], value }), call);
      write[kind](list, value);
    }
    return send(list, null, call);
  };
}

export function makeFunction(entries: readonly Entry[]): (...args: unknown[]) => unknown {
  const { unary, binary, tagged, number, ternary, optional } = shortCuts(entries, false);
  const plans = entries.map((entry) => planOf(entry, false));
  return function call(first?: unknown, second?: unknown, third?: unknown) {
    if (isCollectionDue) collectNow();
    if (arguments.length === 1 && unary >= 0 && isTensor(first)) {
      words[2] = idOf(first);
      words[1] = 1;
      words[0] = unary;
      return execute(null, call, first);
    }
    if (arguments.length === 2 && isTensor(first)) {
      if (binary >= 0 && isTensor(second)) return pair(binary, tagged, first, second, false, call);
      if (number >= 0 && typeof second === 'number') return withNumber(number, first, second, false, call);
    }
    if (arguments.length === 3 && ternary >= 0 && isTensor(first) && isTensor(second)) {
      const isThird = isTensor(third);
      if (isThird || (optional && third === null)) {
        words[2] = idOf(first);
        words[3] = idOf(second);
        words[4] = isThird ? idOf(third) : 0;
        words[1] = 7;
        words[0] = ternary;
        return execute(null, call, first, second, third);
      }
    }
    const args = new Array<unknown>(arguments.length);
    for (let index = 0; index < arguments.length; index += 1) args[index] = arguments[index];
    const plan = writePlain(plans, args);
    if (plan !== null) return given(plan.entry, args[0], execute(null, call, args));
    return invoke(entries, args, false, false, call);
  };
}

function pair(command: number, tagged: boolean, a: Tensor, b: Tensor, inPlace: boolean, origin: Function): unknown {
  words[2] = idOf(a);
  if (tagged) {
    words[3] = 0;
    words[4] = idOf(b);
  } else {
    words[3] = idOf(b);
  }
  words[1] = 3;
  words[0] = command;
  return execute(inPlace ? a : null, origin, a, b);
}

function withNumber(command: number, a: Tensor, b: number, inPlace: boolean, origin: Function): unknown {
  words[2] = idOf(a);
  words[3] = isWholeNumber(b) ? 1 : 2;
  words[4] = b;
  words[1] = 3;
  words[0] = command;
  return execute(inPlace ? a : null, origin, a);
}
