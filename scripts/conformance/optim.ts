/** Optimisers: the stored gradients are given step by step, and every parameter compared after every step. */
import { basename } from 'node:path';
import { readLines } from './archives.ts';
import { averagingVerdict, type AveragingRecord } from './averaging.ts';
import { compareValue, isClose, type Tolerance, type Verdict } from './compare.ts';
import { callFunction, callMethod, construct, type Engine, isTensor, type LiveTensor, withOptions } from './engine.ts';
import { decodeTensor, fromNumbers, hostOf, numbers, toLive } from './host.ts';
import { type LbfgsRecord, lbfgsVerdict } from './lbfgs.ts';
import { entriesOf, roundingTolerance } from './state.ts';
import { compareMessage, expectThrow } from './ops.ts';
import type { Report } from './report.ts';
import { decode, decodeOptions, type Json, tensorOf } from './values.ts';

type Named = Readonly<Record<string, Json>>;

interface OptimRecord {
  readonly id: string;
  readonly optimizer: string;
  readonly hyper: Named;
  readonly groups?: readonly (Named & { readonly params: readonly number[] })[];
  readonly params: readonly Json[];
  readonly grads: readonly (readonly Json[])[];
  readonly actions?: readonly Action[];
  readonly after_step: readonly (readonly Json[])[];
  readonly state_dict?: { readonly state: Readonly<Record<string, Named>>; readonly param_groups: readonly Named[] };
  readonly err64?: number | null;
}

interface Action {
  readonly before_step: number;
  readonly do: 'scale_lr' | 'add_param_group' | 'state_dict_roundtrip';
  readonly factor?: number;
  readonly param?: Json;
  readonly options?: Named;
}

interface OptimErrorRecord {
  readonly id: string;
  readonly optimizer?: string;
  readonly hyper?: Named;
  readonly what?: string;
  readonly message: string;
}

interface ClipRecord {
  readonly id: string;
  readonly fn: string;
  readonly kwargs: Named;
  readonly grads: readonly Json[];
  readonly returned: Json;
  readonly grads_after: readonly Json[];
}

/** What the runner uses of an optimiser. */
export interface LiveOptimizer {
  readonly paramGroups: Record<string, unknown>[];
  step(closure?: () => unknown): unknown;
  zeroGrad(): void;
}

export function runOptimFile(engine: Engine, report: Report, path: string): void {
  const file = basename(path);
  for (const record of readLines<{ readonly id: string }>(path)) {
    const check = (part: string, body: () => Verdict) => report.check('optim', file, record.id, part, body);
    if (file.startsWith('_errors')) check('error', () => checkOptimError(engine, record as OptimErrorRecord));
    else if (file.startsWith('_clip')) check('clip', () => checkClip(engine, record as ClipRecord));
    else if (file.startsWith('_averaging')) check('average', () => averagingVerdict(engine, record as AveragingRecord));
    else if (file.startsWith('LBFGS')) check('steps', () => lbfgsVerdict(engine, record as LbfgsRecord));
    else checkOptimizer(engine, record as OptimRecord, check);
  }
}

/** A leaf made of a stored tensor. */
export function leaf(engine: Engine, value: Json): LiveTensor {
  const encoded = tensorOf(value);
  if (encoded === null) throw new Error('not a tensor in the data');
  return toLive(engine, decodeTensor(encoded)).requiresGrad_(true);
}

function gradient(engine: Engine, value: Json | undefined): LiveTensor | null {
  const encoded = tensorOf(value);
  return encoded === null ? null : toLive(engine, decodeTensor(encoded));
}

function checkOptimizer(engine: Engine, record: OptimRecord, check: (part: string, body: () => Verdict) => void): void {
  const run = new OptimRun(engine, record);
  check('steps', () => run.steps());
  if (record.state_dict !== undefined) check('state', () => run.state());
}

class OptimRun {
  readonly #engine: Engine;
  readonly #record: OptimRecord;
  readonly #tolerance: Tolerance;
  #params: LiveTensor[] = [];
  #optimizer: LiveOptimizer | null = null;

  constructor(engine: Engine, record: OptimRecord) {
    this.#engine = engine;
    this.#record = record;
    this.#tolerance = roundingTolerance(record.err64);
  }

  #build(hyper: Named): LiveOptimizer {
    const { optimizer, groups } = this.#record;
    const options = this.#options(hyper);
    const list = groups?.map(({ params, ...rest }) => ({
      params: params.map((index) => this.#params[index]),
      ...(withOptions([], this.#options(rest))[0] as object),
    }));
    return construct(this.#engine, `optim.${optimizer}`, [list ?? [...this.#params]], options) as LiveOptimizer;
  }

  /** Options that are off (None) are left out. */
  #options(named: Named): Record<string, unknown> {
    const given = Object.fromEntries(Object.entries(named).filter(([, value]) => value !== null));
    return decodeOptions(this.#engine, given, { make: (host) => toLive(this.#engine, host) });
  }

  steps(): Verdict {
    const { params, grads, after_step: after, hyper, actions = [] } = this.#record;
    this.#params = params.map((value) => leaf(this.#engine, value));
    this.#optimizer = this.#build(hyper);
    for (const [step, stepGrads] of grads.entries()) {
      for (const action of actions.filter((each) => each.before_step === step)) this.#act(action);
      this.#params.forEach((param, index) => {
        param.grad = index < stepGrads.length ? gradient(this.#engine, stepGrads[index]) : this.#quarter(param);
      });
      this.#optimizer.step();
      const verdict = compareValue(this.#engine, this.#params, after[step] ?? [], this.#tolerance, `after step ${step}`);
      if (verdict !== null) return verdict;
    }
    return null;
  }

  /** The gradient of a parameter added later: 0.25 everywhere. */
  #quarter(param: LiveTensor): LiveTensor {
    const { shape, dtype } = param;
    const values = numbers(hostOf(param)).fill(0.25);
    return toLive(this.#engine, fromNumbers(values, shape, dtype));
  }

  #act(action: Action): void {
    const optimizer = this.#optimizer as LiveOptimizer;
    if (action.do === 'scale_lr') {
      for (const group of optimizer.paramGroups) group['lr'] = (group['lr'] as number) * (action.factor ?? 1);
    } else if (action.do === 'add_param_group') {
      const added = leaf(this.#engine, action.param ?? null);
      this.#params.push(added);
      const options = withOptions([], this.#options(action.options ?? {}))[0] as object;
      callMethod(optimizer, 'add_param_group', [{ params: [added], ...options }]);
    } else {
      const state = callMethod(optimizer, 'state_dict');
      this.#optimizer = this.#build({ ...this.#record.hyper, lr: 123 });
      callMethod(this.#optimizer, 'load_state_dict', [state]);
    }
  }

  state(): Verdict {
    const expected = this.#record.state_dict;
    if (expected === undefined) return null;
    const actual = callMethod(this.#optimizer, 'state_dict') as { state: unknown; param_groups: unknown[] };
    const state = new Map(entriesOf(actual.state).map(([key, value]) => [String(key), value]));
    for (const [index, entries] of Object.entries(expected.state)) {
      const verdict = this.#compareEntries(state.get(index), entries, `state ${index}`);
      if (verdict !== null) return verdict;
    }
    for (const [index, group] of expected.param_groups.entries()) {
      const verdict = this.#compareEntries(actual.param_groups[index], group, `group ${index}`);
      if (verdict !== null) return verdict;
    }
    return null;
  }

  /** Absent is the same as off; a step count may be a number. */
  #compareEntries(actual: unknown, expected: Named, at: string): Verdict {
    for (const [key, value] of Object.entries(expected)) {
      const entry = (actual as Record<string, unknown> | undefined)?.[key];
      if ((value === null || value === false) && (entry ?? false) === false) continue;
      const encoded = tensorOf(value);
      if (typeof entry === 'number' && encoded !== null && encoded.shape.length === 0) {
        const [wanted = Number.NaN] = numbers(decodeTensor(encoded));
        if (!isClose(entry, wanted, this.#tolerance)) return `${at}.${key}: expected ${wanted}, got ${entry}`;
        continue;
      }
      const verdict = compareValue(this.#engine, entry, value, this.#tolerance, `${at}.${key}`);
      if (verdict !== null) return verdict;
    }
    return null;
  }
}

/** Constructions that PyTorch refuses, a few of them only at the first step. */
function checkOptimError(engine: Engine, record: OptimErrorRecord): Verdict {
  const square = () => toLive(engine, fromNumbers([1, 2, 3, 4], [2, 2], 'float32')).requiresGrad_(true);
  const shared = square();
  const [name, params] = {
    'empty parameter list': ['SGD', []],
    'non-leaf parameter': ['SGD', [square().clone()]],
    'same parameter in two groups': ['SGD', [{ params: [shared] }, { params: [shared] }]],
    'Muon with a 1-d parameter': ['Muon', [toLive(engine, fromNumbers([1, 2], [2], 'float32')).requiresGrad_(true)]],
    'LBFGS with two parameter groups': ['LBFGS', [{ params: [square()] }, { params: [square()] }]],
  }[record.what ?? ''] ?? [record.optimizer ?? 'SGD', [square()]];
  const hyper = record.hyper ?? (name === 'SGD' ? { lr: 0.1 } : {});
  const options = decodeOptions(engine, hyper, { make: (host) => toLive(engine, host) });
  const thrown = expectThrow(engine, () => {
    const optimizer = construct(engine, `optim.${name as string}`, [params], options) as LiveOptimizer;
    for (const param of params as LiveTensor[]) param.grad = square().detach();
    optimizer.step();
  });
  return compareMessage(thrown, record.message);
}

function checkClip(engine: Engine, record: ClipRecord): Verdict {
  const params = record.grads.map((value) => {
    const grad = gradient(engine, value);
    const host = grad === null ? fromNumbers([0], [], 'float32') : hostOf(grad);
    const param = toLive(engine, host).requiresGrad_(true);
    param.grad = grad;
    return param;
  });
  const kwargs = decodeOptions(engine, record.kwargs, { make: (host) => toLive(engine, host) });
  const returned = callFunction(engine, record.fn, [params], kwargs);
  const result = isTensor(engine, returned) ? returned : (returned ?? null);
  // Equal on AVX-512; other lanes add up the norm in another order.
  const tolerance = { rtol: 1e-6, atol: 0 };
  const after = params.map((param) => param.grad ?? null);
  return (
    compareValue(engine, result, record.returned ?? null, tolerance, 'returned') ?? compareValue(engine, after, record.grads_after, tolerance, 'gradients')
  );
}

/** A stored value read without tensors. */
export function plainValue(engine: Engine, value: Json): unknown {
  return decode(engine, value, '', { make: (host) => toLive(engine, host) });
}
