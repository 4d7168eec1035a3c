/**
 * Options that nobody knows are refused everywhere. The public names are walked, so that what is added later is met here too:
 * an operator by its entry in the registry, anything else by a call in the tables below, to which an unknown option is added.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { byName, camelCase, isPythons, registry } from '../js/dispatch/registry.ts';
import { HAND_WRITTEN } from '../js/dispatch/operator.ts';
import * as tapir from '../js/index.ts';

const { autograd, data, io, nn, ones, optim, tensor, TapirError, Tensor } = tapir;

type Callable = (...args: unknown[]) => unknown;
type Row = readonly unknown[];

const UNKNOWN = { nonsense: 1 };
const x = ones([2, 2]);
const leaf = ones([2], { requiresGrad: true });
const folder = mkdtempSync(join(tmpdir(), 'tapir-options-'));
const file = join(folder, 'file.safetensors');
io.saveSafetensors(file, { x });
const bytes = io.serializeSafetensors({ x });
const dataset = new data.TensorDataset(x);
const sgd = () => new optim.SGD([ones([2], { requiresGrad: true })], { lr: 0.1, momentum: 0.9 });
const adam = () => new optim.Adam([ones([2], { requiresGrad: true })]);
const step = () => new optim.lrScheduler.StepLR(sgd(), 1);
const hook = () => null;

/** Arguments of a call that is right without the option. */
const FUNCTIONS: Readonly<Record<string, Row>> = {
  float: [1],
  isTensor: [x],
  tensor: [[1]],
  fromBuffer: [new Float32Array(1)],
  getRngState: [],
  initialSeed: [],
  manualSeed: [0],
  seed: [],
  setRngState: [tapir.getRngState()],
  load: [file],
  safeOpen: [file],
  save: [{ x }, file],
  enableGrad: [hook],
  inferenceMode: [hook],
  noGrad: [hook],
  setGradEnabled: [true, hook],
  isGradEnabled: [],
  isInferenceModeEnabled: [],
  keep: [1],
  scope: [hook],
  getNumThreads: [],
  getDefaultDevice: [],
  setDefaultDevice: ['cpu'],
  setNumThreads: [1],
  getPrintOptions: [],
  setPrintOptions: [],
  'io.load': [file],
  'io.save': [{ x }, file],
  'io.safeOpen': [file],
  'io.loadNpy': [file],
  'io.loadNpz': [file],
  'io.loadSafetensors': [file],
  'io.parseNpy': [bytes],
  'io.parseNpz': [bytes],
  'io.parseSafetensors': [bytes],
  'io.saveNpy': [join(folder, 'x.npy'), x],
  'io.saveNpz': [join(folder, 'x.npz'), { x }],
  'io.saveSafetensors': [file, { x }],
  'io.serializeSafetensors': [{ x }],
  'autograd.backward': [leaf.sum()],
  'autograd.grad': [leaf.sum(), leaf],
  'autograd.graph': [leaf.sum()],
  'autograd.enableGrad': [hook],
  'autograd.inferenceMode': [hook],
  'autograd.noGrad': [hook],
  'autograd.setGradEnabled': [true, hook],
  'autograd.isGradEnabled': [],
  'autograd.Variable': [x],
  'data.randomSplit': [dataset, [1, 1]],
  'warnings.off': [],
  'warnings.on': [],
  'memory.stats': [],
  'memory.collect': [],
  'memory.resetPeak': [],
  'nn.init.calculateGain': ['relu'],
  'nn.init.constant_': [x, 1],
  'nn.init.dirac_': [ones([1, 1, 1])],
  'nn.init.sparse_': [x, 0.1],
  ...Object.fromEntries(
    [
      'uniform_',
      'normal_',
      'ones_',
      'zeros_',
      'eye_',
      'xavierUniform_',
      'xavierNormal_',
      'kaimingUniform_',
      'kaimingNormal_',
      'truncNormal_',
      'orthogonal_',
    ].map((name) => [`nn.init.${name}`, [x]]),
  ),
  'nn.utils.clipGradNorm_': [[leaf], 1],
  'nn.utils.clipGradValue_': [[leaf], 1],
  'nn.utils.clipGradsWithNorm_': [[leaf], 1, ones([])],
  'nn.utils.getTotalNorm': [[x]],
  'nn.utils.parametersToVector': [[x]],
  'nn.utils.vectorToParameters': [ones([4]), [x]],
};

/** Likewise, of constructors. */
const CLASSES: Readonly<Record<string, Row>> = {
  Tensor: [2, 3],
  Generator: [],
  FloatNumber: [1],
  'io.SafetensorsFile': [file],
  'autograd.Graph': [[]],
  'autograd.Function': [],
  'autograd.FunctionContext': [],
  'data.BatchSampler': [[1, 2], 1],
  'data.DataLoader': [dataset],
  'data.RandomSampler': [dataset],
  'data.SequentialSampler': [dataset],
  'data.Subset': [dataset, [0]],
  'data.SubsetRandomSampler': [[0]],
  'data.TensorDataset': [x],
  'data.WeightedRandomSampler': [[1], 1],
  'optim.SGD': [[leaf]],
  'optim.Adadelta': [[leaf]],
  'optim.Adam': [[leaf]],
  'optim.AdamW': [[leaf]],
  'optim.RMSprop': [[leaf]],
  'optim.lrScheduler.ChainedScheduler': [[step()]],
  'optim.lrScheduler.ConstantLR': [sgd()],
  'optim.lrScheduler.CosineAnnealingLR': [sgd(), 2],
  'optim.lrScheduler.CosineAnnealingWarmRestarts': [sgd(), 2],
  'optim.lrScheduler.CyclicLR': [sgd(), 0.1, 0.2],
  'optim.lrScheduler.ExponentialLR': [sgd(), 0.9],
  'optim.lrScheduler.LambdaLR': [sgd(), () => 1],
  'optim.lrScheduler.LinearLR': [sgd()],
  'optim.lrScheduler.MultiplicativeLR': [sgd(), () => 1],
  'optim.lrScheduler.MultiStepLR': [sgd(), [1]],
  'optim.lrScheduler.OneCycleLR': [sgd(), 0.1],
  'optim.lrScheduler.PolynomialLR': [sgd()],
  'optim.lrScheduler.ReduceLROnPlateau': [sgd()],
  'optim.lrScheduler.SequentialLR': [adam(), [step()], []],
  'optim.lrScheduler.StepLR': [sgd(), 1],
  'nn.Parameter': [x],
  'nn.Module': [],
  'nn.AvgPool1d': [2],
  'nn.AvgPool2d': [2],
  'nn.AvgPool3d': [2],
  'nn.Conv2d': [1, 1, 1],
  'nn.Embedding': [2, 2],
  'nn.LayerNorm': [2],
  'nn.Linear': [2, 2],
  'nn.MaxPool2d': [2],
  'nn.Threshold': [1, 1],
  'nn.Unflatten': [0, [1, 2]],
};

/** An instance of each class whose methods are walked, and the arguments of methods that need some. */
const INSTANCES: readonly { readonly make: () => object; readonly methods?: Readonly<Record<string, Row>> }[] = [
  {
    make: () => ones([1], { requiresGrad: true }),
    methods: { registerHook: [hook], size: [], stride: [], at: [0], set: [0, 1], requiresGrad_: [], type: [], backward: [] },
  },
  { make: () => new nn.Parameter(ones([1])) },
  { make: () => new tapir.Generator(), methods: { manualSeed: [0], setState: [new tapir.Generator().getState()] } },
  { make: () => leaf.mul(2).gradFn as object, methods: { registerHook: [hook] } },
  { make: () => autograd.graph(leaf.mul(2)) },
  { make: () => tapir.safeOpen(file), methods: { getTensor: ['x'] } },
  { make: () => dataset, methods: { get: [0], batch: [[0]] } },
  { make: () => new data.Subset(dataset, [0]), methods: { get: [0], batch: [[0]] } },
  { make: sgd, methods: OPTIMIZER() },
  { make: adam, methods: OPTIMIZER() },
  { make: () => new optim.RMSprop([ones([2], { requiresGrad: true })]), methods: OPTIMIZER() },
  { make: step, methods: SCHEDULER(step()) },
  { make: () => new optim.lrScheduler.CosineAnnealingWarmRestarts(sgd(), 2), methods: SCHEDULER(new optim.lrScheduler.CosineAnnealingWarmRestarts(sgd(), 2)) },
  { make: () => new optim.lrScheduler.ChainedScheduler([step()]), methods: SCHEDULER(new optim.lrScheduler.ChainedScheduler([step()])) },
  { make: () => new optim.lrScheduler.ReduceLROnPlateau(sgd()), methods: { ...SCHEDULER(new optim.lrScheduler.ReduceLROnPlateau(sgd())), step: [1] } },
  { make: () => new nn.Linear(2, 2), methods: MODULE([x], new nn.Linear(2, 2)) },
  { make: () => new nn.ReLU(), methods: MODULE([x], new nn.ReLU()) },
  { make: () => new nn.MSELoss(), methods: MODULE([x, x], new nn.MSELoss()) },
  { make: () => new nn.Conv2d(1, 1, 1), methods: MODULE([ones([1, 1, 1])], new nn.Conv2d(1, 1, 1)) },
  { make: () => new nn.Embedding(2, 2), methods: MODULE([tensor([1n])], new nn.Embedding(2, 2)) },
  { make: () => new nn.LayerNorm(2), methods: MODULE([x], new nn.LayerNorm(2)) },
  { make: () => new nn.MaxPool2d(1), methods: MODULE([ones([1, 1, 1])], new nn.MaxPool2d(1)) },
  { make: () => new nn.Flatten(), methods: MODULE([x], new nn.Flatten()) },
  { make: () => new nn.Unflatten(0, [1, 2]), methods: MODULE([x], new nn.Unflatten(0, [1, 2])) },
  { make: () => new nn.Dropout(), methods: MODULE([x], new nn.Dropout()) },
  { make: () => new nn.Hardtanh(), methods: MODULE([x], new nn.Hardtanh()) },
  { make: () => new nn.PReLU(), methods: MODULE([x], new nn.PReLU()) },
];

function OPTIMIZER(): Record<string, Row> {
  return {
    addParamGroup: [{ params: [ones([1])] }],
    loadStateDict: [sgd().stateDict()],
    registerStepPreHook: [hook],
    registerStepPostHook: [hook],
    step: [],
    zeroGrad: [],
  };
}

function SCHEDULER(like: InstanceType<typeof optim.lrScheduler.LRScheduler>): Record<string, Row> {
  return { loadStateDict: [like.stateDict()], step: [], updateLr: [null] };
}

function MODULE(inputs: Row, like: InstanceType<typeof nn.Linear> | object): Record<string, Row> {
  return {
    forward: inputs,
    call: inputs,
    apply: [hook],
    addModule: ['m', null],
    registerModule: ['m', null],
    registerParameter: ['p', null],
    registerBuffer: ['b', null],
    getBuffer: ['b'],
    getParameter: ['p'],
    getSubmodule: ['s'],
    load: [file],
    save: [file],
    loadStateDict: [(like as tapir.nn.Module).stateDict()],
    registerForwardHook: [hook],
    registerForwardPreHook: [hook],
    registerFullBackwardHook: [hook],
    registerFullBackwardPreHook: [hook],
    to: ['float64'],
  };
}

/** Names that may be given anything, with the reason. */
const EXEMPT: Readonly<Record<string, string>> = {
  isTensor: 'asks about any value',
  'nn.Identity': 'takes any arguments and ignores them, as in PyTorch',
  'nn.Module': 'abstract; subclasses say what they take',
  'optim.Optimizer': 'abstract',
  'optim.lrScheduler.LRScheduler': 'abstract',
  'autograd.Function': 'abstract, static',
  'autograd.Node': 'made by recorded operations only',
};

/** Constructors to which an object is one of their items, or whose arguments are those of a function. */
const LISTS = new Set([
  'Tensor',
  'data.TensorDataset',
  'utils.data.TensorDataset',
  'nn.Sequential',
  'nn.ModuleList',
  'nn.ModuleDict',
  'nn.ParameterList',
  'nn.ParameterDict',
  'io.SafetensorsFile',
]);

/** Methods that the language calls, or that subclasses write. */
const EXEMPT_METHODS = new Set([
  'constructor',
  'toString',
  'toJSON',
  'extraRepr',
  'members',
  'update',
  'getLr',
  'closedForm',
  'resetParameters',
  'fresh',
  'replaceMember',
  'warnOfOrder',
  'rates',
  'scaled',
  'keepLast',
]);

const isClass = (value: unknown): boolean => typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value));
const isError = (value: unknown): boolean => typeof value === 'function' && (value === Error || value.prototype instanceof Error);

/** Every public value with its path. */
function* publicNames(space: object, path: string): Generator<[string, unknown]> {
  for (const [name, value] of Object.entries(space)) {
    const full = path === '' ? name : `${path}.${name}`;
    if (typeof value === 'function') yield [full, value];
    else if (typeof value === 'object' && value !== null && full !== 'utils') yield* publicNames(value as object, full);
  }
}

const operators = new Set(
  registry.filter((entry) => entry.function).map((entry) => (entry.namespace === '' ? '' : `${entry.namespace}.`) + camelCase(entry.name)),
);
const names = [...publicNames(tapir, '')].filter(([, value]) => !isError(value));
const others = names.filter(([name]) => !operators.has(name) && EXEMPT[name] === undefined);
const classes = others.filter(([, value]) => isClass(value));
const functions = others.filter(([, value]) => !isClass(value));

async function refusal(body: () => unknown): Promise<unknown> {
  try {
    await body();
  } catch (error) {
    return error;
  }
  return 'nothing was thrown';
}

/** The sentence of a typed error that names the option, or its type where anything by position is refused. */
async function sentenceOf(body: () => unknown): Promise<string> {
  const error = await refusal(body);
  expect(error).toBeInstanceOf(TapirError);
  expect((error as Error).message).toMatch(/nonsense|dict|not a Module subclass|Parameter or a Tensor is required|found element of type|unknown warning/);
  return (error as Error).message;
}

async function expectRefused(body: () => unknown): Promise<void> {
  await sentenceOf(body);
}

describe('an unknown option is refused', () => {
  it.each([...operators])('by the operator %s', (name) => {
    const call = name.split('.').reduce((space, part) => (space as Record<string, unknown>)[part], tapir as unknown) as Callable;
    return expectRefused(() => call(x, UNKNOWN));
  });

  it.each([...byName((entry) => entry.method && !entry.property).keys()].filter((name) => !HAND_WRITTEN.has(name) && !isPythons(name)))(
    'by the method %s',
    (name) => {
      return expectRefused(() => (x as unknown as Record<string, Callable>)[name]?.(UNKNOWN));
    },
  );

  it.each([...byName((entry) => entry.inplace).keys()].map((name) => `${name}_`))('by the method %s', (name) => {
    return expectRefused(() => (ones([2, 2]) as unknown as Record<string, Callable>)[name]?.(UNKNOWN));
  });

  it.each(functions.map(([name]) => name))('by the function %s', (name) => {
    const args = FUNCTIONS[name] ?? (/(Tensor|Norm)$/.test(name) ? [[1]] : undefined);
    expect(args, `a call of ${name} is missing above`).toBeDefined();
    const call = functions.find(([each]) => each === name)?.[1] as Callable;
    return expectRefused(() => call(...(args as Row), UNKNOWN));
  });

  it.each(classes.map(([name]) => name))('by the constructor %s, in its own name', async (name) => {
    const Class = classes.find(([each]) => each === name)?.[1] as new (...args: unknown[]) => unknown;
    const sentence = await sentenceOf(() => new Class(...(CLASSES[name] ?? []), UNKNOWN));
    if (!LISTS.has(name)) expect(sentence).toMatch(new RegExp(`^${name.split('.').at(-1)}\\(\\) got an unexpected keyword argument 'nonsense'`));
  });

  const methods = INSTANCES.flatMap(({ make, methods: rows }) => {
    const instance = make();
    const found = new Set<string>();
    for (let level = Object.getPrototypeOf(instance); level !== Object.prototype; level = Object.getPrototypeOf(level)) {
      const own = Object.entries(Object.getOwnPropertyDescriptors(level)).filter(
        ([name, { value }]) => typeof value === 'function' && !EXEMPT_METHODS.has(name),
      );
      for (const [name] of own) if (level !== Tensor.prototype || HAND_WRITTEN.has(name)) found.add(name);
    }
    return [...found].map((name) => [instance.constructor.name, name, make, rows?.[name] ?? []] as const);
  });

  it.each(methods)('by %s.%s', (_, name, make, args) => {
    return expectRefused(() => (make() as Record<string, Callable>)[name]?.(...args, UNKNOWN));
  });
});
