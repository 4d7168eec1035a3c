/** Collections of samples. A dataset gives whole batches of tensors at once: one indexed read, not one per sample. */
import { ShapeError, ValueError } from '../error.ts';
import type { Generator } from '../generator.ts';
import { randperm } from '../ops/functions.ts';
import { GENERATOR, INT, INTS, type Kind, optional, required, signature } from '../signature.ts';
import { isTensor, Tensor } from '../tensor.ts';
import { typeText } from '../text.ts';
import { SIZED } from './sampler.ts';

/** Samples by number. `Batch` is what several of them make together. */
export interface Dataset<Sample = unknown, Batch = Sample> {
  readonly length: number;
  get(index: number): Sample;
  /** The samples at these places, put together. */
  batch(indices: readonly number[]): Batch;
}

const GET = signature('get', required('index', INT));
const BATCH = signature('batch', required('indices', INTS));

function placesOf(indices: readonly number[]): Tensor {
  return Tensor.from(indices.map(BigInt), { dtype: 'int64' });
}

/**
 * Tensors cut along their first dimension: sample `i` is `[inputs[i], labels[i]]`.
 *
 * @example
 * const dataset = new TensorDataset(inputs, labels);
 */
export class TensorDataset<const T extends readonly Tensor[]> implements Dataset<{ [K in keyof T]: Tensor }> {
  readonly tensors: T;

  /** @throws ShapeError where the first sizes differ */
  constructor(...tensors: T) {
    const stranger = tensors.findIndex((tensor) => !isTensor(tensor));
    if (stranger >= 0) throw new ValueError(`TensorDataset(): argument ${stranger + 1} must be Tensor, not ${typeText(tensors[stranger])}`);
    const sizes = tensors.map((tensor) => tensor.shape[0]);
    if (tensors.length === 0 || sizes.some((size) => size === undefined || size !== sizes[0])) {
      throw new ShapeError(`Size mismatch between tensors: first sizes are ${sizes.join(', ')}`);
    }
    this.tensors = tensors;
  }

  get length(): number {
    return this.tensors[0]?.shape[0] ?? 0;
  }

  get(index: number): { [K in keyof T]: Tensor };
  get(...args: readonly unknown[]): { [K in keyof T]: Tensor } {
    const { index } = GET.read(args, this.get);
    return this.tensors.map((tensor) => tensor.at(index)) as never;
  }

  batch(indices: readonly number[]): { [K in keyof T]: Tensor };
  batch(...args: readonly unknown[]): { [K in keyof T]: Tensor } {
    const { indices } = BATCH.read(args, this.batch);
    const places = placesOf(indices);
    return this.tensors.map((tensor) => tensor.indexSelect(0, places)) as never;
  }
}

const DATASET = { ...SIZED, name: 'Dataset' } as Kind<Dataset<any, any>>;
const SUBSET = signature('Subset', required('dataset', DATASET), required('indices', SIZED));

/** Some samples of a dataset, in an order of their own. */
export class Subset<Sample, Batch> implements Dataset<Sample, Batch> {
  readonly dataset: Dataset<Sample, Batch>;
  readonly indices: readonly number[];

  constructor(dataset: Dataset<Sample, Batch>, indices: readonly number[]);
  constructor(...args: readonly unknown[]) {
    const { dataset, indices } = SUBSET.read(args);
    this.dataset = dataset;
    this.indices = indices as readonly number[];
  }

  get length(): number {
    return this.indices.length;
  }

  #place(index: number): number {
    const place = this.indices.at(index);
    if (place === undefined) throw new ValueError(`index ${index} is out of range for ${this.length} samples`);
    return place;
  }

  get(index: number): Sample;
  get(...args: readonly unknown[]): Sample {
    const { index } = GET.read(args, this.get);
    return this.dataset.get(this.#place(index));
  }

  batch(indices: readonly number[]): Batch;
  batch(...args: readonly unknown[]): Batch {
    const { indices } = BATCH.read(args, this.batch);
    return this.dataset.batch(indices.map((index) => this.#place(index)));
  }
}

/** Whole numbers of samples; fractions are rounded down, and what remains goes to the first ones. */
function counts(length: number, lengths: readonly number[]): number[] {
  const total = lengths.reduce((sum, each) => sum + each, 0);
  if (Math.abs(total - 1) > 1e-6 || total > 1 + 1e-9) {
    if (total !== length) throw new ValueError('Sum of input lengths does not equal the length of the input dataset!');
    return [...lengths];
  }
  const floors = lengths.map((fraction) => Math.floor(length * fraction));
  const missing = length - floors.reduce((sum, each) => sum + each, 0);
  return floors.map((count, index) => count + (index < missing % floors.length ? 1 : 0));
}

const isNumber = (value: unknown): value is number => typeof value === 'number';
const FLOATS: Kind<readonly number[]> = {
  name: 'tuple of floats',
  accepts: (value) => Array.isArray(value) && value.every(isNumber),
  item: isNumber,
};
const SPLIT = signature('random_split', required('dataset', DATASET), required('lengths', FLOATS), optional('generator', GENERATOR, null));

/**
 * Parts of a dataset, drawn at random.
 *
 * @param lengths of the parts, or fractions that sum to 1
 * @example
 * const [train, test] = randomSplit(dataset, [0.8, 0.2]);
 */
export function randomSplit<Sample, Batch>(
  dataset: Dataset<Sample, Batch>,
  lengths: readonly number[],
  generator?: Generator | null | { readonly generator?: Generator | null },
): Subset<Sample, Batch>[];
export function randomSplit(...args: readonly unknown[]): Subset<unknown, unknown>[] {
  const { dataset, lengths, generator } = SPLIT.read(args, randomSplit);
  const sizes = counts(dataset.length, lengths);
  const order = randperm(dataset.length, { generator }).tolist() as number[];
  let start = 0;
  return sizes.map((size) => new Subset(dataset, order.slice(start, (start += size))));
}
