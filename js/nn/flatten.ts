/** Dimensions joined and split. */
import { INT, optional, required, SIZES } from '../signature.ts';
import type { Tensor } from '../tensor.ts';
import { layer } from './layer.ts';

/**
 * Joins the dimensions from `startDim` to `endDim`; the batch stays by default.
 *
 * @example
 * new nn.Flatten().call(rand([32, 1, 28, 28])); // [32, 784]
 */
export class Flatten extends layer('Flatten', [optional('startDim', INT, 1), optional('endDim', INT, -1)], {
  forward: (input, { startDim, endDim }): Tensor => input.flatten(startDim, endDim),
}) {}

/**
 * Splits dimension `dim` into several.
 *
 * @example
 * new nn.Unflatten(1, [1, 28, 28]).call(rand([32, 784])); // [32, 1, 28, 28]
 */
export class Unflatten extends layer('Unflatten', [required('dim', INT), required('unflattenedSize', SIZES)], {
  forward: (input, { dim, unflattenedSize }): Tensor => input.unflatten(dim, unflattenedSize as readonly number[]),
}) {}
