/** Whole training runs: the loss of every step, tests after every epoch, the final weights. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readNpz, readSafetensors } from './archives.ts';
import { compareTensor, EXACT, isWithin, prefixed, type Verdict } from './compare.ts';
import { callFunction, callMethod, construct, type Engine, type LiveTensor, Missing, onCpu } from './engine.ts';
import { fromNumbers, type HostTensor, hostOf, numbers, toLive } from './host.ts';
import { plain } from './loader.ts';
import { compareState } from './state.ts';
import { type LiveOptimizer, plainValue } from './optim.ts';
import type { Report } from './report.ts';
import { verdictOf } from './report.ts';
import { decodeModule, type Json, type ModuleSpec } from './values.ts';

interface EpochResult {
  readonly test_loss: number;
  readonly test_correct: number;
  readonly close_calls: number;
}

interface TrainingSpec {
  readonly kind: string;
  readonly image?: boolean;
  readonly seed?: number;
  readonly model: { readonly tree?: ModuleSpec };
  readonly optimizer?: { readonly name: string; readonly kwargs: Readonly<Record<string, Json>> };
  readonly scheduler?: { readonly name: string; readonly kwargs: Readonly<Record<string, Json>> };
  readonly lr?: number;
  readonly epochs: number;
  readonly batch_size: number;
  readonly sensitivity: { readonly loss_relative_max: number; readonly final_weights_max: number };
  readonly err64: { readonly loss_relative_max: number; readonly final_weights_max: number };
  readonly result: {
    readonly loss: readonly (number | readonly [number, number])[];
    readonly epoch?: readonly EpochResult[];
    readonly rand_after?: readonly number[];
  };
}

export function runTraining(engine: Engine, report: Report, directory: string, digits: string | null): void {
  const name = basename(directory);
  const spec = JSON.parse(readFileSync(join(directory, 'spec.json'), 'utf8')) as TrainingSpec;
  const run = new TrainingRun(engine, spec, directory, digits);
  const failure = verdictOf(() => {
    if (spec.seed === undefined) run.train();
    else onCpu(engine, () => run.train());
    return null;
  });
  const add = (part: string, body: () => Verdict) => report.add('training', name, 0, part, failure ?? verdictOf(body));
  add('loss', () => run.losses());
  if (spec.result.epoch !== undefined) add('test', () => run.tests());
  add('weights', () => run.weights());
  if (spec.result.rand_after !== undefined) add('random', () => run.randomAfter());
}

/** Where the digit images lie: beside the folder of the data, or in it. */
export function findDigits(directory: string): string | null {
  const places = [join(directory, '..', 'data', 'digits'), join(directory, 'data', 'digits')];
  return places.map((place) => join(place, 'digits.npz')).find((path) => existsSync(path)) ?? null;
}

class TrainingRun {
  readonly #engine: Engine;
  readonly #spec: TrainingSpec;
  readonly #directory: string;
  readonly #digits: string | null;
  readonly #losses: number[] = [];
  readonly #tests: { loss: number; correct: number }[] = [];
  #module: unknown = undefined;
  #random: number[] = [];

  constructor(engine: Engine, spec: TrainingSpec, directory: string, digits: string | null) {
    this.#engine = engine;
    this.#spec = spec;
    this.#directory = directory;
    this.#digits = digits;
  }

  train(): void {
    const { kind, model } = this.#spec;
    if (model.tree === undefined) throw new Missing(`model of ${kind}`);
    if (this.#spec.seed !== undefined) this.#engine.manualSeed(this.#spec.seed);
    this.#module = decodeModule(this.#engine, model.tree, '', { make: (host) => toLive(this.#engine, host) });
    if (this.#spec.seed === undefined) this.#loadInitial();
    if (kind === 'linear_regression') this.#trainLinear();
    else if (kind === 'digits') this.#trainDigits((epoch, data) => this.#storedOrder(epoch, data));
    else if (kind === 'digits_seeded') this.#trainDigits((_, data) => this.#loaderOrder(data));
    else throw new Missing(kind);
    if (this.#spec.seed !== undefined) {
      this.#random = [...numbers(hostOf(callFunction(this.#engine, 'rand', [[3]]) as LiveTensor))];
    }
  }

  #stored(name: string): Map<string, HostTensor> {
    return readSafetensors(join(this.#directory, `${name}.safetensors`));
  }

  #loadInitial(): void {
    const entries = [...this.#stored('init')].map(([key, host]) => [key, toLive(this.#engine, host)] as const);
    callMethod(this.#module, 'load_state_dict', [Object.fromEntries(entries)]);
  }

  #parameters(): LiveTensor[] {
    return [...(callMethod(this.#module, 'parameters') as Iterable<LiveTensor>)];
  }

  #optimizer(): LiveOptimizer {
    const { name, kwargs } = this.#spec.optimizer ?? { name: 'SGD', kwargs: {} };
    const options = plainValue(this.#engine, kwargs) as Record<string, unknown>;
    return construct(this.#engine, `optim.${name}`, [this.#parameters()], options) as LiveOptimizer;
  }

  /** One step of whichever update the run uses; the loss before it. */
  #step(optimizer: LiveOptimizer | null, loss: LiveTensor): number {
    if (optimizer === null) for (const parameter of this.#parameters()) parameter.grad = null;
    else optimizer.zeroGrad();
    loss.backward();
    if (optimizer === null) this.#descend();
    else optimizer.step();
    return scalar(loss);
  }

  /** `p -= lr * p.grad` by hand. */
  #descend(): void {
    this.#engine.noGrad(() => {
      for (const parameter of this.#parameters()) {
        callMethod(parameter, 'sub_', [callMethod(parameter.grad, 'mul', [this.#spec.lr])]);
      }
    });
  }

  #trainLinear(): void {
    const batches = this.#stored('batches');
    const [x, y] = ['x', 'y'].map((name) => toLive(this.#engine, batches.get(name) as HostTensor));
    const optimizer = this.#spec.optimizer === undefined ? null : this.#optimizer();
    for (let epoch = 0; epoch < this.#spec.epochs; epoch += 1) {
      const loss = callFunction(this.#engine, 'nn.functional.mse_loss', [callMethod(this.#module, 'call', [x]), y]);
      this.#losses.push(this.#step(optimizer, loss as LiveTensor));
    }
  }

  #trainDigits(orderOf: (epoch: number, data: Digits) => readonly (readonly number[])[]): void {
    const data = readDigits(this.#digits, this.#spec.image === true);
    const optimizer = this.#optimizer();
    const { name, kwargs } = this.#spec.scheduler ?? { name: '', kwargs: {} };
    const scheduler = name === '' ? null : construct(this.#engine, `optim.lr_scheduler.${name}`, [optimizer], kwargs);
    for (let epoch = 0; epoch < this.#spec.epochs; epoch += 1) {
      callMethod(this.#module, 'train');
      for (const indices of orderOf(epoch, data)) {
        this.#losses.push(this.#step(optimizer, this.#lossOf(data, indices).loss));
      }
      if (scheduler !== null) callMethod(scheduler, 'step');
      this.#test(data);
    }
  }

  #storedOrder(epoch: number, data: Digits): number[][] {
    const order = numbers(this.#stored('batches').get('order') as HostTensor);
    return chunks([...order.subarray(epoch * data.trained, (epoch + 1) * data.trained)], this.#spec.batch_size);
  }

  #loaderOrder(data: Digits): Iterable<number[]> & readonly number[][] {
    const indices = Array.from({ length: data.trained }, (_, index) => index);
    const kwargs = { batch_size: this.#spec.batch_size, shuffle: true };
    const loader = construct(this.#engine, 'utils.data.DataLoader', [indices], kwargs) as Iterable<unknown>;
    return [...loader].map((batch) => plain(this.#engine, batch));
  }

  #lossOf(data: Digits, indices: readonly number[]): { loss: LiveTensor; logits: LiveTensor } {
    const images = toLive(this.#engine, data.images(indices));
    const labels = toLive(this.#engine, data.labels(indices));
    const logits = callMethod(this.#module, 'call', [images]) as LiveTensor;
    return { logits, loss: callFunction(this.#engine, 'nn.functional.cross_entropy', [logits, labels]) as LiveTensor };
  }

  #test(data: Digits): void {
    callMethod(this.#module, 'eval');
    const indices = Array.from({ length: data.count - data.trained }, (_, index) => data.trained + index);
    const { loss, logits } = this.#engine.noGrad(() => this.#lossOf(data, indices));
    const scores = numbers(hostOf(logits));
    const labels = numbers(data.labels(indices));
    const classes = scores.length / labels.length;
    const correct = labels.filter((label, row) => {
      const rowScores = scores.subarray(row * classes, (row + 1) * classes);
      return rowScores.indexOf(Math.max(...rowScores)) === label;
    }).length;
    this.#tests.push({ loss: scalar(loss), correct });
  }

  losses(): Verdict {
    for (const [index, entry] of this.#spec.result.loss.entries()) {
      const [step, expected] = typeof entry === 'number' ? [index, entry] : entry;
      const actual = this.#losses[step] ?? Number.NaN;
      if (!isWithin(Math.abs(actual - expected), this.#allowed('loss_relative_max') * Math.abs(expected)))
        return `step ${step}: loss ${actual}, expected ${expected}`;
    }
    return null;
  }

  tests(): Verdict {
    for (const [epoch, expected] of (this.#spec.result.epoch ?? []).entries()) {
      const actual = this.#tests[epoch];
      if (actual === undefined) return `no test after epoch ${epoch}`;
      const off = Math.abs(actual.correct - expected.test_correct);
      if (off > expected.close_calls) return `epoch ${epoch}: ${actual.correct} correct, expected ${expected.test_correct}`;
      if (!isWithin(Math.abs(actual.loss - expected.test_loss), this.#allowed('loss_relative_max') * expected.test_loss)) {
        return `epoch ${epoch}: test loss ${actual.loss}, expected ${expected.test_loss}`;
      }
    }
    return null;
  }

  weights(): Verdict {
    return compareState(this.#engine, this.#module, this.#stored('final'), { rtol: 0, atol: this.#allowed('final_weights_max') });
  }

  /** Three times what PyTorch's own runs differ by, in float64 or from weights that differ in the last place. Ours differ by once that. */
  #allowed(what: 'loss_relative_max' | 'final_weights_max'): number {
    const { sensitivity, err64 } = this.#spec;
    return 3 * Math.max(sensitivity[what], err64[what]);
  }

  randomAfter(): Verdict {
    const expected = this.#spec.result.rand_after ?? [];
    const host = (values: readonly number[]) => fromNumbers(values, [values.length], 'float32');
    return prefixed('rand(3)', compareTensor(host(this.#random), host(expected), EXACT));
  }
}

function scalar(tensor: LiveTensor): number {
  return numbers(hostOf(tensor))[0] ?? Number.NaN;
}

function chunks(list: readonly number[], size: number): number[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size));
}

/** The digit images with pixels in [0, 1]; the first `trained` of them are for training. */
interface Digits {
  readonly count: number;
  readonly trained: number;
  images(indices: readonly number[]): HostTensor;
  labels(indices: readonly number[]): HostTensor;
}

function readDigits(path: string | null, asImages: boolean): Digits {
  if (path === null) throw new Error('the digit images are not beside the data');
  const archive = readNpz(path);
  const [images, labels] = ['images', 'labels'].map((name) => archive.get(name)?.elements ?? new Uint8Array());
  const pixel = (position: number) => Number(images?.[position] ?? 0) / 16;
  return {
    count: labels?.length ?? 0,
    trained: 1437,
    images: (indices) =>
      fromNumbers(
        indices.flatMap((index) => Array.from({ length: 64 }, (_, offset) => pixel(index * 64 + offset))),
        asImages ? [indices.length, 1, 8, 8] : [indices.length, 64],
        'float32',
      ),
    labels: (indices) => {
      const list = BigInt64Array.from(indices, (index) => BigInt(labels?.[index] ?? 0));
      return { dtype: 'int64', shape: [indices.length], elements: list };
    },
  };
}
