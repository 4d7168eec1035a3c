/** What a layer is made of: everything that follows from its signature and from a few functions. */
import { describe, expect, it } from 'vitest';
import { nn, ones, type Tensor, tensor, zeros } from '../../js/index.ts';
import { layer, sameShapeLayer } from '../../js/nn/layer.ts';
import { BOOL, FACTORY, FLOAT, INT, optional, required, SIZES, TENSOR } from '../../js/signature.ts';

class Scale extends layer(
  'Scale',
  [
    required('numFeatures', INT),
    optional('startValue', FLOAT, 2),
    optional('window', SIZES, 1),
    optional('bias', BOOL, true),
    optional('hidden', BOOL, false),
    ...FACTORY,
  ],
  {
    text: ['numFeatures', 'startValue=', 'window?', 'bias='],
    fields: (given) => ({ ...given, window: [given.window, given.window].flat() }),
    parameters: ({ numFeatures, bias }, blank) => ({ weight: blank([numFeatures]), bias: bias ? blank([numFeatures]) : null }),
    buffers: ({ numFeatures }) => ({ callCount: zeros([numFeatures]) as Tensor }),
    reset({ weight, bias, startValue }) {
      nn.init.constant_(weight, startValue);
      if (bias !== null) nn.init.zeros_(bias);
    },
    forward: (input, { weight, bias }): Tensor => (bias === null ? input.mul(weight) : input.mul(weight).add(bias)),
  },
) {}

class Distance extends layer('Distance', [optional('p', FLOAT, 2)], {
  inputs: [required('x1', TENSOR), required('x2', TENSOR), optional('scale', FLOAT, 1)],
  text: [],
  forward: (x1, x2, scale, { p }): Tensor => x1.sub(x2).abs().pow(p).sum().mul(scale),
}) {}

class Mean extends layer('Mean', [optional('dim', INT, null), optional('inplace', BOOL, false)], (input): Tensor => input.mean()) {}

/** As JavaScript calls it, without types. */
const call = (module: object, ...args: unknown[]): Tensor => (module as { forward(...args: unknown[]): Tensor }).forward(...args);

describe('the fields of a layer', () => {
  it('are its parameters, under their names, by position or by name', () => {
    for (const scale of [new Scale(3, 4), new Scale({ numFeatures: 3, startValue: 4 }), new Scale(3, { startValue: 4 })]) {
      expect([scale.numFeatures, scale.startValue, scale.hidden]).toEqual([3, 4, false]);
    }
    expect(new (Scale as unknown as new (...args: unknown[]) => Scale)({ num_features: 3, start_value: 4 }).startValue).toBe(4);
  });

  it('are what a function makes of them', () => {
    expect(new Scale(3, { window: 2 }).window).toEqual([2, 2]);
  });

  it('are not where and of what dtype it was made', () => {
    expect(Object.keys(new Scale(3, { dtype: 'float64' }))).toEqual([
      'training',
      'numFeatures',
      'startValue',
      'window',
      'hidden',
      'weight',
      'bias',
      'callCount',
    ]);
  });
});

describe('the arguments of a layer', () => {
  it('are refused as those of a function are', () => {
    const Any = Scale as unknown as new (...args: unknown[]) => Scale;
    expect(() => new Any()).toThrow("Scale() missing 1 required positional argument: 'numFeatures'");
    expect(() => new Any('3')).toThrow("Scale(): argument 'numFeatures' (position 1) must be int, not str");
    expect(() => new Any(3, { start: 1 })).toThrow("Scale() got an unexpected keyword argument 'start'");
  });
});

describe('the text of a layer', () => {
  it('has values alone, by name, and by name unless they are the default', () => {
    expect(String(new Scale(3))).toBe('Scale(3, start_value=2.0, bias=True)');
    expect(String(new Scale(3, 1, 5, false))).toBe('Scale(3, start_value=1.0, window=(5, 5), bias=False)');
  });

  it('is everything by name, and `inplace` where it is on, unless it says otherwise', () => {
    expect(String(new Mean())).toBe('Mean(dim=None)');
    expect(String(new Mean(1, true))).toBe('Mean(dim=1, inplace=True)');
    expect(String(new Distance(3))).toBe('Distance()');
  });

  it('follows fields that change', () => {
    const scale = new Scale(3);
    scale.bias = null;
    expect(String(scale)).toBe('Scale(3, start_value=2.0, bias=False)');
  });
});

describe('what a layer learns and saves', () => {
  it('is in its state in the order of its parameters, then of its buffers', () => {
    expect(Object.keys(new Scale(3).stateDict())).toEqual(['weight', 'bias', 'call_count']);
    expect(Object.keys(new Scale(3, { bias: false }).stateDict())).toEqual(['weight', 'call_count']);
  });

  it('is drawn when it is made, and anew when asked', () => {
    const scale = new Scale(2, 5);
    expect(scale.weight.tolist()).toEqual([5, 5]);
    scale.weight.detach().fill_(1);
    scale.resetParameters();
    expect(scale.weight.tolist()).toEqual([5, 5]);
  });

  it('has the dtype that was asked for', () => {
    expect(new Scale(2, { dtype: 'float64' }).bias?.dtype).toBe('float64');
  });

  it('is replaced by its kind only, also before anybody looked and in a copy', () => {
    for (const scale of [new Scale(2, { bias: false }), new Scale(2, { bias: false }).copy()]) {
      (scale as { bias: unknown }).bias = ones([2]);
      expect(() => scale.stateDict()).toThrow("cannot assign 'torch.FloatTensor' as parameter 'bias'");
    }
    const scale = new Scale(2);
    scale.callCount = ones([2]);
    expect(scale.copy().stateDict()['call_count']?.tolist()).toEqual([1, 1]);
  });

  it('is tensors that were given', () => {
    class Weighted extends layer('Weighted', [optional('posWeight', TENSOR, null)], (input): Tensor => input) {}
    expect(Object.keys(new Weighted(ones([1])).stateDict())).toEqual(['pos_weight']);
    expect(new Weighted().stateDict()).toEqual({});
  });
});

describe('forward of a layer', () => {
  it('takes its input by position or by name', () => {
    const scale = new Scale(1);
    for (const args of [[ones([1])], [{ input: ones([1]) }], [{ x: ones([1]) }]]) expect(call(scale, ...args).tolist()).toEqual([2]);
  });

  it('refuses anything else', () => {
    const scale = new Scale(1);
    expect(() => call(scale)).toThrow("forward() missing 1 required positional argument: 'input'");
    expect(() => call(scale, 3)).toThrow("forward(): argument 'input' (position 1) must be Tensor, not int");
    expect(() => call(scale, ones([1]), ones([1]))).toThrow('forward() takes 1 positional argument but 2 were given');
    expect(() => call(scale, ones([1]), { scale: 2 })).toThrow("forward() got an unexpected keyword argument 'scale'");
  });

  it('takes other inputs where the layer says so', () => {
    const [a, b] = [tensor([1, 2]), tensor([2, 4])];
    const distance = new Distance();
    expect(distance.call(a, b).item()).toBe(5);
    expect(distance.call(a, b, 2).item()).toBe(10);
    expect(distance.call(a, { x2: b, scale: 3 }).item()).toBe(15);
    expect(() => call(distance, a)).toThrow("forward() missing 1 required positional argument: 'x2'");
  });
});

describe('a class that extends a layer', () => {
  class Shifted extends Scale {
    readonly shift = new nn.Parameter(ones([1]));

    override forward(input: Tensor): Tensor {
      return super.forward(input).add(this.shift);
    }

    override resetParameters(): void {
      nn.init.constant_(this.weight, 7);
    }
  }

  it('has what the layer has, and its own', () => {
    const shifted = new Shifted(1, { bias: false });
    expect(shifted).toBeInstanceOf(Scale);
    expect(Object.keys(shifted.stateDict())).toEqual(['weight', 'shift', 'call_count']);
    expect(shifted.call(ones([1])).item()).toBe(8);
  });

  it('draws its parameters its own way', () => {
    expect(new Shifted(2).weight.tolist()).toEqual([7, 7]);
  });

  it('keeps its name, as the layer keeps its own where a bundler shortened it', () => {
    const Short = class a extends sameShapeLayer('Whole', [], (input) => input) {};
    class Mine extends Short {}
    expect(String(new Mine())).toBe('Mine()');
    expect(String(new Short())).toBe('Whole()');
    expect(String(new Shifted(1))).toContain('Shifted(1,');
  });
});
