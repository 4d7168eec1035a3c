/** Pooling: the average of every window. */
import { BOOL, expandSizes, INT, optional, required, SIZES } from '../../signature.ts';
import * as F from '../functional.ts';
import { layer } from '../layer.ts';

const WINDOWS = [
  required('kernelSize', SIZES),
  optional('stride', SIZES, null),
  optional('padding', SIZES, 0),
  optional('ceilMode', BOOL, false),
  optional('countIncludePad', BOOL, true),
] as const;
const TEXT = ['kernelSize=', 'stride=', 'padding='] as const;

/**
 * The average of every window of a line, `[N, C, L]` or `[C, L]`. See `AvgPool2d`.
 *
 * @example
 * new nn.AvgPool1d(2).call(rand([32, 16, 28])); // [32, 16, 14]
 */
export class AvgPool1d extends layer('AvgPool1d', WINDOWS, {
  text: TEXT,
  fields: (given) => ({
    ...given,
    kernelSize: expandSizes(given.kernelSize, 1),
    stride: expandSizes(given.stride ?? given.kernelSize, 1),
    padding: expandSizes(given.padding, 1),
  }),
  forward: (input, { kernelSize, stride, padding, ceilMode, countIncludePad }) => F.avgPool1d(input, kernelSize, stride, padding, ceilMode, countIncludePad),
}) {}

/**
 * The average of every window; windows follow each other by `stride`, without overlap unless told otherwise. Zeros of the padding
 * count unless `countIncludePad` is false; `divisorOverride` is what sums are divided by instead of the number of elements.
 *
 * @example
 * new nn.AvgPool2d(2).call(rand([32, 16, 28, 28])); // [32, 16, 14, 14]
 */
export class AvgPool2d extends layer('AvgPool2d', [...WINDOWS, optional('divisorOverride', INT, null)], {
  text: TEXT,
  fields: (given) => ({ ...given, stride: given.stride ?? given.kernelSize }),
  forward: (input, { kernelSize, stride, padding, ceilMode, countIncludePad, divisorOverride }) =>
    F.avgPool2d(input, kernelSize, stride, padding, ceilMode, countIncludePad, divisorOverride),
}) {}

/**
 * The average of every window of a volume, `[N, C, D, H, W]` or `[C, D, H, W]`. See `AvgPool2d`.
 *
 * @example
 * new nn.AvgPool3d(2).call(rand([32, 16, 8, 28, 28])); // [32, 16, 4, 14, 14]
 */
export class AvgPool3d extends layer('AvgPool3d', [...WINDOWS, optional('divisorOverride', INT, null)], {
  text: TEXT,
  fields: (given) => ({ ...given, stride: given.stride ?? given.kernelSize }),
  forward: (input, { kernelSize, stride, padding, ceilMode, countIncludePad, divisorOverride }) =>
    F.avgPool3d(input, kernelSize, stride, padding, ceilMode, countIncludePad, divisorOverride),
}) {}
