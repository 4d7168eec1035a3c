/** Random number generators: PyTorch's Mersenne Twister, equal draws for equal seeds. */
import { type Device, deviceCode } from './device.ts';
import { attempt, DTypeError, ValueError } from './error.ts';
import { tie } from './memory.ts';
import { native } from './native/index.ts';
import { DEVICE, INT, type Kind } from './signature/kind.ts';
import { optional, required, signature, takesNone } from './signature/signature.ts';
import { isTensor, Tensor } from './tensor.ts';

/** The handle of the process's own generator. */
const DEFAULT = 0;

/** A seed of 64 bits; one below zero is counted from their end, as in PyTorch. */
const SEED: Kind<bigint> = {
  ...(INT as Kind<any>),
  read(value) {
    const seed = BigInt(value as number | bigint);
    if (seed < -(2n ** 63n) || seed >= 2n ** 64n) throw new ValueError(`Overflow when unpacking long long: the seed ${seed}`);
    return BigInt.asUintN(64, seed);
  },
};
const STATE: Kind<Tensor> = { name: 'Tensor', accepts: (value) => isTensor(value) };
const MANUAL_SEED = signature('manual_seed', required('seed', SEED));
const SET_STATE = signature('set_state', required('newState', STATE));
const GENERATOR = signature('Generator', optional('device', DEVICE, null));
const SET_RNG_STATE = signature('set_rng_state', required('newState', STATE));

/** What structured cloning says. */
const NO_CLONES = Symbol('a Generator belongs to its thread: send getState().toTypedArray(), and give it to setState() there; a Generator itself');

/**
 * A stream of random numbers of its own.
 *
 * @example
 * const generator = new Generator().manualSeed(0);
 * rand([2], { generator });
 */
export class Generator {
  static readonly name: string = 'Generator';

  /** The engine's handle. */
  readonly id: number;
  private readonly cloning: symbol = NO_CLONES;

  /** @param device whose tensors it fills; the CPU's unless said otherwise */
  constructor(device?: Device | null | { readonly device?: Device | null });
  constructor(...args: readonly unknown[]) {
    const code = deviceCode(GENERATOR.read(args).device ?? 'cpu');
    this.id = attempt(() => native.newGenerator(code));
    tie(this, this.id);
  }

  /** Where the tensors are that it fills. */
  get device(): Device {
    return native.generatorDevice(this.id) as Device;
  }

  /** Starts anew from a seed. */
  manualSeed(seed: number | bigint): this;
  manualSeed(...args: readonly unknown[]): this {
    const { seed } = MANUAL_SEED.read(args, this.manualSeed);
    attempt(() => native.generatorManualSeed(this.id, seed), this.manualSeed);
    return this;
  }

  /** Starts anew from an unpredictable seed, and returns it. */
  seed(): bigint {
    takesNone('seed', arguments);
    return attempt(() => native.generatorSeed(this.id), this.seed);
  }

  /** The seed it was last started from. */
  initialSeed(): bigint {
    takesNone('initial_seed', arguments);
    return attempt(() => native.generatorInitialSeed(this.id), this.initialSeed);
  }

  /** The whole state, 5056 bytes in PyTorch's layout. */
  getState(): Tensor {
    takesNone('get_state', arguments);
    return stateOf(this.id);
  }

  /** Goes on from a state. */
  setState(state: Tensor): this;
  setState(...args: readonly unknown[]): this {
    setStateOf(this.id, SET_STATE.read(args, this.setState).newState);
    return this;
  }
}

function stateOf(id: number): Tensor {
  return Tensor.from(new Uint8Array(attempt(() => native.generatorState(id))), { device: 'cpu' });
}

function setStateOf(id: number, state: Tensor): void {
  if (state.dtype !== 'uint8') throw new DTypeError(`RNG state must be a torch.ByteTensor, but got ${state.type()}`);
  attempt(() => native.generatorSetState(id, state.toTypedArray() as Uint8Array), setStateOf);
}

/**
 * Starts the process's generators anew, those of all devices.
 *
 * @example
 * manualSeed(0);
 * rand([2]); // tensor([0.4963, 0.7682])
 */
export function manualSeed(seed: number | bigint): void;
export function manualSeed(...args: readonly unknown[]): void {
  const { seed } = MANUAL_SEED.read(args, manualSeed);
  attempt(() => native.manualSeedAll(seed), manualSeed);
}

/** Starts the process's generator anew from an unpredictable seed, and returns it. */
export function seed(): bigint {
  takesNone('seed', arguments);
  return attempt(() => native.generatorSeed(DEFAULT), seed);
}

/** The seed the process's generator was last started from. */
export function initialSeed(): bigint {
  takesNone('initial_seed', arguments);
  return attempt(() => native.generatorInitialSeed(DEFAULT), initialSeed);
}

/** The state of the process's generator. */
export function getRngState(): Tensor {
  takesNone('get_rng_state', arguments);
  return stateOf(DEFAULT);
}

/** Goes on from a state of the process's generator, or of PyTorch's. */
export function setRngState(state: Tensor): void;
export function setRngState(...args: readonly unknown[]): void {
  setStateOf(DEFAULT, SET_RNG_STATE.read(args, setRngState).newState);
}
