/** Tensors that modules find by assignment and optimisers change. */
import type { DType } from '../dtype.ts';
import type { Shape } from '../shape.ts';
import { BLANK, Tensor } from '../tensor.ts';

/**
 * A tensor that is part of a model. It shares the memory of `data`, and requires a gradient unless told otherwise.
 *
 * @example
 * class Scale extends nn.Module {
 *   readonly factor = new nn.Parameter(ones([1]));
 *   override forward(x: Tensor) { return x.mul(this.factor); }
 * }
 */
export class Parameter<const S extends Shape = Shape, D extends DType = DType> extends Tensor<S, D> {
  constructor(data: Tensor<S, D>, requiresGrad: boolean | { readonly requiresGrad?: boolean } = true) {
    super(...([BLANK, data] as unknown as S));
    const wanted = typeof requiresGrad === 'boolean' ? requiresGrad : (requiresGrad.requiresGrad ?? true);
    if (wanted) this.requiresGrad_(true);
  }

  override get isParameter(): true {
    return true;
  }
}
