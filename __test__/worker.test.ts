/** Worker threads: each has tensors of its own, and what it had is freed when it ends, however it ends. */
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { memory, tensor } from '../js/index.ts';

const MIB = 2 ** 20;
const ENTRY = new URL('worker/entry.mjs', import.meta.url);

function start(program: string, seed = 0): Worker {
  return new Worker(ENTRY, { workerData: [program, seed] });
}

function message(worker: Worker): Promise<unknown> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the worker ended with ${code}`)));
  });
}

const exit = (worker: Worker): Promise<unknown> => new Promise((resolve) => worker.once('exit', resolve));
const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Engine bytes in use in the whole process once nothing of this thread is garbage. */
function live(): number {
  memory.collect();
  return memory.stats().live;
}

describe('a worker', { timeout: 30_000 }, () => {
  it('computes and differentiates', async () => {
    const worker = start('differentiate');
    const ended = exit(worker);
    expect(await message(worker)).toEqual([2, 4, 6]);
    await ended;
  });

  it('has modes of its own', async () => {
    const worker = start('mode');
    expect(await message(worker)).toBe(false);
    expect(tensor([1], { requiresGrad: true }).mul(2).requiresGrad).toBe(true);
    worker.postMessage(null);
    await exit(worker);
  });

  it('has handles of its own', async () => {
    memory.collect();
    const before = memory.stats().handles;
    const worker = start('handles');
    expect(await message(worker)).toBe(true);
    expect(memory.stats().handles).toBe(before);
    worker.postMessage(null);
    await exit(worker);
  });
});

describe('what a worker had is freed', { timeout: 30_000 }, () => {
  it('when it ends', async () => {
    const before = live();
    const worker = start('hold');
    await message(worker);
    expect(live() - before).toBeGreaterThanOrEqual(32 * MIB);
    worker.postMessage(null);
    await exit(worker);
    expect(live() - before).toBeLessThan(MIB);
  });

  it('when it is terminated in the middle of a loop', async () => {
    const before = live();
    const worker = start('loop');
    await message(worker);
    await wait(300);
    expect(live() - before).toBeGreaterThanOrEqual(32 * MIB);
    await worker.terminate();
    expect(live() - before).toBeLessThan(MIB);
  });

  it('when it is terminated inside a hook, with all its hooks', async () => {
    const before = live();
    const worker = start('hooks');
    await message(worker);
    await wait(200);
    await worker.terminate();
    expect(live() - before).toBeLessThan(MIB);
  });
});

describe('several workers', { timeout: 60_000 }, () => {
  it('train at the same time, each to the same result', async () => {
    const before = live();
    const workers = Array.from({ length: 4 }, () => start('train', 3));
    const ended = workers.map(exit);
    const results = await Promise.all(workers.map(message));
    for (const result of results) expect(result).toEqual(results[0]);
    await Promise.all(ended);
    expect(live() - before).toBeLessThan(MIB);
  });
});
