/**
 * Eigenvalues in any order and eigenvectors up to a factor of modulus 1: each expected eigenvalue is paired with the
 * nearest unused actual one, its vector turned so that the two have a positive product.
 */
import type { Checked, Outcome, Pair } from './checks.ts';
import { isWithin, type Tolerance, type Verdict } from './compare.ts';
import { fromNumbers, type HostTensor, numbers } from './host.ts';

type Complex = readonly [re: number, im: number];

/** One matrix: where each expected eigenvalue is found, and the factor that turns its vector. */
interface Alignment {
  readonly partner: readonly number[];
  readonly phase: readonly Complex[];
}

export function compareEig(pairs: readonly Pair[], stored: Checked, gradOutputs: readonly (HostTensor | null)[]): Outcome {
  const [values, vectors] = pairs;
  if (values === undefined) return { verdict: 'no eigenvalues', gradOutputs };
  const n = values.expected.shape.at(-1) ?? 0;
  const batches = n === 0 ? 0 : numbers(values.expected).length / 2 / n;
  const alignments = Array.from({ length: batches }, (_, batch) => align(values, vectors, n, batch));
  const verdict = compareAligned(values, vectors, alignments, n, stored);
  return {
    verdict,
    gradOutputs: [alignValues(gradOutputs[0], alignments, n), alignVectors(gradOutputs[1], alignments, n)],
  };
}

function at(values: Float64Array, index: number): Complex {
  return [values[2 * index] ?? Number.NaN, values[2 * index + 1] ?? Number.NaN];
}

function gap(a: Complex, b: Complex): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}

function times([a, b]: Complex, [c, d]: Complex): Complex {
  return [a * c - b * d, a * d + b * c];
}

function align(values: Pair, vectors: Pair | undefined, n: number, batch: number): Alignment {
  const [got, wanted] = [numbers(values.actual), numbers(values.expected)];
  const unused = new Set(Array.from({ length: n }, (_, index) => index));
  const partner = Array.from({ length: n }, (_, j) => {
    const target = at(wanted, batch * n + j);
    const nearest = [...unused].reduce((best, index) => (gap(at(got, batch * n + index), target) < gap(at(got, batch * n + best), target) ? index : best));
    unused.delete(nearest);
    return nearest;
  });
  const phase = partner.map((i, j): Complex => (vectors === undefined ? [1, 0] : phaseOf(vectors, n, batch, i, j)));
  return { partner, phase };
}

/** `d/|d|` with `d = Σ conj(actual) · expected` over the two columns. */
function phaseOf(vectors: Pair, n: number, batch: number, i: number, j: number): Complex {
  const [got, wanted] = [numbers(vectors.actual), numbers(vectors.expected)];
  let [re, im] = [0, 0];
  for (let row = 0; row < n; row += 1) {
    const [a, b] = at(got, (batch * n + row) * n + i);
    const product = times([a, -b], at(wanted, (batch * n + row) * n + j));
    re += product[0];
    im += product[1];
  }
  const modulus = Math.hypot(re, im);
  return modulus === 0 ? [1, 0] : [re / modulus, im / modulus];
}

function compareAligned(values: Pair, vectors: Pair | undefined, alignments: readonly Alignment[], n: number, { rtol, atol }: Tolerance): Verdict {
  const far = (a: Complex, b: Complex) => !isWithin(gap(a, b), atol + rtol * Math.hypot(...b));
  const [got, wanted] = [numbers(values.actual), numbers(values.expected)];
  for (const [batch, { partner, phase }] of alignments.entries()) {
    for (const [j, i] of partner.entries()) {
      const [a, b] = [at(got, batch * n + i), at(wanted, batch * n + j)];
      if (far(a, b)) return `eigenvalue ${j} of matrix ${batch} is ${a.join(' + ')}j, expected ${b.join(' + ')}j`;
      if (vectors === undefined) continue;
      const column = (host: HostTensor, k: number, row: number) => at(numbers(host), (batch * n + row) * n + k);
      for (let row = 0; row < n; row += 1) {
        const turned = times(column(vectors.actual, i, row), phase[j] ?? [1, 0]);
        if (far(turned, column(vectors.expected, j, row))) return `eigenvector ${j} of matrix ${batch}, row ${row}`;
      }
    }
  }
  return null;
}

function alignValues(grad: HostTensor | null | undefined, alignments: readonly Alignment[], n: number): HostTensor | null {
  if (grad === null || grad === undefined) return null;
  const stored = numbers(grad);
  const out = new Float64Array(stored.length);
  alignments.forEach(({ partner }, batch) => {
    partner.forEach((i, j) => out.set(at(stored, batch * n + j), 2 * (batch * n + i)));
  });
  return fromNumbers(out, grad.shape, grad.dtype);
}

function alignVectors(grad: HostTensor | null | undefined, alignments: readonly Alignment[], n: number): HostTensor | null {
  if (grad === null || grad === undefined) return null;
  const stored = numbers(grad);
  const out = new Float64Array(stored.length);
  alignments.forEach(({ partner, phase }, batch) => {
    partner.forEach((i, j) => {
      const [re, im] = phase[j] ?? [1, 0];
      for (let row = 0; row < n; row += 1) {
        const start = (batch * n + row) * n;
        out.set(times(at(stored, start + j), [re, -im]), 2 * (start + i));
      }
    });
  });
  return fromNumbers(out, grad.shape, grad.dtype);
}
