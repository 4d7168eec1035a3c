/** Affine layers, and the layer that does nothing. */
import type { CheckLinear, LinearOut, Shape } from '../shape.ts';
import type { DType } from '../dtype.ts';
import type { Device } from '../device.ts';
import type { Tensor } from '../tensor.ts';
import { BOOL, FACTORY, INT, optional, required } from '../signature.ts';
import { resetAffine } from './affine.ts';
import { linear } from './functional.ts';
import { layer, type Resettable } from './layer.ts';
import { ModuleBase } from './module/module.ts';
import type { Parameter } from './module/parameter.ts';

/**
 * Gives back what it gets; takes any arguments and ignores them.
 *
 * @example
 * new nn.Identity().call(x) === x; // true
 */
export class Identity extends ModuleBase {
  static override readonly name: string = 'Identity';

  constructor(..._ignored: readonly unknown[]) {
    super();
  }

  override forward<T>(input: T): T {
    return input;
  }

  override call<T>(input: T): T {
    return super.call(input) as T;
  }
}

export interface LinearOptions {
  /** Whether a bias is added (true). */
  readonly bias?: boolean;
  readonly device?: Device | null;
  readonly dtype?: DType | null;
}

/** Its types are those of the class below, which know the sizes. */
const AnyLinear = layer('Linear', [required('inFeatures', INT), required('outFeatures', INT), optional('bias', BOOL, true), ...FACTORY], {
  parameters: ({ inFeatures, outFeatures, bias }, blank) => ({
    weight: blank([outFeatures, inFeatures]),
    bias: bias ? blank([outFeatures]) : null,
  }),
  reset: (self) => resetAffine(self),
  forward: (input, { weight, bias }) => linear(input, weight as never, bias as never) as Tensor,
}) as unknown as new (
  ...args: readonly unknown[]
) => ModuleBase & Resettable;

export interface Linear<In extends number, Out extends number> {
  readonly inFeatures: In;
  readonly outFeatures: Out;
  weight: Parameter<readonly [Out, In]>;
  bias: Parameter<readonly [Out]> | null;

  forward<const S extends Shape>(input: Tensor<S> & CheckLinear<S, In, Out>): Tensor<LinearOut<S, In, Out>>;
  forward<const S extends Shape>(options: { readonly input: Tensor<S> & CheckLinear<S, In, Out> }): Tensor<LinearOut<S, In, Out>>;

  call<const S extends Shape>(input: Tensor<S> & CheckLinear<S, In, Out>): Tensor<LinearOut<S, In, Out>>;
  call<const S extends Shape>(options: { readonly input: Tensor<S> & CheckLinear<S, In, Out> }): Tensor<LinearOut<S, In, Out>>;
}

/**
 * `x Wᵀ + b` over the last dimension: `[…, In]` to `[…, Out]`.
 *
 * Weight `[Out, In]` and bias `[Out]` start uniform within `±1 / √In`.
 *
 * @example
 * const layer = new nn.Linear(784, 128);
 * layer.call(rand([32, 784])); // [32, 128]
 */
export class Linear<const In extends number = number, const Out extends number = number> extends AnyLinear {
  constructor(inFeatures: In, outFeatures: Out, options?: LinearOptions);
  constructor(inFeatures: In, outFeatures: Out, bias?: boolean, device?: Device | null, dtype?: DType | null);
  constructor(options: { readonly inFeatures: In; readonly outFeatures: Out } & LinearOptions);
  constructor(...args: readonly unknown[]) {
    super(...args);
  }
}
