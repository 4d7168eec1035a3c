/** What the workers of worker.test.ts do. The name of a program is the worker's data, or the first part of it. */
import { parentPort, workerData } from 'node:worker_threads';
import { Generator, isGradEnabled, memory, noGrad, rand, setGradEnabled, type Tensor, tensor, zeros } from '../../js/index.ts';

const [name, seed] = workerData as [name: string, seed: number];
const port = parentPort as NonNullable<typeof parentPort>;
const kept: Tensor[] = [];

/** Ends when it is told to. */
function stay(): void {
  port.once('message', () => port.close());
}

const programs: Readonly<Record<string, () => void>> = {
  differentiate() {
    const x = tensor([1, 2, 3], { requiresGrad: true });
    x.mul(x).sum().backward();
    port.postMessage(x.grad?.tolist());
  },

  mode() {
    setGradEnabled(false);
    stay();
    port.postMessage(isGradEnabled());
  },

  handles() {
    for (let index = 0; index < 1000; index += 1) kept.push(zeros([4]));
    stay();
    port.postMessage(memory.stats().handles >= 1000);
  },

  hold() {
    kept.push(zeros([1024, 1024, 8]));
    stay();
    port.postMessage(null);
  },

  loop() {
    const weights = [rand([256, 256], { requiresGrad: true }), rand([256, 256], { requiresGrad: true })] as Tensor[];
    kept.push(zeros([1024, 1024, 8]));
    port.postMessage(null);
    for (;;) {
      let x = rand([64, 256]) as Tensor;
      for (const weight of weights) x = x.matmul(weight).relu();
      x.sum().backward();
    }
  },

  hooks() {
    const x = rand([1024, 1024], { requiresGrad: true });
    x.registerHook((grad) => grad.mul(2));
    const loss = x.mul(x).sum();
    port.postMessage(null);
    for (;;) loss.backward({ retainGraph: true });
  },

  train() {
    const generator = new Generator().manualSeed(seed);
    const w = zeros([32, 8], { requiresGrad: true });
    const [x, y] = [rand([64, 32], { generator }), rand([64, 8], { generator })];
    for (let step = 0; step < 200; step += 1) {
      const loss = x.matmul(w).sub(y).pow(2).mean();
      w.grad = null;
      loss.backward();
      noGrad(() => w.sub_((w.grad as Tensor).mul(0.1)));
    }
    port.postMessage(w.tolist());
  },
};

programs[name]?.();
