/** PyTorch's old container of a tensor with its gradient. Tensors are that themselves now. */
import type { Tensor } from '../tensor.ts';
import { isTensor } from '../tensor.ts';

export interface VariableConstructor {
  new (data: Tensor, options?: { readonly requiresGrad?: boolean }): Tensor;
  (data: Tensor, options?: { readonly requiresGrad?: boolean }): Tensor;
}

/**
 * An alias of `data` that may require a gradient.
 *
 * @example
 * const x = new Variable(new Tensor([1, 2, 3]), { requiresGrad: true });
 */
export const Variable = function construct(data: Tensor, options: { readonly requiresGrad?: boolean } = {}): Tensor {
  if (!isTensor(data)) throw new TypeError(`Variable data has to be a tensor, but got ${typeof data}`);
  return data.detach().requiresGrad_(options.requiresGrad ?? false);
} as unknown as VariableConstructor;
