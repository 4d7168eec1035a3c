/** What learning-rate schedules share: the count of steps, the rates they started from, checkpoints. */
import { camelCase } from '../../dispatch/registry.ts';
import { ValueError } from '../../error.ts';
import { snakeCase, typeText } from '../../text.ts';
import { Optimizer, type ParamGroup } from '../optimizer.ts';

/** A checkpoint of a schedule, in PyTorch's snake_case. */
export type SchedulerStateDict = Record<string, unknown>;

/** Names that the rule for snake_case does not give back. */
const NAMES: Readonly<Record<string, string>> = { TMax: 'T_max', T0: 'T_0', TMult: 'T_mult', TCur: 'T_cur', TI: 'T_i' };

/**
 * Base of schedules. A subclass overrides `getLr`, the rates of the groups at `lastEpoch`, and calls `initialStep` at the end
 * of its constructor, which sets the first rates.
 *
 * @example
 * class Halving extends optim.lrScheduler.LRScheduler {
 *   constructor(optimizer: optim.Optimizer) { super(optimizer); this.initialStep(); }
 *   override getLr() { return this.baseLrs.map((lr) => lr * 0.5 ** this.lastEpoch); }
 * }
 */
export abstract class LRScheduler {
  readonly optimizer: Optimizer;
  /** The rates that the groups started from. */
  baseLrs: number[];
  /** How often `step` was called. */
  lastEpoch: number;
  protected stepCount = 0;
  protected lastLr: number[] = [];
  protected isInitial = false;

  constructor(optimizer: unknown, lastEpoch = -1) {
    if (!(optimizer instanceof Optimizer)) throw new ValueError(`${typeText(optimizer)} is not an Optimizer`);
    this.optimizer = optimizer as Optimizer;
    this.lastEpoch = lastEpoch;
    this.groups.forEach((group, index) => {
      if (lastEpoch === -1) group.initialLr ??= group.lr;
      else if (group.initialLr === undefined) {
        throw new ValueError(`param 'initial_lr' is not specified in param_groups[${index}] when resuming scheduler with last_epoch >= 0.`);
      }
    });
    this.baseLrs = this.groups.map(({ initialLr, lr }) => initialLr ?? lr);
  }

  protected get groups(): ParamGroup[] {
    return this.optimizer.paramGroups;
  }

  /** Counts the construction as the first step. */
  initialStep(): void {
    this.stepCount = 0;
    this.isInitial = true;
    try {
      this.step();
    } finally {
      this.isInitial = false;
    }
  }

  /** The rates of the groups now. */
  abstract getLr(): number[];

  /** The rates at any step, where a formula gives them. */
  protected closedForm(): number[] {
    return this.getLr();
  }

  /** The rates of the groups after the last step. */
  getLastLr(): number[] {
    return [...this.lastLr];
  }

  /** Sets the rates for the next epoch; call it after the optimiser's `step`. */
  step(epoch?: number | null): void {
    this.stepCount += 1;
    this.updateLr(epoch ?? null);
  }

  /** Sets the rates for the next epoch, or for a given one. */
  updateLr(epoch: number | null): void {
    this.lastEpoch = epoch ?? this.lastEpoch + 1;
    const values = epoch === null ? this.getLr() : this.closedForm();
    this.groups.forEach((group, index) => (group.lr = values[index] as number));
    this.keepLast();
  }

  protected keepLast(): void {
    this.lastLr = this.rates();
  }

  protected rates(): number[] {
    return this.groups.map(({ lr }) => lr);
  }

  /** The rates times a factor. */
  protected scaled(factor: number): number[] {
    return this.groups.map(({ lr }) => lr * factor);
  }

  /** Everything but the optimiser and functions. */
  stateDict(): SchedulerStateDict {
    const entries = Object.entries(this).filter(([field, value]) => field !== 'optimizer' && typeof value !== 'function');
    return Object.fromEntries(entries.map(([field, value]) => [nameOf(field), Array.isArray(value) ? [...(value as unknown[])] : value]));
  }

  /** Goes on from a checkpoint. Load the optimiser's as well, after making the schedule. */
  loadStateDict(state: SchedulerStateDict): void {
    for (const [name, value] of Object.entries(state)) {
      const field = { _step_count: 'stepCount', _last_lr: 'lastLr' }[name] ?? camelCase(name);
      if (Object.hasOwn(this, field) && field !== 'optimizer') Object.assign(this, { [field]: Array.isArray(value) ? [...(value as unknown[])] : value });
    }
  }
}

function nameOf(field: string): string {
  return { stepCount: '_step_count', lastLr: '_last_lr', isInitial: '_is_initial' }[field] ?? NAMES[field] ?? snakeCase(field);
}
