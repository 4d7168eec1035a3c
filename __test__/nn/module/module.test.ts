import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { io, manualSeed, nn, ones, rand, tensor, type Tensor, ValueError, zeros } from '../../../js/index.ts';

class Block extends nn.Module {
  readonly selfAttn = new nn.Linear(3, 3, { bias: false });
  readonly scale = new nn.Parameter(ones([3]));
  readonly runningMean: Tensor = this.registerBuffer('running_mean', zeros([3]));
  readonly scratch: Tensor = this.registerBuffer('scratch', zeros([1]), { persistent: false });
  readonly notAMember = zeros([7]);

  override forward(x: Tensor): Tensor {
    return this.selfAttn.call(x).mul(this.scale).sub(this.runningMean);
  }
}

class Net extends nn.Module {
  readonly first = new Block();
  readonly second = this.first;
  readonly head = new nn.Linear(3, 2);
  readonly drop = new nn.Dropout(0.5);

  override forward(x: Tensor): Tensor {
    return this.head.call(this.drop.call(this.first.call(x)));
  }
}

const messageOf = (body: () => unknown): string => {
  try {
    body();
  } catch (error) {
    expect(error).toBeInstanceOf(ValueError);
    return (error as Error).message;
  }
  return 'nothing was thrown';
};

describe('members', () => {
  test('are found by assignment, each once, and named as PyTorch names them', () => {
    const net = new Net();
    expect(net.namedParameters().map(([name]) => name)).toEqual(['first.scale', 'first.self_attn.weight', 'head.weight', 'head.bias']);
    expect(net.namedBuffers().map(([name]) => name)).toEqual(['first.running_mean', 'first.scratch']);
    expect(net.namedModules().map(([name]) => name)).toEqual(['', 'first', 'first.self_attn', 'head', 'drop']);
    expect(net.namedChildren().map(([name]) => name)).toEqual(['first', 'head', 'drop']);
    expect(net.parameters()).toHaveLength(4);
  });

  test('that are shared keep every name when duplicates are wanted', () => {
    const names = new Net().namedParameters('', true, false).map(([name]) => name);
    expect(names).toContain('second.self_attn.weight');
  });

  test('are reached by dotted paths', () => {
    const net = new Net();
    expect(net.getSubmodule('first.self_attn')).toBe(net.first.selfAttn);
    expect(net.getParameter('head.bias')).toBe(net.head.bias);
    expect(net.getBuffer('first.running_mean')).toBe(net.first.runningMean);
    expect(messageOf(() => net.getSubmodule('third'))).toBe('Net has no attribute `third`');
  });

  test('may be registered under names known only at run time', () => {
    const module = new nn.Module();
    const layer = module.registerModule('layer', new nn.Linear(1, 1));
    module.registerParameter('gain', new nn.Parameter(ones([1])));
    module.registerParameter('bias', null);
    expect(module.children()).toEqual([layer]);
    expect(module.namedParameters().map(([name]) => name)).toEqual(['gain', 'layer.weight', 'layer.bias']);
    expect(messageOf(() => module.registerModule('forward', layer))).toBe("attribute 'forward' already exists");
    expect(messageOf(() => module.registerModule('a.b', layer))).toBe('module name can\'t contain ".", got: a.b');
  });

  test('a module without forward says so', () => {
    class Empty extends nn.Module {}
    expect(messageOf(() => new Empty().call())).toBe('Module [Empty] is missing the required "forward" function');
  });
});

describe('mode', () => {
  test('train and eval reach every module', () => {
    const net = new Net().eval();
    expect(net.modules().every(({ training }) => !training)).toBe(true);
    expect(
      net
        .train()
        .modules()
        .every(({ training }) => training),
    ).toBe(true);
  });

  test('dropout does nothing in evaluation', () => {
    const x = rand([4, 3]);
    const drop = new nn.Dropout(0.9).eval();
    expect(drop.call(x).tolist()).toEqual(x.tolist());
  });

  test('apply goes from the inside out', () => {
    const seen: string[] = [];
    new Net().apply((module) => seen.push(module.constructor.name));
    expect(seen).toEqual(['Linear', 'Block', 'Linear', 'Dropout', 'Net']);
  });
});

describe('state', () => {
  test('holds parameters and persistent buffers, under every name of shared ones', () => {
    const keys = Object.keys(new Net().stateDict());
    expect(keys).toEqual([
      'first.scale',
      'first.running_mean',
      'first.self_attn.weight',
      'second.scale',
      'second.running_mean',
      'second.self_attn.weight',
      'head.weight',
      'head.bias',
    ]);
  });

  test('is copied in without touching the tape', () => {
    const [a, b] = [new Net().eval(), new Net().eval()];
    const weight = b.head.weight;
    expect(b.loadStateDict(a.stateDict())).toEqual({ missingKeys: [], unexpectedKeys: [] });
    const x = rand([2, 3]);
    expect(b.call(x).tolist()).toEqual(a.call(x).tolist());
    expect(b.head.weight).toBe(weight);
    expect(weight.requiresGrad && weight.isLeaf).toBe(true);
  });

  test("errors list what is missing, what is unknown and what does not fit, in PyTorch's words", () => {
    const state = { weight: zeros([3, 2]), extra: zeros([1]) };
    expect(messageOf(() => new nn.Linear(2, 4).loadStateDict(state))).toBe(
      [
        'Error(s) in loading state_dict for Linear:',
        '\tMissing key(s) in state_dict: "bias". ',
        '\tUnexpected key(s) in state_dict: "extra". ',
        '\tsize mismatch for weight: copying a param with shape torch.Size([3, 2]) from checkpoint, the shape in current model is torch.Size([4, 2]).',
      ].join('\n'),
    );
  });

  test('that is incomplete may be loaded leniently', () => {
    const result = new nn.Linear(2, 4).loadStateDict({ weight: zeros([4, 2]), extra: zeros([1]) }, { strict: false });
    expect(result).toEqual({ missingKeys: ['bias'], unexpectedKeys: ['extra'] });
  });

  test('comes back from a file', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'tapir-')), 'net.safetensors');
    const [a, b] = [new Net(), new Net()];
    a.save(path);
    b.load(path);
    expect(b.head.weight.tolist()).toEqual(a.head.weight.tolist());
    expect(Object.keys(io.loadSafetensors(path)).sort()).toEqual(Object.keys(a.stateDict()).sort());
  });
});

describe('conversion', () => {
  test('casts floating members in place and keeps the objects', () => {
    const net = new Net();
    const { weight } = net.head;
    weight.grad = ones([2, 3]);
    net.double();
    expect(net.head.weight).toBe(weight);
    expect([weight.dtype, weight.grad?.dtype, net.first.runningMean.dtype]).toEqual(['float64', 'float64', 'float64']);
    expect(weight.requiresGrad).toBe(true);
    expect(() => net.to('int64')).toThrow('nn.Module.to only accepts floating point or complex dtypes, but got desired dtype=torch.int64');
  });

  test('a copy has parameters of its own and shares what was shared', () => {
    const net = new Net();
    const copy = net.copy();
    expect(copy).toBeInstanceOf(Net);
    expect(copy.second).toBe(copy.first);
    expect(copy.head.weight === net.head.weight).toBe(false);
    net.head.weight.detach().fill_(0);
    expect(copy.head.weight.tolist()).not.toEqual(net.head.weight.tolist());
    expect(copy.namedBuffers()).toHaveLength(2);
  });

  test('zeroGrad forgets gradients, or fills them with zeros', () => {
    const layer = new nn.Linear(2, 1);
    layer
      .call(ones([1, 2]))
      .sum()
      .backward();
    layer.zeroGrad(false);
    expect(layer.weight.grad?.tolist()).toEqual([[0, 0]]);
    layer.zeroGrad();
    expect(layer.weight.grad).toBeNull();
  });
});

describe('text', () => {
  test('is that of PyTorch', () => {
    expect(String(new Net())).toBe(
      [
        'Net(',
        '  (first): Block(',
        '    (selfAttn): Linear(in_features=3, out_features=3, bias=False)',
        '  )',
        '  (second): Block(',
        '    (selfAttn): Linear(in_features=3, out_features=3, bias=False)',
        '  )',
        '  (head): Linear(in_features=3, out_features=2, bias=True)',
        '  (drop): Dropout(p=0.5, inplace=False)',
        ')',
      ]
        .join('\n')
        .replaceAll('selfAttn', 'self_attn'),
    );
  });

  test('a parameter says that it is one', () => {
    expect(String(new nn.Parameter(ones([2])))).toBe('Parameter containing:\ntensor([1., 1.], requires_grad=True)');
  });

  test('equal neighbours of a list share a line', () => {
    const list = new nn.ModuleList([new nn.ReLU(), new nn.ReLU(), new nn.Tanh()]);
    expect(String(list)).toBe('ModuleList(\n  (0-1): 2 x ReLU()\n  (2): Tanh()\n)');
  });
});

test('the weights are those of PyTorch for the same seed', () => {
  manualSeed(0);
  const { weight } = new nn.Linear(2, 2);
  const expected = tensor([
    [-0.005294, 0.3793229],
    [-0.5819807, -0.5203875],
  ]);
  expect(weight.sub(expected).abs().max().item()).toBeLessThan(1e-7);
});
