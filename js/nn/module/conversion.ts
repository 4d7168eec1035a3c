/** Where `module.to` sends parameters and buffers, and how they go: in place, with their gradients. */
import type { Device } from '../../device.ts';
import { type DType, isComplex, isDType } from '../../dtype.ts';
import { DTypeError, ValueError } from '../../error.ts';
import { BOOL, DEVICE, DTYPE, optional, required, signature, TENSOR } from '../../signature.ts';
import { isTensor, type Tensor } from '../../tensor.ts';

/** A dtype, a device, or both by name. */
export type Target = DType | (string & {}) | { readonly dtype?: DType | null; readonly device?: string | null };

interface Destination {
  readonly dtype: DType | null;
  readonly device: string | null;
}

const NON_BLOCKING = optional('nonBlocking', BOOL, false);
const TO_DEVICE = signature('to', optional('device', DEVICE, null), optional('dtype', DTYPE, null), NON_BLOCKING);
const TO_DTYPE = signature('to', required('dtype', DTYPE), NON_BLOCKING);
const TO_TENSOR = signature('to', required('tensor', TENSOR), NON_BLOCKING);

export function targetOf(args: readonly unknown[]): Destination {
  const destination = read(args);
  const { dtype } = destination;
  if (dtype !== null && !/^b?float|^complex/.test(dtype)) {
    throw new DTypeError(`nn.Module.to only accepts floating point or complex dtypes, but got desired dtype=torch.${dtype}`);
  }
  return destination;
}

function read(args: readonly unknown[]): Destination {
  const [first] = args;
  if (first === undefined) throw new ValueError('to() takes a dtype, a device, a tensor or an options object');
  if (isTensor(first)) {
    const { dtype, device } = TO_TENSOR.read(args).tensor;
    return { dtype, device };
  }
  return isDType(first) ? { dtype: TO_DTYPE.read(args).dtype, device: null } : TO_DEVICE.read(args);
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
