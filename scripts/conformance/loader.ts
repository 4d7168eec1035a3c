/** The order in which data loaders, samplers and splits give indices, and the draws that they take. */
import { compareValue, EXACT, type Verdict } from './compare.ts';
import { callFunction, callMethod, construct, type Engine, isTensor, type LiveTensor } from './engine.ts';
import { fromNumbers, hostOf, numbers, toLive } from './host.ts';
import type { Json } from './values.ts';

export interface LoaderRecord {
  readonly id: string;
  readonly seed: number;
  readonly n?: number;
  readonly batch_size?: number;
  readonly shuffle?: boolean;
  readonly drop_last?: boolean;
  readonly generator_seed?: number | null;
  readonly epochs?: readonly (readonly (readonly number[])[])[];
  readonly lengths?: readonly number[];
  readonly indices?: readonly Json[];
  readonly num_samples?: number;
  readonly weights?: readonly number[];
  readonly replacement?: boolean;
  readonly subset?: readonly number[];
  readonly after: Json;
}

export function checkLoader(engine: Engine, record: LoaderRecord): Verdict {
  engine.manualSeed(record.seed);
  const [actual, expected] = record.epochs === undefined ? [indicesOf(engine, record), record.indices] : [epochsOf(engine, record), record.epochs];
  const [got, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (got !== wanted) return `expected ${wanted}, got ${got}`;
  return compareValue(engine, callFunction(engine, 'rand', [[3]]), record.after, EXACT, 'rand(3)');
}

function range(n: number): number[] {
  return Array.from({ length: n }, (_, index) => index);
}

function epochsOf(engine: Engine, record: LoaderRecord): number[][][] {
  const kwargs: Record<string, unknown> = {
    batch_size: record.batch_size,
    shuffle: record.shuffle,
    drop_last: record.drop_last,
  };
  if (record.generator_seed !== null && record.generator_seed !== undefined) {
    kwargs['generator'] = construct(engine, 'Generator', []);
    callMethod(kwargs['generator'], 'manual_seed', [record.generator_seed]);
  }
  const loader = construct(engine, 'utils.data.DataLoader', [range(record.n ?? 0)], kwargs) as Iterable<unknown>;
  return (record.epochs ?? []).map(() => [...loader].map((batch) => plain(engine, batch)));
}

/** The numbers of a batch, which is a tensor or a list. */
export function plain(engine: Engine, batch: unknown): number[] {
  return isTensor(engine, batch) ? [...numbers(hostOf(batch))] : Array.from(batch as Iterable<number>, Number);
}

function indicesOf(engine: Engine, record: LoaderRecord): unknown {
  const { n = 0, num_samples: samples, weights, subset, lengths, replacement } = record;
  const sampled = (name: string, args: readonly unknown[], kwargs: Record<string, unknown> = {}) =>
    plain(engine, construct(engine, `utils.data.${name}`, args, kwargs) as LiveTensor | Iterable<number>);
  if (lengths !== undefined) {
    const parts = callFunction(engine, 'utils.data.random_split', [range(n), lengths]) as Iterable<{
      indices: Iterable<number>;
    }>;
    return [...parts].map((part) => [...part.indices]);
  }
  if (weights !== undefined) {
    const tensor = toLive(engine, fromNumbers(weights, [weights.length], 'float64'));
    return sampled('WeightedRandomSampler', [tensor, samples], { replacement });
  }
  if (subset !== undefined) return sampled('SubsetRandomSampler', [subset]);
  return sampled('RandomSampler', [range(n)], { replacement: true, num_samples: samples });
}
