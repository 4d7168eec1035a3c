/** Convolutions. */
import { ValueError } from '../../error.ts';
import { isTensor, type Tensor } from '../../tensor.ts';
import { type Arguments, BOOL, expandSizes, FACTORY, INT, type Kind, optional, required, SIZES, signature, TEXT, type Values } from '../../signature.ts';
import { resetAffine } from '../affine.ts';
import * as F from '../functional.ts';
import { Module } from '../module/module.ts';
import { emptyParameter, type Parameter } from '../module/parameter.ts';
import * as takes from '../module/signatures.ts';
import { tupleText } from '../../text.ts';

/** Sizes, or `'same'` or `'valid'`. */
const PADDING: Kind<string | number | readonly number[]> = {
  name: 'int, tuple of ints or str',
  accepts: (value) => TEXT.accepts(value) || SIZES.accepts(value),
};

const MODES = ['zeros', 'reflect', 'replicate', 'circular'];

const CONVOLUTION = [
  required('inChannels', INT),
  required('outChannels', INT),
  required('kernelSize', SIZES),
  optional('stride', SIZES, 1),
  optional('padding', PADDING, 0),
  optional('dilation', SIZES, 1),
  optional('groups', INT, 1),
  optional('bias', BOOL, true),
  optional('paddingMode', TEXT, 'zeros'),
  ...FACTORY,
] as const;

function check({ inChannels, outChannels, groups, padding, stride, paddingMode }: Convolution): void {
  if (groups <= 0) throw new ValueError('groups must be a positive integer');
  if (inChannels % groups !== 0) throw new ValueError('in_channels must be divisible by groups');
  if (outChannels % groups !== 0) throw new ValueError('out_channels must be divisible by groups');
  if (typeof padding === 'string' && padding !== 'same' && padding !== 'valid') {
    throw new ValueError(`Invalid padding string '${padding}', should be one of {'same', 'valid'}`);
  }
  if (padding === 'same' && stride.some((step) => step !== 1)) {
    throw new ValueError("padding='same' is not supported for strided convolutions");
  }
  if (!MODES.includes(paddingMode)) {
    throw new ValueError(`padding_mode must be one of {${MODES.map((mode) => `'${mode}'`).join(', ')}}, but got padding_mode='${paddingMode}'`);
  }
}

/** What convolutions of any number of dimensions have in common. */
export abstract class Convolution extends Module {
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernelSize: readonly number[];
  readonly stride: readonly number[];
  readonly padding: string | readonly number[];
  readonly dilation: readonly number[];
  readonly groups: number;
  readonly paddingMode: string;
  weight: Parameter;
  bias: Parameter | null;

  static readonly parameterNames: readonly string[] = ['weight', 'bias'];

  constructor(options: Values<typeof CONVOLUTION>, spatial: number) {
    super();
    const { inChannels, outChannels, kernelSize, stride, padding, dilation, groups, bias, paddingMode, device, dtype } = options;
    this.inChannels = inChannels;
    this.outChannels = outChannels;
    this.kernelSize = expandSizes(kernelSize, spatial);
    this.stride = expandSizes(stride, spatial);
    this.padding = typeof padding === 'string' ? padding : expandSizes(padding, spatial);
    this.dilation = expandSizes(dilation, spatial);
    this.groups = groups;
    this.paddingMode = paddingMode;
    check(this);
    this.weight = emptyParameter([outChannels, inChannels / groups, ...this.kernelSize], device, dtype);
    this.bias = bias ? emptyParameter([outChannels], device, dtype) : null;
    this.resetParameters();
  }

  /** Draws weight and bias anew. */
  resetParameters(): void {
    resetAffine(this.weight, this.bias);
  }

  /** How much is added before and after each dimension, the last one first, as `pad` wants it. */
  protected edges(): number[] {
    const { padding, kernelSize, dilation } = this;
    const pairs = kernelSize.map((size, dim) => {
      if (typeof padding !== 'string') return [padding[dim] as number, padding[dim] as number];
      const total = padding === 'same' ? (dilation[dim] as number) * (size - 1) : 0;
      return [Math.floor(total / 2), total - Math.floor(total / 2)];
    });
    return pairs.reverse().flat();
  }

  override extraRepr(): string {
    const { inChannels, outChannels, kernelSize, stride, padding, dilation, groups, bias, paddingMode } = this;
    const shown = typeof padding === 'string' ? padding : tupleText(padding);
    return [
      `${inChannels}, ${outChannels}, kernel_size=${tupleText(kernelSize)}, stride=${tupleText(stride)}`,
      ...(typeof padding !== 'string' && padding.every((size) => size === 0) ? [] : [`padding=${shown}`]),
      ...(dilation.every((step) => step === 1) ? [] : [`dilation=${tupleText(dilation)}`]),
      ...(groups === 1 ? [] : [`groups=${groups}`]),
      ...(bias === null ? ['bias=False'] : []),
      ...(paddingMode === 'zeros' ? [] : [`padding_mode=${paddingMode}`]),
    ].join(', ');
  }
}

const CONV2D = signature('Conv2d', ...CONVOLUTION);

/**
 * Windows of an image times weights: `[N, inChannels, H, W]` or `[inChannels, H, W]` to `outChannels` channels.
 *
 * @example
 * new nn.Conv2d(1, 16, 3, { padding: 1 }).call(rand([32, 1, 28, 28])); // [32, 16, 28, 28]
 */
export class Conv2d extends Convolution {
  static override readonly name: string = 'Conv2d';

  constructor(...args: Arguments<typeof CONVOLUTION>) {
    super(CONV2D.read(args), 2);
  }

  override forward(input: Tensor): Tensor {
    if (arguments.length > 1 || !isTensor(input)) return this.forward(takes.input(arguments));
    const { weight, bias, stride, padding, dilation, groups, paddingMode } = this;
    if (paddingMode === 'zeros') return F.conv2d(input, weight, bias, stride, padding as number[], dilation, groups);
    return F.conv2d(F.pad(input, this.edges(), { mode: paddingMode }), weight, bias, stride, 0, dilation, groups);
  }
}
