/**
 * Training loops as one writes them: synchronous, without a memory call or an await. Run as a process of its own,
 * `programs.ts NAME STEPS`; the last line of output is a report in JSON.
 */
import { autograd, cat, fromBuffer, Generator, getRngState, io, memory, nn, optim, rand, randint, randn, Tensor, tensor } from '../../js/index.ts';

/** Makes the function that does one step, of so many. */
type Program = (steps: number) => () => void;

const linearRegression: Program = () => {
  const [x, y] = [rand([10, 1]), rand([10, 1])];
  const model = new nn.Linear(1, 1);
  const optimizer = new optim.SGD(model.parameters(), { lr: 0.01 });
  return () => {
    optimizer.zeroGrad();
    nn.functional.mseLoss(model.forward(x), y).backward();
    optimizer.step();
  };
};

/** Every step draws another batch. */
const perceptron: Program = () => {
  const model = new nn.Sequential(new nn.Linear(784, 256), new nn.ReLU(), new nn.Linear(256, 10));
  const optimizer = new optim.Adam(model.parameters(), { lr: 0.001 });
  return () => {
    const [x, labels] = [randn([64, 784]), randint(0, 10, [64])];
    optimizer.zeroGrad();
    nn.functional.crossEntropy(model.forward(x), labels).backward();
    optimizer.step();
  };
};

/** Small tensors that live long enough to grow old before they are dropped, as in a buffer of past events. */
const buffer: Program = () => {
  const kept: Tensor[] = [];
  let step = 0;
  return () => {
    kept[step % 20_000] = tensor([step, step + 1]).mul(2);
    step += 1;
  };
};

/** A hook on what every step makes anew. */
const hooks: Program = () => {
  const w = rand([4], { requiresGrad: true });
  return () => {
    const y = w.mul(2);
    y.registerHook((grad) => grad.mul(1));
    w.grad = null;
    y.sum().backward();
  };
};

/** A tensor of every row of somebody's data. */
const rows: Program = () => {
  let step = 0;
  return () => {
    step += 1;
    tensor(new Float32Array([step, 1, 2, 3]));
  };
};

/** Large arrays into tensors, and nothing else. */
const arrays: Program = () => () => {
  tensor(new Float32Array(1_000_000));
};

/** What makes objects of the engine's without an operator, or memory of JavaScript's: each as a function, done so many times in a step. */
function waysToMake(): (readonly [times: number, way: () => unknown])[] {
  const [small, large] = [rand([4]), rand([256, 256])];
  const weight = rand([256, 256], { requiresGrad: true });
  const result = weight.mul(2).exp();
  const view = large.at(0);
  const bytes = io.serializeSafetensors({ small, large });
  const many = Array.from({ length: 5_000 }, () => small);
  return [
    [200, () => Tensor.from([1, 2, 3])],
    [200, () => new Tensor(4, 6)],
    [200, () => new Tensor([1, 2, 3])],
    [200, () => small.detach()],
    [200, () => small.data],
    [200, () => view.base],
    [200, () => result.gradFn],
    [100, () => result.gradFn?.nextFunctions],
    [100, () => result.gradFn?.savedTensors],
    [100, () => new Generator()],
    [50, () => String(small)],
    [50, () => getRngState()],
    [1, () => io.serializeSafetensors({ small, large })],
    [1, () => io.parseSafetensors(bytes)],
    [1, () => large.toTypedArray()],
    [1, () => fromBuffer(new Float32Array(100_000))],
    [1, () => cat(many)],
    [1, () => autograd.grad(weight, weight, { gradOutputs: large })],
  ];
}

/** One way after the other, first briefly and then for long, so that none lives on the collections that another one asks for. */
const ways: Program = (steps) => {
  const all = waysToMake();
  const warmUp = Math.floor(steps / 4);
  let step = 0;
  return () => {
    const part = step < warmUp ? step / warmUp : (step - warmUp) / (steps - warmUp);
    const [times, way] = all[Math.floor(part * all.length)] as (typeof all)[number];
    for (let time = 0; time < times; time += 1) way();
    step += 1;
  };
};

class Remembering extends autograd.Function {
  static forward(context: autograd.FunctionContext & { output?: Tensor }, x: Tensor): Tensor {
    context.output = x.exp();
    return context.output;
  }

  static backward(context: autograd.FunctionContext & { output?: Tensor }, grad: Tensor): Tensor {
    return grad.mul(context.output as Tensor);
  }
}

/** Operations that keep their output on their context, and hooks that close over their own tensors. */
const cycles: Program = () => {
  const w = rand([256, 256], { requiresGrad: true });
  return () => {
    const y = Remembering.apply(w);
    const z = y.mul(2);
    z.registerHook((grad) => grad.mul(z.sign()));
    w.grad = null;
    z.sum().backward();
  };
};

const programs: Readonly<Record<string, Program>> = { linreg: linearRegression, mlp: perceptron, buffer, hooks, rows, arrays, ways, cycles };

export interface Report {
  /** Resident bytes once a quarter of the steps is done, and at the end. */
  readonly warm: number;
  readonly end: number;
  /** The most that was ever resident. */
  readonly peak: number;
  /** Engine bytes in use at the end. */
  readonly live: number;
  /** The most objects that the engine held, as far as was looked. */
  readonly handles: number;
  readonly seconds: number;
}

function run(name: string, steps: number): Report {
  const program = programs[name];
  if (program === undefined) throw new Error(`no program ${name}; there are: ${Object.keys(programs).join(', ')}`);
  const started = performance.now();
  const step = program(steps);
  const warmUp = Math.floor(steps / 4);
  for (let index = 0; index < warmUp; index += 1) step();
  const warm = process.memoryUsage.rss();
  let handles = 0;
  for (let index = warmUp; index < steps; index += 1) {
    step();
    if (index % 64 === 0) handles = Math.max(handles, memory.stats().handles);
  }
  const end = process.memoryUsage.rss();
  const { live } = memory.stats();
  const seconds = (performance.now() - started) / 1000;
  return { warm, end, peak: process.resourceUsage().maxRSS * 1024, live, handles, seconds };
}

const [name = '', steps = '0'] = process.argv.slice(2);
console.log(JSON.stringify(run(name, Number(steps))));
