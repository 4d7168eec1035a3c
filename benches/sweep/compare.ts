/** Whether two digests are of the same computation. Loose: what a value is to the last digit is for the tests. */
import type { Digest } from './subject.ts';

/** So much of the largest number may two numbers differ, and so many of them more than that: ties, places beside joints. */
const TOLERANCE = 0.02;
const OUTLIERS = 0.05;

function differ(a: number | string, b: number | string, scale: number): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a !== b;
  return Math.abs(a - b) > TOLERANCE * Math.max(scale, Math.abs(b));
}

/** What differs, in words; null if nothing does. */
export function differences(ours: readonly Digest[], theirs: readonly Digest[], shapeOnly: boolean): string | null {
  if (ours.length !== theirs.length) return `${ours.length} results, PyTorch gives ${theirs.length}`;
  for (const [index, { shape, sample }] of ours.entries()) {
    const other = theirs[index] as Digest;
    if (shape.join() !== other.shape.join()) return `result ${index} has shape [${shape}], PyTorch's [${other.shape}]`;
    if (shapeOnly) continue;
    const finite = other.sample.filter((each) => typeof each === 'number').map(Math.abs);
    const typical = finite.reduce((sum, each) => sum + each, 0) / Math.max(1, finite.length);
    const wrong = sample.flatMap((value, at) => (differ(value, other.sample[at] ?? Number.NaN, typical) ? [at] : []));
    const [first] = wrong;
    if (first !== undefined && wrong.length > OUTLIERS * sample.length) {
      return `result ${index}: ${wrong.length} of ${sample.length} numbers differ, ${sample[first]} is ${other.sample[first]} in PyTorch`;
    }
  }
  return null;
}
