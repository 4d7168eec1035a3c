/** Orders of samples against PyTorch's, recorded in fixtures/dataloader.jsonl.gz. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { arange, data, Generator, manualSeed, rand, ShapeError, type Tensor, zeros } from '../../js/index.ts';

interface Recorded {
  readonly id: string;
  readonly seed: number;
  readonly n: number;
  readonly batch_size: number;
  readonly shuffle: boolean;
  readonly drop_last: boolean;
  readonly generator_seed: number | null;
  readonly epochs: number[][][];
  readonly lengths: number[];
  readonly indices: number[] | number[][];
  readonly weights?: number[];
  readonly subset?: number[];
  readonly num_samples: number;
  readonly replacement?: boolean;
  readonly after: { readonly $tensor: { readonly data: string } };
}

const file = new URL('../fixtures/dataloader.jsonl.gz', import.meta.url);
const records = gunzipSync(readFileSync(file))
  .toString()
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line) as Recorded);
const of = (kind: string) => records.filter(({ id }) => id?.startsWith(`${kind}/`));

/** Three draws that show where the generator stands. */
function expectNextDraws({ after }: Recorded): void {
  const bytes = Buffer.from(after.$tensor.data, 'base64');
  expect(rand([3]).tolist()).toEqual([0, 4, 8].map((offset) => bytes.readFloatLE(offset)));
}

const numbers = (n: number) => new data.TensorDataset(arange(n));

describe('DataLoader', () => {
  it.each(of('dataloader').filter(({ shuffle }) => shuffle !== undefined))('gives the batches of PyTorch: $id', (record) => {
    manualSeed(record.seed);
    const generator = record.generator_seed === null ? {} : { generator: new Generator().manualSeed(record.generator_seed) };
    const { batch_size: batchSize, shuffle, drop_last: dropLast } = record;
    const loader = new data.DataLoader(numbers(record.n), { batchSize, shuffle, dropLast, ...generator });
    const epochs = record.epochs.map(() => [...loader].map(([batch]) => (batch as Tensor).tolist()));
    expect(epochs).toEqual(record.epochs);
    expectNextDraws(record);
  });

  it('has as many batches as it says', () => {
    for (const dropLast of [false, true]) {
      const loader = new data.DataLoader(numbers(10), { batchSize: 4, dropLast });
      expect([...loader]).toHaveLength(loader.length);
    }
  });
});

describe('randomSplit', () => {
  it.each(of('random_split'))('gives the parts of PyTorch: $id', (record) => {
    manualSeed(record.seed);
    expect(data.randomSplit(numbers(record.n), record.lengths).map(({ indices }) => indices)).toEqual(record.indices);
    expectNextDraws(record);
  });
});

/** The sampler that a record describes. */
function samplerOf({ n, weights, subset, num_samples: numSamples, replacement }: Recorded): data.Sampler {
  if (weights !== undefined) return new data.WeightedRandomSampler(weights, numSamples, replacement === undefined ? {} : { replacement });
  if (subset !== undefined) return new data.SubsetRandomSampler(subset);
  return new data.RandomSampler({ length: n }, { replacement: true, numSamples });
}

describe('samplers', () => {
  it.each(of('sampler'))('give the places of PyTorch: $id', (record) => {
    manualSeed(record.seed);
    const sampler = samplerOf(record);
    expect([...sampler]).toEqual(record.indices);
    expect(sampler).toHaveLength(record.indices.length);
    expectNextDraws(record);
  });

  it('go round a dataset as often as is asked', () => {
    const places = [...new data.RandomSampler({ length: 3 }, { numSamples: 7 })];
    expect(places.slice(0, 3).toSorted()).toEqual([0, 1, 2]);
    expect(places.slice(3, 6).toSorted()).toEqual([0, 1, 2]);
    expect(places).toHaveLength(7);
  });

  it('are put into batches, with or without a smaller last one', () => {
    const batches = (dropLast: boolean) => new data.BatchSampler(new data.SequentialSampler([5, 6, 7]), 2, { dropLast });
    expect([...batches(false)]).toEqual([[0, 1], [2]]);
    expect([...batches(true)]).toEqual([[0, 1]]);
    expect([batches(false).length, batches(true).length]).toEqual([2, 1]);
  });

  it('say where a loader looks, one by one or batch by batch', () => {
    const batches = (options: data.DataLoaderOptions) => [...new data.DataLoader<number[]>([10, 11, 12, 13], options)];
    const sampler = { length: 3, [Symbol.iterator]: () => [3, 0, 2].values() };
    expect(batches({ sampler, batchSize: 2 })).toEqual([[13, 10], [12]]);
    expect(batches({ batchSampler: new data.BatchSampler(sampler, 3) })).toEqual([[13, 10, 12]]);
  });

  it('refuse what makes no sense, in the words of PyTorch', () => {
    const sampler = new data.SequentialSampler([1]);
    const loader = (options: data.DataLoaderOptions) => () => new data.DataLoader([1], options);
    expect(() => new data.RandomSampler([])).toThrow('num_samples should be a positive integer value, but got num_samples=0');
    expect(() => new data.WeightedRandomSampler([1], 0.5)).toThrow('num_samples should be a positive integer value');
    expect(() => new data.WeightedRandomSampler(zeros([2, 2]), 1)).toThrow('weights should be a 1d sequence but given weights have shape (2, 2)');
    expect(() => new data.BatchSampler(sampler, 0)).toThrow('batch_size should be a positive integer value, but got batch_size=0');
    expect(loader({ sampler, shuffle: true })).toThrow('sampler option is mutually exclusive with shuffle');
    expect(loader({ batchSampler: new data.BatchSampler(sampler, 1), batchSize: 2 })).toThrow(
      'batch_sampler option is mutually exclusive with batch_size, shuffle, sampler, and drop_last',
    );
  });
});

describe('TensorDataset', () => {
  it('refuses tensors of different lengths', () => {
    expect(() => new data.TensorDataset(zeros([3]), zeros([4]))).toThrow(ShapeError);
  });

  it('gives samples and batches of every tensor', () => {
    const dataset = new data.TensorDataset(arange(6).view(3, 2), arange(3));
    expect(dataset.get(-1).map((part) => part.tolist())).toEqual([[4, 5], 2]);
    expect(dataset.batch([2, 0]).map((part) => part.tolist())).toEqual([
      [
        [4, 5],
        [0, 1],
      ],
      [2, 0],
    ]);
  });
});
