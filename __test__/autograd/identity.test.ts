/** `x.data = y`: a tensor with other elements is the same tensor to its graph, its hooks and its optimiser. */
import { describe, expect, it } from 'vitest';
import { noGrad, nn, ones, optim, type Tensor, tensor, zeros } from '../../js/index.ts';

const leaf = (data: number[]): Tensor => tensor(data, { requiresGrad: true }) as Tensor;

describe('setting data', () => {
  it('keeps the flag, the gradient and the object', () => {
    const x = leaf([1, 2]);
    x.mul(3).sum().backward();
    const { grad } = x;
    x.data = x.data.clamp(0, 1);
    expect([x.requiresGrad, x.isLeaf, x.grad === grad, x.grad!.tolist(), x.tolist()]).toEqual([true, true, true, [3, 3], [1, 1]]);
  });

  it('keeps the graphs that were recorded, which see the new elements', () => {
    const x = leaf([1, 2]);
    const y = x.mul(x).sum();
    x.data = tensor([10, 20]);
    y.backward();
    expect(x.grad!.tolist()).toEqual([20, 40]);
  });

  it('keeps the history of a result', () => {
    const x = leaf([1, 2]);
    const y = x.mul(2);
    y.data = tensor([5, 6]);
    y.mul(y).sum().backward();
    expect([y.gradFn?.name, y.isLeaf, x.grad!.tolist()]).toEqual(['MulBackward0', false, [20, 24]]);
  });

  it('keeps hooks', () => {
    const x = leaf([1, 2]);
    const hook = x.registerHook((grad) => grad.mul(10));
    x.data = tensor([3, 4]);
    x.sum().backward();
    expect(x.grad!.tolist()).toEqual([10, 10]);
    hook.remove();
    x.sum().backward();
    expect(x.grad!.tolist()).toEqual([11, 11]);
  });

  it('keeps what an optimiser remembers, and lets it step', () => {
    const x = leaf([1, 2]);
    const optimizer = new optim.SGD([x], { lr: 1, momentum: 0.5 });
    for (let step = 0; step < 2; step += 1) {
      optimizer.zeroGrad();
      x.sum().backward();
      optimizer.step();
      x.data = x.data.clamp({ min: -1 });
    }
    // 1 − 1, then − (1 + 0.5); 2 − 1, then the same.
    expect(x.tolist()).toEqual([-1, -0.5]);
  });

  it('takes another shape and dtype', () => {
    const x = leaf([1, 2]);
    expect(x.shape).toEqual([2]);
    x.data = ones([2, 3], { dtype: 'float64' });
    expect([x.shape, x.dtype, x.requiresGrad]).toEqual([[2, 3], 'float64', true]);
    x.mul(2).sum().backward();
    expect([x.grad!.shape, x.grad!.dtype]).toEqual([[2, 3], 'float64']);
  });

  it('shares memory with the data but not its version', () => {
    const [x, y] = [zeros([2]), zeros([2])];
    x.add_(1);
    x.data = y;
    y.add_(5);
    expect([x.tolist(), x.version, y.version]).toEqual([[5, 5], 1, 1]);
    expect(x.copy_(y).tolist()).toEqual([5, 5]);
  });

  it('is refused for what is no tensor, and for integers where a gradient is required', () => {
    const x = leaf([1, 2]);
    expect(() => (x.data = 5 as never)).toThrow('Variable data has to be a tensor, but got int');
    expect(() => (x.data = null as never)).toThrow('Variable data has to be a tensor, but got NoneType');
    expect(() => (x.data = tensor([1n, 2n]))).toThrow('data set to a tensor that requires gradients must be floating point or complex dtype');
    expect(x.tolist()).toEqual([1, 2]);
  });

  it('to itself changes nothing, however often', () => {
    const x = leaf([1, 2]);
    for (let round = 0; round < 10_000; round += 1) x.data = x.data;
    x.sum().backward();
    expect([x.tolist(), x.grad!.tolist()]).toEqual([
      [1, 2],
      [1, 1],
    ]);
  });
});

describe('detach_', () => {
  it("ends the history of the tensor itself and keeps a leaf's gradient", () => {
    const x = leaf([1, 2]);
    x.sum().backward();
    const y = x.mul(2);
    expect([y.detach_() === y, y.requiresGrad, y.gradFn]).toEqual([true, false, null]);
    x.detach_();
    expect([x.requiresGrad, x.grad!.tolist()]).toEqual([false, [1, 1]]);
  });

  it('is refused for a view', () => {
    expect(() => zeros([3]).at('1:').detach_()).toThrow("Can't detach views in-place. Use detach() instead.");
  });
});

describe('a change of layout in place', () => {
  it('of a leaf keeps its gradient and the graphs it is in', () => {
    const x = tensor([[1, 2]], { requiresGrad: true });
    x.sum().backward();
    noGrad(() => x.t_());
    expect([x.shape, x.isLeaf, x.requiresGrad, x.grad!.tolist()]).toEqual([[2, 1], true, true, [[1, 1]]]);
  });
});

describe('moving a module', () => {
  it('keeps parameters, gradients and graphs', () => {
    const layer = new nn.Linear(2, 1);
    const { weight } = layer;
    layer
      .call(ones([1, 2]))
      .sum()
      .backward();
    const { grad } = weight;
    const hook = weight.registerHook((given) => given.mul(2));
    layer.double();
    expect([layer.weight === weight, weight.grad === grad, weight.dtype, grad!.dtype]).toEqual([true, true, 'float64', 'float64']);
    weight.grad = null;
    layer
      .call(ones([1, 2], { dtype: 'float64' }))
      .sum()
      .backward();
    expect(weight.grad!.tolist()).toEqual([[2, 2]]);
    hook.remove();
  });

  it('lets a graph that was recorded before deliver its gradient in the new dtype', () => {
    const layer = new nn.Linear(2, 1);
    const loss = layer.call(ones([1, 2])).sum();
    layer.double();
    loss.backward();
    expect([layer.weight.grad!.dtype, layer.weight.grad!.tolist()]).toEqual(['float64', [[1, 1]]]);
  });
});

describe('loading a state with assign', () => {
  it('puts parameters over the given memory in place of the old ones', () => {
    const layer = new nn.Linear(2, 2);
    const { weight } = layer;
    const state = { weight: ones([2, 2], { dtype: 'float64' }), bias: zeros([2]) };
    layer.loadStateDict(state, { assign: true });
    expect([layer.weight === weight, layer.weight instanceof nn.Parameter, layer.weight.dtype, layer.weight.requiresGrad]).toEqual([
      false,
      true,
      'float64',
      true,
    ]);
    state.weight.mul_(3);
    expect(layer.weight.tolist()).toEqual([
      [3, 3],
      [3, 3],
    ]);
  });

  it('takes a Parameter itself, frozen where the old one was, and a buffer itself', () => {
    const norm = new nn.LayerNorm(2);
    norm.registerBuffer('mean', zeros([2]));
    norm.weight!.requiresGrad_(false);
    const state = { ...norm.stateDict(), weight: new nn.Parameter(ones([2])), mean: ones([2]) };
    norm.loadStateDict(state, { assign: true });
    expect([norm.weight === state.weight, norm.weight!.requiresGrad, norm.buffers()[0] === state.mean]).toEqual([true, false, true]);
  });

  it('reaches the parameters of a list', () => {
    const list = new nn.ParameterList([zeros([1]), zeros([1])]);
    list.loadStateDict({ 0: ones([1]), 1: ones([1]) }, { assign: true });
    expect([list.at(0).tolist(), list.at(1).requiresGrad]).toEqual([[1], true]);
  });

  it('is refused for integers, and nothing is written by a load that fails', () => {
    const layer = new nn.Linear(2, 2);
    const before = layer.weight.tolist();
    expect(() => layer.loadStateDict({ weight: ones([2, 2]), bias: tensor([1n, 2n]) }, { assign: true })).toThrow(
      'Only Tensors of floating point and complex dtype can require gradients',
    );
    expect(() => layer.loadStateDict({ weight: ones([2, 2]), bias: zeros([3]) })).toThrow('size mismatch for bias');
    expect(layer.weight.tolist()).toEqual(before);
  });
});

describe('retainGrad', () => {
  it('keeps the gradient of the value after in-place writes and hooks', () => {
    const y = leaf([1]).mul(2);
    y.retainGrad();
    y.mul_(3);
    y.registerHook((grad) => grad.mul(30));
    y.sum().backward();
    expect(y.grad!.tolist()).toEqual([30]);
  });

  it('goes on through a change of layout and of data', () => {
    const y = tensor([[1, 2]], { requiresGrad: true }).mul(2);
    y.retainGrad();
    y.t_();
    y.data = ones([2, 1]);
    y.mul(3).sum().backward();
    expect([y.retainsGrad, y.grad!.tolist()]).toEqual([true, [[3], [3]]]);
  });
});

describe('a leaf that is a view', () => {
  it('may not be written where its gradient is recorded', () => {
    const w = zeros([4]).reshape([2, 2]).requiresGrad_();
    expect(() => w.set(0, 1)).toThrow('a view of a leaf Variable that requires grad is being used in an in-place operation.');
    expect([w.isLeaf, w.tolist()]).toEqual([
      true,
      [
        [0, 0],
        [0, 0],
      ],
    ]);
    noGrad(() => w.set(0, 1));
    expect([w.isLeaf, w.tolist()]).toEqual([
      true,
      [
        [1, 1],
        [0, 0],
      ],
    ]);
  });
});
