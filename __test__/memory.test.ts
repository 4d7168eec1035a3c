/** Memory: what the counts say, the limit, collections on request. */
import { afterEach, describe, expect, it } from 'vitest';
import { autograd, io, memory, nn, OutOfMemoryError, ones, Tensor, tensor, zeros } from '../js/index.ts';

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

  it('on request gives resident memory back, also that of small blocks', () => {
    const kept = Array.from({ length: 4000 }, () => ones([4096]));
    const most = process.memoryUsage.rss();
    for (const x of kept) x.dispose();
    memory.collect();
    expect(most - process.memoryUsage.rss()).toBeGreaterThan(40 * MIB);
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
});

describe('limit', () => {
  it('is unlimited at first and reads back', () => {
    expect(memory.limit).toBe(Number.POSITIVE_INFINITY);
    memory.limit = 2 ** 30;
    expect(memory.limit).toBe(2 ** 30);
  });

  it('is not exceeded by a loop, whose garbage is collected in time', () => {
    memory.collect();
    const before = memory.stats().live;
    memory.limit = before + 20 * MIB;
    memory.resetPeak();
    let sum = zeros([256, 1024]);
    for (let index = 0; index < 300; index += 1) sum = sum.add(zeros([256, 1024]).mul(2)) as typeof sum;
    expect(memory.stats().peak - before).toBeLessThanOrEqual(20 * MIB);
    expect(sum.shape).toEqual([256, 1024]);
  });

  it('is an OutOfMemoryError where nothing is garbage, and what was there is as it was', () => {
    memory.collect();
    const kept: Tensor[] = [];
    memory.limit = memory.stats().live + 8 * MIB;
    const fill = () => {
      for (let index = 0; index < 100; index += 1) kept.push(zeros([256, 1024]).add(index) as Tensor);
    };
    expect(fill).toThrow(OutOfMemoryError);
    expect(fill).toThrow(/limit/);
    expect(kept.length).toBeGreaterThanOrEqual(6);
    expect(kept.map((x) => x.at(0, 0).item())).toEqual(kept.map((_, index) => index));
  });

  it('holds for data, files and backward passes too', () => {
    const x = zeros([512, 1024], { requiresGrad: true });
    const bytes = io.serializeSafetensors({ x });
    // In a function of its own: what is made on the way is garbage afterwards.
    const loss = (() => x.mul(2).exp().sum())();
    memory.collect();
    memory.limit = memory.stats().live + MIB;
    const ways = [() => tensor(new Float32Array(512 * 1024)), () => io.parseSafetensors(bytes), () => new Tensor(512, 1024), () => autograd.grad(loss, x)];
    for (const way of ways) expect(way).toThrow(OutOfMemoryError);
  });

  it('is asked for first where a result that nobody could hold would need hours of work', () => {
    memory.limit = memory.stats().live + 8 * MIB;
    const vast = tensor(1).expand([2 ** 40]);
    for (const way of [() => nn.functional.normalize(vast, { dim: [] }), () => nn.functional.dropout(vast)]) {
      expect(way).toThrow(OutOfMemoryError);
    }
  });

  it('has garbage collected in the middle of what makes more than one tensor', () => {
    const x = zeros([512, 1024], { requiresGrad: true });
    memory.collect();
    memory.limit = memory.stats().live + 24 * MIB;
    for (let step = 0; step < 40; step += 1) {
      x.grad = null;
      x.mul(2).exp().mul(x).sum().backward();
      tensor(new Float32Array(512 * 1024));
    }
    expect(x.grad?.shape).toEqual([512, 1024]);
  });

  it('below what is live lets nothing in', () => {
    const x = zeros([256, 1024]);
    memory.limit = 1000;
    expect(() => x.add(1)).toThrow(OutOfMemoryError);
    memory.limit = Number.POSITIVE_INFINITY;
    expect(x.add(1).at(0, 0).item()).toBe(1);
  });

  it('bounds what is kept for reuse as well', () => {
    memory.collect();
    const limit = memory.stats().live + 32 * MIB;
    memory.limit = limit;
    for (let size = 1; size < 12; size += 1) {
      zeros([size, 256, 1024]).dispose();
      const { live, cached } = memory.stats();
      expect(live + cached).toBeLessThanOrEqual(limit);
    }
  });

  it('that is no number is refused', () => {
    for (const limit of [Number.NaN, -1]) expect(() => (memory.limit = limit)).toThrow(/limit/);
  });
});
