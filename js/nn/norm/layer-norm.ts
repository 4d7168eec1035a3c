/** Normalisation over features. */
import type { Shape } from '../../shape.ts';
import { isTensor, type Tensor } from '../../tensor.ts';
import { type Arguments, BOOL, expandSizes, FACTORY, FLOAT, optional, required, SIZES, signature } from '../../signature.ts';
import { layerNorm } from '../functional.ts';
import { ones_, zeros_ } from '../init.ts';
import { ModuleBase } from '../module/module.ts';
import { emptyParameter, type Parameter } from '../module/parameter.ts';
import * as takes from '../module/signatures.ts';
import { floatText, pythonText, tupleText } from '../../text.ts';

const LAYER_NORM = signature(
  'LayerNorm',
  required('normalizedShape', SIZES),
  optional('eps', FLOAT, 1e-5),
  optional('elementwiseAffine', BOOL, true),
  optional('bias', BOOL, true),
  ...FACTORY,
);

/**
 * Mean 0 and variance 1 over the last dimensions, whose sizes are `normalizedShape`, then a learned scale and shift
 * (Ba, Kiros and Hinton).
 *
 * @example
 * new nn.LayerNorm(64).call(rand([32, 10, 64]));
 */
export class LayerNorm extends ModuleBase {
  static override readonly name: string = 'LayerNorm';
  static override readonly parameterNames: readonly string[] = ['weight', 'bias'];
  readonly normalizedShape: readonly number[];
  readonly eps: number;
  readonly elementwiseAffine: boolean;
  weight: Parameter | null;
  bias: Parameter | null;

  constructor(...args: Arguments<typeof LAYER_NORM.params>) {
    super();
    const { normalizedShape, eps, elementwiseAffine, bias, device, dtype } = LAYER_NORM.read(args);
    this.normalizedShape = expandSizes(normalizedShape, 1);
    this.eps = eps;
    this.elementwiseAffine = elementwiseAffine;
    const make = (): Parameter => emptyParameter(this.normalizedShape, device, dtype);
    this.weight = elementwiseAffine ? make() : null;
    this.bias = elementwiseAffine && bias ? make() : null;
    this.resetParameters();
  }

  /** Scale 1 and shift 0. */
  resetParameters(): void {
    if (this.weight !== null) ones_(this.weight);
    if (this.bias !== null) zeros_(this.bias);
  }

  override forward<const S extends Shape>(input: Tensor<S>): Tensor<S> {
    if (arguments.length > 1 || !isTensor(input)) return this.forward(takes.input(arguments) as Tensor<S>);
    return layerNorm(input, this.normalizedShape, this.weight, this.bias, this.eps);
  }

  override extraRepr(): string {
    const { normalizedShape, eps, elementwiseAffine, bias } = this;
    const shape = tupleText(normalizedShape);
    return `${shape}, eps=${floatText(eps)}, elementwise_affine=${pythonText(elementwiseAffine)}, bias=${pythonText(bias !== null)}`;
  }
}
