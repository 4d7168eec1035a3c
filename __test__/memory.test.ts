/** Memory: what the counts say, the limit, collections on request. */
import { afterEach, describe, expect, it } from 'vitest';
import { memory, type Tensor, zeros } from '../js/index.ts';

const MIB = 2 ** 20;

afterEach(() => {
  memory.limit = Number.POSITIVE_INFINITY;
});

describe('stats', () => {
  it('live counts bytes in use', () => {
    memory.collect();
    const before = memory.stats().live;
    const x = zeros([1024, 1024]);
    expect(memory.stats().live - before).toBeGreaterThanOrEqual(4 * MIB);
    x.dispose();
    expect(memory.stats().live).toBe(before);
  });

  it('views share what they are views of', () => {
    const x = zeros([1024, 1024]);
    const before = memory.stats().live;
    const view = x.at('0:512');
    expect(memory.stats().live).toBe(before);
    expect(view.shape).toEqual([512, 1024]);
  });

  it('peak is the most since it was started anew', () => {
    memory.collect();
    memory.resetPeak();
    const before = memory.stats().live;
    zeros([1024, 1024]).dispose();
    expect(memory.stats().peak - before).toBeGreaterThanOrEqual(4 * MIB);
    expect(memory.stats().live).toBe(before);
  });

  it('handles count tensors', () => {
    memory.collect();
    const before = memory.stats().handles;
    const kept = Array.from({ length: 10 }, () => zeros([1]));
    expect(memory.stats().handles).toBe(before + 10);
    for (const x of kept) x.dispose();
    expect(memory.stats().handles).toBe(before);
  });
});

describe('collection', () => {
  it('on request frees what nobody reaches and empties the cache', () => {
    zeros([1024, 1024]);
    memory.collect();
    expect(memory.stats().cached).toBeLessThan(4 * MIB);
  });

  it('happens by itself in a loop', () => {
    memory.collect();
    const before = memory.stats().live;
    memory.resetPeak();
    for (let index = 0; index < 2000; index += 1) zeros([256, 1024]);
    expect(memory.stats().peak - before).toBeLessThan(512 * MIB);
  });

  it('takes old garbage too, however small it is', { timeout: 60_000 }, () => {
    const kept: Tensor[] = [];
    for (let index = 0; index < 400_000; index += 1) kept[index % 20_000] = zeros([1]) as Tensor;
    expect(memory.stats().handles).toBeLessThan(200_000);
  });

  it('comes sooner below a limit', () => {
    memory.collect();
    const before = memory.stats().live;
    memory.limit = before + 64 * MIB;
    memory.resetPeak();
    for (let index = 0; index < 500; index += 1) zeros([256, 1024]);
    expect(memory.stats().peak - before).toBeLessThan(96 * MIB);
  });
});

describe('limit', () => {
  it('is unlimited at first and reads back', () => {
    expect(memory.limit).toBe(Number.POSITIVE_INFINITY);
    memory.limit = 2 ** 30;
    expect(memory.limit).toBe(2 ** 30);
  });

  it('that is no number is refused', () => {
    for (const limit of [Number.NaN, -1]) expect(() => (memory.limit = limit)).toThrow(/limit/);
  });
});
