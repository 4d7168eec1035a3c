/**
 * The names of parameters as callers may write them: in camelCase, in PyTorch's snake_case, and in NumPy's words where PyTorch
 * takes those. A name that is none of them is answered with the one that was probably meant. Knows nothing of values.
 */
import { camelCase } from '../text.ts';

/** NumPy's words for PyTorch's. */
const ALIASES: ReadonlyMap<string, readonly string[]> = new Map([
  ['dim', ['axis']],
  ['keepdim', ['keepdims']],
  ['input', ['x', 'a', 'x1']],
  ['other', ['x2']],
]);

/** Every spelling of every parameter of one function. */
export class Spellings {
  readonly #positions = new Map<string, number>();
  readonly #names: readonly string[];

  /** @param names in order, in either spelling */
  constructor(names: readonly string[]) {
    this.#names = names.map(camelCase);
    names.forEach((name, position) => {
      this.#positions.set(camelCase(name), position);
      this.#positions.set(name, position);
    });
    names.forEach((name, position) => {
      for (const alias of ALIASES.get(name) ?? []) if (!this.#positions.has(alias)) this.#positions.set(alias, position);
    });
  }

  /** Which parameter a name stands for; −1 for none. */
  positionOf(name: string): number {
    return this.#positions.get(name) ?? this.#positions.get(camelCase(name)) ?? -1;
  }

  /** What to do about a name that stands for none. */
  hintFor(name: string): string | null {
    return didYouMean(name, this.#names);
  }
}

/** `did you mean 'keepdim'?`, if one of the known names is near. */
export function didYouMean(name: string, known: readonly string[]): string | null {
  const wanted = plain(name);
  let [best, least] = [null as string | null, Math.min(3, Math.floor(wanted.length / 3) + 1)];
  for (const candidate of known) {
    const text = plain(candidate);
    const isPart = text.length >= 3 && wanted.length >= 3 && (wanted.startsWith(text) || text.startsWith(wanted));
    const distance = wanted === text ? 0 : Math.min(edits(wanted, text), isPart ? 1 : Number.POSITIVE_INFINITY);
    if (distance >= least) continue;
    [best, least] = [candidate, distance];
  }
  return best === null ? null : `did you mean '${best}'?`;
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll('_', '');
}

/** Letters put in, left out, replaced or swapped with the next, at least, to come from one word to the other (Damerau and Levenshtein). */
function edits(from: string, to: string): number {
  // Names, not texts: what is longer is near nothing.
  if (Math.abs(from.length - to.length) > 3 || from.length > 64) return Number.POSITIVE_INFINITY;
  let before: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let row = 1; row <= from.length; row += 1) {
    const next = [row];
    for (let at = 1; at <= to.length; at += 1) {
      const same = from[row - 1] === to[at - 1];
      let cost = Math.min((last[at] as number) + 1, (next[at - 1] as number) + 1, (last[at - 1] as number) + (same ? 0 : 1));
      const isSwap = row > 1 && at > 1 && from[row - 1] === to[at - 2] && from[row - 2] === to[at - 1];
      if (isSwap) cost = Math.min(cost, (before[at - 2] as number) + 1);
      next.push(cost);
    }
    [before, last] = [last, next];
  }
  return last[to.length] as number;
}
