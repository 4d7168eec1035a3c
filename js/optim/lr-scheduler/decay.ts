/** Schedules that are one formula of the epoch. */
import { ValueError } from '../../error.ts';
import { ANY, FLOAT, INT, INTS, optional, required, Signature } from '../../signature.ts';
import type { Optimizer } from '../optimizer.ts';
import { LRScheduler } from './base.ts';

export type LrLambda = (epoch: number) => number;

const OPTIMIZER = required('optimizer', ANY);
const LAST = optional('lastEpoch', INT, -1);
const GAMMA = optional('gamma', FLOAT, 0.1);
const TOTAL = optional('totalIters', INT, 5);

function lambdas(given: unknown, optimizer: unknown): LrLambda[] {
  const { length } = (optimizer as Optimizer).paramGroups;
  const list = Array.isArray(given) ? (given as LrLambda[]) : Array<LrLambda>(length).fill(given as LrLambda);
  if (list.length !== length) throw new ValueError(`Expected ${length} lr_lambdas, but got ${list.length}`);
  for (const lambda of list) if (typeof lambda !== 'function') throw new ValueError(`lr_lambda should be a function, but got ${typeof lambda}`);
  return list;
}

interface LambdaOptions {
  readonly lrLambda: LrLambda | readonly LrLambda[];
  readonly lastEpoch?: number;
}

/** A schedule by functions of the epoch, one for all groups or one each. They are no part of checkpoints. */
abstract class ByFunction extends LRScheduler {
  #lambdas: readonly LrLambda[];

  constructor(optimizer: Optimizer, lrLambda: LrLambda | readonly LrLambda[], options?: number | { readonly lastEpoch?: number });
  constructor(optimizer: Optimizer, options: LambdaOptions);
  constructor(...args: readonly unknown[]) {
    const { optimizer, lrLambda, lastEpoch } = new Signature(new.target.name, [OPTIMIZER, required('lrLambda', ANY), LAST]).read(args);
    super(optimizer, lastEpoch);
    this.#lambdas = lambdas(lrLambda, optimizer);
    this.initialStep();
  }

  /** The factors of the groups at this epoch. */
  protected factors(): number[] {
    return this.#lambdas.map((lambda) => lambda(this.lastEpoch));
  }
}

/**
 * The first rate times a function of the epoch.
 *
 * @example
 * new optim.lrScheduler.LambdaLR(optimizer, (epoch) => 0.95 ** epoch);
 */
export class LambdaLR extends ByFunction {
  static override readonly name: string = 'LambdaLR';

  override getLr(): number[] {
    return this.factors().map((factor, index) => (this.baseLrs[index] as number) * factor);
  }
}

/** The rate times a function of the epoch, every time. */
export class MultiplicativeLR extends ByFunction {
  static override readonly name: string = 'MultiplicativeLR';

  override getLr(): number[] {
    if (this.isInitial) return this.rates();
    return this.factors().map((factor, index) => (this.groups[index]?.lr as number) * factor);
  }
}

/**
 * The rate times `gamma` every `stepSize` epochs.
 *
 * @example
 * new optim.lrScheduler.StepLR(optimizer, { stepSize: 30, gamma: 0.1 });
 */
export class StepLR extends LRScheduler {
  static override readonly name: string = 'StepLR';

  readonly stepSize: number;
  readonly gamma: number;

  constructor(optimizer: Optimizer, stepSize: number, gamma?: number | { readonly gamma?: number; readonly lastEpoch?: number }, lastEpoch?: number);
  constructor(optimizer: Optimizer, options: { readonly stepSize: number; readonly gamma?: number; readonly lastEpoch?: number });
  constructor(...args: readonly unknown[]) {
    const { optimizer, stepSize, gamma, lastEpoch } = new Signature('StepLR', [OPTIMIZER, required('stepSize', INT), GAMMA, LAST]).read(args);
    super(optimizer, lastEpoch);
    this.stepSize = stepSize;
    this.gamma = gamma;
    this.initialStep();
  }

  override getLr(): number[] {
    return this.lastEpoch === 0 || this.lastEpoch % this.stepSize !== 0 ? this.rates() : this.scaled(this.gamma);
  }

  protected override closedForm(): number[] {
    return this.baseLrs.map((lr) => lr * this.gamma ** Math.floor(this.lastEpoch / this.stepSize));
  }
}

/** The rate times `gamma` at every milestone. */
export class MultiStepLR extends LRScheduler {
  static override readonly name: string = 'MultiStepLR';

  readonly milestones: Readonly<Record<string, number>>;
  readonly gamma: number;

  constructor(
    optimizer: Optimizer,
    milestones: readonly number[],
    gamma?: number | { readonly gamma?: number; readonly lastEpoch?: number },
    lastEpoch?: number,
  );
  constructor(optimizer: Optimizer, options: { readonly milestones: readonly number[]; readonly gamma?: number; readonly lastEpoch?: number });
  constructor(...args: readonly unknown[]) {
    const { optimizer, milestones, gamma, lastEpoch } = new Signature('MultiStepLR', [OPTIMIZER, required('milestones', INTS), GAMMA, LAST]).read(args);
    super(optimizer, lastEpoch);
    const counts: Record<string, number> = {};
    for (const milestone of milestones) counts[milestone] = (counts[milestone] ?? 0) + 1;
    this.milestones = counts;
    this.gamma = gamma;
    this.initialStep();
  }

  override getLr(): number[] {
    const count = this.milestones[this.lastEpoch];
    return count === undefined ? this.rates() : this.scaled(this.gamma ** count);
  }

  protected override closedForm(): number[] {
    const passed = Object.entries(this.milestones).reduce((sum, [at, count]) => (Number(at) <= this.lastEpoch ? sum + count : sum), 0);
    return this.baseLrs.map((lr) => lr * this.gamma ** passed);
  }
}

/** The rate times `factor` until `totalIters` epochs have passed. */
export class ConstantLR extends LRScheduler {
  static override readonly name: string = 'ConstantLR';

  readonly factor: number;
  readonly totalIters: number;

  constructor(optimizer: Optimizer, factor?: number, totalIters?: number, lastEpoch?: number);
  constructor(optimizer: Optimizer, options: { readonly factor?: number; readonly totalIters?: number; readonly lastEpoch?: number });
  constructor(...args: readonly unknown[]) {
    const { optimizer, factor, totalIters, lastEpoch } = new Signature('ConstantLR', [OPTIMIZER, optional('factor', FLOAT, 1 / 3), TOTAL, LAST]).read(args);
    if (factor > 1 || factor < 0) throw new ValueError('Constant multiplicative factor expected to be between 0 and 1.');
    super(optimizer, lastEpoch);
    this.factor = factor;
    this.totalIters = totalIters;
    this.initialStep();
  }

  override getLr(): number[] {
    if (this.lastEpoch === 0) return this.scaled(this.factor);
    return this.lastEpoch === this.totalIters ? this.scaled(1 / this.factor) : this.rates();
  }

  protected override closedForm(): number[] {
    const factor = this.lastEpoch >= this.totalIters ? 1 : this.factor;
    return this.baseLrs.map((lr) => lr * factor);
  }
}

/** The rate from `startFactor` to `endFactor` of what it was, in a straight line over `totalIters` epochs. */
export class LinearLR extends LRScheduler {
  static override readonly name: string = 'LinearLR';

  readonly startFactor: number;
  readonly endFactor: number;
  readonly totalIters: number;

  constructor(optimizer: Optimizer, startFactor?: number, endFactor?: number, totalIters?: number, lastEpoch?: number);
  constructor(
    optimizer: Optimizer,
    options: { readonly startFactor?: number; readonly endFactor?: number; readonly totalIters?: number; readonly lastEpoch?: number },
  );
  constructor(...args: readonly unknown[]) {
    const params = [OPTIMIZER, optional('startFactor', FLOAT, 1 / 3), optional('endFactor', FLOAT, 1), TOTAL, LAST] as const;
    const { optimizer, startFactor, endFactor, totalIters, lastEpoch } = new Signature('LinearLR', params).read(args);
    if (startFactor > 1 || startFactor <= 0) {
      throw new ValueError('Starting multiplicative factor expected to be greater than 0 and less or equal to 1.');
    }
    if (endFactor > 1 || endFactor < 0) throw new ValueError('Ending multiplicative factor expected to be between 0 and 1.');
    super(optimizer, lastEpoch);
    this.startFactor = startFactor;
    this.endFactor = endFactor;
    this.totalIters = totalIters;
    this.initialStep();
  }

  override getLr(): number[] {
    const { startFactor, endFactor, totalIters, lastEpoch } = this;
    if (lastEpoch === 0) return this.scaled(startFactor);
    if (this.isInitial || lastEpoch > totalIters) return this.rates();
    const slope = endFactor - startFactor;
    return this.scaled(1 + slope / (totalIters * startFactor + (lastEpoch - 1) * slope));
  }

  protected override closedForm(): number[] {
    const { startFactor, endFactor, totalIters, lastEpoch } = this;
    const factor = startFactor + ((endFactor - startFactor) * Math.min(totalIters, lastEpoch)) / totalIters;
    return this.baseLrs.map((lr) => lr * factor);
  }
}

/** The rate times `gamma` every epoch. */
export class ExponentialLR extends LRScheduler {
  static override readonly name: string = 'ExponentialLR';

  readonly gamma: number;

  constructor(optimizer: Optimizer, gamma: number, lastEpoch?: number);
  constructor(optimizer: Optimizer, options: { readonly gamma: number; readonly lastEpoch?: number });
  constructor(...args: readonly unknown[]) {
    const { optimizer, gamma, lastEpoch } = new Signature('ExponentialLR', [OPTIMIZER, required('gamma', FLOAT), LAST]).read(args);
    super(optimizer, lastEpoch);
    this.gamma = gamma;
    this.initialStep();
  }

  override getLr(): number[] {
    return this.isInitial ? this.rates() : this.scaled(this.gamma);
  }

  protected override closedForm(): number[] {
    return this.baseLrs.map((lr) => lr * this.gamma ** this.lastEpoch);
  }
}

/** The rate down to 0 over `totalIters` epochs, by a power of what is left. */
export class PolynomialLR extends LRScheduler {
  static override readonly name: string = 'PolynomialLR';

  readonly totalIters: number;
  readonly power: number;

  constructor(optimizer: Optimizer, totalIters?: number, power?: number, lastEpoch?: number);
  constructor(optimizer: Optimizer, options: { readonly totalIters?: number; readonly power?: number; readonly lastEpoch?: number });
  constructor(...args: readonly unknown[]) {
    const { optimizer, totalIters, power, lastEpoch } = new Signature('PolynomialLR', [OPTIMIZER, TOTAL, optional('power', FLOAT, 1), LAST]).read(args);
    super(optimizer, lastEpoch);
    this.totalIters = totalIters;
    this.power = power;
    this.initialStep();
  }

  override getLr(): number[] {
    const { totalIters, power, lastEpoch } = this;
    if (this.isInitial || lastEpoch > totalIters) return this.rates();
    return this.scaled(((1 - lastEpoch / totalIters) / (1 - (lastEpoch - 1) / totalIters)) ** power);
  }

  protected override closedForm(): number[] {
    const { totalIters, power, lastEpoch } = this;
    return this.baseLrs.map((lr) => lr * (1 - Math.min(totalIters, lastEpoch) / totalIters) ** power);
  }
}
