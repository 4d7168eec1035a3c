/** Gradients filled with zeros, as `zeroGrad({ setToNone: false })` does it. */
import type { Tensor } from '../tensor.ts';

/** Fills the gradients that are there, and cuts them off from what made them. */
export function zeroGradients(tensors: readonly Tensor[]): void {
  for (const tensor of tensors) {
    const { grad } = tensor;
    if (grad === null) continue;
    grad.detach_().zero_();
    // The tape's own handle of it has to lose the history as well.
    tensor.grad = grad;
  }
}
