/** Pooling: the largest of every window. */
import { isTensor, type Tensor } from '../../tensor.ts';
import { type Arguments, BOOL, optional, required, SIZES, signature } from '../../signature.ts';
import * as F from '../functional.ts';
import { Module } from '../module/module.ts';
import * as takes from '../module/signatures.ts';
import { pythonText } from '../../text.ts';

const MAX_POOL2D = signature(
  'MaxPool2d',
  required('kernelSize', SIZES),
  optional('stride', SIZES, null),
  optional('padding', SIZES, 0),
  optional('dilation', SIZES, 1),
  optional('returnIndices', BOOL, false),
  optional('ceilMode', BOOL, false),
);

/**
 * The largest element of every window; windows follow each other by `stride`, without overlap unless told otherwise.
 *
 * @example
 * new nn.MaxPool2d(2).call(rand([32, 16, 28, 28])); // [32, 16, 14, 14]
 */
export class MaxPool2d extends Module {
  static override readonly name: string = 'MaxPool2d';

  readonly kernelSize: number | readonly number[];
  readonly stride: number | readonly number[];
  readonly padding: number | readonly number[];
  readonly dilation: number | readonly number[];
  readonly returnIndices: boolean;
  readonly ceilMode: boolean;

  constructor(...args: Arguments<typeof MAX_POOL2D.params>) {
    super();
    const { kernelSize, stride, padding, dilation, returnIndices, ceilMode } = MAX_POOL2D.read(args);
    this.kernelSize = kernelSize;
    this.stride = stride ?? kernelSize;
    this.padding = padding;
    this.dilation = dilation;
    this.returnIndices = returnIndices;
    this.ceilMode = ceilMode;
  }

  /** With `returnIndices`, the values and where in its plane each was found. */
  override forward(input: Tensor): Tensor {
    if (arguments.length > 1 || !isTensor(input)) return this.forward(takes.input(arguments));
    const { kernelSize, stride, padding, dilation, ceilMode, returnIndices } = this;
    return (returnIndices ? F.maxPool2dWithIndices : F.maxPool2d)(input, kernelSize, stride, padding, dilation, ceilMode) as unknown as Tensor;
  }

  override extraRepr(): string {
    const { kernelSize, stride, padding, dilation, ceilMode } = this;
    const shown = { kernel_size: kernelSize, stride, padding, dilation, ceil_mode: ceilMode };
    return Object.entries(shown)
      .map(([name, value]) => `${name}=${pythonText(value)}`)
      .join(', ');
  }
}
