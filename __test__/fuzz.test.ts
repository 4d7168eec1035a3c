/** Random calls of all operators, with fixed seeds; `npm run fuzz` goes on with others. */
import { describe, expect, it } from 'vitest';
import { runChunk } from './fuzz/chunk.ts';

describe('a random call of an operator', () => {
  const SENTENCE = 'is the same in every form, refused by a typed error only, and touches nothing else (seed %i)';

  it.concurrent.each([1, 2, 3, 4])(SENTENCE, { timeout: 120_000 }, async (seed) => {
    const { findings, done } = await runChunk({ program: 'calls', args: [seed, 0, 5000], seconds: 100, again: `npm run fuzz -- --seed ${seed}` });
    expect(findings).toEqual([]);
    expect(done).toBeGreaterThanOrEqual(5000);
  });
});
