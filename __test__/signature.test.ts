/** Constructors and plain functions: both spellings, PyTorch's positions, and what is refused rather than ignored. */
import { describe, expect, it } from 'vitest';
import {
  autograd,
  data,
  enableGrad,
  full,
  inferenceMode,
  isGradEnabled,
  isInferenceModeEnabled,
  manualSeed,
  nn,
  noGrad,
  ones,
  optim,
  save,
  scope,
  setGradEnabled,
  setNumThreads,
  setRngState,
  type TapirError,
  type Tensor,
  tensor,
  ValueError,
  zeros,
} from '../js/index.ts';

/** Calls as plain JavaScript makes them, or as a configuration says. */
type Call = (...args: unknown[]) => any;
type Constructor = new (...args: unknown[]) => any;

const leaf = (...values: number[]): Tensor => tensor(values, { requiresGrad: true }) as Tensor;
const clipNorm = nn.utils.clipGradNorm_ as unknown as Call;

function withGradient(...values: number[]): Tensor {
  const param = leaf(...values.map(() => 0));
  param.grad = tensor(values);
  return param;
}

describe("PyTorch's spelling", () => {
  it('is understood by functions, methods and constructors', () => {
    expect((tensor as Call)([2], { requires_grad: true }).requiresGrad).toBe(true);
    expect(new (nn.Parameter as unknown as Constructor)(ones([1]), { requires_grad: false }).requiresGrad).toBe(false);
    expect(new (nn.Conv2d as unknown as Constructor)(3, 4, 3, { padding_mode: 'circular' }).paddingMode).toBe('circular');
    expect([...new (data.DataLoader as unknown as Constructor)([1, 2, 3], { batch_size: 2, drop_last: true })]).toEqual([[1, 2]]);
    expect(clipNorm([withGradient(3, 4)], { max_norm: 1, norm_type: Number.POSITIVE_INFINITY }).item()).toBe(4);
    const optimizer = new optim.SGD([leaf(1)], { lr: 1 });
    expect(new (optim.lrScheduler.CosineAnnealingLR as unknown as Constructor)(optimizer, { T_max: 3, eta_min: 0.5 }).etaMin).toBe(0.5);
  });

  it('reaches backward and grad', () => {
    const x = leaf(2);
    const y = x.pow(2).sum();
    (y.backward as Call).call(y, { retain_graph: true });
    y.backward();
    expect(x.grad?.item()).toBe(8);
    expect((autograd.grad as Call)(x.sum(), [x, leaf(1)], { allow_unused: true })[1]).toBeNull();
  });

  it('beside ours is a value given twice', () => {
    expect(() => (tensor as Call)([1], { requires_grad: true, requiresGrad: true })).toThrow("got multiple values for argument 'requiresGrad'");
  });
});

describe('a function among the options', () => {
  const isOn = () => isGradEnabled();

  it('is called in the mode that is set', () => {
    expect((noGrad as Call)({ body: isOn })).toBe(false);
    expect(noGrad(() => (enableGrad as Call)({ body: isOn }))).toBe(true);
    expect((inferenceMode as Call)({ body: isInferenceModeEnabled })).toBe(true);
    expect((setGradEnabled as Call)({ mode: false, body: isOn })).toBe(false);
    expect((scope as Call)({ body: () => 5 })).toBe(5);
  });

  it('is not needed to turn recording off and on', () => {
    (setGradEnabled as Call)({ mode: false });
    const before = isOn();
    (setGradEnabled as Call)({ mode: true });
    expect([before, isOn()]).toEqual([false, true]);
  });

  it('is the closure or the hook of an optimiser', () => {
    const optimizer = new optim.SGD([leaf(1)], { lr: 1 });
    const called: string[] = [];
    (optimizer.registerStepPreHook as Call).call(optimizer, { hook: () => called.push('before') });
    (optimizer.registerStepPostHook as Call).call(optimizer, { hook: () => called.push('after') });
    expect((optimizer.step as Call).call(optimizer, { closure: () => called.push('loss') })).toBe(2);
    expect(called).toEqual(['before', 'loss', 'after']);
  });
});

describe('positions', () => {
  it("are PyTorch's", () => {
    expect([...new data.DataLoader([1, 2, 3], 2)]).toEqual([[1, 2], [3]]);
    expect(clipNorm([withGradient(3, -4)], 1, 'inf').item()).toBe(4);
    const x = leaf(1);
    const y = x.mul(3).sum();
    y.backward(null, true);
    y.backward({ gradient: tensor(2) });
    expect(x.grad?.item()).toBe(9);
    expect(autograd.grad(x.mul(3), x, ones([1]), false)[0]?.item()).toBe(3);
  });

  it('are refused where PyTorch has names only', () => {
    expect(() => (tensor as Call)([1], 'float64')).toThrow('tensor() takes 1 positional argument but 2 were given (by name: { dtype, device, requiresGrad })');
  });

  it('take no value of another kind', () => {
    const y = leaf(1).sum();
    expect(() => (y.backward as Call).call(y, 5)).toThrow("backward(): argument 'gradient' (position 1) must be Tensor, not int");
    expect(() => (autograd.grad as Call)({})).toThrow("grad() missing 2 required positional arguments: 'outputs' and 'inputs'");
    expect(() => (autograd.grad as Call)(y, [1])).toThrow(ValueError);
    expect(() => new (nn.Parameter as unknown as Constructor)([1, 2])).toThrow("Parameter(): argument 'data' (position 1) must be Tensor, not list");
    expect(() => (manualSeed as Call)('5')).toThrow('must be int, not str');
    expect(() => manualSeed(Number.NaN)).toThrow(ValueError);
    expect(() => (ones([1], { requiresGrad: true }).registerHook as Call)(5)).toThrow('must be callable, not int');
    expect(() => (scope as Call)(5)).toThrow('must be callable');
    expect(() => setNumThreads(-1)).toThrow('set_num_threads expects a positive integer');
    expect(() => setRngState(zeros([5056]))).toThrow('RNG state must be a torch.ByteTensor');
    expect(() => (save as Call)(null, 'x.npy')).toThrow('not NoneType');
    expect(() => ((ones([1]) as { grad: unknown }).grad = 5)).toThrow('assigned grad expected to be a Tensor or None but got grad of type int');
    expect(() => tensor([{ re: 'a', im: 2 } as never])).toThrow(ValueError);
  });

  it('take null only where PyTorch takes None', () => {
    expect(() => new (nn.Linear as unknown as Constructor)(2, 2, { bias: null })).toThrow("argument 'bias' must be bool, not NoneType");
    expect(new nn.Linear(2, 2, { dtype: null }).weight.dtype).toBe('float32');
  });
});

describe('gradients stay as they are', () => {
  const gradients = (call: (param: Tensor) => unknown, sentence: string): unknown => {
    const param = withGradient(3, 4);
    expect(() => call(param)).toThrow(sentence);
    return param.grad?.tolist();
  };

  it('when what clips them is called wrongly', () => {
    expect(gradients((param) => clipNorm([param]), "missing 1 required positional argument: 'maxNorm'")).toEqual([3, 4]);
    expect(gradients((param) => clipNorm([param], 'one'), "argument 'maxNorm' (position 2) must be float, not str")).toEqual([3, 4]);
    expect(gradients((param) => clipNorm([param], 1, { norm: 2 }), "unexpected keyword argument 'norm'")).toEqual([3, 4]);
    expect(gradients((param) => (nn.utils.clipGradValue_ as Call)([param], { value: 1 }), "unexpected keyword argument 'value'")).toEqual([3, 4]);
    expect(() => clipNorm([withGradient(1), 5], 1)).toThrow('expected Tensors, but got int');
  });

  it('and are bounded by a value under either name', () => {
    const param = withGradient(3, -4);
    (nn.utils.clipGradValue_ as Call)([param], { clip_value: 1 });
    expect(param.grad?.tolist()).toEqual([1, -1]);
  });
});

describe('layers', () => {
  it('refuse a call without an input, or with more than they take', () => {
    expect(() => (new nn.Linear(1, 1).call as Call)()).toThrow("forward() missing 1 required positional argument: 'input'");
    for (const layer of [new nn.Linear(1, 1), new nn.ReLU(), new nn.Flatten(), new nn.LayerNorm(1)]) {
      expect(() => (layer as { forward: Call }).forward()).toThrow("forward() missing 1 required positional argument: 'input'");
      expect(() => (layer as { forward: Call }).forward(3)).toThrow('must be Tensor, not int');
      expect(() => (layer as { forward: Call }).forward(ones([1, 1]), { inplace: true })).toThrow("unexpected keyword argument 'inplace'");
    }
    expect(() => (new nn.MSELoss() as { forward: Call }).forward(ones([1]), ones([1]), { reduction: 'sum' })).toThrow('reduction');
  });

  it('in a sequence say which one refused', () => {
    const net = new nn.Sequential(new nn.Linear(2, 3), new nn.ReLU(), new nn.Linear(4, 1));
    expect(() => net.call(ones([1, 2]))).toThrow('in (2): Linear(in_features=4, out_features=1, bias=True)');
  });
});

describe('groups of an optimiser', () => {
  const SGD = optim.SGD as unknown as Constructor;

  it("take the optimiser's options in either spelling", () => {
    const optimizer = new SGD([{ params: [leaf(1)], weight_decay: 0.5 }], { lr: 1 });
    expect(optimizer.paramGroups[0].weightDecay).toBe(0.5);
    const param = withGradient(0);
    const decayed = new SGD([{ params: [param], weight_decay: 0.5 }], { lr: 1 });
    param.data = tensor([2]);
    decayed.step();
    expect(param.tolist()).toEqual([1]);
  });

  it('refuse what the optimiser does not know, and values it would refuse itself', () => {
    expect(() => new SGD([{ params: [leaf(1)], weigth_decay: 0.5 }])).toThrow("did you mean 'weightDecay'?");
    expect(() => new SGD([{ params: [leaf(1)], lr: '0.1' }])).toThrow("argument 'lr' must be float, not str");
    expect(() => new SGD([{ params: [leaf(1)], lr: -1 }])).toThrow('Invalid learning rate: -1.0');
    expect(() => new SGD([{ params: 5 }])).toThrow(ValueError);
    expect(() => new SGD([leaf(1)], '0.1')).toThrow("argument 'lr' (position 2) must be float, not str");
  });

  it('may be named', () => {
    expect(new SGD([{ params: [leaf(1)], name: 'head' }]).paramGroups[0].name).toBe('head');
  });

  it('that lost an option are named by the step', () => {
    const optimizer = new optim.SGD([withGradient(1)], { lr: 1 });
    (optimizer.paramGroups[0] as { lr: unknown }).lr = undefined;
    expect(() => optimizer.step()).toThrow("the option 'lr' of a parameter group is undefined");
  });
});

describe('a checkpoint of an optimiser', () => {
  const stepped = (optimizer: optim.Optimizer): optim.Optimizer => {
    for (const { params } of optimizer.paramGroups) for (const param of params) param.grad = ones([1]);
    optimizer.step();
    return optimizer;
  };

  it('of another one is refused, and nothing is taken of it', () => {
    const checkpoint = stepped(new optim.SGD([leaf(1)], { lr: 0.5, momentum: 0.9 })).stateDict();
    const adam = stepped(new optim.Adam([leaf(1)], { lr: 0.1 }));
    const before = JSON.stringify(adam.stateDict());
    expect(() => adam.loadStateDict(checkpoint)).toThrow('is it of another optimizer?');
    expect(JSON.stringify(adam.stateDict())).toBe(before);
  });

  it('that went through JSON is refused with a reason', () => {
    const adam = stepped(new optim.Adam([leaf(1)]));
    expect(() => adam.loadStateDict(JSON.parse(JSON.stringify(adam.stateDict())))).toThrow("'exp_avg' of parameter 0 must be Tensor, not list");
    expect(() => adam.loadStateDict(null as never)).toThrow('must be dict, not NoneType');
  });
});

it('gradients filled with zeros have no history left', () => {
  const w = leaf(2);
  w.pow(3).sum().backward(null, { createGraph: true });
  const { grad } = w;
  new optim.SGD([w]).zeroGrad(false);
  expect(w.grad).toBe(grad);
  expect([w.grad?.tolist(), w.grad?.gradFn, w.grad?.requiresGrad]).toEqual([[0], null, false]);
});

describe('hints say how it is written here', () => {
  const hint = (call: () => unknown): string | null => {
    try {
      call();
    } catch (error) {
      return (error as TapirError).hint;
    }
    return null;
  };

  it('for labels and indices that are floats', () => {
    const x = ones([2, 2]);
    const floats = tensor([0, 1]);
    const calls = [
      () => nn.functional.crossEntropy(x, floats),
      () => nn.functional.nllLoss(x, floats),
      () => nn.functional.embedding(floats, x),
      () => nn.functional.oneHot(floats),
      () => x.indexSelect(0, floats),
      () => x.gather(0, floats.unsqueeze(0)),
      () => x.at(floats),
      () => x.take(floats),
    ];
    for (const call of calls) expect(hint(call)).toContain('tensor([0n, 2n])');
  });

  it('for whole numbers that are no floats', () => {
    expect(hint(() => full([], 0, { requiresGrad: true }))).toContain('float(0)');
    expect(hint(() => tensor([1n]).mean())).toContain("dtype: 'float32'");
  });

  it('for devices and dtypes', () => {
    expect(hint(() => zeros([1], { device: 'gpu' as never }))).toContain("'cuda'");
    expect(hint(() => zeros([1], { dtype: 'long' as never }))).toBe("did you mean 'int64'?");
  });
});
