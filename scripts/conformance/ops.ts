/**
 * Operators: each stored case is called through the public API and its values, gradients and errors compared.
 * Three further parts follow from the case itself: the in-place form, non-contiguous copies of every input, and
 * (second.ts) the second derivative.
 */
import { checkOutputs, type Outcome } from './checks.ts';
import { compareTensor, prefixed, type Verdict } from './compare.ts';
import { callMethod, type Engine, type LiveTensor, Missing } from './engine.ts';
import { contiguous, decodeTensor, type HostTensor, hostOf, numbers, spreadOut, toLive } from './host.ts';
import { gradientsOf, invoke, type OpCase, type OpHeader } from './invoke.ts';
import type { Report } from './report.ts';
import { compareSecond } from './second.ts';
import { decodeArguments, decodeOptions, keeping, tensorOf } from './values.ts';

/** Checks every part that applies to the case. */
export function runOp(engine: Engine, report: Report, file: string, header: OpHeader, stored: OpCase): void {
  const check = (part: string, body: () => Verdict) => report.check('ops', file, stored.id, part, body);
  if (stored.kind === 'error') {
    check('error', () => checkError(engine, header, stored));
    return;
  }
  const run = new Run(engine, header, stored);
  check('value', () => run.value());
  if (stored.grads !== undefined) check('grad', () => run.gradients());
  if (hasInplaceForm(header, stored)) check('inplace', () => checkInplace(engine, header, stored));
  if (readsNoLayout(header) && hasTensors(stored)) check('strided', () => checkStrided(engine, header, stored));
  if (stored.grads !== undefined && stored.check === 'close' && (readsNoLayout(header) || !hasLayouts(stored))) {
    try {
      const verdict = compareSecond(engine, header, stored);
      if (verdict === 'not differentiable') report.skip('ops', file, stored.id, 'double', verdict);
      else report.add('ops', file, stored.id, 'double', verdict);
    } catch (error) {
      check('double', () => {
        throw error;
      });
    }
  }
}

/** One evaluation, of which first the value and then the gradients are compared. */
class Run {
  readonly #engine: Engine;
  readonly #header: OpHeader;
  readonly #stored: OpCase;
  readonly #inputs = new Map<string, LiveTensor>();
  #result: unknown = undefined;
  #outcome: Outcome | null = null;

  constructor(engine: Engine, header: OpHeader, stored: OpCase) {
    this.#engine = engine;
    this.#header = header;
    this.#stored = stored;
  }

  value(): Verdict {
    const reading = { make: keeping(this.#engine, this.#inputs) };
    this.#result = invoke(this.#engine, this.#header, this.#stored, reading);
    this.#outcome = checkOutputs(this.#engine, this.#result, this.#stored);
    return this.#outcome.verdict ?? this.#mutated();
  }

  #mutated(): Verdict {
    for (const [path, value] of Object.entries(this.#stored.mutated ?? {})) {
      const encoded = tensorOf(value);
      const input = this.#inputs.get(path);
      if (encoded === null || input === undefined) continue;
      const verdict = compareTensor(hostOf(input), decodeTensor(encoded), this.#stored);
      if (verdict !== null) return prefixed(`argument ${path} after the call`, verdict);
    }
    return null;
  }

  gradients(): Verdict {
    if (this.#outcome === null) this.value();
    const { grads = {}, gradRtol: rtol = 0, gradAtol: atol = 0 } = this.#stored;
    const paths = Object.keys(grads);
    const inputs = paths.map((path) => this.#inputs.get(path)).filter((input) => input !== undefined);
    const actual = gradientsOf(this.#engine, this.#result, this.#outcome?.gradOutputs ?? [], inputs, false);
    for (const [index, path] of paths.entries()) {
      const encoded = tensorOf(grads[path]);
      const expected = encoded === null ? null : contiguous(decodeTensor(encoded));
      const gradient = actual[index] ?? null;
      const verdict = compareGradient(gradient === null ? null : hostOf(gradient), expected, { rtol, atol });
      if (verdict !== null) return prefixed(path, verdict);
    }
    return null;
  }
}

/** No gradient and a gradient of zeros are the same. */
export function compareGradient(actual: HostTensor | null, expected: HostTensor | null, tolerance: { rtol: number; atol: number }): Verdict {
  const isZero = (host: HostTensor) => numbers(host).every((value) => value === 0);
  if (expected === null) return actual === null || isZero(actual) ? null : 'a gradient where none is expected';
  if (actual === null) return isZero(expected) ? null : 'no gradient';
  return compareTensor(actual, expected, tolerance);
}

function checkError(engine: Engine, header: OpHeader, stored: OpCase): Verdict {
  const make = keeping(engine, new Map());
  const thrown = expectThrow(engine, () => invoke(engine, header, stored, { make }), stored.error?.raised === 'AttributeError');
  return compareMessage(thrown, new RegExp(fromPython(stored.error?.regex ?? '')));
}

/**
 * What was thrown, or done instead, against PyTorch's sentence. An expression must be found; a text is all of it but the operator before
 * and the hint after it, with `{...}` for a set in any order.
 */
export function compareMessage(thrown: Error | string, expected: string | RegExp): Verdict {
  if (typeof thrown === 'string') return thrown;
  const isExpected = typeof expected === 'string' ? isSentence(thrown, expected) : expected.test(thrown.message);
  return isExpected ? null : `${thrown.name}: ${thrown.message}: expected ${typeof expected === 'string' ? expected : `/${expected.source}/`}`;
}

function isSentence(thrown: Error, expected: string): boolean {
  const { op, hint } = thrown as { readonly op?: string | null; readonly hint?: string | null };
  const given = hint == null ? thrown.message : thrown.message.slice(0, -` (${hint})`.length);
  const sentence = expected.includes('{...}') ? given.replace(/\{.*\}/, '{...}') : given;
  return sentence === expected || sentence === `${op}: ${expected}`;
}

/** The structured error that `body` throws, or what it did instead; a missing name where that is the error to expect. */
export function expectThrow(engine: Engine, body: () => unknown, missing = false): Error | string {
  try {
    body();
  } catch (error) {
    if (error instanceof Missing) {
      if (missing) return error;
      throw error;
    }
    if (error instanceof engine.InternalError) return `internal error: ${error.message}`;
    if (error instanceof engine.TapirError) return error;
    return `not a structured error: ${String(error)}`;
  }
  return 'no error';
}

/** What Python's `re` writes otherwise. */
export function fromPython(regex: string): string {
  return regex
    .replace(/\(\?P</g, '(?<')
    .replace(/\(\?P=(\w+)\)/g, '\\k<$1>')
    .replace(/\\A/g, '^')
    .replace(/\\Z/g, '$');
}

/** The `name_` form gives the same where the result has the first argument's shape and dtype, and is determined. */
function hasInplaceForm(header: OpHeader, stored: OpCase): boolean {
  if (!header.inplace || stored.check !== 'close' || stored.seed !== undefined) return false;
  const self = tensorOf(stored.args[0]);
  const result = tensorOf(stored.expected);
  if (self === null || result === null || 'out' in stored.kwargs) return false;
  return self.dtype === result.dtype && self.shape.join() === result.shape.join();
}

function checkInplace(engine: Engine, header: OpHeader, stored: OpCase): Verdict {
  const make = (host: HostTensor) => toLive(engine, host);
  const [self, ...rest] = decodeArguments(engine, stored.args, { make });
  const target = (self as LiveTensor).clone();
  const name = `${header.op.split('.').at(-1)}_`;
  const returned = callMethod(target, name, rest, decodeOptions(engine, stored.kwargs, { make }));
  return checkOutputs(engine, returned, stored).verdict ?? prefixed('the tensor itself', checkOutputs(engine, target, stored).verdict);
}

/** `as_strided` and `resize_` answer for the storage, not for the elements. */
function readsNoLayout(header: OpHeader): boolean {
  return !/^(as_strided|resize_)/.test(header.op);
}

function hasTensors(stored: OpCase): boolean {
  return /"\$tensor"/.test(JSON.stringify([stored.args, stored.kwargs]));
}

function hasLayouts(stored: OpCase): boolean {
  return /"strides"/.test(JSON.stringify([stored.args, stored.kwargs]));
}

/** Every other case is also transposed in memory; a view may not be possible then, so views never are. */
function checkStrided(engine: Engine, header: OpHeader, stored: OpCase): Verdict {
  const transposed = stored.id % 2 === 0 && !/^view/.test(header.op);
  const make = (host: HostTensor) => toLive(engine, spreadOut(host, transposed));
  return checkOutputs(engine, invoke(engine, header, stored, { make }), stored).verdict;
}
