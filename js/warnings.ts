/**
 * Warnings: what PyTorch says of programs that run but hardly mean what they do. Each kind is said once, through Node's
 * `process.emitWarning`, and can be turned off. Nothing here knows what is warned of.
 */
import { ValueError } from './error.ts';
import { native } from './native/index.ts';

const KINDS = {
  /** A loss of tensors of different sizes. */
  lossSize: 'TAPIR_LOSS_SIZE',
  /** `scheduler.step()` before `optimizer.step()`. */
  schedulerOrder: 'TAPIR_SCHEDULER_ORDER',
  /** A scheduler that is told the epoch. */
  schedulerEpoch: 'TAPIR_SCHEDULER_EPOCH',
  /** `.grad` of a tensor that is no leaf and does not keep it. */
  nonLeafGrad: 'TAPIR_NON_LEAF_GRAD',
  /** `softmax` and its like without a dimension. */
  implicitDim: 'TAPIR_IMPLICIT_DIM',
  /** `backward` with `createGraph`. */
  gradCycle: 'TAPIR_GRAD_CYCLE',
  /** `tensor(x)` of a tensor. */
  copyConstruct: 'TAPIR_COPY_CONSTRUCT',
  /** `sizeAverage` and `reduce` of a loss. */
  oldReduction: 'TAPIR_OLD_REDUCTION',
  /** A parameter twice in a group of an optimiser. */
  duplicateParameter: 'TAPIR_DUPLICATE_PARAMETER',
  /** Modules and parameters that a module holds where they are not found. */
  hiddenWeights: 'TAPIR_HIDDEN_WEIGHTS',
  /** A variance of fewer elements than its correction. */
  degreesOfFreedom: 'TAPIR_DEGREES_OF_FREEDOM',
  /** Complex numbers cast to real ones. */
  complexCast: 'TAPIR_COMPLEX_CAST',
  /** A block of a mode that waits for a promise. */
  modeBlock: 'TAPIR_MODE_BLOCK',
} as const;

/** What can be warned of. */
export type WarningKind = keyof typeof KINDS;

/** Said of `backward` with `createGraph`. */
export const GRAD_CYCLE =
  'Using backward() with createGraph: true will create a reference cycle between the parameter and its gradient which can cause a memory leak. We recommend using autograd.grad when creating the graph to avoid this. If you have to use this function, make sure to reset the .grad fields of your parameters to null after use to break the cycle and avoid the leak.';

const given = new Set<WarningKind>();
const silent = new Set<WarningKind>();

/** Warns, unless that was done before or is not wanted. A text that takes work is a function. */
export function warnOnce(kind: WarningKind, text: string | (() => string)): void {
  if (given.has(kind) || silent.has(kind)) return;
  given.add(kind);
  process.emitWarning(typeof text === 'string' ? text : text(), { type: 'TapirWarning', code: KINDS[kind] });
}

/** Gives the warnings that the engine has said. */
export function deliverWarnings(): void {
  const said = native.takeWarnings();
  for (let index = 0; index + 1 < said.length; index += 2) {
    const kind = said[index] as string;
    warnOnce(`${kind.charAt(0).toLowerCase()}${kind.slice(1)}` as WarningKind, said[index + 1] as string);
  }
}

function kindsOf(kinds: readonly WarningKind[]): readonly WarningKind[] {
  for (const kind of kinds) {
    if (!Object.hasOwn(KINDS, kind)) throw new ValueError(`unknown warning '${String(kind)}'; there are ${Object.keys(KINDS).join(', ')}`);
  }
  return kinds.length === 0 ? (Object.keys(KINDS) as WarningKind[]) : kinds;
}

/**
 * Which warnings are wanted. Each is given once, by `process.emitWarning` with the type `TapirWarning` and a code of its own, so
 * that `--disable-warning=TapirWarning` and `process.on('warning', …)` do what they do elsewhere.
 *
 * @example
 * warnings.off('lossSize'); // this one
 * warnings.off(); // all
 * warnings.on(); // all again, also those that were given
 */
export const warnings = {
  /** Not these; without arguments none. */
  off(...kinds: readonly WarningKind[]): void {
    for (const kind of kindsOf(kinds)) silent.add(kind);
  },

  /** These, once more if they were given already; without arguments all. */
  on(...kinds: readonly WarningKind[]): void {
    for (const kind of kindsOf(kinds)) {
      silent.delete(kind);
      given.delete(kind);
    }
    native.armWarnings();
  },
};
