/** What the methods of a tensor that are written by hand take, and the kinds of arguments that are tensors. */
import type { TypedArray } from '../dtype.ts';
import { isTensor } from '../identity.ts';
import type { Tensor } from '../tensor.ts';
import { BOOL, DEVICE, DTYPE, FUNCTION, INT, INTS, type Kind, OBJECT, TEXT } from './kind.ts';
import { named, optional, required, signature } from './signature.ts';

export const TENSOR: Kind<Tensor> = { name: 'Tensor', accepts: (value) => isTensor(value) };
/** One tensor or a list of them, as a list. */
export const TENSOR_LIST: Kind<readonly Tensor[]> = {
  name: 'Tensor or tuple of Tensors',
  accepts: (value) => isTensor(value) || (Array.isArray(value) && value.every(isTensor)),
  item: (value) => isTensor(value),
  // A list of our own, which nobody changes while it is written.
  read: (value) => (Array.isArray(value) ? [...(value as readonly Tensor[])] : [value as Tensor]),
};
const TYPED_ARRAY: Kind<TypedArray> = { name: 'typed array', accepts: (value) => ArrayBuffer.isView(value) && !(value instanceof DataView) };
export const FROM = signature('from', required('data', OBJECT), named('dtype', DTYPE, null), named('shape', INTS, null), named('device', DEVICE, null));
export const INTO = signature('toTypedArray', optional('into', TYPED_ARRAY, null));
export const SIZE = signature('size', optional('dim', INT, null));
export const STRIDE = signature('stride', optional('dim', INT, null));
export const TYPE = signature('type', optional('dtype', TEXT, null));
export const REQUIRES_GRAD = signature('requires_grad_', optional('requiresGrad', BOOL, true));
export const REGISTER_HOOK = signature('register_hook', required('hook', FUNCTION));
export const BACKWARD = signature(
  'backward',
  optional('gradient', TENSOR, null),
  optional('retainGraph', BOOL, null),
  optional('createGraph', BOOL, false),
  optional('inputs', TENSOR_LIST, null),
);
