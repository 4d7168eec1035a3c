/** Where `module.to` sends parameters and buffers, and how they go: in place, with their gradients. */
import type { Device } from '../device.ts';
import { type DType, isComplex, isDType } from '../dtype.ts';
import { DTypeError, ValueError } from '../error.ts';
import { isTensor, type Tensor } from '../tensor.ts';
import { isOptions } from '../signature.ts';

/** A dtype, a device, or both by name. */
export type Target = DType | (string & {}) | { readonly dtype?: DType | null; readonly device?: string | null };

interface Destination {
  readonly dtype: DType | null;
  readonly device: string | null;
}

export function targetOf([first, second]: readonly unknown[]): Destination {
  const destination = read(first, second);
  const { dtype } = destination;
  if (dtype !== null && !/^b?float|^complex/.test(dtype)) {
    throw new DTypeError(`nn.Module.to only accepts floating point or complex dtypes, but got desired dtype=torch.${dtype}`);
  }
  return destination;
}

function read(first: unknown, second: unknown): Destination {
  if (isTensor(first)) return { dtype: first.dtype, device: first.device };
  if (isOptions(first)) return { dtype: (first['dtype'] as DType | undefined) ?? null, device: (first['device'] as string | undefined) ?? null };
  if (isDType(first)) return { dtype: first, device: null };
  if (typeof first === 'string') return { device: first, dtype: (second as DType | undefined) ?? null };
  throw new ValueError('to() takes a dtype, a device, a tensor or an options object');
}

/** Sends one tensor and its gradient. The objects stay, so that optimisers and graphs keep what they were given. */
export function convert(tensor: Tensor, destination: Destination): void {
  const isFloating = tensor.isFloatingPoint() || isComplex(tensor.dtype);
  const dtype = isFloating && destination.dtype !== null ? destination.dtype : tensor.dtype;
  const device = destination.device ?? tensor.device;
  if (dtype === tensor.dtype && device === tensor.device) return;
  const { grad } = tensor;
  tensor.data = sent(tensor.detach(), dtype, device);
  if (grad !== null) grad.data = sent(grad.detach(), dtype, device);
}

function sent(tensor: Tensor, dtype: DType, device: string): Tensor {
  return device === tensor.device ? tensor.to(dtype) : tensor.to(device as Device, dtype);
}
