/** PyTorch's tensor types by their old names: constructors of one dtype each. */
import type { DType } from './dtype.ts';
import { empty } from './ops/functions.ts';
import { Tensor, type TensorData } from './tensor.ts';

/** A constructor of tensors of one dtype, with or without `new`. */
export interface LegacyConstructor {
  /** Uninitialised, of these sizes. */
  new <const S extends readonly number[]>(...size: S): Tensor<S>;
  <const S extends readonly number[]>(...size: S): Tensor<S>;
  /** A copy of data. */
  new (data: TensorData): Tensor;
  (data: TensorData): Tensor;
}

function legacy(dtype: DType): LegacyConstructor {
  return function construct(...args: readonly unknown[]): Tensor {
    const [data] = args;
    if (args.length === 1 && typeof data !== 'number') return Tensor.from(data as TensorData, { dtype });
    return empty(args as readonly number[], { dtype });
  } as unknown as LegacyConstructor;
}

/**
 * float32; what `new Tensor(4, 6)` makes.
 *
 * @example
 * new FloatTensor(4, 6); // uninitialised
 * new LongTensor([1, 2, 3]);
 */
export const FloatTensor = legacy('float32');
/** float64. */
export const DoubleTensor = legacy('float64');
/** float16. */
export const HalfTensor = legacy('float16');
/** bfloat16. */
export const BFloat16Tensor = legacy('bfloat16');
/** uint8. */
export const ByteTensor = legacy('uint8');
/** int8. */
export const CharTensor = legacy('int8');
/** int16. */
export const ShortTensor = legacy('int16');
/** int32. */
export const IntTensor = legacy('int32');
/** int64. */
export const LongTensor = legacy('int64');
/** bool. */
export const BoolTensor = legacy('bool');
