/** Whole models in the files that other libraries wrote: the outputs, the loss and the size of every gradient. */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readSafetensors } from './archives.ts';
import { compareTensor, isClose, prefixed, type Verdict } from './compare.ts';
import { callMethod, construct, type Engine, isTensor, type LiveTensor } from './engine.ts';
import { hostOf, numbers, toLive } from './host.ts';
import { roundingTolerance } from './state.ts';
import { type Report, verdictOf } from './report.ts';

interface ModelRecord {
  readonly architecture: string;
  readonly loss?: number;
  readonly grad_norms?: Readonly<Record<string, number>>;
  readonly err64?: Readonly<Record<string, number>> | number | null;
}

/** A model is the class of its architecture's name under `models`, made from the stored configuration. */
export function runModel(engine: Engine, report: Report, directory: string): void {
  const name = basename(directory);
  const record = JSON.parse(readFileSync(join(directory, 'expected.json'), 'utf8')) as ModelRecord;
  const run = new ModelRun(engine, directory, record);
  const failure = verdictOf(() => {
    run.forward();
    return null;
  });
  const add = (part: string, body: () => Verdict) => report.add('models', name, 0, part, failure ?? verdictOf(body));
  add('output', () => run.outputs());
  if (record.loss !== undefined) add('loss', () => run.loss());
  if (record.grad_norms !== undefined) add('grad', () => run.gradientNorms());
}

class ModelRun {
  readonly #engine: Engine;
  readonly #directory: string;
  readonly #record: ModelRecord;
  #model: unknown = undefined;
  #result: Record<string, unknown> = {};

  constructor(engine: Engine, directory: string, record: ModelRecord) {
    this.#engine = engine;
    this.#directory = directory;
    this.#record = record;
  }

  #tensors(name: string): Record<string, LiveTensor> {
    const stored = readSafetensors(join(this.#directory, `${name}.safetensors`));
    return Object.fromEntries([...stored].map(([key, host]) => [key, toLive(this.#engine, host)]));
  }

  forward(): void {
    const config = JSON.parse(readFileSync(join(this.#directory, 'config.json'), 'utf8')) as unknown;
    this.#model = construct(this.#engine, `models.${this.#record.architecture}`, [config]);
    callMethod(this.#model, 'load_state_dict', [this.#tensors('model')]);
    callMethod(this.#model, 'eval');
    this.#result = callMethod(this.#model, 'call', [], this.#tensors('inputs')) as Record<string, unknown>;
  }

  outputs(): Verdict {
    for (const [key, host] of readSafetensors(join(this.#directory, 'expected.safetensors'))) {
      if (/^(grad|buffers_after)\./.test(key)) continue;
      const actual = key.split('.').reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], this.#result);
      if (!isTensor(this.#engine, actual)) return `no output ${key}`;
      const verdict = compareTensor(hostOf(actual), host, roundingTolerance(this.#err64(key)));
      if (verdict !== null) return prefixed(key, verdict);
    }
    return null;
  }

  #err64(key: string): number {
    const { err64 } = this.#record;
    return typeof err64 === 'number' ? err64 : (err64?.[key] ?? err64?.['output'] ?? 0);
  }

  loss(): Verdict {
    const loss = this.#result['loss'];
    if (!isTensor(this.#engine, loss)) return 'no loss';
    const [actual = Number.NaN] = numbers(hostOf(loss));
    const expected = this.#record.loss ?? Number.NaN;
    return isClose(actual, expected, { rtol: 1e-4, atol: 1e-5 }) ? null : `loss ${actual}, expected ${expected}`;
  }

  gradientNorms(): Verdict {
    const loss = this.#result['loss'];
    if (!isTensor(this.#engine, loss)) return 'no loss';
    loss.backward();
    const parameters = new Map(callMethod(this.#model, 'named_parameters') as Iterable<[string, LiveTensor]>);
    for (const [key, expected] of Object.entries(this.#record.grad_norms ?? {})) {
      const grad = parameters.get(key)?.grad;
      const actual = grad == null ? 0 : Math.hypot(...numbers(hostOf(grad)));
      if (!isClose(actual, expected, { rtol: 1e-3, atol: 1e-5 })) return `${key}: norm ${actual}, expected ${expected}`;
    }
    return null;
  }
}
