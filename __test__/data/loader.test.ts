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
  readonly indices: number[][];
  readonly after: { readonly $tensor: { readonly data: string } };
}

const file = new URL('../fixtures/dataloader.jsonl.gz', import.meta.url);
const records = gunzipSync(readFileSync(file)).toString().split('\n').filter(Boolean).map((line) => JSON.parse(line) as Recorded);
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

describe('TensorDataset', () => {
  it('refuses tensors of different lengths', () => {
    expect(() => new data.TensorDataset(zeros([3]), zeros([4]))).toThrow(ShapeError);
  });

  it('gives samples and batches of every tensor', () => {
    const dataset = new data.TensorDataset(arange(6).view(3, 2), arange(3));
    expect(dataset.get(-1).map((part) => part.tolist())).toEqual([[4, 5], 2]);
    expect(dataset.batch([2, 0]).map((part) => part.tolist())).toEqual([[[4, 5], [0, 1]], [2, 0]]);
  });
});
