/** PyTorch's old container of a tensor with its gradient. Tensors are that themselves now. */
import { BOOL, optional, required, signature, TENSOR } from '../signature.ts';
import type { Tensor } from '../tensor.ts';

export interface VariableConstructor {
  new (data: Tensor, requiresGrad?: boolean | { readonly requiresGrad?: boolean }): Tensor;
  (data: Tensor, requiresGrad?: boolean | { readonly requiresGrad?: boolean }): Tensor;
}

const SIGNATURE = signature('Variable', required('data', TENSOR), optional('requiresGrad', BOOL, false));

/**
 * An alias of `data` that may require a gradient.
 *
 * @example
 * const x = new Variable(new Tensor([1, 2, 3]), { requiresGrad: true });
 */
export const Variable = function construct(...args: readonly unknown[]): Tensor {
  const { data, requiresGrad } = SIGNATURE.read(args, construct);
  return data.detach().requiresGrad_(requiresGrad);
} as unknown as VariableConstructor;
