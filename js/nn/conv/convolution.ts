/** Convolutions. */
import { ValueError } from '../../error.ts';
import type { Tensor } from '../../tensor.ts';
import { BOOL, expandSizes, FACTORY, INT, type Kind, optional, required, SIZES, TEXT } from '../../signature.ts';
import { tupleText } from '../../text.ts';
import { resetAffine } from '../affine.ts';
import * as F from '../functional.ts';
import { layer } from '../layer.ts';

/** Sizes, or `'same'` or `'valid'`. */
const PADDING: Kind<string | number | readonly number[]> = {
  name: 'int, tuple of ints or str',
  accepts: (value) => TEXT.accepts(value) || SIZES.accepts(value),
  show: (value) => (typeof value === 'object' ? tupleText(value) : String(value)),
};

const MODES = ['zeros', 'reflect', 'replicate', 'circular'];
const MODE: Kind<string> = { ...TEXT, show: String };

interface Geometry {
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernelSize: readonly number[];
  readonly stride: readonly number[];
  readonly padding: string | readonly number[];
  readonly dilation: readonly number[];
  readonly groups: number;
  readonly paddingMode: string;
}

function checked<G extends Geometry>(geometry: G): G {
  const { inChannels, outChannels, groups, padding, stride, paddingMode } = geometry;
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
  return geometry;
}

/** How much is added before and after each dimension, the last one first, as `pad` wants it. */
function edges({ padding, kernelSize, dilation }: Geometry): number[] {
  const pairs = kernelSize.map((size, dim) => {
    if (typeof padding !== 'string') return [padding[dim] as number, padding[dim] as number];
    const total = padding === 'same' ? (dilation[dim] as number) * (size - 1) : 0;
    return [Math.floor(total / 2), total - Math.floor(total / 2)];
  });
  return pairs.reverse().flat();
}

type Convolve = (
  input: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  stride: readonly number[],
  padding: string | number | readonly number[],
  dilation: readonly number[],
  groups: number,
) => Tensor;

/** What convolutions of any number of dimensions have in common. */
const convolution = (name: string, spatial: number, convolve: Convolve) =>
  layer(
    name,
    [
      required('inChannels', INT),
      required('outChannels', INT),
      required('kernelSize', SIZES),
      optional('stride', SIZES, 1),
      optional('padding', PADDING, 0),
      optional('dilation', SIZES, 1),
      optional('groups', INT, 1),
      optional('bias', BOOL, true),
      optional('paddingMode', MODE, 'zeros'),
      ...FACTORY,
    ],
    {
      text: ['inChannels', 'outChannels', 'kernelSize=', 'stride=', 'padding?', 'dilation?', 'groups?', 'bias?', 'paddingMode?'],
      fields: (given) =>
        checked({
          ...given,
          kernelSize: expandSizes(given.kernelSize, spatial),
          stride: expandSizes(given.stride, spatial),
          padding: typeof given.padding === 'string' ? given.padding : expandSizes(given.padding, spatial),
          dilation: expandSizes(given.dilation, spatial),
        }),
      parameters: ({ inChannels, outChannels, kernelSize, groups, bias }, blank) => ({
        weight: blank([outChannels, inChannels / groups, ...kernelSize]),
        bias: bias ? blank([outChannels]) : null,
      }),
      reset: (self) => resetAffine(self),
      forward(input, self) {
        const { weight, bias, stride, padding, dilation, groups, paddingMode } = self;
        if (paddingMode === 'zeros') return convolve(input, weight, bias, stride, padding, dilation, groups);
        return convolve(F.pad(input, edges(self), { mode: paddingMode }), weight, bias, stride, 0, dilation, groups);
      },
    },
  );

/**
 * Windows of an image times weights: `[N, inChannels, H, W]` or `[inChannels, H, W]` to `outChannels` channels.
 *
 * @example
 * new nn.Conv2d(1, 16, 3, { padding: 1 }).call(rand([32, 1, 28, 28])); // [32, 16, 28, 28]
 */
export class Conv2d extends convolution('Conv2d', 2, (x, weight, bias, stride, padding, dilation, groups) =>
  F.conv2d(x, weight, bias, stride, padding as number[], dilation, groups),
) {}
