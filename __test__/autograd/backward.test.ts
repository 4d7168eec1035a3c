/** Backward: what arrives at the leaves, what is kept, what is refused. */
import { describe, expect, it } from 'vitest';
import { autograd, noGrad, ones, type Tensor, tensor, zeros } from '../../js/index.ts';

const leaf = (data: number | number[] | number[][]): Tensor => tensor(data as number[], { requiresGrad: true }) as Tensor;

describe('gradients of leaves', () => {
  it('have the shape and dtype of the leaf', () => {
    const x = leaf([
      [1, 2],
      [3, 4],
    ]);
    x.mul(x).sum().backward();
    expect(x.grad?.tolist()).toEqual([
      [2, 4],
      [6, 8],
    ]);
    expect(x.grad?.dtype).toBe('float32');
  });

  it('are null before', () => {
    expect(leaf([1]).grad).toBeNull();
  });

  it('accumulate', () => {
    const x = leaf([1, 2]);
    x.mul(3).sum().backward();
    x.mul(4).sum().backward();
    expect(x.grad?.tolist()).toEqual([7, 7]);
  });

  it('are one object as long as they are not replaced', () => {
    const x = leaf([1, 2]);
    x.sum().backward();
    const { grad } = x;
    expect(x.grad).toBe(grad);
    x.sum().backward();
    expect(x.grad).toBe(grad);
    expect(grad?.tolist()).toEqual([2, 2]);
  });

  it('may be set and taken away', () => {
    const x = leaf([1, 2]);
    x.grad = tensor([5, 6]);
    expect(x.grad?.tolist()).toEqual([5, 6]);
    x.sum().backward();
    expect(x.grad?.tolist()).toEqual([6, 7]);
    x.grad = null;
    expect(x.grad).toBeNull();
  });

  it('of another shape are refused', () => {
    const x = leaf([1, 2]);
    expect(() => (x.grad = tensor([1, 2, 3]))).toThrow(/size/);
  });

  it('are summed over broadcast dimensions', () => {
    const [x, y] = [leaf([[1], [2]]), leaf([10, 20, 30])];
    x.mul(y).sum().backward();
    expect(x.grad?.tolist()).toEqual([[60], [60]]);
    expect(y.grad?.tolist()).toEqual([3, 3, 3]);
  });

  it('come only to those asked for', () => {
    const [x, y] = [leaf([1]), leaf([2])];
    x.mul(y).backward({ inputs: [x] });
    expect(x.grad?.tolist()).toEqual([2]);
    expect(y.grad).toBeNull();
  });

  it('of a tensor used twice add up', () => {
    const x = leaf(3);
    x.mul(x).add(x).backward();
    expect(x.grad?.item()).toBe(7);
  });
});

describe('the gradient that starts it', () => {
  it('is 1 for one element', () => {
    const x = leaf([2]);
    x.mul(5).backward();
    expect(x.grad?.tolist()).toEqual([5]);
  });

  it('must be given for several', () => {
    expect(() => leaf([1, 2]).mul(2).backward()).toThrow('grad can be implicitly created only for scalar outputs');
  });

  it('weighs the elements', () => {
    const x = leaf([1, 2]);
    x.mul(2).backward(tensor([1, 10]));
    expect(x.grad?.tolist()).toEqual([2, 20]);
  });

  it('must have the shape of the output', () => {
    expect(() =>
      leaf([1, 2])
        .mul(2)
        .backward(tensor([1, 2, 3])),
    ).toThrow(/Mismatch in shape/);
  });
});

describe('what is kept', () => {
  it('a second backward is refused', () => {
    const loss = leaf([1, 2]).pow(2).sum();
    loss.backward();
    expect(() => loss.backward()).toThrow('Trying to backward through the graph a second time');
  });

  it('retainGraph allows it', () => {
    const x = leaf([1, 2]);
    const loss = x.pow(2).sum();
    loss.backward({ retainGraph: true });
    loss.backward();
    expect(x.grad?.tolist()).toEqual([4, 8]);
  });

  it('createGraph records backward itself', () => {
    const x = leaf(2);
    x.pow(3).backward({ createGraph: true });
    expect(x.grad?.requiresGrad).toBe(true);
    const grad = x.grad as Tensor;
    x.grad = null;
    grad.backward();
    expect((x.grad as Tensor | null)?.item()).toBe(12);
  });

  it('the gradient of what is no leaf is not kept unless asked for', () => {
    const x = leaf([1, 2]);
    const y = x.mul(2);
    const z = x.mul(3);
    z.retainGrad();
    y.add(z).sum().backward();
    expect(y.grad).toBeNull();
    expect(z.grad?.tolist()).toEqual([1, 1]);
    expect(z.retainsGrad).toBe(true);
  });
});

describe('several roots', () => {
  it('are differentiated at once', () => {
    const x = leaf([1, 2]);
    autograd.backward([x.mul(2).sum(), x.mul(3).sum()]);
    expect(x.grad?.tolist()).toEqual([5, 5]);
  });

  it('each with its gradient', () => {
    const x = leaf([1, 2]);
    autograd.backward([x.mul(2), x.sum()], [tensor([1, 0]), null]);
    expect(x.grad?.tolist()).toEqual([3, 1]);
  });
});

describe('autograd.grad', () => {
  it('gives gradients and accumulates nothing', () => {
    const [x, y] = [leaf([1, 2]), leaf([3, 4])];
    const [dx, dy] = autograd.grad(x.mul(y).sum(), [x, y]);
    expect(dx?.tolist()).toEqual([3, 4]);
    expect(dy?.tolist()).toEqual([1, 2]);
    expect(x.grad).toBeNull();
  });

  it('of intermediate results', () => {
    const x = leaf(2);
    const y = x.mul(3);
    const [dy] = autograd.grad(y.mul(y), y);
    expect(dy?.item()).toBe(12);
  });

  it('refuses what is not used, or gives null or zeros', () => {
    const [x, y] = [leaf([1, 2]), leaf([3, 4])];
    expect(() => autograd.grad(x.sum(), [x, y])).toThrow('One of the differentiated Tensors appears to not have been used in the graph');
    expect(autograd.grad(x.sum(), [x, y], { allowUnused: true })[1]).toBeNull();
    expect(autograd.grad(x.sum(), [x, y], { materializeGrads: true })[1]?.tolist()).toEqual([0, 0]);
  });

  it('derivatives of derivatives', () => {
    const x = leaf(2);
    let y: Tensor = x.pow(4);
    const found: unknown[] = [];
    for (let order = 0; order < 4; order += 1) {
      y = autograd.grad(y, x, { createGraph: true })[0] as Tensor;
      found.push(y.item());
    }
    expect(found).toEqual([32, 48, 48, 24]);
  });

  it('a product with a vector', () => {
    const x = leaf([1, 2, 3]);
    const [product] = autograd.grad(x.pow(2), x, { gradOutputs: tensor([1, 0, 2]) });
    expect(product?.tolist()).toEqual([2, 0, 12]);
  });

  it('counts gradients and outputs', () => {
    const x = leaf([1]);
    expect(() => autograd.grad([x.mul(2)], x, { gradOutputs: [null, null] })).toThrow('got 1 tensors and 2 gradients');
  });
});

describe('long graphs', () => {
  it('a chain of a million additions neither overflows forwards, backwards nor when freed', { timeout: 60_000 }, () => {
    const x = leaf(1);
    let y: Tensor = x;
    for (let index = 0; index < 1_000_000; index += 1) y = y.add(1);
    y.backward();
    expect(x.grad?.item()).toBe(1);
  });

  it('one that is dropped without backward is freed as well', { timeout: 60_000 }, () => {
    let y: Tensor = leaf(1);
    for (let index = 0; index < 300_000; index += 1) y = y.mul(1);
    y = zeros([1]);
    expect(y.item()).toBe(0);
  });
});

describe('the graph to look at', () => {
  it('nodes have names and inputs', () => {
    const x = leaf([1, 2]);
    const node = x.mul(2).add(1).gradFn;
    expect(node?.name).toBe('AddBackward0');
    expect(node?.nextFunctions[0]?.name).toBe('MulBackward0');
    expect(node?.nextFunctions[0]?.nextFunctions[0]?.name).toBe('AccumulateGrad');
    expect(String(node)).toMatch(/^<AddBackward0 object at 0x[0-9a-f]+>$/);
  });

  it('a leaf has none', () => {
    expect(leaf([1]).gradFn).toBeNull();
    expect(tensor([1]).gradFn).toBeNull();
  });

  it('the last node knows its leaf', () => {
    const x = leaf([1, 2]);
    const { variable } = x.mul(2).gradFn?.nextFunctions[0] ?? {};
    expect(variable?.tolist()).toEqual([1, 2]);
    variable?.sum().backward();
    expect(x.grad?.tolist()).toEqual([1, 1]);
  });

  it('only floating point may require a gradient', () => {
    expect(() => tensor([1n]).requiresGrad_()).toThrow(/[Oo]nly Tensors of floating point/);
  });

  it('requiresGrad_ of what is no leaf is refused', () => {
    const y = leaf([1]).mul(2);
    expect(() => y.requiresGrad_(false)).toThrow(/you can only change requires_grad flags of leaf variables/);
  });

  it('noGrad leaves no history', () => {
    const x = leaf([1]);
    expect(noGrad(() => x.mul(2)).requiresGrad).toBe(false);
    expect(ones([1]).mul(x.detach()).gradFn).toBeNull();
  });
});
