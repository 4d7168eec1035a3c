/** Devices by name: `'cpu'`, `'cuda'`, `'cuda:1'`. */
import { attempt } from './error.ts';
import { native } from './native/index.ts';
import { DEVICE } from './signature/kind.ts';
import { required, signature, takesNone } from './signature/signature.ts';

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

const SET_DEFAULT_DEVICE = signature('set_default_device', required('device', DEVICE));

/**
 * Makes a device the one where this thread makes new tensors unless told otherwise.
 *
 * @throws DeviceError if it cannot be used
 * @example
 * setDefaultDevice('cpu');
 * zeros([2]).device; // 'cpu'
 */
export function setDefaultDevice(device: Device): void;
export function setDefaultDevice(...args: readonly unknown[]): void {
  const code = deviceCode(SET_DEFAULT_DEVICE.read(args, setDefaultDevice).device);
  attempt(() => native.setDefaultDevice(code), setDefaultDevice);
}

/** The device where this thread makes new tensors unless told otherwise. */
export function getDefaultDevice(): Device {
  takesNone('get_default_device', arguments);
  const code = native.defaultDevice();
  return code === 0 ? 'cpu' : `cuda:${code - 1}`;
}
