/** Affine layers, and the layer that does nothing. */
import type { CheckLinear, LinearOut, Shape } from '../shape.ts';
import type { DType } from '../dtype.ts';
import type { Device } from '../device.ts';
import { isTensor, type Tensor } from '../tensor.ts';
import { BOOL, FACTORY, INT, optional, required, signature } from '../signature.ts';
import { resetAffine } from './affine.ts';
import { linear } from './functional.ts';
import { ModuleBase } from './module/module.ts';
import { emptyParameter, type Parameter } from './module/parameter.ts';
import * as takes from './module/signatures.ts';
import { pythonText } from '../text.ts';

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

const LINEAR = signature('Linear', required('inFeatures', INT), required('outFeatures', INT), optional('bias', BOOL, true), ...FACTORY);

export interface LinearOptions {
  /** Whether a bias is added (true). */
  readonly bias?: boolean;
  readonly device?: Device | null;
  readonly dtype?: DType | null;
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
export class Linear<const In extends number = number, const Out extends number = number> extends ModuleBase {
  static override readonly name: string = 'Linear';
  static override readonly parameterNames: readonly string[] = ['weight', 'bias'];
  readonly inFeatures: In;
  readonly outFeatures: Out;
  weight: Parameter<readonly [Out, In]>;
  bias: Parameter<readonly [Out]> | null;

  constructor(inFeatures: In, outFeatures: Out, options?: LinearOptions);
  constructor(inFeatures: In, outFeatures: Out, bias?: boolean, device?: Device | null, dtype?: DType | null);
  constructor(options: { readonly inFeatures: In; readonly outFeatures: Out } & LinearOptions);
  constructor(...args: readonly unknown[]) {
    super();
    const { inFeatures, outFeatures, bias, device, dtype } = LINEAR.read(args);
    this.inFeatures = inFeatures as In;
    this.outFeatures = outFeatures as Out;
    this.weight = emptyParameter([outFeatures, inFeatures], device, dtype) as unknown as Parameter<readonly [Out, In]>;
    this.bias = bias ? (emptyParameter([outFeatures], device, dtype) as unknown as Parameter<readonly [Out]>) : null;
    this.resetParameters();
  }

  /** Draws weight and bias anew. */
  resetParameters(): void {
    resetAffine(this.weight, this.bias);
  }

  override forward<const S extends Shape>(input: Tensor<S> & CheckLinear<S, In, Out>): Tensor<LinearOut<S, In, Out>>;
  override forward<const S extends Shape>(options: { readonly input: Tensor<S> & CheckLinear<S, In, Out> }): Tensor<LinearOut<S, In, Out>>;
  override forward(given: Tensor | { readonly input: Tensor }): Tensor {
    const input = arguments.length === 1 && isTensor(given) ? given : takes.input(arguments);
    return linear(input, this.weight as never, this.bias as never);
  }

  override call<const S extends Shape>(input: Tensor<S> & CheckLinear<S, In, Out>): Tensor<LinearOut<S, In, Out>>;
  override call<const S extends Shape>(options: { readonly input: Tensor<S> & CheckLinear<S, In, Out> }): Tensor<LinearOut<S, In, Out>>;
  override call(...args: readonly unknown[]): Tensor {
    return super.call(...args) as Tensor;
  }

  override extraRepr(): string {
    return `in_features=${this.inFeatures}, out_features=${this.outFeatures}, bias=${pythonText(this.bias !== null)}`;
  }
}
