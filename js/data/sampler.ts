/** The orders in which samples are visited, draw for draw PyTorch's. A sampler is iterated anew for every epoch. */
import { ValueError } from '../error.ts';
import { Generator } from '../generator.ts';
import { empty, multinomial, randint, randperm } from '../ops/functions.ts';
import { Tensor } from '../tensor.ts';

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

/** A draw of 64 bits. */
export function drawSeed(generator: Generator | undefined): bigint {
  return BigInt(empty([], { dtype: 'int64' }).random_(generator === undefined ? {} : { generator }).item<number | bigint>());
}

const given = (generator: Generator | undefined) => (generator === undefined ? {} : { generator });

function ensurePositive(name: string, value: number): void {
  if (Number.isInteger(value) && value > 0) return;
  throw new ValueError(`${name} should be a positive integer value, but got ${name}=${value}`);
}

/** 0, 1, 2, … */
export class SequentialSampler implements Sampler {
  readonly #data: Sized;

  constructor(data: Sized) {
    this.#data = data;
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
  readonly numSamples?: number;
  /** Draws the order; otherwise a new generator does, seeded by the process's. */
  readonly generator?: Generator;
}

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
  readonly #options: RandomSamplerOptions;

  constructor(data: Sized, options: RandomSamplerOptions = {}) {
    this.#data = data;
    this.#options = options;
    ensurePositive('num_samples', this.length);
  }

  get length(): number {
    return this.#options.numSamples ?? this.#data.length;
  }

  *[Symbol.iterator](): IterableIterator<number> {
    const { replacement = false, generator = new Generator().manualSeed(drawSeed(undefined)) } = this.#options;
    const { length } = this.#data;
    // Whole rounds, then what is left: of nothing too, for that takes its draws as well.
    const round = replacement ? REPLACED_AT_ONCE : length;
    const draw = (count: number): number[] => {
      const places = replacement ? randint(length, [count], { generator }) : randperm(length, { generator });
      return (places.tolist() as number[]).slice(0, count);
    };
    for (let left = this.length; left >= round; left -= round) yield* draw(round);
    yield* draw(this.length % round);
  }
}

/**
 * Some places in a new order every time.
 *
 * @see https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.SubsetRandomSampler
 * @example
 * new DataLoader(dataset, { sampler: new SubsetRandomSampler([0, 2, 4]) });
 */
export class SubsetRandomSampler implements Sampler {
  readonly indices: readonly number[];
  readonly #generator: Generator | undefined;

  constructor(indices: readonly number[], options: { readonly generator?: Generator } = {}) {
    this.indices = indices;
    this.#generator = options.generator;
  }

  get length(): number {
    return this.indices.length;
  }

  *[Symbol.iterator](): IterableIterator<number> {
    const order = randperm(this.length, given(this.#generator)).tolist() as number[];
    for (const place of order) yield this.indices[place] as number;
  }
}

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
  readonly #generator: Generator | undefined;

  constructor(
    weights: readonly number[] | Tensor,
    numSamples: number,
    options: { readonly replacement?: boolean; readonly generator?: Generator } = {},
  ) {
    ensurePositive('num_samples', numSamples);
    this.weights = Tensor.from(weights as number[], { dtype: 'float64' });
    if (this.weights.ndim !== 1) {
      throw new ValueError(`weights should be a 1d sequence but given weights have shape (${this.weights.shape.join(', ')})`);
    }
    this.length = numSamples;
    this.#replacement = options.replacement ?? true;
    this.#generator = options.generator;
  }

  *[Symbol.iterator](): IterableIterator<number> {
    const drawn = multinomial(this.weights, this.length, { replacement: this.#replacement, ...given(this.#generator) });
    yield* drawn.tolist() as number[];
  }
}

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

  constructor(sampler: Sampler, batchSize: number, options: { readonly dropLast?: boolean } = {}) {
    ensurePositive('batch_size', batchSize);
    this.sampler = sampler;
    this.batchSize = batchSize;
    this.#dropLast = options.dropLast ?? false;
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
