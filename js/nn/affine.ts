/** The start of linear and convolutional layers. */
import type { Tensor } from '../tensor.ts';
import { kaimingUniform_, uniform_ } from './init.ts';

/** Draws weight and bias uniformly within `±1 / √fanIn`. */
export function resetAffine({ weight, bias }: { readonly weight: Tensor; readonly bias: Tensor | null }): void {
  kaimingUniform_(weight, Math.sqrt(5));
  if (bias === null) return;
  const fanIn = weight.shape.slice(1).reduce((product, size) => product * size, 1);
  const bound = fanIn > 0 ? 1 / Math.sqrt(fanIn) : 0;
  uniform_(bias, -bound, bound);
}
