/** Dimensions joined and split. */
import { isTensor, type Tensor } from '../tensor.ts';
import { type Arguments, INT, optional, required, SIZES, signature } from '../signature.ts';
import { Module } from './module/module.ts';
import * as takes from './module/signatures.ts';
import { pythonText, tupleText } from '../text.ts';

const FLATTEN = signature('Flatten', optional('startDim', INT, 1), optional('endDim', INT, -1));

/**
 * Joins the dimensions from `startDim` to `endDim`; the batch stays by default.
 *
 * @example
 * new nn.Flatten().call(rand([32, 1, 28, 28])); // [32, 784]
 */
export class Flatten extends Module {
  static override readonly name: string = 'Flatten';

  readonly startDim: number;
  readonly endDim: number;

  constructor(...args: Arguments<typeof FLATTEN.params>) {
    super();
    const { startDim, endDim } = FLATTEN.read(args);
    this.startDim = startDim;
    this.endDim = endDim;
  }

  override forward(input: Tensor): Tensor {
    if (arguments.length > 1 || !isTensor(input)) return this.forward(takes.input(arguments));
    return input.flatten(this.startDim, this.endDim);
  }

  override extraRepr(): string {
    return `start_dim=${this.startDim}, end_dim=${this.endDim}`;
  }
}

const UNFLATTEN = signature('Unflatten', required('dim', INT), required('unflattenedSize', SIZES));

/**
 * Splits dimension `dim` into several.
 *
 * @example
 * new nn.Unflatten(1, [1, 28, 28]).call(rand([32, 784])); // [32, 1, 28, 28]
 */
export class Unflatten extends Module {
  static override readonly name: string = 'Unflatten';

  readonly dim: number;
  readonly unflattenedSize: number | readonly number[];

  constructor(...args: Arguments<typeof UNFLATTEN.params>) {
    super();
    const { dim, unflattenedSize } = UNFLATTEN.read(args);
    this.dim = dim;
    this.unflattenedSize = unflattenedSize;
  }

  override forward(input: Tensor): Tensor {
    if (arguments.length > 1 || !isTensor(input)) return this.forward(takes.input(arguments));
    return input.unflatten(this.dim, this.unflattenedSize as readonly number[]);
  }

  override extraRepr(): string {
    const size = this.unflattenedSize;
    return `dim=${this.dim}, unflattened_size=${typeof size === 'number' ? pythonText(size) : tupleText(size)}`;
  }
}
