/** Comparisons that look at fields, and copies of them: what stands for something in the engine is itself and nothing else. */
import assert from 'node:assert';
import { isDeepStrictEqual } from 'node:util';
import { serialize } from 'node:v8';
import { MessageChannel, Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { autograd, equal, Generator, isTensor, nn, rand, Tensor, tensor } from '../js/index.ts';

const x = tensor([1, 2], { requiresGrad: true });
const product = x.mul(2);

/** Two different things of a kind, made anew at each call. */
const PAIRS: Readonly<Record<string, () => readonly [unknown, unknown]>> = {
  tensors: () => [tensor([1, 2]), tensor([5, 6])],
  'tensors of different shapes': () => [tensor([1, 2]), tensor([[1, 2]])],
  'tensors that are results': () => [rand([2]).add(1), rand([2]).add(1)],
  'numbers in tensors': () => [tensor(1), tensor(2)],
  'tensors of the old constructor': () => [new Tensor([1]), new Tensor([2])],
  views: () => [x.detach().at(0), x.detach().at(1)],
  parameters: () => [new nn.Parameter(rand([2])), new nn.Parameter(rand([2]))],
  modules: () => [new nn.Linear(2, 3), new nn.Linear(2, 3)],
  containers: () => [new nn.Sequential(new nn.Linear(2, 3)), new nn.Sequential(new nn.Linear(2, 3))],
  'state dictionaries': () => [new nn.Linear(2, 3).stateDict(), new nn.Linear(2, 3).stateDict()],
  generators: () => [new Generator(), new Generator()],
  operations: () => [x.mul(2).gradFn, x.mul(2).gradFn],
  graphs: () => [autograd.graph(x.mul(2)), autograd.graph(x.mul(2).add(1))],
};

describe('fields tell apart', () => {
  it.each(Object.entries(PAIRS))('%s', (_, make) => {
    const [a, b] = make();
    expect(isDeepStrictEqual(a, b)).toBe(false);
    expect(isDeepStrictEqual([{ a }], [{ a: b }])).toBe(false);
    assert.notDeepEqual(a, b);
    assert.throws(() => assert.deepEqual(a, b), assert.AssertionError);
    assert.deepStrictEqual(a, a);
  });
});

describe('one thing', () => {
  it('is equal to itself', () => {
    assert.deepStrictEqual({ x, list: [x] }, { x, list: [x] });
    assert.deepStrictEqual(product.gradFn, product.gradFn);
  });

  it('is not equal to a copy, nor to an alias', () => {
    expect(isDeepStrictEqual(x, x.clone())).toBe(false);
    expect(isDeepStrictEqual(x, x.detach())).toBe(false);
  });
});

describe('a tester for toEqual', () => {
  it('compares elements', () => {
    const same = (a: unknown, b: unknown) => (isTensor(a) && isTensor(b) ? a.dtype === b.dtype && equal(a, b) : undefined);
    expect.addEqualityTesters([same]);
    expect({ a: tensor([1, 2]) }).toEqual({ a: tensor([1, 2]) });
    expect({ a: tensor([1, 2]) }).not.toEqual({ a: tensor([5, 6]) });
    expect(tensor(1)).not.toEqual(tensor(2));
  });
});

describe('cloning', () => {
  const WHOLES: Readonly<Record<string, unknown>> = {
    tensor: x,
    parameter: new nn.Parameter(rand([2])),
    module: new nn.Linear(2, 3),
    container: new nn.Sequential(new nn.Linear(2, 3)),
    generator: new Generator(),
    operation: product.gradFn,
  };

  it.each(Object.entries(WHOLES))('a %s is refused with a sentence', (_, value) => {
    const clones = [
      () => structuredClone(value),
      () => structuredClone({ deep: [value] }),
      () => serialize(value),
      () => new MessageChannel().port1.postMessage(value),
      () => new Worker('', { eval: true, workerData: { value } }),
    ];
    for (const clone of clones) expect(clone).toThrow(/belongs to .*could not be cloned/);
  });
});

describe('what a tensor shows', () => {
  it('is its elements', () => {
    expect(JSON.stringify({ x })).toBe('{"x":[1,2]}');
    expect(String(x)).toBe('tensor([1., 2.], requires_grad=True)');
  });

  it('its sizes cannot be changed through', () => {
    const wide = rand([2, 3]);
    expect(() => (wide.shape as unknown as number[]).reverse()).toThrow(TypeError);
    expect(() => (wide.size() as unknown as number[]).push(3)).toThrow(TypeError);
    expect([wide.shape, wide.ndim, wide.numel()]).toEqual([[2, 3], 2, 6]);
  });
});
