/** Training loops without memory calls, in short; `npm run leak` runs them in full. */
import { describe, expect, it } from 'vitest';
import { complaints, measure } from './measure.ts';

describe('a synchronous loop without a memory call', () => {
  it.each([
    ['linreg', 100_000],
    ['mlp', 1_200],
    ['buffer', 300_000],
    ['hooks', 30_000],
    ['rows', 200_000],
    ['arrays', 300],
    ['ways', 6_000],
    ['cycles', 3_000],
  ] as const)('%s keeps its memory', { timeout: 120_000 }, async (name, steps) => {
    expect(complaints(name, await measure(name, steps))).toEqual([]);
  });
});
