/** Mini-batches of a dataset, in PyTorch's order for equal seeds (draws and all, whether or not they are needed here). */
import { ValueError } from '../error.ts';
import { Generator } from '../generator.ts';
import { empty, randperm } from '../ops/functions.ts';
import type { Dataset } from './dataset.ts';

export interface DataLoaderOptions {
  /** Samples per batch (1). */
  readonly batchSize?: number;
  /** A new order every epoch. */
  readonly shuffle?: boolean;
  /** Leave out a last batch that is smaller. */
  readonly dropLast?: boolean;
  /** Draws the orders; otherwise the process's generator does. */
  readonly generator?: Generator;
}

/** A draw of 64 bits. */
function draw(generator: Generator | undefined): bigint {
  return BigInt(empty([], { dtype: 'int64' }).random_(generator === undefined ? {} : { generator }).item<number | bigint>());
}

function listDataset<Batch>(list: readonly unknown[]): Dataset<unknown, Batch> {
  return { length: list.length, get: (index) => list[index], batch: (places) => places.map((place) => list[place]) as Batch };
}

/**
 * Iterates over a dataset in batches; every iteration is one epoch.
 *
 * @example
 * for (const [inputs, labels] of new DataLoader(dataset, { batchSize: 64, shuffle: true })) step(inputs, labels);
 */
export class DataLoader<Batch> implements Iterable<Batch> {
  readonly dataset: Dataset<unknown, Batch>;
  readonly batchSize: number;
  readonly #shuffle: boolean;
  readonly #dropLast: boolean;
  readonly #generator: Generator | undefined;

  /** @param data a dataset, or a list, whose batches are lists */
  constructor(data: Dataset<unknown, Batch> | (Batch & readonly unknown[]), options: DataLoaderOptions = {}) {
    const { batchSize = 1, shuffle = false, dropLast = false, generator } = options;
    if (!Number.isInteger(batchSize) || batchSize <= 0) {
      throw new ValueError(`batch_size should be a positive integer value, but got batch_size=${batchSize}`);
    }
    this.dataset = Array.isArray(data) ? listDataset(data) : (data as Dataset<unknown, Batch>);
    this.batchSize = batchSize;
    this.#shuffle = shuffle;
    this.#dropLast = dropLast;
    this.#generator = generator;
  }

  /** Batches per epoch. */
  get length(): number {
    const batches = this.dataset.length / this.batchSize;
    return this.#dropLast ? Math.floor(batches) : Math.ceil(batches);
  }

  *[Symbol.iterator](): IterableIterator<Batch> {
    const generator = this.#generator;
    draw(generator); // where PyTorch seeds its workers
    const { length } = this.dataset;
    const order = this.#shuffle ? this.#order() : Array.from({ length }, (_, index) => index);
    const end = this.length * this.batchSize;
    for (let start = 0; start < end; start += this.batchSize) {
      yield this.dataset.batch(order.slice(start, start + this.batchSize));
    }
    // PyTorch's sampler draws the order of the samples that are left after whole rounds: none, but it draws.
    if (this.#shuffle && generator !== undefined) randperm(length, { generator });
  }

  #order(): number[] {
    const generator = this.#generator ?? new Generator().manualSeed(draw(undefined));
    return randperm(this.dataset.length, { generator }).tolist() as number[];
  }
}
