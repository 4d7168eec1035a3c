/**
 * The ways in which a right answer may differ from the stored one: vectors up to sign or phase, eigenvalues in any
 * order, indices among ties, sets in any order. A check that aligns vectors also aligns the gradients fed into them.
 */
import { compareForm, compareTensor, compareValue, flatten, flattenExpected, isClose, prefixed, type Tolerance, type Verdict } from './compare.ts';
import { compareEig } from './eig.ts';
import { type Engine, isTensor } from './engine.ts';
import { contiguous, count, decodeTensor, fromNumbers, type HostTensor, hostOf, numbers } from './host.ts';
import { type Json, tensorOf } from './values.ts';

/** What a stored case says about comparing. */
export interface Checked extends Tolerance {
  readonly check: string;
  readonly expected: Json;
  readonly args: readonly Json[];
  readonly kwargs: { readonly [key: string]: Json };
  readonly gradOutputs?: readonly Json[];
  readonly checkDim?: number;
  readonly signDims?: readonly (number | null)[];
  readonly signCount?: number;
}

/** The verdict, and the gradients to feed into this answer (null: none into that output). */
export interface Outcome {
  readonly verdict: Verdict;
  readonly gradOutputs: readonly (HostTensor | null)[];
}

export function checkOutputs(engine: Engine, actual: unknown, stored: Checked): Outcome {
  const gradOutputs = (stored.gradOutputs ?? []).map(hostFrom);
  if (stored.check === 'close') {
    return { verdict: compareValue(engine, actual, stored.expected, stored), gradOutputs };
  }
  const outputs = flatten(engine, actual);
  const expected = flattenExpected(stored.expected);
  if (outputs.length !== expected.length) {
    return { verdict: `expected ${expected.length} outputs, got ${outputs.length}`, gradOutputs };
  }
  const hosts = outputs.map((output) => (isTensor(engine, output) ? hostOf(output) : null));
  const wanted = expected.map(hostFrom);
  const form = formVerdict(hosts, wanted);
  if (form !== null || stored.check === 'shape_only') return { verdict: form, gradOutputs };
  const pairs = hosts.flatMap((host, i) => (host && wanted[i] ? [{ actual: host, expected: wanted[i] }] : []));
  switch (stored.check) {
    case 'sign_invariant':
      return compareUpToSign(pairs, stored, gradOutputs);
    case 'eig':
      return compareEig(pairs, stored, gradOutputs);
    case 'index_of':
      return { verdict: compareIndices(pairs, stored), gradOutputs };
    case 'unordered':
      return { verdict: compareUnordered(pairs, stored), gradOutputs };
    default:
      return { verdict: `unknown check ${stored.check}`, gradOutputs };
  }
}

/** An output of the package beside the one that the data expects. */
export interface Pair {
  readonly actual: HostTensor;
  readonly expected: HostTensor;
}

function hostFrom(value: Json): HostTensor | null {
  const encoded = tensorOf(value);
  return encoded === null ? null : contiguous(decodeTensor(encoded));
}

function formVerdict(actual: readonly (HostTensor | null)[], expected: readonly (HostTensor | null)[]): Verdict {
  for (const [index, wanted] of expected.entries()) {
    const got = actual[index] ?? null;
    if (wanted === null) continue;
    const verdict = got === null ? 'expected a tensor' : compareForm(got, wanted);
    if (verdict !== null) return prefixed(String(index), verdict);
  }
  return null;
}

/** The flat positions of vector `j` of matrix `batch`, stored along rows (−2) or columns (−1). */
export function vectorAt(shape: readonly number[], dim: number, batch: number, j: number): number[] {
  const rows = shape.at(-2) ?? 1;
  const columns = shape.at(-1) ?? 1;
  const start = batch * rows * columns;
  return dim === -1
    ? Array.from({ length: rows }, (_, row) => start + row * columns + j)
    : Array.from({ length: columns }, (_, column) => start + j * columns + column);
}

export function matrixCount(shape: readonly number[]): number {
  return count(shape.slice(0, -2));
}

function compareUpToSign(pairs: readonly Pair[], stored: Checked, gradOutputs: readonly (HostTensor | null)[]): Outcome {
  const dims = stored.signDims ?? [];
  const first = dims.findIndex((dim) => dim !== null);
  const reference = pairs[first];
  const dim = dims[first];
  if (reference === undefined || dim === null || dim === undefined) return { verdict: 'no vectors', gradOutputs };
  const signs = signsOf(reference, dim, stored.signCount ?? 0);
  const flip = (host: HostTensor, along: number) => flipped(host, along, signs);
  let verdict: Verdict = null;
  for (const [index, pair] of pairs.entries()) {
    const along = dims[index] ?? null;
    verdict ??= prefixed(
      String(index),
      along === null ? compareTensor(pair.actual, pair.expected, stored) : compareVectors(flip(pair.actual, along), pair.expected, along, stored),
    );
  }
  const aligned = gradOutputs.map((grad, index) => {
    const along = dims[index] ?? null;
    return grad === null || along === null ? grad : flip(grad, along);
  });
  return { verdict, gradOutputs: aligned };
}

/** For each matrix, the signs of its first `limit` vectors. */
function signsOf({ actual, expected }: Pair, dim: number, limit: number): number[][] {
  const [got, wanted] = [numbers(actual), numbers(expected)];
  return Array.from({ length: matrixCount(actual.shape) }, (_, batch) =>
    Array.from({ length: limit }, (_, j) => {
      const at = vectorAt(actual.shape, dim, batch, j);
      const dot = at.reduce((sum, position) => sum + (got[position] ?? 0) * (wanted[position] ?? 0), 0);
      return dot < 0 ? -1 : 1;
    }),
  );
}

function flipped(host: HostTensor, dim: number, signs: readonly (readonly number[])[]): HostTensor {
  const values = numbers(host);
  signs.forEach((matrix, batch) => {
    matrix.forEach((sign, j) => {
      for (const position of vectorAt(host.shape, dim, batch, j)) values[position] = sign * (values[position] ?? 0);
    });
  });
  return fromNumbers(values, host.shape, host.dtype);
}

function compareVectors(actual: HostTensor, expected: HostTensor, dim: number, stored: Checked): Verdict {
  const [got, wanted] = [numbers(actual), numbers(expected)];
  for (let batch = 0; batch < matrixCount(expected.shape); batch += 1) {
    for (let j = 0; j < (stored.signCount ?? 0); j += 1) {
      const off = vectorAt(expected.shape, dim, batch, j).find((p) => !isClose(got[p] ?? NaN, wanted[p] ?? NaN, stored));
      if (off !== undefined) return `vector ${j} of matrix ${batch}: ${got[off]}, expected ${wanted[off]}`;
    }
  }
  return null;
}

/** Ties make indices ambiguous: those given must lead to the same values, and no two of a slice to the same place. */
function compareIndices(pairs: readonly Pair[], stored: Checked): Verdict {
  const indices = pairs.at(-1);
  const input = hostFrom(stored.args[0] ?? null);
  if (indices === undefined || input === null) return 'no indices';
  const [values] = pairs;
  if (pairs.length === 2 && values !== undefined) {
    const verdict = compareTensor(values.actual, values.expected, stored);
    if (verdict !== null) return prefixed('0', verdict);
  }
  const rank = input.shape.length;
  const dim = rank === 0 ? 0 : ((stored.checkDim ?? 0) + rank) % rank;
  const source = numbers(input);
  const at = (host: HostTensor) => slicesOf(host, input, dim);
  const wanted = at(indices.expected);
  for (const [slice, picked] of at(indices.actual).entries()) {
    if (new Set(picked).size !== picked.length) return `slice ${slice}: an index occurs twice`;
    const off = picked.findIndex((position, k) => !Object.is(source[position], source[wanted[slice]?.[k] ?? -1]));
    if (off >= 0) return `slice ${slice}: index ${off} leads to ${source[picked[off] ?? -1]}`;
  }
  return null;
}

/** For every slice along `dim`, the flat positions in the input that the indices name. */
function slicesOf(indices: HostTensor, input: HostTensor, dim: number): number[][] {
  const size = input.shape[dim] ?? 1;
  const inner = count(input.shape.slice(dim + 1));
  const kept = indices.shape.length === input.shape.length ? (indices.shape[dim] ?? 1) : 1;
  const values = numbers(indices);
  const outer = count(input.shape.slice(0, dim));
  return Array.from({ length: outer * inner }, (_, slice) => {
    const [o, i] = [Math.floor(slice / inner), slice % inner];
    return Array.from({ length: kept }, (_, k) => {
      const index = values[(o * kept + k) * inner + i] ?? -1;
      return index >= 0 && index < size ? (o * size + index) * inner + i : -1 - k;
    });
  });
}

/** `unique` without sorting: outputs are values, then inverse and counts as asked for. */
function compareUnordered(pairs: readonly Pair[], stored: Checked): Verdict {
  const [values] = pairs;
  if (values === undefined) return 'no values';
  const asked = (name: string) => stored.kwargs[name] === true;
  const inverse = asked('return_inverse') ? pairs[1] : undefined;
  const counts = asked('return_counts') ? pairs[asked('return_inverse') ? 2 : 1] : undefined;
  const table = (side: 'actual' | 'expected') => {
    const times = counts === undefined ? null : numbers(counts[side]);
    const rows = Array.from(numbers(values[side]), (value, i) => [value, times?.[i] ?? 0] as const);
    return rows.sort((a, b) => a[0] - b[0]);
  };
  const [got, wanted] = [table('actual'), table('expected')];
  const off = wanted.findIndex(([value, times], i) => !Object.is(got[i]?.[0], value) || got[i]?.[1] !== times);
  if (off >= 0) return `value ${off} in order is ${got[off]?.join(' × ')}, expected ${wanted[off]?.join(' × ')}`;
  if (inverse === undefined) return null;
  const input = hostFrom(stored.args[0] ?? null);
  const [list, source] = [numbers(values.actual), input === null ? [] : numbers(input)];
  const broken = numbers(inverse.actual).findIndex((position, i) => !Object.is(list[position], source[i]));
  return broken < 0 ? null : `inverse of element ${broken} leads to another value`;
}
