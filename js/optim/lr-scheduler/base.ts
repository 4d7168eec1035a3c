/** What learning-rate schedules share: the count of steps, the rates they started from, checkpoints. */
import { ValueError } from '../../error.ts';
import { FLOAT, INT, isOptions, type Kind, OBJECT, optional, required, signature, takesNone } from '../../signature.ts';
import { camelCase, pythonText, snakeCase, typeText } from '../../text.ts';
import { isStepped, Optimizer, type ParamGroup } from '../optimizer.ts';
import { warnOnce } from '../../warnings.ts';

/** A checkpoint of a schedule, in PyTorch's snake_case. */
export type SchedulerStateDict = Record<string, unknown>;

/** Names of fields in checkpoints that the rule for snake_case does not give. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['stepCount', '_step_count'],
  ['lastLr', '_last_lr'],
  ['isInitial', '_is_initial'],
  ['TMax', 'T_max'],
  ['T0', 'T_0'],
  ['TMult', 'T_mult'],
  ['TCur', 'T_cur'],
  ['TI', 'T_i'],
]);
const FIELDS: ReadonlyMap<string, string> = new Map([...NAMES].map(([field, name]) => [name, field]));

const DICT: Kind<SchedulerStateDict> = { ...OBJECT, name: 'dict', accepts: isOptions };
const BASE = signature('LRScheduler', required('optimizer', OBJECT), optional('lastEpoch', INT, -1));
const LOAD_STATE_DICT = signature('load_state_dict', required('stateDict', DICT));
const UPDATE = signature('_update_lr', optional('epoch', FLOAT, null));
export const STEP = signature('step', optional('epoch', FLOAT, null));

/** One number for all groups, or one each. */
export const PER_GROUP: Kind<number | readonly number[]> = {
  name: 'float or list of floats',
  accepts: (value) => FLOAT.accepts(value) || (Array.isArray(value) && value.every(FLOAT.accepts)),
  item: FLOAT.accepts,
  read: (value) => (Array.isArray(value) ? value.map(Number) : Number(value)),
};

/** Refuses what has no groups of parameters. */
export function checkOptimizer(optimizer: unknown): asserts optimizer is Optimizer {
  if (!(optimizer instanceof Optimizer)) throw new ValueError(`${typeText(optimizer)} is not an Optimizer`);
}

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

  constructor(optimizer: unknown, lastEpoch?: number);
  constructor(...args: readonly unknown[]) {
    const { optimizer, lastEpoch } = BASE.read(args);
    checkOptimizer(optimizer);
    this.optimizer = optimizer;
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
    takesNone('_initial_step', arguments);
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
    takesNone('get_last_lr', arguments);
    return [...this.lastLr];
  }

  /** Sets the rates for the next epoch; call it after the optimiser's `step`. */
  step(epoch?: number | null): void;
  step(...args: readonly unknown[]): void {
    const { epoch } = STEP.read(args, this.step);
    this.warnOfOrder(epoch);
    this.stepCount += 1;
    this.updateLr(epoch);
  }

  /** Says that the first rate of the schedule is skipped, or that the epoch need not be told. */
  protected warnOfOrder(epoch: unknown): void {
    if (this.stepCount === 1 && !isStepped(this.optimizer)) {
      warnOnce(
        'schedulerOrder',
        'Detected call of `lr_scheduler.step()` before `optimizer.step()`. You should call them in the opposite order: `optimizer.step()` before `lr_scheduler.step()`. Failure to do this will result in skipping the first value of the learning rate schedule.',
      );
    }
    if (epoch !== null && epoch !== undefined) {
      warnOnce(
        'schedulerEpoch',
        'The epoch parameter in `scheduler.step()` was not necessary and is being deprecated where possible. Please use `scheduler.step()` to step the scheduler. During the deprecation, if epoch is different from None, the closed form is used instead of the new chainable form, where available.',
      );
    }
  }

  /** Sets the rates for the next epoch, or for a given one. */
  updateLr(epoch: number | null): void;
  updateLr(...args: readonly unknown[]): void {
    const { epoch } = UPDATE.read(args, this.updateLr);
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

  /** The name and the settings, as optimisers print theirs. */
  toString(): string {
    const shown = Object.entries(this.stateDict()).filter(([key, value]) => !key.startsWith('_') && (typeof value !== 'object' || Array.isArray(value)));
    const lines = shown
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => `    ${key}: ${Array.isArray(value) ? `[${value.join(', ')}]` : pythonText(value)}\n`);
    return `${this.constructor.name} (\n${lines.join('')})`;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }

  /** Everything but the optimiser and functions. */
  stateDict(): SchedulerStateDict {
    takesNone('state_dict', arguments);
    const entries = Object.entries(this).filter(([field, value]) => field !== 'optimizer' && typeof value !== 'function');
    return Object.fromEntries(entries.map(([field, value]) => [nameOf(field), Array.isArray(value) ? [...(value as unknown[])] : value]));
  }

  /** Goes on from a checkpoint. Load the optimiser's as well, after making the schedule. */
  loadStateDict(stateDict: SchedulerStateDict): void;
  loadStateDict(...args: readonly unknown[]): void {
    const { stateDict: state } = LOAD_STATE_DICT.read(args, this.loadStateDict);
    for (const [name, value] of Object.entries(state)) {
      const field = FIELDS.get(name) ?? camelCase(name);
      if (Object.hasOwn(this, field) && field !== 'optimizer') Object.assign(this, { [field]: Array.isArray(value) ? [...(value as unknown[])] : value });
    }
  }
}

function nameOf(field: string): string {
  return NAMES.get(field) ?? snakeCase(field);
}
