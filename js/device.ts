/** Devices by name: `'cpu'`, `'cuda'`, `'cuda:1'`. */
import { attempt } from './error.ts';
import { native } from './native/index.ts';

/** A device's name. */
export type Device = 'cpu' | 'cuda' | `cuda:${number}`;

/** At the boundary, for a device that is not said. */
const DEFAULT = -1;

/** The device's number at the boundary to the engine; an error that says what is missing if it cannot be used. */
export function deviceCode(device: string): number {
  return device === 'cpu' ? 0 : attempt(() => native.ensureDevice(device));
}

/** As `deviceCode`, and what stands for the default device if none is named. */
export function deviceOrDefault(device: string | null): number {
  return device === null ? DEFAULT : deviceCode(device);
}
