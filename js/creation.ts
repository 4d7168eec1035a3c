/** `tensor(data)`: a new tensor with a copy of data. */
import type { Device } from './device.ts';
import type { DType, TypedArray } from './dtype.ts';
import type { Element } from './elements.ts';
import type { Shape } from './shape.ts';
import { BOOL, DEVICE, DTYPE, named, OBJECT, required, signature } from './signature.ts';
import { fromData, isTensor, type Tensor, type TensorData } from './tensor.ts';
import { warnOnce } from './warnings.ts';

const COPY =
  'To copy construct from a tensor, it is recommended to use sourceTensor.detach().clone() or sourceTensor.detach().clone().requiresGrad_(true), rather than tensor(sourceTensor).';

export interface TensorOptions<D extends DType = DType> {
  /** Otherwise that of the data: numbers are float32, booleans bool, bigints int64, a typed array's its own. */
  readonly dtype?: D;
  readonly device?: Device;
  /** Record operations on it. */
  readonly requiresGrad?: boolean;
}

/** The shape of literal lists, as deep as they are lists; `Sizes` is what the lists around them say. */
type ShapeOf<T, Sizes extends readonly number[] = readonly []> = T extends TypedArray | ArrayBufferLike
  ? Shape
  : T extends readonly [infer First, ...unknown[]]
    ? ShapeOf<First, readonly [...Sizes, T['length']]>
    : T extends readonly (infer Item)[]
      ? number extends T['length']
        ? Item extends readonly unknown[]
          ? Shape
          : readonly [...Sizes, number]
        : readonly [...Sizes, T['length']]
      : Sizes;

const SIGNATURE = signature('tensor', required('data', OBJECT), named('dtype', DTYPE, null), named('device', DEVICE, null), named('requiresGrad', BOOL, false));

type Literal = Element | readonly Literal[];

/**
 * A new tensor with a copy of `data`.
 *
 * @param data nested lists, one number, a typed array, or the bytes of a buffer (uint8)
 * @throws ShapeError where lists at one depth differ in length
 * @example
 * tensor([[1, 2], [3, 4]]); // float32, shape [2, 2]
 * tensor([1n, 2n]); // int64
 * tensor(new Float64Array([1, 2])); // float64
 */
export function tensor<const T extends Literal>(data: T, options?: TensorOptions): Tensor<ShapeOf<T>>;
export function tensor(data: TensorData | Tensor, options?: TensorOptions): Tensor;
export function tensor(...args: readonly unknown[]): Tensor {
  if (isTensor(args[0])) warnOnce('copyConstruct', COPY);
  if (args.length === 1 && args[0] !== undefined) return fromData(args[0] as TensorData, null);
  const { data, dtype, device, requiresGrad } = SIGNATURE.read(args, tensor);
  const made = fromData(data as TensorData, dtype, null, device);
  return requiresGrad ? made.requiresGrad_() : made;
}
