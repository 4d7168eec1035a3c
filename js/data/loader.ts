/** Mini-batches of a dataset, in PyTorch's order for equal seeds (draws and all, whether or not they are needed here). */
import { ValueError } from '../error.ts';
import type { Generator } from '../generator.ts';
import { BOOL, GENERATOR, INT, named, optional, required, signature, type Values } from '../signature.ts';
import type { Dataset } from './dataset.ts';
import { BatchSampler, drawSeed, RandomSampler, type Sampler, SAMPLER, SequentialSampler, SIZED } from './sampler.ts';

export interface DataLoaderOptions {
  /** Samples per batch (1). */
  readonly batchSize?: number;
  /** A new order every epoch. */
  readonly shuffle?: boolean | null;
  /** Leave out a last batch that is smaller. */
  readonly dropLast?: boolean;
  /** Draws the orders; otherwise the process's generator does. */
  readonly generator?: Generator | null;
  /** The order of the samples, instead of `shuffle`. */
  readonly sampler?: Sampler | null;
  /** The places of each batch, instead of everything above but `generator`. */
  readonly batchSampler?: Sampler<readonly number[]> | null;
}

const SIGNATURE = signature(
  'DataLoader',
  required('dataset', SIZED),
  optional('batchSize', INT, 1),
  optional('shuffle', BOOL, null),
  optional('sampler', SAMPLER, null),
  optional('batchSampler', SAMPLER, null),
  named('dropLast', BOOL, false),
  named('generator', GENERATOR, null),
);

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
  readonly #generator: Generator | null;

  /** @param data a dataset, or a list, whose batches are lists */
  constructor(data: Dataset<unknown, Batch> | (Batch & readonly unknown[]), options?: DataLoaderOptions);
  constructor(data: Dataset<unknown, Batch> | (Batch & readonly unknown[]), batchSize: number, options?: Omit<DataLoaderOptions, 'batchSize'>);
  constructor(
    data: Dataset<unknown, Batch> | (Batch & readonly unknown[]),
    batchSize: number,
    shuffle: boolean | null,
    options?: Omit<DataLoaderOptions, 'batchSize' | 'shuffle'>,
  );
  constructor(...args: readonly unknown[]) {
    const options = SIGNATURE.read(args);
    const { dataset, batchSize, shuffle, dropLast, sampler, batchSampler } = options;
    if (batchSampler !== null && (batchSize !== 1 || shuffle === true || dropLast || sampler !== null)) {
      throw new ValueError('batch_sampler option is mutually exclusive with batch_size, shuffle, sampler, and drop_last');
    }
    this.dataset = (Array.isArray(dataset) ? listDataset(dataset) : dataset) as Dataset<unknown, Batch>;
    this.batchSampler = (batchSampler as Sampler<readonly number[]> | null) ?? samplerOf(options);
    this.#generator = options.generator;
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

function samplerOf({ dataset, batchSize, shuffle, generator, sampler, dropLast }: Values<typeof SIGNATURE.params>): BatchSampler {
  if (shuffle === true && sampler !== null) throw new ValueError('sampler option is mutually exclusive with shuffle');
  const ordered = () => (shuffle === true ? new RandomSampler(dataset, { generator }) : new SequentialSampler(dataset));
  return new BatchSampler((sampler as Sampler | null) ?? ordered(), batchSize, { dropLast });
}
