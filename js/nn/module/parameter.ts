/** Tensors that modules find by assignment and optimisers change. */
import type { Device } from '../../device.ts';
import type { DType } from '../../dtype.ts';
import { empty } from '../../ops/functions.ts';
import type { Shape } from '../../shape.ts';
import { BOOL, optional, required, signature, TENSOR } from '../../signature.ts';
import { BLANK, Tensor } from '../../tensor.ts';

const SIGNATURE = signature('Parameter', required('data', TENSOR), optional('requiresGrad', BOOL, true));

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
  static override readonly name: string = 'Parameter';

  constructor(data: Tensor<S, D>, requiresGrad?: boolean | { readonly requiresGrad?: boolean });
  constructor(...args: readonly unknown[]) {
    const { data, requiresGrad } = SIGNATURE.read(args);
    super(...([BLANK, data] as unknown as S));
    if (requiresGrad) this.requiresGrad_(true);
  }

  override get isParameter(): true {
    return true;
  }
}

/** Uninitialised, on a device and of a dtype or where and of what goes without saying. */
export function emptyTensor(sizes: readonly number[], device: Device | null, dtype: DType | null): Tensor {
  return empty(sizes, { ...(device === null ? {} : { device }), ...(dtype === null ? {} : { dtype }) });
}

export function emptyParameter(sizes: readonly number[], device: Device | null, dtype: DType | null): Parameter {
  return new Parameter(emptyTensor(sizes, device, dtype));
}
