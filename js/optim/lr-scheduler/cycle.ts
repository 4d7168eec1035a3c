/** Schedules that move the momentum against the rate (Smith). */
import { ValueError } from '../../error.ts';
import { ANY, BOOL, FLOAT, FUNCTION, INT, optional, required, Signature, TEXT, type Values } from '../../signature.ts';
import { floatText } from '../../text.ts';
import type { Optimizer, ParamGroup } from '../optimizer.ts';
import { checkOptimizer, LRScheduler, PER_GROUP } from './base.ts';

/** A group as these schedules see it. */
interface CycledGroup extends ParamGroup {
  betas?: readonly number[];
  momentum?: number;
  maxMomentum?: number;
  baseMomentum?: number;
  maxLr?: number;
  minLr?: number;
}

/** One value for all groups, or one each. */
function perGroup(name: string, { paramGroups }: Optimizer, given: number | readonly number[]): number[] {
  if (typeof given === 'number') return paramGroups.map(() => given);
  if (given.length !== paramGroups.length)
    throw new ValueError(`${name} must have the same length as optimizer.param_groups: expected ${paramGroups.length}, got ${given.length}`);
  return [...given];
}

/** Whether the momentum is the first of `betas`. */
function usesBetas({ defaults }: Optimizer): boolean {
  if (!('momentum' in defaults) && !('betas' in defaults)) {
    throw new ValueError('optimizer must support momentum or beta1 with `cycle_momentum` option enabled');
  }
  return 'betas' in defaults;
}

function setMomentum(group: CycledGroup, momentum: number, inBetas: boolean): void {
  if (inBetas) group.betas = [momentum, ...(group.betas ?? []).slice(1)];
  else group.momentum = momentum;
}

/** Gives every group its bounds and the first momentum. */
function startMomentum(optimizer: Optimizer, base: readonly number[], most: readonly number[], inBetas: boolean): void {
  (optimizer.paramGroups as CycledGroup[]).forEach((group, index) => {
    setMomentum(group, most[index] as number, inBetas);
    group.maxMomentum = most[index] as number;
    group.baseMomentum = base[index] as number;
  });
}

const CYCLIC = [
  required('optimizer', ANY),
  required('baseLr', PER_GROUP),
  required('maxLr', PER_GROUP),
  optional('stepSizeUp', FLOAT, 2000),
  optional('stepSizeDown', FLOAT, null),
  optional('mode', TEXT, 'triangular'),
  optional('gamma', FLOAT, 1),
  optional('scaleFn', FUNCTION, null),
  optional('scaleMode', TEXT, 'cycle'),
  optional('cycleMomentum', BOOL, true),
  optional('baseMomentum', PER_GROUP, 0.8),
  optional('maxMomentum', PER_GROUP, 0.9),
  optional('lastEpoch', INT, -1),
] as const;

/** How the height of a cycle depends on its number, or on that of the iteration. */
const SCALES: ReadonlyMap<string, (x: number, gamma: number) => number> = new Map([
  ['triangular', () => 1],
  ['triangular2', (x) => 1 / 2 ** (x - 1)],
  ['exp_range', (x, gamma) => gamma ** x],
] satisfies [string, (x: number, gamma: number) => number][]);

export interface CyclicOptions {
  readonly baseLr: number | readonly number[];
  readonly maxLr: number | readonly number[];
  readonly stepSizeUp?: number;
  readonly stepSizeDown?: number | null;
  readonly mode?: 'triangular' | 'triangular2' | 'exp_range';
  readonly gamma?: number;
  readonly scaleFn?: ((x: number) => number) | null;
  readonly scaleMode?: 'cycle' | 'iterations';
  readonly cycleMomentum?: boolean;
  readonly baseMomentum?: number | readonly number[];
  readonly maxMomentum?: number | readonly number[];
  readonly lastEpoch?: number;
}

/**
 * The rate up and down between two bounds, the momentum down and up.
 *
 * @example
 * new optim.lrScheduler.CyclicLR(optimizer, { baseLr: 0.01, maxLr: 0.1, stepSizeUp: 500 });
 */
export class CyclicLR extends LRScheduler {
  static override readonly name: string = 'CyclicLR';

  maxLrs: number[];
  readonly totalSize: number;
  readonly stepRatio: number;
  readonly mode: string;
  readonly gamma: number;
  readonly scaleMode: string;
  readonly cycleMomentum: boolean;
  useBeta1 = false;
  baseMomentums: number[] = [];
  maxMomentums: number[] = [];
  #scale: (x: number) => number;

  constructor(optimizer: Optimizer, options: CyclicOptions);
  constructor(optimizer: Optimizer, baseLr: number | readonly number[], maxLr: number | readonly number[], options?: Omit<CyclicOptions, 'baseLr' | 'maxLr'>);
  constructor(...args: readonly unknown[]) {
    const options = new Signature('CyclicLR', CYCLIC).read(args);
    const { mode, gamma, scaleFn, lastEpoch, cycleMomentum } = options;
    const { optimizer } = options;
    checkOptimizer(optimizer);
    const base = perGroup('base_lr', optimizer, options.baseLr);
    if (lastEpoch === -1) optimizer.paramGroups.forEach((group, index) => (group.lr = base[index] as number));
    super(optimizer, lastEpoch);
    this.maxLrs = perGroup('max_lr', optimizer, options.maxLr);
    const up = options.stepSizeUp;
    this.totalSize = up + (options.stepSizeDown ?? up);
    this.stepRatio = up / this.totalSize;
    const own = SCALES.get(mode);
    if (own === undefined && scaleFn === null) throw new ValueError('mode is invalid and scale_fn is None');
    this.mode = mode;
    this.gamma = gamma;
    this.#scale = scaleFn ?? ((x) => own?.(x, gamma) ?? 1);
    this.scaleMode = scaleFn !== null ? options.scaleMode : mode === 'exp_range' ? 'iterations' : 'cycle';
    this.cycleMomentum = cycleMomentum;
    if (cycleMomentum) this.#startMomentum(options);
    this.initialStep();
    this.baseLrs = base;
  }

  #startMomentum({ baseMomentum, maxMomentum, lastEpoch }: Values<typeof CYCLIC>): void {
    this.useBeta1 = usesBetas(this.optimizer);
    this.baseMomentums = perGroup('base_momentum', this.optimizer, baseMomentum);
    this.maxMomentums = perGroup('max_momentum', this.optimizer, maxMomentum);
    if (lastEpoch === -1) startMomentum(this.optimizer, this.baseMomentums, this.maxMomentums, this.useBeta1);
  }

  override getLr(): number[] {
    const { totalSize, stepRatio, lastEpoch } = this;
    const cycle = Math.floor(1 + lastEpoch / totalSize);
    const x = 1 + lastEpoch / totalSize - cycle;
    const height = (x <= stepRatio ? x / stepRatio : (x - 1) / (stepRatio - 1)) * 1;
    const scale = this.#scale(this.scaleMode === 'cycle' ? cycle : lastEpoch);
    if (this.cycleMomentum) {
      this.groups.forEach((group, index) => {
        const [low, high] = [this.baseMomentums[index] as number, this.maxMomentums[index] as number];
        setMomentum(group, high - (high - low) * height * scale, this.useBeta1);
      });
    }
    return this.baseLrs.map((low, index) => low + ((this.maxLrs[index] as number) - low) * height * scale);
  }
}

const ONE_CYCLE = [
  required('optimizer', ANY),
  required('maxLr', PER_GROUP),
  optional('totalSteps', FLOAT, null),
  optional('epochs', FLOAT, null),
  optional('stepsPerEpoch', FLOAT, null),
  optional('pctStart', FLOAT, 0.3),
  optional('annealStrategy', TEXT, 'cos'),
  optional('cycleMomentum', BOOL, true),
  optional('baseMomentum', PER_GROUP, 0.85),
  optional('maxMomentum', PER_GROUP, 0.95),
  optional('divFactor', FLOAT, 25),
  optional('finalDivFactor', FLOAT, 1e4),
  optional('threePhase', BOOL, false),
  optional('lastEpoch', INT, -1),
] as const;

const STRATEGIES: ReadonlyMap<string, (start: number, end: number, share: number) => number> = new Map([
  ['cos', annealCosine],
  ['linear', annealLinear],
]);

export interface OneCycleOptions {
  readonly maxLr: number | readonly number[];
  readonly totalSteps?: number | null;
  readonly epochs?: number | null;
  readonly stepsPerEpoch?: number | null;
  readonly pctStart?: number;
  readonly annealStrategy?: 'cos' | 'linear';
  readonly cycleMomentum?: boolean;
  readonly baseMomentum?: number | readonly number[];
  readonly maxMomentum?: number | readonly number[];
  readonly divFactor?: number;
  readonly finalDivFactor?: number;
  readonly threePhase?: boolean;
  readonly lastEpoch?: number;
}

type Rate = 'initialLr' | 'maxLr' | 'minLr';
type Momentum = 'maxMomentum' | 'baseMomentum';

/** Until `end`, from one rate and momentum of the group to others. */
interface Phase {
  readonly end: number;
  readonly rates: readonly [Rate, Rate];
  readonly momentums: readonly [Momentum, Momentum];
}

/**
 * The rate up to `maxLr` and down to almost nothing, once.
 *
 * @example
 * new optim.lrScheduler.OneCycleLR(optimizer, { maxLr: 0.1, totalSteps: 1000 });
 */
export class OneCycleLR extends LRScheduler {
  static override readonly name: string = 'OneCycleLR';

  readonly totalSteps: number;
  readonly cycleMomentum: boolean;
  useBeta1 = false;
  readonly #phases: readonly Phase[];
  readonly #anneal: (start: number, end: number, share: number) => number;

  constructor(optimizer: Optimizer, options: OneCycleOptions);
  constructor(optimizer: Optimizer, maxLr: number | readonly number[], options?: Omit<OneCycleOptions, 'maxLr'>);
  constructor(...args: readonly unknown[]) {
    const options = new Signature('OneCycleLR', ONE_CYCLE).read(args);
    const { optimizer } = options;
    checkOptimizer(optimizer);
    const total = totalOf(options);
    const { pctStart, annealStrategy, cycleMomentum, lastEpoch } = options;
    if (!(pctStart >= 0 && pctStart <= 1)) throw new ValueError(`Expected float between 0 and 1 pct_start, but got ${floatText(pctStart)}`);
    const anneal = STRATEGIES.get(annealStrategy);
    if (anneal === undefined) throw new ValueError(`anneal_strategy must be one of 'cos' or 'linear', instead got ${annealStrategy}`);
    if (lastEpoch === -1) startRates(optimizer, options);
    const inBetas = cycleMomentum && usesBetas(optimizer);
    if (cycleMomentum && lastEpoch === -1) {
      const [base, most] = [perGroup('base_momentum', optimizer, options.baseMomentum), perGroup('max_momentum', optimizer, options.maxMomentum)];
      startMomentum(optimizer, base, most, inBetas);
    }
    super(optimizer, lastEpoch);
    this.totalSteps = total;
    this.cycleMomentum = cycleMomentum;
    this.useBeta1 = inBetas;
    this.#phases = phasesOf(total, pctStart, options.threePhase);
    this.#anneal = anneal;
    this.initialStep();
  }

  override getLr(): number[] {
    const { lastEpoch, totalSteps } = this;
    if (lastEpoch > totalSteps) {
      throw new ValueError(`Tried to step ${lastEpoch} times. The specified number of total steps is ${totalSteps}`);
    }
    const found = this.#phases.findIndex(({ end }) => lastEpoch <= end);
    const index = found < 0 ? this.#phases.length - 1 : found;
    const { end, rates, momentums } = this.#phases[index] as Phase;
    const start = this.#phases[index - 1]?.end ?? 0;
    const share = (lastEpoch - start) / (end - start);
    return (this.groups as CycledGroup[]).map((group) => {
      const between = (keys: readonly (keyof CycledGroup)[]) => this.#anneal(group[keys[0]!] as number, group[keys[1]!] as number, share);
      if (this.cycleMomentum) setMomentum(group, between(momentums), this.useBeta1);
      return between(rates);
    });
  }
}

function totalOf({ totalSteps, epochs, stepsPerEpoch }: Values<typeof ONE_CYCLE>): number {
  const check = (name: string, value: number): number => {
    if (value <= 0 || !Number.isInteger(value)) throw new ValueError(`Expected positive integer ${name}, but got ${value}`);
    return value;
  };
  if (totalSteps !== null) return check('total_steps', totalSteps);
  if (epochs === null || stepsPerEpoch === null) throw new ValueError('You must define either total_steps OR (epochs AND steps_per_epoch)');
  return check('epochs', epochs) * check('steps_per_epoch', stepsPerEpoch);
}

function startRates(optimizer: Optimizer, { maxLr, divFactor, finalDivFactor }: Values<typeof ONE_CYCLE>): void {
  const most = perGroup('max_lr', optimizer, maxLr);
  (optimizer.paramGroups as CycledGroup[]).forEach((group, index) => {
    group.initialLr = (most[index] as number) / divFactor;
    group.maxLr = most[index] as number;
    group.minLr = group.initialLr / finalDivFactor;
  });
}

function phasesOf(total: number, share: number, three: boolean): readonly Phase[] {
  const up: Phase = { end: share * total - 1, rates: ['initialLr', 'maxLr'], momentums: ['maxMomentum', 'baseMomentum'] };
  if (!three) return [up, { end: total - 1, rates: ['maxLr', 'minLr'], momentums: ['baseMomentum', 'maxMomentum'] }];
  return [
    up,
    { end: 2 * share * total - 2, rates: ['maxLr', 'initialLr'], momentums: ['baseMomentum', 'maxMomentum'] },
    { end: total - 1, rates: ['initialLr', 'minLr'], momentums: ['maxMomentum', 'maxMomentum'] },
  ];
}

function annealCosine(start: number, end: number, share: number): number {
  return end + ((start - end) / 2) * (Math.cos(Math.PI * share) + 1);
}

function annealLinear(start: number, end: number, share: number): number {
  return (end - start) * share + start;
}
