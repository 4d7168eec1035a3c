/** AveragedModel: the model's state is set to the stored one before each update, and the average compared after it. */
import { compareValue, type Verdict } from './compare.ts';
import { callFunction, callMethod, construct, type Engine } from './engine.ts';
import { entriesOf, liveState, roundingTolerance } from './state.ts';
import type { Json } from './values.ts';

type Named = Readonly<Record<string, Json>>;

export interface AveragingRecord {
  readonly id: string;
  readonly kind: 'swa' | 'ema';
  readonly decay: number | null;
  readonly use_buffers: boolean;
  readonly updates: readonly { readonly model: Named; readonly averaged: Named }[];
}

export function averagingVerdict(engine: Engine, record: AveragingRecord): Verdict {
  const children = [construct(engine, 'nn.Linear', [3, 4]), construct(engine, 'nn.BatchNorm1d', [4])];
  const model = construct(engine, 'nn.Sequential', children);
  const kwargs: Record<string, unknown> = { use_buffers: record.use_buffers };
  if (record.kind === 'ema') {
    kwargs['multi_avg_fn'] = callFunction(engine, 'optim.swa_utils.get_ema_multi_avg_fn', [record.decay]);
  }
  const averaged = construct(engine, 'optim.swa_utils.AveragedModel', [model], kwargs);
  for (const [index, update] of record.updates.entries()) {
    callMethod(model, 'load_state_dict', [liveState(engine, update.model)]);
    callMethod(averaged, 'update_parameters', [model]);
    const state = Object.fromEntries(entriesOf(callMethod(averaged, 'state_dict')));
    const verdict = compareValue(engine, state, update.averaged, roundingTolerance(null), `update ${index}`);
    if (verdict !== null) return verdict;
  }
  return null;
}
