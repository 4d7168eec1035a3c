import { describe, expect, test } from 'vitest';
import { manualSeed, nn, noGrad, optim, rand, tensor, type Tensor, ValueError } from '../../js/index.ts';

function parameter(...values: number[]): nn.Parameter {
  return new nn.Parameter(tensor(values));
}

function withGradient(param: nn.Parameter, ...values: number[]): nn.Parameter {
  param.grad = tensor(values);
  return param;
}

test('a training loop makes the loss smaller, with every optimiser', () => {
  const makers = [
    (params: nn.Parameter[]) => new optim.SGD(params, { lr: 0.1, momentum: 0.9 }),
    (params: nn.Parameter[]) => new optim.Adam(params, { lr: 0.05 }),
    (params: nn.Parameter[]) => new optim.AdamW(params, { lr: 0.05 }),
    (params: nn.Parameter[]) => new optim.RMSprop(params, { lr: 0.02 }),
  ];
  for (const make of makers) {
    manualSeed(1);
    const model = new nn.Sequential(new nn.Linear(3, 8), new nn.Tanh(), new nn.Linear(8, 1));
    const x = rand([32, 3]);
    const y = x.sum(1, true);
    const optimizer = make(model.parameters());
    const lossOf = (): Tensor => nn.functional.mseLoss(model.call(x), y);
    const before = lossOf().item() as number;
    for (let step = 0; step < 100; step += 1) {
      lossOf().backward();
      optimizer.step();
      optimizer.zeroGrad();
    }
    expect(lossOf().item()).toBeLessThan(before / 20);
  }
});

test("SGD does what a loop of one's own does", () => {
  const [a, b] = [parameter(1, -2), parameter(1, -2)];
  const optimizer = new optim.SGD([a], { lr: 0.1, momentum: 0.9, weightDecay: 0.01 });
  let buffer: Tensor | null = null;
  for (const grad of [tensor([0.5, 1]), tensor([-1, 2]), tensor([3, 0])]) {
    a.grad = grad;
    optimizer.step();
    noGrad(() => {
      const decayed = grad.add(b.mul(0.01));
      buffer = buffer === null ? decayed : buffer.mul(0.9).add(decayed);
      b.sub_(buffer.mul(0.1));
    });
  }
  expect(a.sub(b).abs().max().item()).toBeLessThan(3e-7);
});

test('parameters without a gradient stay as they are and get no state', () => {
  const [a, b] = [withGradient(parameter(1), 1), parameter(1)];
  const optimizer = new optim.Adam([a, b]);
  optimizer.step();
  expect(b.tolist()).toEqual([1]);
  expect(optimizer.state.has(b)).toBe(false);
  expect(Object.keys(optimizer.stateDict().state)).toEqual(['0']);
});

test('a closure is evaluated with recording on, and its loss comes back', () => {
  const param = parameter(2);
  const optimizer = new optim.SGD([param], { lr: 0.5 });
  const loss = noGrad(() =>
    optimizer.step(() => {
      const result = param.mul(param).sum();
      result.backward();
      return result;
    }),
  );
  expect(loss.item()).toBe(4);
  expect(param.item()).toBe(0);
});

test('hooks run around a step until they are removed', () => {
  const optimizer = new optim.SGD([parameter(1)]);
  const order: string[] = [];
  const pre = optimizer.registerStepPreHook(() => void order.push('pre'));
  optimizer.registerStepPostHook(() => void order.push('post'));
  optimizer.step();
  pre.remove();
  optimizer.step();
  expect(order).toEqual(['pre', 'post', 'post']);
});

describe('groups', () => {
  test('have their own options over the defaults', () => {
    const optimizer = new optim.SGD([{ params: [parameter(1)] }, { params: parameter(2), lr: 1, weightDecay: 0.5 }], { lr: 0.1 });
    expect(optimizer.paramGroups.map(({ lr, weightDecay }) => [lr, weightDecay])).toEqual([
      [0.1, 0],
      [1, 0.5],
    ]);
    optimizer.addParamGroup({ params: [parameter(3)] });
    expect(optimizer.paramGroups).toHaveLength(3);
  });

  test('may be made of named parameters', () => {
    const optimizer = new optim.SGD(new nn.Linear(1, 1).namedParameters());
    expect(optimizer.paramGroups[0]?.paramNames).toEqual(['weight', 'bias']);
  });

  test('errors are those of PyTorch', () => {
    const param = parameter(1);
    const refused = (body: () => unknown, message: string): void => expect(body).toThrow(new ValueError(message));
    refused(() => new optim.SGD([]), 'optimizer got an empty parameter list');
    refused(() => new optim.SGD([param.mul(2)]), "can't optimize a non-leaf Tensor");
    refused(() => new optim.SGD([{ params: [param] }, { params: [param] }]), 'some parameters appear in more than one parameter group');
    refused(() => new optim.SGD([param], { lr: -0.1 }), 'Invalid learning rate: -0.1');
    refused(() => new optim.SGD([param], { nesterov: true }), 'Nesterov momentum requires a momentum and zero dampening');
    refused(() => new optim.Adam([param], { betas: [0.9, 1] }), 'Invalid beta parameter at index 1: 1.0');
    refused(() => new optim.Adam([param], { eps: -1e-8 }), 'Invalid epsilon value: -1e-08');
    refused(() => new optim.RMSprop([param], { alpha: -0.1 }), 'Invalid alpha value: -0.1');
  });
});

describe('checkpoints', () => {
  test("have PyTorch's layout", () => {
    const param = withGradient(parameter(1), 1);
    const optimizer = new optim.Adam([param], { lr: 0.1 });
    optimizer.step();
    const { state, param_groups: groups } = optimizer.stateDict();
    expect(Object.keys(state['0'] ?? {})).toEqual(['step', 'exp_avg', 'exp_avg_sq']);
    expect(groups[0]).toMatchObject({ lr: 0.1, betas: [0.9, 0.999], weight_decay: 0, amsgrad: false, params: [0] });
  });

  test('let another optimiser go on alike', () => {
    const [a, b] = [parameter(1, 2), parameter(1, 2)];
    const [first, second] = [new optim.Adam([a], { lr: 0.1 }), new optim.Adam([b], { lr: 7 })];
    withGradient(a, 1, -1);
    first.step();
    noGrad(() => b.copy_(a));
    second.loadStateDict(first.stateDict());
    withGradient(a, 2, 2);
    withGradient(b, 2, 2);
    first.step();
    second.step();
    expect(b.tolist()).toEqual(a.tolist());
    const expAvg = (optimizer: optim.Adam, param: Tensor): unknown => optimizer.state.get(param)?.['expAvg'];
    expect(expAvg(second, b) === expAvg(first, a)).toBe(false);
  });

  test('of other groups are refused', () => {
    const optimizer = new optim.SGD([parameter(1)]);
    const other = new optim.SGD([parameter(1), parameter(2)]).stateDict();
    expect(() => optimizer.loadStateDict(other)).toThrow("loaded state dict contains a parameter group that doesn't match the size of optimizer's group");
  });
});

test('zeroGrad forgets gradients, or fills them with zeros', () => {
  const param = withGradient(parameter(1), 5);
  const optimizer = new optim.SGD([param]);
  optimizer.zeroGrad(false);
  expect(param.grad?.tolist()).toEqual([0]);
  optimizer.zeroGrad();
  expect(param.grad).toBeNull();
});

test('an optimiser prints its groups', () => {
  expect(String(new optim.RMSprop([parameter(1)]))).toContain('RMSprop (\nParameter Group 0\n    alpha: 0.99\n    capturable: False\n');
});

describe('schedules', () => {
  const rates = (make: (optimizer: optim.Optimizer) => optim.lrScheduler.LRScheduler, steps: number): number[] => {
    const optimizer = new optim.SGD([parameter(1)], { lr: 1 });
    const scheduler = make(optimizer);
    return Array.from({ length: steps }, () => {
      const { lr } = optimizer.paramGroups[0] as { lr: number };
      optimizer.step();
      scheduler.step();
      return lr;
    });
  };

  test('StepLR divides every few epochs', () => {
    expect(rates((optimizer) => new optim.lrScheduler.StepLR(optimizer, { stepSize: 2, gamma: 0.5 }), 5)).toEqual([1, 1, 0.5, 0.5, 0.25]);
  });

  test('one schedule follows another', () => {
    const make = (optimizer: optim.Optimizer): optim.lrScheduler.LRScheduler => {
      const warmup = new optim.lrScheduler.ConstantLR(optimizer, { factor: 0.5, totalIters: 2 });
      return new optim.lrScheduler.SequentialLR(optimizer, [warmup, new optim.lrScheduler.ExponentialLR(optimizer, 0.5)], [2]);
    };
    expect(rates(make, 5)).toEqual([0.5, 0.5, 1, 0.5, 0.25]);
  });

  test("a schedule of one's own needs the rates and nothing else", () => {
    class Halving extends optim.lrScheduler.LRScheduler {
      constructor(optimizer: optim.Optimizer) {
        super(optimizer);
        this.initialStep();
      }

      override getLr(): number[] {
        return this.baseLrs.map((lr) => lr * 0.5 ** this.lastEpoch);
      }
    }
    expect(rates((optimizer) => new Halving(optimizer), 3)).toEqual([1, 0.5, 0.25]);
  });

  test('a plateau is borne for a while', () => {
    const optimizer = new optim.SGD([parameter(1)], { lr: 1 });
    const scheduler = new optim.lrScheduler.ReduceLROnPlateau(optimizer, { patience: 1 });
    for (const loss of [1, 1, 1]) scheduler.step(loss);
    expect(scheduler.getLastLr()).toEqual([0.1]);
  });
});
