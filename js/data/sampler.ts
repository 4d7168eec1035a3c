/** The orders in which samples are visited, draw for draw PyTorch's. A sampler is iterated anew for every epoch. */
import { ValueError } from '../error.ts';
import { Generator } from '../generator.ts';
import { empty, multinomial, randint, randperm } from '../ops/functions.ts';
import { ANY, BOOL, GENERATOR, type Kind, optional, required, signature } from '../signature.ts';
import { Tensor } from '../tensor.ts';
import { pythonText } from '../text.ts';

/** Places drawn at once with replacement, as many as PyTorch draws. */
const REPLACED_AT_ONCE = 32;

/** Places in a dataset, or lists of them. Any iterable with a length will do. */
export interface Sampler<Place = number> extends Iterable<Place> {
  readonly length: number;
}

/** What has a length: a dataset, a list. */
interface Sized {
  readonly length: number;
}

export const SIZED: Kind<Sized> = {
  name: 'dataset or list',
  accepts: (value) => typeof value === 'object' && value !== null && 'length' in value && typeof value.length === 'number',
};
/** Places, or lists of them. */
export const SAMPLER: Kind<Sampler<unknown>> = {
  name: 'Sampler',
  accepts: (value) => typeof value === 'object' && value !== null && Symbol.iterator in value && 'length' in value,
};

/** A draw of 64 bits. */
export function drawSeed(generator: Generator | null): bigint {
  return BigInt(
    empty([], { dtype: 'int64', device: generator?.device ?? 'cpu' })
      .random_({ generator })
      .item<number | bigint>(),
  );
}

const SEQUENTIAL = signature('SequentialSampler', required('dataSource', SIZED));

function ensurePositive(name: string, value: unknown): asserts value is number {
  if (Number.isInteger(value) && (value as number) > 0) return;
  throw new ValueError(`${name} should be a positive integer value, but got ${name}=${pythonText(value)}`);
}

/** 0, 1, 2, … */
export class SequentialSampler implements Sampler {
  readonly #data: Sized;

  constructor(data: Sized);
  constructor(...args: readonly unknown[]) {
    this.#data = SEQUENTIAL.read(args).dataSource;
  }

  get length(): number {
    return this.#data.length;
  }

  *[Symbol.iterator](): IterableIterator<number> {
    for (let place = 0; place < this.length; place += 1) yield place;
  }
}

export interface RandomSamplerOptions {
  /** Draw each place by itself, so that it may come again. */
  readonly replacement?: boolean;
  /** How many places; otherwise as many as there are samples. */
  readonly numSamples?: number | null;
  /** Draws the order; otherwise a new generator does, seeded by the process's. */
  readonly generator?: Generator | null;
}

const RANDOM = signature(
  'RandomSampler',
  required('dataSource', SIZED),
  optional('replacement', BOOL, false),
  optional('numSamples', ANY, null),
  optional('generator', GENERATOR, null),
);

/**
 * All places in a new order every time, or places drawn with replacement.
 *
 * @throws ValueError unless `numSamples` is a positive integer
 * @see https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.RandomSampler
 * @example
 * [...new RandomSampler(dataset, { replacement: true, numSamples: 100 })];
 */
export class RandomSampler implements Sampler {
  readonly #data: Sized;
  readonly #replacement: boolean;
  readonly #numSamples: number | null;
  readonly #generator: Generator | null;

  constructor(data: Sized, options?: RandomSamplerOptions);
  constructor(data: Sized, replacement: boolean, numSamples?: number | null, generator?: Generator | null);
  constructor(...args: readonly unknown[]) {
    const { dataSource, replacement, numSamples, generator } = RANDOM.read(args);
    this.#data = dataSource;
    this.#replacement = replacement;
    this.#numSamples = numSamples as number | null;
    this.#generator = generator;
    ensurePositive('num_samples', this.length);
  }

  get length(): number {
    return this.#numSamples ?? this.#data.length;
  }

  *[Symbol.iterator](): IterableIterator<number> {
    const replacement = this.#replacement;
    const generator = this.#generator ?? new Generator().manualSeed(drawSeed(null));
    const { length } = this.#data;
    // Whole rounds, then what is left: of nothing too, for that takes its draws as well.
    const round = replacement ? REPLACED_AT_ONCE : length;
    const draw = (count: number): number[] => {
      const { device } = generator;
      const places = replacement ? randint(length, [count], { generator, device }) : randperm(length, { generator, device });
      return (places.tolist() as number[]).slice(0, count);
    };
    for (let left = this.length; left >= round; left -= round) yield* draw(round);
    yield* draw(this.length % round);
  }
}

const SUBSET = signature('SubsetRandomSampler', required('indices', SIZED), optional('generator', GENERATOR, null));

/**
 * Some places in a new order every time.
 *
 * @see https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.SubsetRandomSampler
 * @example
 * new DataLoader(dataset, { sampler: new SubsetRandomSampler([0, 2, 4]) });
 */
export class SubsetRandomSampler implements Sampler {
  readonly indices: readonly number[];
  readonly #generator: Generator | null;

  constructor(indices: readonly number[], generator?: Generator | null | { readonly generator?: Generator | null });
  constructor(...args: readonly unknown[]) {
    const { indices, generator } = SUBSET.read(args);
    this.indices = indices as readonly number[];
    this.#generator = generator;
  }

  get length(): number {
    return this.indices.length;
  }

  *[Symbol.iterator](): IterableIterator<number> {
    const order = randperm(this.length, { generator: this.#generator, device: this.#generator?.device ?? 'cpu' }).tolist() as number[];
    for (const place of order) yield this.indices[place] as number;
  }
}

const WEIGHTED = signature(
  'WeightedRandomSampler',
  required('weights', ANY),
  required('numSamples', ANY),
  optional('replacement', BOOL, true),
  optional('generator', GENERATOR, null),
);

/**
 * Places drawn with given weights, which need not sum to 1: the remedy for classes of unlike sizes.
 *
 * @throws ValueError unless `numSamples` is a positive integer and there is one dimension of weights
 * @see https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.WeightedRandomSampler
 * @example
 * [...new WeightedRandomSampler([0.1, 0.9, 0.4], 5)];
 */
export class WeightedRandomSampler implements Sampler {
  readonly weights: Tensor;
  readonly length: number;
  readonly #replacement: boolean;
  readonly #generator: Generator | null;

  constructor(weights: readonly number[] | Tensor, numSamples: number, options?: { readonly replacement?: boolean; readonly generator?: Generator | null });
  constructor(weights: readonly number[] | Tensor, numSamples: number, replacement: boolean, generator?: Generator | null);
  constructor(...args: readonly unknown[]) {
    const { weights, numSamples, replacement, generator } = WEIGHTED.read(args);
    ensurePositive('num_samples', numSamples);
    this.weights = Tensor.from(weights as number[], { dtype: 'float64', device: generator?.device ?? 'cpu' });
    if (this.weights.ndim !== 1) {
      throw new ValueError(`weights should be a 1d sequence but given weights have shape (${this.weights.shape.join(', ')})`);
    }
    this.length = numSamples;
    this.#replacement = replacement;
    this.#generator = generator;
  }

  *[Symbol.iterator](): IterableIterator<number> {
    const drawn = multinomial(this.weights, this.length, { replacement: this.#replacement, generator: this.#generator });
    yield* drawn.tolist() as number[];
  }
}

const BATCH = signature('BatchSampler', required('sampler', SAMPLER), required('batchSize', ANY), optional('dropLast', BOOL, false));

/**
 * The places of another sampler in lists of `batchSize`.
 *
 * @throws ValueError unless `batchSize` is a positive integer
 * @example
 * [...new BatchSampler(new SequentialSampler([5, 6, 7]), 2)]; // [[0, 1], [2]]
 */
export class BatchSampler implements Sampler<number[]> {
  readonly sampler: Sampler;
  readonly batchSize: number;
  readonly #dropLast: boolean;

  constructor(sampler: Sampler, batchSize: number, dropLast?: boolean | { readonly dropLast?: boolean });
  constructor(...args: readonly unknown[]) {
    const { sampler, batchSize, dropLast } = BATCH.read(args);
    ensurePositive('batch_size', batchSize);
    this.sampler = sampler as Sampler;
    this.batchSize = batchSize;
    this.#dropLast = dropLast;
  }

  get length(): number {
    const batches = this.sampler.length / this.batchSize;
    return this.#dropLast ? Math.floor(batches) : Math.ceil(batches);
  }

  *[Symbol.iterator](): IterableIterator<number[]> {
    let batch: number[] = [];
    for (const place of this.sampler) {
      batch.push(place);
      if (batch.length < this.batchSize) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0 && !this.#dropLast) yield batch;
  }
}
