/** Pooling: the largest of every window. */
import type { Tensor } from '../../tensor.ts';
import { BOOL, optional, required, SIZES } from '../../signature.ts';
import * as F from '../functional.ts';
import { layer } from '../layer.ts';

/**
 * The largest element of every window; windows follow each other by `stride`, without overlap unless told otherwise. With
 * `returnIndices`, the values and where in its plane each was found.
 *
 * @example
 * new nn.MaxPool2d(2).call(rand([32, 16, 28, 28])); // [32, 16, 14, 14]
 */
export class MaxPool2d extends layer(
  'MaxPool2d',
  [
    required('kernelSize', SIZES),
    optional('stride', SIZES, null),
    optional('padding', SIZES, 0),
    optional('dilation', SIZES, 1),
    optional('returnIndices', BOOL, false),
    optional('ceilMode', BOOL, false),
  ],
  {
    text: ['kernelSize=', 'stride=', 'padding=', 'dilation=', 'ceilMode='],
    fields: (given) => ({ ...given, stride: given.stride ?? given.kernelSize }),
    forward: (input, { kernelSize, stride, padding, dilation, ceilMode, returnIndices }) =>
      (returnIndices ? F.maxPool2dWithIndices : F.maxPool2d)(input, kernelSize, stride, padding, dilation, ceilMode) as unknown as Tensor,
  },
) {}
