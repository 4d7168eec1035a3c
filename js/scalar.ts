/** Numbers as operators take them. A plain number with no fraction counts as an integer; `float` marks it as a float. */
import { brandAsFloat } from './realm.ts';
import { FLOAT_LIKE } from './signature/kind.ts';
import { required, signature } from './signature/signature.ts';

/** A number that is a float in type promotion even if it is whole. */
export class FloatNumber {
  readonly value: number;

  static {
    brandAsFloat(this.prototype);
  }

  constructor(value: number);
  constructor(...args: readonly unknown[]) {
    this.value = valueOf('FloatNumber', args);
  }

  valueOf(): number {
    return this.value;
  }
}

/**
 * Whether a number counts as an integer: one that int64 holds. From 2^63 on it is a float, as Python's `1e20` is, and so is -0,
 * which no integer is.
 */
export function isWholeNumber(value: number): boolean {
  return Number.isInteger(value) && value < TWO_63 && value >= -TWO_63 && (value !== 0 || 1 / value > 0);
}

const TWO_63 = 2 ** 63;

/** What an operator takes as a number. */
export type Scalar = number | bigint | boolean | FloatNumber;

/**
 * Marks a number as a float: PyTorch's `2.0`.
 *
 * @example
 * tensor([1n, 2n]).add(2).dtype; // 'int64'
 * tensor([1n, 2n]).add(float(2)).dtype; // 'float32'
 */
export function float(value: number): FloatNumber;
export function float(...args: readonly unknown[]): FloatNumber {
  return new FloatNumber(valueOf('float', args));
}

function valueOf(name: string, args: readonly unknown[]): number {
  if (args.length === 1 && typeof args[0] === 'number') return args[0];
  return signature(name, required('value', FLOAT_LIKE)).read(args).value;
}
