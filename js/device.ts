/** Devices by name: `'cpu'`, `'cuda'`, `'cuda:1'`. */
import { attempt } from './error.ts';
import { native } from './native/index.ts';

/** A device's name. */
export type Device = 'cpu' | 'cuda' | `cuda:${number}`;

/** The device's number at the boundary to the engine; an error that says what is missing if it cannot be used. */
export function deviceCode(device: string | null): number {
  return device === null || device === 'cpu' ? 0 : attempt(() => native.ensureDevice(device));
}
