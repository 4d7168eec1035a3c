/** Random number generators: PyTorch's Mersenne Twister, equal draws for equal seeds. */
import { attempt } from './error.ts';
import { tie } from './memory.ts';
import { native } from './native/index.ts';
import { Tensor } from './tensor.ts';

/** The handle of the process's own generator. */
const DEFAULT = 0;

function toSeed(seed: number | bigint): bigint {
  return typeof seed === 'bigint' ? seed : BigInt(Math.trunc(seed));
}

/**
 * A stream of random numbers of its own.
 *
 * @example
 * const generator = new Generator().manualSeed(0);
 * rand([2], { generator });
 */
export class Generator {
  /** The engine's handle. */
  readonly id: number;

  constructor() {
    this.id = attempt(() => native.newGenerator());
    tie(this, this.id);
  }

  /** Starts anew from a seed. */
  manualSeed(seed: number | bigint): this {
    attempt(() => native.generatorManualSeed(this.id, toSeed(seed)), this.manualSeed);
    return this;
  }

  /** Starts anew from an unpredictable seed, and returns it. */
  seed(): bigint {
    return attempt(() => native.generatorSeed(this.id), this.seed);
  }

  /** The seed it was last started from. */
  initialSeed(): bigint {
    return attempt(() => native.generatorInitialSeed(this.id), this.initialSeed);
  }

  /** The whole state, 5056 bytes in PyTorch's layout. */
  getState(): Tensor {
    return stateOf(this.id);
  }

  /** Goes on from a state. */
  setState(state: Tensor): this {
    setStateOf(this.id, state);
    return this;
  }
}

function stateOf(id: number): Tensor {
  return Tensor.from(new Uint8Array(attempt(() => native.generatorState(id))));
}

function setStateOf(id: number, state: Tensor): void {
  attempt(() => native.generatorSetState(id, state.toTypedArray() as Uint8Array), setStateOf);
}

/**
 * Starts the process's generator anew.
 *
 * @example
 * manualSeed(0);
 * rand([2]); // tensor([0.4963, 0.7682])
 */
export function manualSeed(seed: number | bigint): void {
  attempt(() => native.generatorManualSeed(DEFAULT, toSeed(seed)), manualSeed);
}

/** Starts the process's generator anew from an unpredictable seed, and returns it. */
export function seed(): bigint {
  return attempt(() => native.generatorSeed(DEFAULT), seed);
}

/** The seed the process's generator was last started from. */
export function initialSeed(): bigint {
  return attempt(() => native.generatorInitialSeed(DEFAULT), initialSeed);
}

/** The state of the process's generator. */
export function getRngState(): Tensor {
  return stateOf(DEFAULT);
}

/** Goes on from a state of the process's generator, or of PyTorch's. */
export function setRngState(state: Tensor): void {
  setStateOf(DEFAULT, state);
}
