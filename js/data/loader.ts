/** Mini-batches of a dataset, in PyTorch's order for equal seeds (draws and all, whether or not they are needed here). */
import { ValueError } from '../error.ts';
import type { Generator } from '../generator.ts';
import type { Dataset } from './dataset.ts';
import { BatchSampler, drawSeed, RandomSampler, type Sampler, SequentialSampler } from './sampler.ts';

export interface DataLoaderOptions {
  /** Samples per batch (1). */
  readonly batchSize?: number;
  /** A new order every epoch. */
  readonly shuffle?: boolean;
  /** Leave out a last batch that is smaller. */
  readonly dropLast?: boolean;
  /** Draws the orders; otherwise the process's generator does. */
  readonly generator?: Generator;
  /** The order of the samples, instead of `shuffle`. */
  readonly sampler?: Sampler;
  /** The places of each batch, instead of everything above but `generator`. */
  readonly batchSampler?: Sampler<readonly number[]>;
}

function listDataset<Batch>(list: readonly unknown[]): Dataset<unknown, Batch> {
  return { length: list.length, get: (index) => list[index], batch: (places) => places.map((place) => list[place]) as Batch };
}

/**
 * Iterates over a dataset in batches; every iteration is one epoch.
 *
 * @throws ValueError for a `batchSize` below 1, and for options that exclude one another
 * @see https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader
 * @example
 * for (const [inputs, labels] of new DataLoader(dataset, { batchSize: 64, shuffle: true })) step(inputs, labels);
 */
export class DataLoader<Batch> implements Iterable<Batch> {
  readonly dataset: Dataset<unknown, Batch>;
  readonly batchSampler: Sampler<readonly number[]>;
  readonly #generator: Generator | undefined;

  /** @param data a dataset, or a list, whose batches are lists */
  constructor(data: Dataset<unknown, Batch> | (Batch & readonly unknown[]), options: DataLoaderOptions = {}) {
    this.dataset = Array.isArray(data) ? listDataset(data) : (data as Dataset<unknown, Batch>);
    this.batchSampler = options.batchSampler ?? samplerOf(this.dataset, options);
    this.#generator = options.generator;
    const { batchSize = 1, shuffle = false, dropLast = false, sampler, batchSampler } = options;
    if (batchSampler !== undefined && (batchSize !== 1 || shuffle || dropLast || sampler !== undefined)) {
      throw new ValueError('batch_sampler option is mutually exclusive with batch_size, shuffle, sampler, and drop_last');
    }
  }

  /** Batches per epoch. */
  get length(): number {
    return this.batchSampler.length;
  }

  *[Symbol.iterator](): IterableIterator<Batch> {
    drawSeed(this.#generator); // where PyTorch seeds its workers
    for (const places of this.batchSampler) yield this.dataset.batch(places);
  }
}

function samplerOf(dataset: Dataset, options: DataLoaderOptions): BatchSampler {
  const { batchSize = 1, shuffle = false, generator, sampler, ...others } = options;
  if (shuffle && sampler !== undefined) throw new ValueError('sampler option is mutually exclusive with shuffle');
  const ordered = () =>
    shuffle ? new RandomSampler(dataset, generator === undefined ? {} : { generator }) : new SequentialSampler(dataset);
  return new BatchSampler(sampler ?? ordered(), batchSize, others);
}
