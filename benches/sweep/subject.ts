/**
 * A case made ready in Tapir: the call compiled as a user would write it, its gradient, and a digest of its results by which
 * the two sides are held together. `Prepared` of torch_sweep.py is the twin.
 */
import * as tapir from '../../js/index.ts';
import { autograd, isTensor, type Tensor } from '../../js/index.ts';
import { camelCase, memberKey } from '../../js/dispatch/registry.ts';
import type { Run } from '../workload.ts';
import { type Arg, inputsOf, isInput } from '../../scripts/calls/argument.ts';
import type { Case } from '../../scripts/calls/cases.ts';
import { makeInput } from './inputs.ts';

/** Enough of a result to see that it is the same: shapes, and numbers spread over all of it. */
export interface Digest {
  readonly shape: readonly number[];
  readonly sample: readonly (number | string)[];
}

export interface Prepared {
  readonly forward: Run;
  readonly backward: Run | null;
  readonly digests: readonly Digest[];
  readonly gradients: readonly Digest[];
}

const SAMPLES = 256;
const MOST_RESULTS = 8;

function target(path: string): Function {
  let found: unknown = tapir;
  for (const part of path.split('.')) found = (found as Record<string, unknown> | undefined)?.[camelCase(part)];
  if (typeof found !== 'function') throw new Error(`no function ${path}`);
  return found;
}

function live(arg: Arg, fresh: boolean, grad: boolean): unknown {
  if (Array.isArray(arg)) return (arg as readonly Arg[]).map((each) => live(each, fresh, grad));
  if (isInput(arg)) {
    const made = makeInput(arg.input, fresh);
    const isLeaf = grad && arg.input.grad === true && /float/.test(arg.input.dtype);
    return isLeaf ? (made.detach() as Tensor).requiresGrad_() : made;
  }
  if (typeof arg !== 'object' || arg === null) return arg;
  return 'dtype' in arg ? arg.dtype : (arg as { slice: readonly number[] }).slice.join(':');
}

interface Call {
  /** The text of the call over `a`, its arguments. */
  readonly text: string;
  readonly values: readonly unknown[];
}

/** In place it is a method here, though PyTorch has some as functions only. */
function isMethod({ form, inPlace }: Case): boolean {
  return form === 'method' || inPlace;
}

function member(name: string): string {
  const key = memberKey(name);
  return typeof key === 'symbol' ? `[Symbol.for(${JSON.stringify(key.description)})]` : `.${key}`;
}

/** How the call is written: leading arguments by position, the others in an options object. */
function written(one: Case, grad: boolean): Call {
  const values = one.args.map(({ value }, position) => live(value, one.inPlace && position === 0, grad));
  const names = one.args.map((_, position) => `a${position}`);
  if (one.form === 'property') return { text: `a0.${camelCase(one.path)}`, values };
  if (one.spread) return { text: `f(${(values[0] as readonly unknown[]).map((_, index) => `s${index}`).join(', ')})`, values };
  const positional = names.slice(0, one.positional);
  const options = one.args.slice(one.positional).map(({ name }, index) => `${camelCase(name)}: a${one.positional + index}`);
  const all = options.length === 0 ? positional : [...positional, `{ ${options.join(', ')} }`];
  if (isMethod(one)) return { text: `a0${member(one.path.split('.').at(-1) ?? '')}(${all.slice(1).join(', ')})`, values };
  return { text: `f(${all.join(', ')})`, values };
}

function compile(one: Case, { text, values }: Call): { readonly once: () => unknown; readonly run: Run } {
  const f = one.form === 'property' || isMethod(one) ? null : target(one.path);
  const list = one.spread ? (values[0] as readonly unknown[]).map((_, index) => `s${index}`) : values.map((_, index) => `a${index}`);
  // What is called last is returned, so that no call is dead.
  const loop = `(count) => { let last; for (let i = 0; i < count; i += 1) last = ${text}; return last; }`;
  const body = `const [${list.join(', ')}] = values; return { once: () => ${text}, run: ${loop} };`;
  return new Function('f', 'values', body)(f, one.spread ? values[0] : values) as ReturnType<typeof compile>;
}

function flat(result: unknown): readonly unknown[] {
  if (isTensor(result) || typeof result !== 'object' || result === null) return [result];
  return [...(result as Iterable<unknown>)].flatMap(flat);
}

function spelled(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

function digest(value: unknown): Digest {
  if (!isTensor(value)) return { shape: [], sample: [spelled(Number(value))] };
  const real = (/^complex/.test(value.dtype) ? value.abs() : value) as Tensor;
  const wide = real.detach().to('float64').reshape(-1) as Tensor;
  const count = wide.numel();
  const numbers = wide.toTypedArray();
  const length = Math.min(SAMPLES, count);
  const sample = Array.from({ length }, (_, index) => spelled(Number(numbers[Math.floor((index * count) / length)])));
  return { shape: [...value.shape], sample };
}

function digests(results: readonly unknown[]): readonly Digest[] {
  return results.slice(0, MOST_RESULTS).map(digest);
}

/** Runs the gradient of what a call gave, which is kept. */
function gradientOf(one: Case): { readonly run: Run; readonly once: () => readonly (Tensor | null)[] } | null {
  const wanted = one.args.flatMap(({ value }) => inputsOf(value)).filter(({ grad, dtype }) => grad === true && /float/.test(dtype));
  if (wanted.length === 0 || one.inPlace) return null;
  const call = written(one, true);
  const inputs = call.values.flat(2).filter((value): value is Tensor => isTensor(value) && value.requiresGrad);
  const outputs = flat(compile(one, call).once()).filter((value): value is Tensor => isTensor(value) && value.requiresGrad);
  if (outputs.length === 0) return null;
  const gradOutputs = outputs.map(({ shape, dtype }) => makeInput({ shape, dtype, low: 0.5, high: 1.5, seed: 9 }, false));
  const options = { gradOutputs, retainGraph: true, allowUnused: true } as const;
  const once = () => autograd.grad(outputs, inputs, options);
  return {
    once,
    run: (count) => {
      for (let index = 0; index < count; index += 1) once();
    },
  };
}

export function prepare(one: Case): Prepared {
  const { once, run } = compile(one, written(one, false));
  tapir.manualSeed(7);
  const forward = digests(flat(once()));
  const gradient = gradientOf(one);
  const gradients = gradient === null ? [] : digests(gradient.once().filter((each) => each !== null));
  return { forward: run, backward: gradient?.run ?? null, digests: forward, gradients };
}
