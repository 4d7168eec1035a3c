/** Schedules along a cosine (Loshchilov and Hutter). */
import { ValueError } from '../../error.ts';
import { ANY, FLOAT, INT, optional, required, Signature } from '../../signature.ts';
import type { Optimizer } from '../optimizer.ts';
import { LRScheduler, STEP } from './base.ts';

const OPTIMIZER = required('optimizer', ANY);
const LAST = optional('lastEpoch', INT, -1);
const MINIMUM = optional('etaMin', FLOAT, 0);

/**
 * The rate down to `etaMin` and up again along a cosine of half period `TMax`.
 *
 * @example
 * new optim.lrScheduler.CosineAnnealingLR(optimizer, { TMax: 100 });
 */
export class CosineAnnealingLR extends LRScheduler {
  static override readonly name: string = 'CosineAnnealingLR';

  readonly TMax: number;
  readonly etaMin: number;

  constructor(optimizer: Optimizer, TMax: number, etaMin?: number, lastEpoch?: number);
  constructor(optimizer: Optimizer, options: { readonly TMax: number; readonly etaMin?: number; readonly lastEpoch?: number });
  constructor(...args: readonly unknown[]) {
    const { optimizer, TMax, etaMin, lastEpoch } = new Signature('CosineAnnealingLR', [OPTIMIZER, required('TMax', INT), MINIMUM, LAST]).read(args);
    super(optimizer, lastEpoch);
    this.TMax = TMax;
    this.etaMin = etaMin;
    this.initialStep();
  }

  override getLr(): number[] {
    const { TMax, etaMin, lastEpoch } = this;
    if (this.isInitial) return this.rates();
    if (this.stepCount === 1 && lastEpoch > 0) return this.closedForm();
    if ((lastEpoch - 1 - TMax) % (2 * TMax) === 0) {
      const rise = (1 - Math.cos(Math.PI / TMax)) / 2;
      return this.groups.map(({ lr }, index) => lr + ((this.baseLrs[index] as number) - etaMin) * rise);
    }
    const factor = (1 + Math.cos((Math.PI * lastEpoch) / TMax)) / (1 + Math.cos((Math.PI * (lastEpoch - 1)) / TMax));
    return this.groups.map(({ lr }) => factor * (lr - etaMin) + etaMin);
  }

  protected override closedForm(): number[] {
    const { TMax, etaMin, lastEpoch } = this;
    return this.baseLrs.map((lr) => etaMin + ((lr - etaMin) * (1 + Math.cos((Math.PI * lastEpoch) / TMax))) / 2);
  }
}

/** The rate down to `etaMin` along a cosine, again and again; the first time over `T0` epochs, each time `TMult` times as long. */
export class CosineAnnealingWarmRestarts extends LRScheduler {
  static override readonly name: string = 'CosineAnnealingWarmRestarts';

  readonly T0: number;
  TI: number;
  readonly TMult: number;
  readonly etaMin: number;
  TCur: number;

  constructor(optimizer: Optimizer, T0: number, TMult?: number, etaMin?: number, lastEpoch?: number);
  constructor(optimizer: Optimizer, options: { readonly T0: number; readonly TMult?: number; readonly etaMin?: number; readonly lastEpoch?: number });
  constructor(...args: readonly unknown[]) {
    const params = [OPTIMIZER, required('T0', FLOAT), optional('TMult', FLOAT, 1), MINIMUM, LAST] as const;
    const { optimizer, T0, TMult, etaMin, lastEpoch } = new Signature('CosineAnnealingWarmRestarts', params).read(args);
    if (T0 <= 0 || !Number.isInteger(T0)) throw new ValueError(`Expected positive integer T_0, but got ${T0}`);
    if (TMult < 1 || !Number.isInteger(TMult)) throw new ValueError(`Expected integer T_mult >= 1, but got ${TMult}`);
    super(optimizer, lastEpoch);
    this.T0 = T0;
    this.TI = T0;
    this.TMult = TMult;
    this.etaMin = etaMin;
    this.TCur = lastEpoch;
    this.initialStep();
  }

  override getLr(): number[] {
    const { etaMin, TCur, TI } = this;
    return this.baseLrs.map((lr) => etaMin + ((lr - etaMin) * (1 + Math.cos((Math.PI * TCur) / TI))) / 2);
  }

  /** Goes one epoch on, or to a given one, which need not be whole. */
  override step(epoch?: number | null): void;
  override step(...args: readonly unknown[]): void {
    const { epoch } = STEP.read(args, this.step);
    const wanted = epoch ?? (this.lastEpoch < 0 ? 0 : null);
    if (wanted === null) this.#advance();
    else this.#jump(wanted);
    this.lastEpoch = wanted === null ? this.lastEpoch + 1 : Math.floor(wanted);
    const values = this.getLr();
    this.groups.forEach((group, index) => (group.lr = values[index] as number));
    this.keepLast();
  }

  #advance(): void {
    this.TCur += 1;
    if (this.TCur < this.TI) return;
    this.TCur %= this.TI;
    this.TI *= this.TMult;
  }

  #jump(epoch: number): void {
    const { T0, TMult } = this;
    if (epoch < 0) throw new ValueError(`Expected non-negative epoch, but got ${epoch}`);
    if (epoch < T0) {
      this.TI = T0;
      this.TCur = epoch;
    } else if (TMult === 1) {
      this.TCur = epoch % T0;
    } else {
      const cycle = Math.trunc(Math.log((epoch / T0) * (TMult - 1) + 1) / Math.log(TMult));
      this.TCur = epoch - (T0 * (TMult ** cycle - 1)) / (TMult - 1);
      this.TI = T0 * TMult ** cycle;
    }
  }
}
