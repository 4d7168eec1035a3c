/** A schedule that waits for a measure to stop improving. */
import { ValueError } from '../../error.ts';
import { ANY, FLOAT, FLOAT_LIKE, INT, type Kind, optional, required, signature, takesNone, TEXT } from '../../signature.ts';
import { isTensor, type Tensor } from '../../tensor.ts';
import type { Optimizer } from '../optimizer.ts';
import { LRScheduler, PER_GROUP, type SchedulerStateDict } from './base.ts';

const SIGNATURE = signature(
  'ReduceLROnPlateau',
  required('optimizer', ANY),
  optional('mode', TEXT, 'min'),
  optional('factor', FLOAT, 0.1),
  optional('patience', INT, 10),
  optional('threshold', FLOAT, 1e-4),
  optional('thresholdMode', TEXT, 'rel'),
  optional('cooldown', INT, 0),
  optional('minLr', PER_GROUP, 0),
  optional('eps', FLOAT, 1e-8),
);

/** What Python's `float` makes a number of. */
const MEASURE: Kind<number> = {
  name: 'float',
  accepts: (value) => (isTensor(value) ? value.numel() === 1 : FLOAT_LIKE.accepts(value)),
  read: (value) => (isTensor(value) ? Number(value.item()) : (FLOAT_LIKE.read?.(value) ?? Number.NaN)),
};
const STEP = signature('step', required('metrics', MEASURE), optional('epoch', INT, null));

export interface PlateauOptions {
  /** Whether the measure should fall or rise. */
  readonly mode?: 'min' | 'max';
  readonly factor?: number;
  /** How many epochs without improvement are waited for. */
  readonly patience?: number;
  readonly threshold?: number;
  readonly thresholdMode?: 'rel' | 'abs';
  readonly cooldown?: number;
  readonly minLr?: number | readonly number[];
  readonly eps?: number;
}

/**
 * The rate times `factor` when a measure has not improved for `patience` epochs.
 *
 * @example
 * const scheduler = new optim.lrScheduler.ReduceLROnPlateau(optimizer, { patience: 5 });
 * scheduler.step(validationLoss);
 */
export class ReduceLROnPlateau extends LRScheduler {
  static override readonly name: string = 'ReduceLROnPlateau';

  readonly factor: number;
  minLrs: number[];
  readonly patience: number;
  readonly cooldown: number;
  readonly eps: number;
  mode: string;
  threshold: number;
  thresholdMode: string;
  best: number;
  cooldownCounter = 0;
  numBadEpochs = 0;
  /** The least rate of groups that are added later. */
  readonly defaultMinLr: number | null;

  constructor(optimizer: Optimizer, options?: PlateauOptions);
  constructor(optimizer: Optimizer, mode: 'min' | 'max', factor?: number, patience?: number, options?: PlateauOptions);
  constructor(...args: readonly unknown[]) {
    const { optimizer, mode, factor, patience, threshold, thresholdMode, cooldown, minLr, eps } = SIGNATURE.read(args);
    if (factor >= 1) throw new ValueError('Factor should be < 1.0.');
    super(optimizer, -1);
    const { length } = this.groups;
    if (Array.isArray(minLr) && minLr.length !== length) throw new ValueError(`expected ${length} min_lrs, got ${minLr.length}`);
    if (mode !== 'min' && mode !== 'max') throw new ValueError(`mode ${mode} is unknown!`);
    if (thresholdMode !== 'rel' && thresholdMode !== 'abs') throw new ValueError(`threshold mode ${thresholdMode} is unknown!`);
    this.factor = factor;
    this.defaultMinLr = Array.isArray(minLr) ? null : Number(minLr);
    this.minLrs = Array.isArray(minLr) ? minLr.map(Number) : Array<number>(length).fill(Number(minLr));
    this.patience = patience;
    this.cooldown = cooldown;
    this.eps = eps;
    this.mode = mode;
    this.threshold = threshold;
    this.thresholdMode = thresholdMode;
    this.best = mode === 'min' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    this.lastEpoch = 0;
    this.keepLast();
  }

  get inCooldown(): boolean {
    return this.cooldownCounter > 0;
  }

  override getLr(): number[] {
    return this.rates();
  }

  /** Looks at the measure of an epoch. */
  override step(metrics?: number | Tensor | null, epoch?: number | null): void;
  override step(...args: readonly unknown[]): void {
    const { metrics: current, epoch } = STEP.read(args, this.step);
    this.lastEpoch = epoch ?? this.lastEpoch + 1;
    if (this.#isBetter(current)) {
      this.best = current;
      this.numBadEpochs = 0;
    } else {
      this.numBadEpochs += 1;
    }
    if (this.inCooldown) {
      this.cooldownCounter -= 1;
      this.numBadEpochs = 0;
    }
    if (this.numBadEpochs > this.patience) {
      this.#reduce();
      this.cooldownCounter = this.cooldown;
      this.numBadEpochs = 0;
    }
    this.keepLast();
  }

  #isBetter(value: number): boolean {
    const { mode, thresholdMode, threshold, best } = this;
    if (thresholdMode === 'abs') return mode === 'min' ? value < best - threshold : value > best + threshold;
    return mode === 'min' ? value < best * (1 - threshold) : value > best * (threshold + 1);
  }

  #reduce(): void {
    const { length } = this.groups;
    if (length !== this.minLrs.length) {
      if (this.defaultMinLr === null) {
        throw new ValueError(
          `The number of param groups in the \`optimizer\` (${length}) differs from when \`ReduceLROnPlateau\` was initialized (${this.minLrs.length}), usually due to a new param group being added to the optimizer. Please modify the \`min_lrs\` field to match the length of the \`optimizer\` param groups.`,
        );
      }
      this.minLrs = Array<number>(length).fill(this.defaultMinLr);
    }
    this.groups.forEach((group, index) => {
      const lr = Math.max(group.lr * this.factor, this.minLrs[index] as number);
      if (group.lr - lr > this.eps) group.lr = lr;
    });
  }

  override stateDict(): SchedulerStateDict {
    takesNone('state_dict', arguments);
    return { ...super.stateDict(), mode_worse: this.mode === 'min' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY };
  }
}
