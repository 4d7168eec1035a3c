/** Signatures of constructors and plain functions, with the kinds of arguments that are tensors and the like. */
import { Generator } from './generator.ts';
import { type Kind, DEVICE, DTYPE } from './signature/kind.ts';
import { optional } from './signature/signature.ts';
import { isTensor, type Tensor } from './tensor.ts';

export * from './signature/kind.ts';
export * from './signature/signature.ts';
export { TENSOR, TENSOR_LIST } from './signature/tensor.ts';

export const GENERATOR: Kind<Generator> = { name: 'Generator', accepts: (value) => value instanceof Generator };

/** One tensor or several, as a list. */
export const TENSORS: Kind<readonly Tensor[]> = {
  name: 'Tensor or iterable of Tensors',
  accepts: (value) => isTensor(value) || (isIterable(value) && !(typeof value === 'string')),
  read: (value) => (isTensor(value) ? [value] : [...(value as Iterable<Tensor>)]),
};

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}

/** Where and of what dtype parameters are made. */
export const FACTORY = [optional('device', DEVICE, null), optional('dtype', DTYPE, null)] as const;
export const GENERATED = [optional('generator', GENERATOR, null)] as const;
