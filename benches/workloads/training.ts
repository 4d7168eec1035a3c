/** Whole steps of training: forward, loss, backward, optimiser. */
import { nn, optim, rand, randint } from '../../js/index.ts';
import type { Workload } from '../workload.ts';

/** The tutorial's regression: ten points, one weight, one bias. */
const linearRegression: Workload = {
  name: 'linreg-step',
  unit: 'µs',
  prepare() {
    const [x, y] = [rand([10, 1]), rand([10, 1])];
    const model = new nn.Linear(1, 1);
    const optimizer = new optim.SGD(model.parameters(), { lr: 0.01 });
    return (count) => {
      for (let index = 0; index < count; index += 1) {
        optimizer.zeroGrad();
        nn.functional.mseLoss(model.forward(x), y).backward();
        optimizer.step();
      }
    };
  },
};

/** The classifier of digits: 784-256-10, batches of 64. */
const perceptron: Workload = {
  name: 'mlp-step',
  unit: 'µs',
  prepare() {
    const [x, labels] = [rand([64, 784]), randint(0, 10, [64])];
    const model = new nn.Sequential(new nn.Linear(784, 256), new nn.ReLU(), new nn.Linear(256, 10));
    const optimizer = new optim.Adam(model.parameters(), { lr: 0.001 });
    return (count) => {
      for (let index = 0; index < count; index += 1) {
        optimizer.zeroGrad();
        nn.functional.crossEntropy(model.forward(x), labels).backward();
        optimizer.step();
      }
    };
  },
};

export const training: readonly Workload[] = [linearRegression, perceptron];
