/** The operators of neural networks: those of the engine, and what PyTorch wraps around them. */
import type { Shape } from '../shape.ts';
import { BOOL, isOptions, optional, signature } from '../signature.ts';
import type { Tensor } from '../tensor.ts';
import * as ops from '../ops/nn-functional.ts';

export * from '../ops/nn-functional.ts';

/** Whether the result takes the place of the input. */
export interface InPlace {
  readonly inplace?: boolean;
}

type Operator = (input: Tensor, ...args: readonly unknown[]) => Tensor;

/** Adds PyTorch's trailing `inplace`, as the parameter at `position` or an option. */
function withInPlace<F>(name: string, operator: unknown, position: number): F {
  const method = `${name}_`;
  const plain = operator as Operator;
  const inplaceOf = signature(name, optional('inplace', BOOL, false));
  const inPlace = (input: Tensor, args: readonly unknown[]): Tensor =>
    (input as unknown as Record<string, (...all: readonly unknown[]) => Tensor>)[method]!(...args);
  return function call(input: Tensor, ...args: readonly unknown[]): Tensor {
    if (args.length === 0) return plain(input);
    const last = args.at(-1);
    if (typeof last === 'boolean' && args.length === position) {
      const others = args.slice(0, -1);
      return last ? inPlace(input, others) : plain(input, ...others);
    }
    if (!isOptions(last) || !Object.hasOwn(last, 'inplace')) return plain(input, ...args);
    const { inplace: given, ...rest } = last;
    const { inplace } = inplaceOf.read([{ inplace: given }], call);
    const others = [...args.slice(0, -1), ...(Object.keys(rest).length === 0 ? [] : [rest])];
    return inplace ? inPlace(input, others) : plain(input, ...others);
  } as F;
}

type Plain = <S extends Shape>(input: Tensor<S>, inplace?: boolean | InPlace) => Tensor<S>;

/** One number `Name`, which may be an option, and `inplace`. */
type One<Name extends string> = {
  <S extends Shape>(input: Tensor<S>, value?: number, inplace?: boolean | InPlace): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly [K in Name]?: number } & InPlace): Tensor<S>;
};

/** `max(x, 0)`. */
export const relu = withInPlace<Plain>('relu', ops.relu, 1);
/** `min(max(x, 0), 6)`. */
export const relu6 = withInPlace<Plain>('relu6', ops.relu6, 1);
/** Scaled exponential linear unit (Klambauer et al.). */
export const selu = withInPlace<Plain>('selu', ops.selu, 1);
/** `x sigmoid(x)`. */
export const silu = withInPlace<Plain>('silu', ops.silu, 1);
/** `x tanh(softplus(x))`. */
export const mish = withInPlace<Plain>('mish', ops.mish, 1);
/** `x relu6(x + 3) / 6`. */
export const hardswish = withInPlace<Plain>('hardswish', ops.hardswish, 1);
/** `relu6(x + 3) / 6`. */
export const hardsigmoid = withInPlace<Plain>('hardsigmoid', ops.hardsigmoid, 1);
/** `x` where positive, else `alpha (e^x - 1)`. */
export const elu = withInPlace<One<'alpha'>>('elu', ops.elu, 2);
/** `max(x, 0) + min(alpha (e^(x / alpha) - 1), 0)`. */
export const celu = withInPlace<One<'alpha'>>('celu', ops.celu, 2);
/** `x` where positive, else `negativeSlope x`. */
export const leakyRelu = withInPlace<One<'negativeSlope'>>('leakyRelu', ops.leakyRelu, 2);
/** Elements bounded by `minVal` and `maxVal`. */
export const hardtanh = withInPlace<{
  <S extends Shape>(input: Tensor<S>, minVal?: number, maxVal?: number, inplace?: boolean | InPlace): Tensor<S>;
  <S extends Shape>(input: Tensor<S>, options: { readonly minVal?: number; readonly maxVal?: number } & InPlace): Tensor<S>;
}>('hardtanh', ops.hardtanh, 3);
/** `x` where above `threshold`, else `value`. */
export const threshold = withInPlace<<S extends Shape>(input: Tensor<S>, threshold: number, value: number, inplace?: boolean | InPlace) => Tensor<S>>(
  'threshold',
  ops.threshold,
  3,
);
