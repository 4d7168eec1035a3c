/** Schedules made of schedules: at once, and one after the other. */
import { ValueError } from '../../error.ts';
import { ANY, INT, INTS, isOptions, optional, required, Signature, signature, takesNone } from '../../signature.ts';
import type { Optimizer } from '../optimizer.ts';
import { typeText } from '../../text.ts';
import { LRScheduler, type SchedulerStateDict } from './base.ts';
import { ReduceLROnPlateau } from './plateau.ts';

function check(name: string, optimizer: Optimizer | undefined, schedulers: readonly LRScheduler[]): void {
  schedulers.forEach((scheduler, index) => {
    if (scheduler instanceof ReduceLROnPlateau) {
      throw new ValueError(
        `${name} does not support \`ReduceLROnPlateau\` scheduler as it requires additional kwargs to be specified when calling \`step\`, but got one at index ${index} in the given schedulers sequence.`,
      );
    }
    if (scheduler.optimizer !== optimizer) {
      throw new ValueError(`${name} expects all schedulers to belong to the same optimizer, but got scheduler ${scheduler.constructor.name} at index ${index}`);
    }
  });
}

function listOf(name: string, schedulers: unknown): readonly LRScheduler[] {
  if (Array.isArray(schedulers) && schedulers.every((each) => each instanceof LRScheduler)) return schedulers;
  throw new ValueError(`${name} expects a list of schedulers, but got ${typeText(schedulers)}`);
}

const CHAINED = signature('ChainedScheduler', required('schedulers', ANY), optional('optimizer', ANY, null));

/** What both do with those they are made of. */
abstract class Combined extends LRScheduler {
  readonly #schedulers: readonly LRScheduler[];

  constructor(optimizer: unknown, schedulers: readonly LRScheduler[]) {
    super(optimizer, -1);
    this.#schedulers = schedulers;
  }

  get schedulers(): readonly LRScheduler[] {
    return this.#schedulers;
  }

  override getLr(): number[] {
    return this.rates();
  }

  override stateDict(): SchedulerStateDict {
    takesNone('state_dict', arguments);
    return { ...super.stateDict(), _schedulers: this.#schedulers.map((scheduler) => scheduler.stateDict()) };
  }

  override loadStateDict(stateDict: SchedulerStateDict): void {
    if (arguments.length !== 1 || !isOptions(stateDict)) {
      super.loadStateDict(...(arguments as unknown as [SchedulerStateDict]));
      return;
    }
    const { _schedulers: inner, ...own } = stateDict;
    if (!Array.isArray(inner) || inner.length !== this.#schedulers.length) {
      throw new ValueError(`loaded state dict of ${this.constructor.name} must hold '_schedulers', the states of ${this.#schedulers.length} schedulers`);
    }
    super.loadStateDict(own);
    inner.forEach((each, index) => this.#schedulers[index]?.loadStateDict(each as SchedulerStateDict));
  }
}

/**
 * Several schedules of one optimiser, all stepped every time.
 *
 * @example
 * new optim.lrScheduler.ChainedScheduler([new ConstantLR(optimizer), new ExponentialLR(optimizer, 0.9)]);
 */
export class ChainedScheduler extends Combined {
  static override readonly name: string = 'ChainedScheduler';

  constructor(schedulers: readonly LRScheduler[], optimizer?: Optimizer | null | { readonly optimizer?: Optimizer | null });
  constructor(...args: readonly unknown[]) {
    const { schedulers: given, optimizer } = CHAINED.read(args);
    const schedulers = listOf('ChainedScheduler', given);
    if (schedulers.length === 0) throw new ValueError('ChainedScheduler expects at least one scheduler to be chained, but got no scheduler.');
    const owner = (optimizer as Optimizer | null) ?? schedulers[0]?.optimizer;
    check('ChainedScheduler', owner, schedulers);
    super(owner, schedulers);
    this.keepLast();
  }

  override step(): void {
    takesNone('step', arguments);
    for (const scheduler of this.schedulers) scheduler.step();
    this.keepLast();
  }
}

const SEQUENTIAL = [required('optimizer', ANY), required('schedulers', ANY), required('milestones', INTS), optional('lastEpoch', INT, -1)] as const;

/**
 * One schedule until the first milestone, then the next.
 *
 * @example
 * const warmup = new LinearLR(optimizer, { totalIters: 5 });
 * const decay = new ExponentialLR(optimizer, 0.9);
 * new optim.lrScheduler.SequentialLR(optimizer, [warmup, decay], [5]);
 */
export class SequentialLR extends Combined {
  static override readonly name: string = 'SequentialLR';

  readonly #milestones: readonly number[];

  constructor(optimizer: Optimizer, schedulers: readonly LRScheduler[], milestones: readonly number[], lastEpoch?: number);
  constructor(optimizer: Optimizer, schedulers: readonly LRScheduler[], options: { readonly milestones: readonly number[]; readonly lastEpoch?: number });
  constructor(...args: readonly unknown[]) {
    const { optimizer, lastEpoch, ...rest } = new Signature('SequentialLR', SEQUENTIAL).read(args);
    const [schedulers, { milestones }] = [listOf('SequentialLR', rest.schedulers), rest];
    if (schedulers.length === 0) throw new ValueError('SequentialLR expects at least one scheduler, but got no scheduler.');
    check('SequentialLR', optimizer as Optimizer, schedulers);
    if (milestones.length !== schedulers.length - 1) {
      throw new ValueError(
        `Sequential Schedulers expects number of schedulers provided to be one more than the number of milestone points, but got number of schedulers ${schedulers.length} and the number of milestones to be equal to ${milestones.length}`,
      );
    }
    super(optimizer, schedulers);
    this.#milestones = milestones;
    this.lastEpoch = lastEpoch + 1;
    for (const group of this.groups) group.lr = group.initialLr ?? group.lr;
    // The constructors of all counted one step; only the first one's is to stay.
    undo(this);
    const first = this.#current(0);
    first.initialStep();
    this.lastLr = first.getLastLr();
  }

  #index(epoch: number): number {
    return this.#milestones.filter((milestone) => milestone <= epoch).length;
  }

  #current(epoch: number): LRScheduler {
    return this.schedulers[this.#index(epoch)] as LRScheduler;
  }

  override step(): void {
    takesNone('step', arguments);
    this.lastEpoch += 1;
    const index = this.#index(this.lastEpoch);
    const scheduler = this.schedulers[index] as LRScheduler;
    if (index > 0 && this.#milestones[index - 1] === this.lastEpoch) scheduler.updateLr(0);
    else scheduler.step();
    this.lastLr = scheduler.getLastLr();
  }

  override stateDict(): SchedulerStateDict {
    takesNone('state_dict', arguments);
    return { ...super.stateDict(), _milestones: [...this.#milestones] };
  }
}

function undo(scheduler: LRScheduler): void {
  if (scheduler instanceof Combined) scheduler.schedulers.forEach(undo);
  else scheduler.lastEpoch -= 1;
}
