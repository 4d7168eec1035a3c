/**
 * Training loops as one writes them: synchronous, without a memory call or an await. Run as a process of its own,
 * `programs.ts NAME STEPS`; the last line of output is a report in JSON.
 */
import { memory, nn, optim, rand, randint, randn, type Tensor, tensor } from '../../js/index.ts';

/** Makes the function that does one step. */
type Program = () => () => void;

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

const programs: Readonly<Record<string, Program>> = { linreg: linearRegression, mlp: perceptron, buffer, hooks };

export interface Report {
  /** Resident bytes once a quarter of the steps is done, and at the end. */
  readonly warm: number;
  readonly end: number;
  /** The most that was ever resident. */
  readonly peak: number;
  /** Engine bytes in use at the end. */
  readonly live: number;
  readonly handles: number;
  readonly seconds: number;
}

function run(name: string, steps: number): Report {
  const program = programs[name];
  if (program === undefined) throw new Error(`no program ${name}; there are: ${Object.keys(programs).join(', ')}`);
  const started = performance.now();
  const step = program();
  const warmUp = Math.floor(steps / 4);
  for (let index = 0; index < warmUp; index += 1) step();
  const warm = process.memoryUsage.rss();
  for (let index = warmUp; index < steps; index += 1) step();
  const end = process.memoryUsage.rss();
  const { live, handles } = memory.stats();
  const seconds = (performance.now() - started) / 1000;
  return { warm, end, peak: process.resourceUsage().maxRSS * 1024, live, handles, seconds };
}

const [name = '', steps = '0'] = process.argv.slice(2);
console.log(JSON.stringify(run(name, Number(steps))));
