/** Activations with something to check or to learn. */
import { ValueError } from '../error.ts';
import type { Shape } from '../shape.ts';
import { isTensor, type Tensor } from '../tensor.ts';
import { type Arguments, BOOL, FACTORY, FLOAT, INT, optional, signature } from '../signature.ts';
import * as F from './functional.ts';
import { constant_ } from './init.ts';
import { ModuleBase } from './module/module.ts';
import { emptyParameter, type Parameter } from './module/parameter.ts';
import * as takes from './module/signatures.ts';
import { floatText } from '../text.ts';

const HARDTANH = signature(
  'Hardtanh',
  optional('minVal', FLOAT, -1),
  optional('maxVal', FLOAT, 1),
  optional('inplace', BOOL, false),
  optional('minValue', FLOAT, null),
  optional('maxValue', FLOAT, null),
);

/**
 * Elements bounded below by `minVal` and above by `maxVal`.
 *
 * @example
 * new nn.Hardtanh(-2, 2).call(x);
 */
export class Hardtanh extends ModuleBase {
  static override readonly name: string = 'Hardtanh';

  readonly minVal: number;
  readonly maxVal: number;
  readonly inplace: boolean;

  constructor(...args: Arguments<typeof HARDTANH.params>) {
    super();
    const { minVal, maxVal, inplace, minValue, maxValue } = HARDTANH.read(args);
    this.minVal = minValue ?? minVal;
    this.maxVal = maxValue ?? maxVal;
    this.inplace = inplace;
    if (!(this.maxVal > this.minVal)) {
      throw new ValueError(`max_val (${floatText(this.maxVal)}) must be greater than min_val (${floatText(this.minVal)})`);
    }
  }

  override forward<const S extends Shape>(input: Tensor<S>): Tensor<S> {
    if (arguments.length > 1 || !isTensor(input)) return this.forward(takes.input(arguments) as Tensor<S>);
    return F.hardtanh(input, this.minVal, this.maxVal, this.inplace);
  }

  override extraRepr(): string {
    return `min_val=${floatText(this.minVal)}, max_val=${floatText(this.maxVal)}${this.inplace ? ', inplace=True' : ''}`;
  }
}

const PRELU = signature('PReLU', optional('numParameters', INT, 1), optional('init', FLOAT, 0.25), ...FACTORY);

/**
 * `x` where positive, else `weight x`; one learned weight, or one per channel.
 *
 * @example
 * new nn.PReLU(3).call(rand([8, 3, 16, 16]));
 */
export class PReLU extends ModuleBase {
  static override readonly name: string = 'PReLU';
  static override readonly parameterNames: readonly string[] = ['weight'];
  readonly numParameters: number;
  readonly init: number;
  readonly weight: Parameter;

  constructor(...args: Arguments<typeof PRELU.params>) {
    super();
    const { numParameters, init, device, dtype } = PRELU.read(args);
    this.numParameters = numParameters;
    this.init = init;
    this.weight = emptyParameter([numParameters], device, dtype);
    constant_(this.weight, init);
  }

  override forward<const S extends Shape>(input: Tensor<S>): Tensor<S> {
    if (arguments.length > 1 || !isTensor(input)) return this.forward(takes.input(arguments) as Tensor<S>);
    return F.prelu(input, this.weight);
  }

  override extraRepr(): string {
    return `num_parameters=${this.numParameters}`;
  }
}
