/** What modules hold is found, named as PyTorch names it, and copied; what cannot be found is said. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nn, ones, type Tensor, warnings, zeros } from '../../../js/index.ts';

const later = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('names', () => {
  it('given to register are kept as they are', () => {
    const module = new nn.Module();
    module.registerModule('fcOut', new nn.Linear(1, 1));
    module.registerParameter('gainFactor', new nn.Parameter(ones([1])));
    module.registerBuffer('runningMean', zeros([1]));
    expect(Object.keys(module.stateDict())).toEqual(['gainFactor', 'runningMean', 'fcOut.weight', 'fcOut.bias']);
  });

  it('of fields that begin with a capital are kept, of others are in snake_case', () => {
    class Output extends nn.Module {
      readonly LayerNorm = new nn.LayerNorm(2, { bias: false });
      readonly selfAttn = new nn.Linear(2, 2, { bias: false });
      readonly W_q = new nn.Parameter(ones([1]));
    }
    const output = new Output();
    expect(Object.keys(output.stateDict())).toEqual(['W_q', 'LayerNorm.weight', 'self_attn.weight']);
    expect(String(output)).toContain('(LayerNorm): LayerNorm(');
  });

  it('can be told by the class', () => {
    class Output extends nn.Module {
      static readonly keys = { norm: 'LayerNorm', fcOut: 'fcOut' };
      readonly norm = new nn.LayerNorm(2, { bias: false });
      readonly fcOut = new nn.Linear(1, 1, { bias: false });
    }
    const state = new Output().stateDict();
    expect(Object.keys(state)).toEqual(['LayerNorm.weight', 'fcOut.weight']);
    const other = new Output();
    other.loadStateDict({ ...state, 'fcOut.weight': ones([1, 1]) });
    expect(other.fcOut.weight.item()).toBe(1);
  });

  it('of losses are those of PyTorch', () => {
    expect(Object.keys(new nn.BCEWithLogitsLoss({ posWeight: ones([2]) }).stateDict())).toEqual(['pos_weight']);
  });

  it('that are one for two fields are refused', () => {
    class Net extends nn.Module {
      readonly aB = new nn.Linear(1, 1);
      readonly a_b = new nn.Linear(1, 1);
    }
    expect(() => new Net().stateDict()).toThrow("the fields 'aB' and 'a_b' of Net have one key, 'a_b', in its state; name the keys");
    expect(() => new Net().parameters()).toThrow('have one key');
  });
});

describe('a tensor in the place of a parameter', () => {
  it('is refused in a layer that nobody looked at', () => {
    const layer = new nn.Linear(2, 2);
    (layer as { weight: unknown }).weight = ones([2, 2]);
    for (const look of [() => layer.parameters(), () => layer.stateDict(), () => layer.double()]) {
      expect(look).toThrow("cannot assign 'torch.FloatTensor' as parameter 'weight' (torch.nn.Parameter or None expected)");
    }
  });

  it("is refused in a module of one's own, as is something else in the place of a module", () => {
    class Net extends nn.Module {
      scale: Tensor = new nn.Parameter(ones([1]));
      layer: unknown = new nn.Linear(1, 1);
    }
    const net = new Net();
    expect(net.parameters()).toHaveLength(3);
    net.scale = ones([1]);
    expect(() => net.zeroGrad()).toThrow("cannot assign 'torch.FloatTensor' as parameter 'scale'");
    net.scale = new nn.Parameter(zeros([1]));
    net.layer = 5;
    expect(() => net.stateDict()).toThrow("cannot assign 'int' as child module 'layer' (torch.nn.Module or None expected)");
    net.layer = null;
    expect(net.parameters()).toHaveLength(1);
  });

  it('may be another parameter or null, and in a buffer another tensor', () => {
    const layer = new nn.Linear(2, 2);
    layer.bias = null;
    layer.weight = new nn.Parameter(ones([2, 2]));
    layer.registerBuffer('mean', zeros([1]));
    (layer as unknown as { mean: Tensor }).mean = ones([1]);
    expect(Object.keys(layer.stateDict())).toEqual(['weight', 'mean']);
    (layer as unknown as { mean: unknown }).mean = 'x';
    expect(() => layer.stateDict()).toThrow("cannot assign 'str' as buffer 'mean' (torch.Tensor or None expected)");
  });
});

describe('weights that are not found', () => {
  let messages: string[] = [];
  const listen = (warning: Error) => void messages.push(warning.message);

  beforeEach(() => {
    messages = [];
    warnings.on('hiddenWeights');
    process.on('warning', listen);
  });

  afterEach(() => {
    process.off('warning', listen);
  });

  it('in a private field are said when parameters are first asked for', async () => {
    class Net extends nn.Module {
      readonly #hidden = new nn.Linear(1, 1);
      override forward(x: Tensor) {
        return this.#hidden.call(x as never);
      }
    }
    const net = new nn.Sequential(new Net());
    expect(net.parameters()).toEqual([]);
    await later();
    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain('Net.#hidden holds modules or parameters that parameters() and stateDict() do not find');
  });

  it('in a list or record are said too', async () => {
    class Net extends nn.Module {
      readonly layers = [{ inner: new nn.Linear(1, 1) }];
    }
    new Net().stateDict();
    await later();
    expect(messages[0]).toContain('Net.layers holds modules or parameters');
    expect(messages[0]).toContain('use nn.ModuleList');
  });

  it('are no weights that are found elsewhere, nor private fields of another kind', async () => {
    class Net extends nn.Module {
      readonly first = new nn.Linear(1, 1);
      readonly all = [this.first, this.first.weight];
      readonly #count = { value: 1 };
      readonly #same = this.first;
      get count() {
        return this.#count.value + Number(this.#same.inFeatures);
      }
    }
    expect(new Net().parameters()).toHaveLength(2);
    await later();
    expect(messages).toEqual([]);
  });
});

describe('a copy', () => {
  it('of a container works as the original', () => {
    const net = new nn.Sequential(new nn.Linear(2, 2), new nn.Conv2d(1, 1, 1));
    const copy = net.copy();
    expect(String(copy.at(0))).toBe(String(net.at(0)));
    expect(copy.append(new nn.ReLU())).toHaveLength(3);
    expect(net).toHaveLength(2);
  });

  it('of a class with private members needs a constructor, and says so', () => {
    class Net extends nn.Module {
      readonly layer = new nn.Linear(1, 1);
      #scale: number;
      constructor(scale: number) {
        super();
        this.#scale = scale;
      }
      override forward(x: Tensor) {
        return this.layer.call(x as never).mul(this.#scale);
      }
    }
    expect(() => new Net(2).copy()).toThrow('Net cannot be copied: nothing but its constructor can make its #scale. Override fresh() in Net');

    class Able extends Net {
      readonly scale: number;
      constructor(scale: number) {
        super(scale);
        this.scale = scale;
      }
      protected override fresh() {
        return new Able(this.scale) as this;
      }
    }
    const net = new Able(3);
    const copy = new nn.Sequential(net).copy().at(0) as Able;
    expect(copy.layer.weight === net.layer.weight).toBe(false);
    expect(copy.layer.weight.tolist()).toEqual(net.layer.weight.tolist());
    expect(copy.forward(ones([1, 1])).tolist()).toEqual(net.forward(ones([1, 1])).tolist());
  });

  it('of a module whose forward is an arrow function is refused, or made by its constructor', () => {
    class Arrow extends nn.Module {
      readonly layer = new nn.Linear(1, 1);
      readonly activation = (x: Tensor) => x.relu();
      override forward = (x: Tensor): Tensor => this.layer.call(x as never);
    }
    expect(() => new Arrow().copy()).toThrow("Arrow cannot be copied: its field 'forward' is a function that uses the original as `this`. Make it a method.");

    class Able extends Arrow {
      protected override fresh() {
        return new Able() as this;
      }
    }
    const net = new Able();
    const copy = net.copy();
    net.layer.weight.detach().fill_(5);
    expect(copy.forward(ones([1, 1])).tolist()).toEqual(copy.layer.call(ones([1, 1]) as never).tolist());
  });

  it('of a tensor with a history is refused', () => {
    class Net extends nn.Module {
      readonly weight = new nn.Parameter(ones([1]));
      readonly scaled = this.weight.mul(2);
    }
    expect(() => new Net().copy()).toThrow('Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at the moment.');
  });
});
