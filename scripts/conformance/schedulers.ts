/** Learning-rate schedulers: every group's rate and momentum after every step, to twelve digits. */
import { basename } from 'node:path';
import { readLines } from './archives.ts';
import { compareValue, type Verdict } from './compare.ts';
import { callMethod, camelCase, construct, type Engine, withOptions } from './engine.ts';
import { fromNumbers, toLive } from './host.ts';
import { compareMessage, expectThrow } from './ops.ts';
import { type LiveOptimizer, plainValue } from './optim.ts';
import type { Report } from './report.ts';
import type { Json } from './values.ts';

type Named = Readonly<Record<string, Json>>;

interface Spec {
  readonly name: string;
  readonly kwargs: Named;
  readonly schedulers?: readonly Spec[];
}

interface SchedulerRecord {
  readonly id: string;
  readonly optimizer: { readonly name: string; readonly groups: readonly Named[]; readonly kwargs: Named };
  readonly spec: Spec;
  readonly trace: readonly (readonly Named[])[];
  readonly last_lr: readonly Json[];
  readonly metrics?: readonly Json[];
  readonly epochs?: readonly number[];
  readonly reload_at?: number;
  readonly state_dict: Named;
  readonly steps?: number;
}

interface ErrorRecord extends SchedulerRecord {
  readonly message: string;
}

/** Nine units in the last place, of which the cosines need three. */
const TOLERANCE = { rtol: 2e-15, atol: 0 };

export function runSchedulerFile(engine: Engine, report: Report, path: string): void {
  const file = basename(path);
  for (const record of readLines<SchedulerRecord>(path)) {
    const check = (part: string, body: () => Verdict) => report.check('schedulers', file, record.id, part, body);
    if (file.startsWith('_errors')) {
      check('error', () => checkSchedulerError(engine, record as ErrorRecord));
      continue;
    }
    const run = new SchedulerRun(engine, record);
    check('trace', () => run.trace());
    check('state', () => run.state());
  }
}

class SchedulerRun {
  readonly #engine: Engine;
  readonly #record: SchedulerRecord;
  #optimizer: LiveOptimizer;
  #scheduler: unknown = undefined;

  constructor(engine: Engine, record: SchedulerRecord) {
    this.#engine = engine;
    this.#record = record;
    this.#optimizer = { paramGroups: [], step: () => undefined, zeroGrad: () => undefined };
  }

  #build(): void {
    this.#optimizer = buildOptimizer(this.#engine, this.#record);
    this.#scheduler = buildScheduler(this.#engine, this.#optimizer, this.#record.spec);
  }

  trace(): Verdict {
    const { trace, metrics, epochs, reload_at: reloadAt } = this.#record;
    this.#build();
    for (const [step, groups] of trace.entries()) {
      if (step > 0) {
        if (step === reloadAt) this.#reload();
        this.#optimizer.step();
        const argument = metrics?.[step - 1] ?? epochs?.[step - 1];
        callMethod(this.#scheduler, 'step', argument === undefined ? [] : [plainValue(this.#engine, argument)]);
      }
      const verdict = this.#compareStep(step, groups);
      if (verdict !== null) return verdict;
    }
    return null;
  }

  #compareStep(step: number, groups: readonly Named[]): Verdict {
    for (const [index, expected] of groups.entries()) {
      const actual = this.#optimizer.paramGroups[index];
      const verdict = compareValue(this.#engine, actual, expected, TOLERANCE, `step ${step}, group ${index}`);
      if (verdict !== null) return verdict;
    }
    const last = this.#record.last_lr[step] ?? null;
    if (last === null) return null;
    return compareValue(this.#engine, callMethod(this.#scheduler, 'get_last_lr'), last, TOLERANCE, `step ${step}, last lr`);
  }

  #reload(): void {
    const saved = [this.#optimizer, this.#scheduler].map((each) => callMethod(each, 'state_dict'));
    this.#build();
    callMethod(this.#optimizer, 'load_state_dict', [saved[0]]);
    callMethod(this.#scheduler, 'load_state_dict', [saved[1]]);
  }

  /** The public numbers of the state; what starts with an underscore is PyTorch's own business. */
  state(): Verdict {
    const actual = callMethod(this.#scheduler, 'state_dict') as Record<string, unknown>;
    for (const [key, value] of Object.entries(this.#record.state_dict)) {
      if (key.startsWith('_') || value === null || key === 'lr_lambdas') continue;
      const verdict = compareValue(this.#engine, actual[key] ?? actual[camelCase(key)], value, TOLERANCE, key);
      if (verdict !== null) return verdict;
    }
    return null;
  }
}

function buildOptimizer(engine: Engine, { optimizer }: SchedulerRecord): LiveOptimizer {
  const groups = optimizer.groups.map((group) => ({
    params: [toLive(engine, fromNumbers([0], [1], 'float32')).requiresGrad_(true)],
    ...(withOptions([], group)[0] as object),
  }));
  return construct(engine, `optim.${optimizer.name}`, [groups], optimizer.kwargs) as LiveOptimizer;
}

/** Inner schedulers are built first, over the same optimiser. */
function buildScheduler(engine: Engine, optimizer: LiveOptimizer, spec: Spec): unknown {
  const name = `optim.${spec.name === 'SWALR' ? 'swa_utils' : 'lr_scheduler'}.${spec.name}`;
  const kwargs = plainValue(engine, spec.kwargs) as Record<string, unknown>;
  const inner = spec.schedulers?.map((each) => buildScheduler(engine, optimizer, each));
  if (inner === undefined) return construct(engine, name, [optimizer], kwargs);
  return construct(engine, name, spec.name === 'ChainedScheduler' ? [inner] : [optimizer, inner], kwargs);
}

function checkSchedulerError(engine: Engine, record: ErrorRecord): Verdict {
  const optimizer = buildOptimizer(engine, record);
  const thrown = expectThrow(engine, () => {
    const scheduler = buildScheduler(engine, optimizer, record.spec);
    for (let step = 0; step < (record.steps ?? 0); step += 1) {
      optimizer.step();
      callMethod(scheduler, 'step');
    }
  });
  return compareMessage(thrown, record.message);
}
