/** Whole steps of training: forward, loss, backward, optimiser. */
import { nn, optim, rand, randint, randn } from '../../js/index.ts';
import type { Tensor } from '../../js/index.ts';
import type { Workload } from '../workload.ts';
import { BATCH, GPT, LENGTH, VOCABULARY, writtenOut } from './gpt.ts';

interface Training {
  /** The loss of a batch. */
  readonly loss: () => Tensor;
  readonly optimizer: { zeroGrad(): void; step(): unknown };
}

function steps(name: string, make: () => Training): Workload {
  return {
    name,
    unit: 'µs',
    prepare() {
      const { loss, optimizer } = make();
      return (count) => {
        for (let index = 0; index < count; index += 1) {
          optimizer.zeroGrad();
          loss().backward();
          optimizer.step();
        }
      };
    },
  };
}

/** The tutorial's regression: ten points, one weight, one bias. */
const linearRegression = steps('linreg-step', () => {
  const [x, y] = [rand([10, 1]), rand([10, 1])];
  const model = new nn.Linear(1, 1);
  return { loss: () => nn.functional.mseLoss(model.forward(x), y), optimizer: new optim.SGD(model.parameters(), { lr: 0.01 }) };
});

/** The classifier of digits: 784-256-10, batches of 64. */
const perceptron = steps('mlp-step', () => {
  const [x, labels] = [rand([64, 784]), randint(0, 10, [64])];
  const model = new nn.Sequential(new nn.Linear(784, 256), new nn.ReLU(), new nn.Linear(256, 10));
  return { loss: () => nn.functional.crossEntropy(model.forward(x), labels), optimizer: new optim.Adam(model.parameters(), { lr: 0.001 }) };
});

/** Two convolutions, 1 → 32 → 64 channels, and a classifier over images of 28², batches of 64. */
const convolutional = steps('cnn-step', () => {
  const [x, labels] = [rand([64, 1, 28, 28]), randint(0, 10, [64])];
  const model = new nn.Sequential(
    new nn.Conv2d(1, 32, 3, { padding: 1 }),
    new nn.ReLU(),
    new nn.MaxPool2d(2),
    new nn.Conv2d(32, 64, 3, { padding: 1 }),
    new nn.ReLU(),
    new nn.MaxPool2d(2),
    new nn.Flatten(),
    new nn.Linear(64 * 7 * 7, 10),
  );
  return { loss: () => nn.functional.crossEntropy(model.forward(x), labels), optimizer: new optim.Adam(model.parameters(), { lr: 0.001 }) };
});

function gpt(name: string): Workload {
  return steps(name, () => {
    const [x, y] = [randint(0, VOCABULARY, [BATCH, LENGTH]), randint(0, VOCABULARY, [BATCH * LENGTH])] as [Tensor, Tensor];
    const model = new GPT(writtenOut);
    const loss = () => nn.functional.crossEntropy(model.forward(x).view([BATCH * LENGTH, VOCABULARY]), y) as Tensor;
    return { loss, optimizer: new optim.AdamW(model.parameters(), { lr: 0.001 }) };
  });
}

/** One step of Adam alone, over ten million numbers. */
const adam: Workload = {
  name: 'adam-1e7',
  unit: 'µs',
  prepare() {
    const parameter = new nn.Parameter(randn([10_000_000]));
    parameter.grad = randn([10_000_000]) as Tensor;
    const optimizer = new optim.Adam([parameter], { lr: 0.001 });
    return (count) => {
      for (let index = 0; index < count; index += 1) optimizer.step();
    };
  },
};

export const training: readonly Workload[] = [
  linearRegression,
  perceptron,
  convolutional,
  gpt('gpt-step'),
  // PyTorch's twin has its fused attention; there is none here yet, so ours is written out in both.
  gpt('gpt-step-fused'),
  adam,
];
