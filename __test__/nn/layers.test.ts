import { describe, expect, test } from 'vitest';
import { float, nn, rand, ShapeError, tensor, type Tensor, ValueError } from '../../js/index.ts';

describe('arguments of constructors', () => {
  test('are positional, or named in a trailing object', () => {
    for (const layer of [new nn.Linear(3, 4, false), new nn.Linear(3, 4, { bias: false }), new nn.Linear({ inFeatures: 3, outFeatures: 4, bias: false })]) {
      expect(String(layer)).toBe('Linear(in_features=3, out_features=4, bias=False)');
    }
    expect(String(new nn.ELU(float(2)))).toBe('ELU(alpha=2.0)');
  });

  test('are refused with an error that names them', () => {
    expect(() => new nn.Linear(3, 'four' as never)).toThrow(new ValueError("Linear(): argument 'outFeatures' (position 2) must be int, not str"));
    expect(() => new nn.Linear(3, 4, { biass: false } as never)).toThrow("Linear() got an unexpected keyword argument 'biass'");
    expect(() => new nn.Linear({ inFeatures: 3 } as never)).toThrow("Linear() missing 1 required positional argument: 'outFeatures'");
    expect(() => new nn.Dropout(1.5)).toThrow('dropout probability has to be between 0 and 1, but got 1.5');
    expect(() => new nn.Conv2d(3, 4, 3, { groups: 2 })).toThrow('in_channels must be divisible by groups');
    expect(() => new nn.Hardtanh(1, -1)).toThrow('max_val (-1.0) must be greater than min_val (1.0)');
  });
});

describe('text', () => {
  const cases: [nn.Module, string][] = [
    [new nn.ReLU({ inplace: true }), 'ReLU(inplace=True)'],
    [new nn.LeakyReLU(), 'LeakyReLU(negative_slope=0.01)'],
    [new nn.Softplus(), 'Softplus(beta=1.0, threshold=20.0)'],
    [new nn.GELU(), "GELU(approximate='none')"],
    [new nn.Hardshrink(), 'Hardshrink(0.5)'],
    [new nn.Softmax(1), 'Softmax(dim=1)'],
    [new nn.LayerNorm(5), 'LayerNorm((5,), eps=1e-05, elementwise_affine=True, bias=True)'],
    [new nn.Embedding(8, 2, { paddingIdx: -1 }), 'Embedding(8, 2, padding_idx=7)'],
    [new nn.Conv2d(4, 5, 3, { padding: 'same' }), 'Conv2d(4, 5, kernel_size=(3, 3), stride=(1, 1), padding=same)'],
    [new nn.MaxPool2d(2), 'MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)'],
    [new nn.Unflatten(1, [1, 4]), 'Unflatten(dim=1, unflattened_size=(1, 4))'],
    [new nn.CrossEntropyLoss(), 'CrossEntropyLoss()'],
  ];
  test.each(cases)('%s', (module, text) => {
    expect(String(module)).toBe(text);
  });
});

describe('activations', () => {
  test('work in place if told so', () => {
    const x = tensor([-1, 2]);
    expect(new nn.ReLU(true).call(x)).toBe(x);
    expect(x.tolist()).toEqual([0, 2]);
    expect(nn.functional.hardtanh(tensor([-3, 3]), -2, 2, { inplace: true }).tolist()).toEqual([-2, 2]);
  });
});

describe('containers', () => {
  test('a sequence calls one after the other, with the hooks of each', () => {
    const calls: string[] = [];
    const net = new nn.Sequential(new nn.Linear(2, 3), new nn.ReLU());
    net.at(1).registerForwardHook(() => void calls.push('relu'));
    expect(net.call(rand([4, 2])).shape).toEqual([4, 3]);
    expect(calls).toEqual(['relu']);
    expect(net).toHaveLength(2);
    expect(() => net.at(2)).toThrow('index 2 is out of range');
  });

  test('a sequence may have names', () => {
    const net = new nn.Sequential({ hidden: new nn.Linear(2, 2), act: new nn.Tanh() });
    expect(Object.keys(net.stateDict())).toEqual(['hidden.weight', 'hidden.bias']);
  });

  test('a list grows and shrinks, and numbers its members', () => {
    const list = new nn.ModuleList([new nn.Linear(1, 1)]);
    list.append(new nn.Linear(1, 2)).insert(0, new nn.ReLU());
    expect(list.namedParameters().map(([name]) => name)).toEqual(['1.weight', '1.bias', '2.weight', '2.bias']);
    expect(list.pop()).toBeInstanceOf(nn.Linear);
    expect([...list].map((module) => module.constructor.name)).toEqual(['ReLU', 'Linear']);
  });

  test('a dictionary keeps the order of its names', () => {
    const dict = new nn.ModuleDict({ b: new nn.Linear(1, 1), a: new nn.ReLU() });
    expect([...dict.keys()]).toEqual(['b', 'a']);
    expect(dict.get('a')).toBeInstanceOf(nn.ReLU);
    expect(() => dict.set('x.y', new nn.ReLU())).toThrow(ValueError);
  });

  test('parameters in lists and dictionaries are members', () => {
    class Net extends nn.Module {
      readonly list = new nn.ParameterList([rand([2]), rand([3])]);
      readonly dict = new nn.ParameterDict({ left: rand([1]) });
    }
    expect(new Net().namedParameters().map(([name]) => name)).toEqual(['list.0', 'list.1', 'dict.left']);
  });
});

describe('utilities', () => {
  const withGradients = (...grads: number[][]): Tensor[] =>
    grads.map((grad) => {
      const parameter = new nn.Parameter(rand([grad.length]));
      parameter.grad = tensor(grad);
      return parameter;
    });

  test('gradients are scaled down to a norm, together', () => {
    const parameters = withGradients([3], [4]);
    expect(nn.utils.clipGradNorm_(parameters, 1).item()).toBe(5);
    expect(parameters.map(({ grad }) => grad?.item() as number)).toEqual([expect.closeTo(0.6, 5), expect.closeTo(0.8, 5)]);
    nn.utils.clipGradNorm_(parameters, 10);
    expect(parameters[0]?.grad?.item()).toBeCloseTo(0.6, 5);
  });

  test('gradients are bounded by a value', () => {
    const parameters = withGradients([-3, 0.25]);
    nn.utils.clipGradValue_(parameters, 0.5);
    expect(parameters[0]?.grad?.tolist()).toEqual([-0.5, 0.25]);
  });

  test('parameters go into one vector and back', () => {
    const layer = new nn.Linear(2, 2);
    const vector = nn.utils.parametersToVector(layer.parameters());
    nn.utils.vectorToParameters(vector.detach().mul(0).add(1), layer.parameters());
    expect(vector.shape).toEqual([6]);
    expect(layer.weight.tolist()).toEqual([
      [1, 1],
      [1, 1],
    ]);
  });
});

test('initialisers refuse shapes without fans', () => {
  expect(() => nn.init.kaimingUniform_(rand([3]))).toThrow(ShapeError);
  expect(nn.init.calculateGain('leaky_relu', 0.2)).toBeCloseTo(1.3867504905630728, 12);
  expect(nn.init.eye_(rand([2, 3])).tolist()).toEqual([
    [1, 0, 0],
    [0, 1, 0],
  ]);
});
