/**
 * Values and derivatives at the ends of the number line, against PyTorch (fixtures/special.jsonl.gz, written by
 * fixtures/special.py): zeros of either sign, joints, where exponentials overflow, the largest numbers, infinities, NaN.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import * as tapir from '../../js/index.ts';
import { autograd, float, onesLike, type Tensor, tensor } from '../../js/index.ts';

type Argument = number | string | boolean | { readonly $float: string };

interface Recorded {
  readonly op: string;
  readonly kwargs: Readonly<Record<string, Argument>>;
  readonly dtype: 'float32' | 'float64';
  readonly shape: readonly number[];
  readonly inputs: readonly string[];
  readonly value: string;
  readonly first: readonly (string | null)[];
  readonly plain?: readonly (string | null)[];
  readonly second: readonly (readonly (string | null)[])[];
}

const file = new URL('../fixtures/special.jsonl.gz', import.meta.url);
const records = gunzipSync(readFileSync(file))
  .toString()
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line) as Recorded);

/**
 * Where PyTorch gives NaN and Tapir a number, by operator and by what is compared: `d0` is the first derivative by operand 0,
 * `d01` the second by 0 and 1. docs/differences.md has the rule: a derivative that is written in pieces is differentiated
 * piece by piece, and a formula that overflows on the way to a finite value is written so that it does not.
 */
const NUMBERS: { readonly [op: string]: { readonly [part: string]: number | readonly number[] } } = {
  asinh: { d00: 0 },
  atanh: { d00: 0 },
  erf: { d00: 0 },
  erfc: { d00: 0 },
  sinc: { d00: -(Math.PI ** 2) / 3 },
  logit: { d00: 0 },
  'special.ndtr': { d00: 0 },
  atan2: { d00: 0, d01: 0, d10: 0, d11: 0 },
  copysign: { d00: 0 },
  logaddexp: { d00: 0, d01: 0, d10: 0, d11: 0 },
  logaddexp2: { d00: 0, d01: 0, d10: 0, d11: 0 },
  // Half a power is C's `pow` here, and a root there: they differ at negative infinity.
  pow: { value: [Infinity, 0], d0: 0, d00: [0, Infinity], d01: 0, d10: 0, d11: 0 },
  xlogy: { d01: 0 },
  'linalg.vector_norm': { d00: 0 },
  'nn.functional.gelu': { value: Infinity, d0: [0, 1], d00: 0 },
  'nn.functional.mish': { d0: 1, d00: 0 },
  'nn.functional.softsign': { d0: 0, d00: 0 },
  // The remainder of a quotient that float32 does not hold.
  fmod: { value: 0 },
  remainder: { value: 0 },
};

/** Of `1 + |expected|`. With AVX-512 gelu needs half of it in float32, mish 0.4 in float64. */
const TOLERANCES = { float32: 1e-6, float64: 1e-14 };

const camelCase = (name: string) => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

function operator(path: string): (...args: unknown[]) => Tensor {
  return path
    .split('.')
    .map(camelCase)
    .reduce((scope, name) => (scope as Record<string, unknown>)[name], tapir as unknown) as never;
}

function decode(text: string, dtype: Recorded['dtype']): Float32Array | Float64Array {
  const { buffer, byteOffset, byteLength } = Buffer.from(text, 'base64');
  const bytes = buffer.slice(byteOffset, byteOffset + byteLength);
  return dtype === 'float32' ? new Float32Array(bytes) : new Float64Array(bytes);
}

function argument(value: Argument): unknown {
  return typeof value === 'object' ? float(Number(value.$float.replace('inf', 'Infinity'))) : value;
}

type Gradients = readonly (Tensor | null)[];

function gradients(output: Tensor | null, inputs: readonly Tensor[], createGraph = true): Gradients {
  if (output?.requiresGrad !== true) return inputs.map(() => null);
  return autograd.grad(output, inputs, { gradOutputs: onesLike(output), createGraph, allowUnused: true });
}

/** What differs, each with where and by what. */
function differences(record: Recorded): string[] {
  const { op, dtype, shape } = record;
  const inputs = record.inputs.map((text) => tensor(decode(text, dtype)).reshape(shape).requiresGrad_());
  const kwargs = Object.entries(record.kwargs).map(([name, value]) => [camelCase(name), argument(value)]);
  const compute = () => operator(op)(...inputs, ...(kwargs.length > 0 ? [Object.fromEntries(kwargs)] : []));
  const found: string[] = [];
  const compare = (part: string, got: Tensor | null, text: string | null) => {
    if (text === null) return;
    const expected = decode(text, dtype);
    const actual = got === null ? expected.map(() => 0) : (got.detach().reshape([-1]).toTypedArray() as Float64Array);
    const allowed = [NUMBERS[op]?.[part.replace('plain ', '')] ?? []].flat();
    expected.forEach((want, index) => {
      const value = actual[index] as number;
      const isClose = (a: number) => Object.is(value, a) || value === a || Math.abs(value - a) <= TOLERANCES[dtype] * (1 + Math.abs(a));
      if (isClose(want) || (Number.isNaN(want) && allowed.some(isClose))) return;
      const at = inputs.map((input) => (input.numel() === expected.length ? input.detach().reshape([-1]).at(index).item() : index));
      found.push(`${op}(${at.join(', ')}) ${JSON.stringify(record.kwargs)} ${dtype}: ${part} is ${value}, not ${want}`);
    });
  };
  compare('value', compute(), record.value);
  gradients(compute(), inputs, false).forEach((grad, k) => compare(`plain d${k}`, grad, (record.plain ?? record.first)[k] ?? null));
  const first = gradients(compute(), inputs);
  first.forEach((grad, k) => {
    compare(`d${k}`, grad, record.first[k] ?? null);
    gradients(grad, inputs).forEach((second, j) => compare(`d${k}${j}`, second, record.second[k]?.[j] ?? null));
  });
  return found;
}

describe('at special values', () => {
  it.each([...new Set(records.map(({ op }) => op))])('%s and its derivatives are those of PyTorch', (op) => {
    expect(records.filter((record) => record.op === op).flatMap(differences)).toEqual([]);
  });

  it('is not zero times infinity on the side of a choice that was not taken', () => {
    const x = tensor([0, 1e4, Infinity]).requiresGrad_();
    const [slope] = autograd.grad(tapir.nn.functional.elu(x), x, { gradOutputs: onesLike(x), createGraph: true });
    expect(autograd.grad(slope as Tensor, x, { gradOutputs: onesLike(x) })[0]?.tolist()).toEqual([0, 0, 0]);
  });
});
