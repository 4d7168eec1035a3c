/** Tensors over the memory of buffers. */
import { MessageChannel } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { DTypeError, fromBuffer, memory, ValueError } from '../js/index.ts';

describe('fromBuffer', () => {
  it('shares memory with a typed array, both ways', () => {
    const array = new Float32Array([1, 2, 3]);
    const x = fromBuffer(array);
    array[0] = 7;
    x.mul_(2);
    expect(x.tolist()).toEqual([14, 4, 6]);
    expect([...array]).toEqual([14, 4, 6]);
  });

  it('takes the part that a view shows, a dtype, an offset and a count', () => {
    const { buffer } = new Int16Array([1, 2, 3, 4, 5, 6]);
    expect(fromBuffer(new Int16Array(buffer, 2, 3)).tolist()).toEqual([2, 3, 4]);
    expect(fromBuffer(buffer, { dtype: 'int16', offset: 4, count: 2 }).tolist()).toEqual([3, 4]);
    expect(fromBuffer(buffer, { dtype: 'int32' }).shape).toEqual([3]);
    expect(fromBuffer(new DataView(buffer, 2), { dtype: 'int16', count: 1 }).item()).toBe(2);
    expect(fromBuffer(new Uint8Array(buffer).subarray(2, 4)).tolist()).toEqual([2, 0]);
  });

  it('takes shared buffers', () => {
    const array = new Int32Array(new SharedArrayBuffer(8));
    const x = fromBuffer(array);
    Atomics.store(array, 1, 5);
    expect(x.tolist()).toEqual([0, 5]);
  });

  it('takes every dtype but bool', () => {
    const buffer = new ArrayBuffer(32);
    for (const dtype of ['uint8', 'int64', 'uint64', 'float16', 'bfloat16', 'float64', 'complex64', 'complex128'] as const) {
      expect(fromBuffer(buffer, { dtype }).dtype).toBe(dtype);
    }
    expect(() => fromBuffer(buffer, { dtype: 'bool' })).toThrow(DTypeError);
    expect(() => fromBuffer(buffer)).toThrow(/missing required argument: 'dtype'/);
  });

  it('can require a gradient', () => {
    const x = fromBuffer(new Float32Array([1, 2]), { requiresGrad: true });
    x.mul(x).sum().backward();
    expect(x.grad?.tolist()).toEqual([2, 4]);
  });

  it.each([
    [0, {}, /both buffer length \(0\) and count \(-1\) must not be 0/],
    [8, { count: 0 }, /must not be 0/],
    [8, { offset: 8 }, /no greater than buffer length \(8 bytes\) minus 1/],
    [8, { offset: -1 }, /must be non-negative/],
    [8, { offset: 2 }, /must be a multiple of element size \(4\)/],
    [8, { offset: 4, count: 2 }, /requested buffer length \(2 \* 4 bytes\) after offset \(4 bytes\)/],
    [8, { count: 2 ** 40 }, /requested buffer length/],
    [8, { count: 1.5 }, /argument 'count'.* must be int/],
    [9, { offset: 1 }, /must start at a multiple of 4 bytes/],
  ])('refuses %i bytes with %o', (length, options, message) => {
    expect(() => fromBuffer(new ArrayBuffer(length), { dtype: 'float32', ...options })).toThrow(ValueError);
    expect(() => fromBuffer(new ArrayBuffer(length), { dtype: 'float32', ...options })).toThrow(message);
  });

  it('refuses what is no buffer, and buffers that may be resized', () => {
    for (const value of [[1], 'x', null, undefined, 3]) expect(() => fromBuffer(value as never, { dtype: 'uint8' })).toThrow(ValueError);
    const resizable = new (ArrayBuffer as new (length: number, options: object) => ArrayBuffer)(8, { maxByteLength: 16 });
    expect(() => fromBuffer(resizable, { dtype: 'uint8' })).toThrow(/size of the buffer may change/);
  });

  it('keeps the memory from being taken away', () => {
    const array = new Float32Array([1, 2]);
    const x = fromBuffer(array);
    const { port1, port2 } = new MessageChannel();
    for (const take of [() => port1.postMessage(array, [array.buffer]), () => structuredClone(array, { transfer: [array.buffer] })]) {
      try {
        take();
      } catch {
        // Node.js 21 and later refuse, earlier ones copy.
      }
    }
    port1.close();
    port2.close();
    expect(array.length).toBe(2);
    expect(x.tolist()).toEqual([1, 2]);
  });

  it('holds the buffer as long as the tensor or a view of it lives, and no longer', () => {
    memory.collect();
    const kept = Array.from({ length: 50 }, (_, index) => fromBuffer(new Float32Array(10_000).fill(index)).at('5:7'));
    for (let round = 0; round < 3; round += 1) {
      memory.collect();
      Array.from({ length: 50 }, () => new Float32Array(10_000).fill(-1));
    }
    expect(kept.map((x) => x.tolist())).toEqual(kept.map((_, index) => [index, index]));
    const before = memory.stats().held;
    for (const x of kept) x.dispose();
    memory.collect();
    expect(before - memory.stats().held).toBeGreaterThanOrEqual(50 * 40_000);
  });
});
