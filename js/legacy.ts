/** PyTorch's tensor types by their old names: constructors of one dtype each. */
import type { DType } from './dtype.ts';
import { empty } from './ops/functions.ts';
import { OBJECT, required, signature } from './signature.ts';
import { Tensor, type TensorData } from './tensor.ts';

/** A constructor of tensors of one dtype, with or without `new`. */
export interface LegacyConstructor {
  /** Uninitialised, of these sizes; empty without any. */
  new <const S extends readonly number[]>(...size: S): Tensor<S>;
  <const S extends readonly number[]>(...size: S): Tensor<S>;
  /** A copy of data. */
  new (data: TensorData): Tensor;
  (data: TensorData): Tensor;
}

function legacy(name: string, dtype: DType): LegacyConstructor {
  const takes = signature(name, required('data', OBJECT));
  return function construct(...args: readonly unknown[]): Tensor {
    if (args.length === 0) return empty([0], { dtype });
    if (typeof args[0] === 'number') return empty(args as readonly number[], { dtype });
    return Tensor.from(takes.read(args).data as TensorData, { dtype });
  } as unknown as LegacyConstructor;
}

/**
 * float32; what `new Tensor(4, 6)` makes.
 *
 * @example
 * new FloatTensor(4, 6); // uninitialised
 * new LongTensor([1, 2, 3]);
 */
export const FloatTensor = legacy('FloatTensor', 'float32');
/** float64. */
export const DoubleTensor = legacy('DoubleTensor', 'float64');
/** float16. */
export const HalfTensor = legacy('HalfTensor', 'float16');
/** bfloat16. */
export const BFloat16Tensor = legacy('BFloat16Tensor', 'bfloat16');
/** uint8. */
export const ByteTensor = legacy('ByteTensor', 'uint8');
/** int8. */
export const CharTensor = legacy('CharTensor', 'int8');
/** int16. */
export const ShortTensor = legacy('ShortTensor', 'int16');
/** int32. */
export const IntTensor = legacy('IntTensor', 'int32');
/** int64. */
export const LongTensor = legacy('LongTensor', 'int64');
/** bool. */
export const BoolTensor = legacy('BoolTensor', 'bool');
