/** TypeScript types of parameters and results, and the shapes of results as far as the compiler can follow. */
import type { Entry, OpKind, OpParam } from '../../js/dispatch/registry.ts';
import { camelCase } from '../../js/dispatch/registry.ts';

const TYPES: { readonly [K in OpKind]: string } = {
  Tensor: 'Tensor',
  OptTensor: 'Tensor | null',
  Tensors: 'readonly Tensor[]',
  OptTensors: 'readonly (Tensor | null)[]',
  Operand: 'Tensor | Scalar',
  OptOperand: 'Tensor | Scalar | null',
  Scalar: 'Scalar',
  OptScalar: 'Scalar | null',
  Int: 'number',
  OptInt: 'number | null',
  Ints: 'number | readonly number[]',
  OptInts: 'number | readonly number[] | null',
  IntLists: 'readonly (number | readonly number[])[]',
  Float: 'number',
  OptFloat: 'number | null',
  Floats: 'readonly number[]',
  Bool: 'boolean',
  OptBool: 'boolean | null',
  DType: 'DType',
  OptDType: 'DType | null',
  Str: 'string',
  OptStr: 'string | null',
  OptGenerator: 'Generator | null',
  Device: 'Device',
  Indices: 'readonly Index[]',
};

export function typeOf(param: OpParam): string {
  return TYPES[param.kind];
}

/** The type of an operator's result; `tensor` is that of a single tensor. */
export function resultOf(entry: Entry, tensor = 'Tensor'): string {
  switch (entry.returns) {
    case 'Tensor':
      return tensor;
    case 'Tuple': {
      if (entry.names.length > 0) {
        const fields = entry.names.map((name) => `readonly ${camelCase(name)}: Tensor`);
        return `{ ${fields.join('; ')} } & Iterable<Tensor>`;
      }
      return `[${Array<string>(entry.count).fill('Tensor').join(', ')}]`;
    }
    case 'Tensors':
      return 'Tensor[]';
    case 'Scalar':
      return 'number | bigint | boolean';
    case 'Bool':
      return 'boolean';
    case 'Ints':
      return 'number[]';
    default:
      return 'void';
  }
}

/** What the shape rule of an operator says about a signature: type parameters, parameter types, the result. */
export interface Shaped {
  /** Type parameters beside `S`, the shape of the first tensor. */
  readonly generics: readonly string[];
  /** Types of parameters by name. */
  readonly params: ReadonlyMap<string, string>;
  readonly result: string;
}

/**
 * The signatures of an operator by its shape rule, `S` being the shape of its first tensor; none where the compiler cannot
 * follow.
 */
export function shapedBy(entry: Entry): readonly Shaped[] {
  const [first, second, third] = entry.params;
  if (entry.returns !== 'Tensor') return [];
  const shaped = (generics: readonly string[], params: readonly (readonly [string | undefined, string])[], result: string): Shaped => ({
    generics,
    params: new Map(params.map(([name, type]) => [name ?? '', type])),
    result: `Tensor<${result}>`,
  });
  switch (entry.shape) {
    case 'Same':
      return first?.kind === 'Tensor' ? [shaped([], [], 'S')] : [];
    case 'Broadcast': {
      const operands = entry.params.filter(({ kind }) => kind === 'Tensor' || kind === 'Operand');
      if (operands.length !== 2 || second === undefined || !operands.includes(second) || first?.kind !== 'Tensor') return [];
      const tensors = shaped(['B extends Shape'], [[second.name, 'Tensor<B> & shape.CheckBroadcast<S, B>']], 'shape.Broadcast<S, B>');
      return second.kind === 'Operand' ? [tensors, shaped([], [[second.name, 'Scalar']], 'S')] : [tensors];
    }
    case 'Matmul':
      return [shaped(['B extends Shape'], [[second?.name, 'Tensor<B> & shape.CheckMatMul<S, B>']], 'shape.MatMul<S, B>')];
    case 'Reduce':
      if (second?.name !== 'dim' || third?.name !== 'keepdim') return [];
      return [
        shaped(
          [second.default === null ? 'const N extends shape.Dims' : 'const N extends shape.Dims = undefined', 'K extends boolean = false'],
          [
            ['dim', 'N & shape.CheckDims<S, N>'],
            ['keepdim', 'K'],
          ],
          'shape.Reduce<S, N, K>',
        ),
      ];
    case 'View':
      return [shaped(['const N extends Shape'], [[second?.name, 'N & shape.CheckView<S, N>']], 'shape.View<S, N>')];
    case 'Permute':
      return [shaped(['const N extends Shape'], [[second?.name, 'N & shape.CheckPermute<S, N>']], 'shape.Permute<S, N>')];
    case 'Transpose':
      if (second === undefined) return [shaped([], [], 'shape.Transpose<S, -1, 0>')];
      return [
        shaped(
          ['const N extends number', 'const M extends number'],
          [
            [second.name, 'N & shape.CheckDims<S, N>'],
            [third?.name, 'M & shape.CheckDims<S, M>'],
          ],
          'shape.Transpose<S, N, M>',
        ),
      ];
    case 'Squeeze':
      return [shaped(['const N extends shape.Dims = undefined'], [[second?.name, 'N & shape.CheckDims<S, N>']], 'shape.Squeeze<S, N>')];
    case 'Unsqueeze':
      return [shaped(['const N extends number'], [[second?.name, 'N & shape.CheckUnsqueeze<S, N>']], 'shape.Unsqueeze<S, N>')];
    case 'Linear':
      return [
        shaped(['I extends number', 'O extends number'], [[second?.name, 'Tensor<readonly [O, I]> & shape.CheckLinear<S, I, O>']], 'shape.LinearOut<S, I, O>'),
      ];
    case 'Cat':
    case 'Stack':
      return [
        shaped(
          ['const T extends readonly Tensor[]', 'const N extends number = 0'],
          [
            [first?.name, `T & shape.Check${entry.shape}<shape.ShapesOf<T>, N>`],
            [second?.name, 'N'],
          ],
          `shape.${entry.shape}<shape.ShapesOf<T>, N>`,
        ),
      ];
    case 'Sizes': {
      const sizes = entry.params.find(({ kind }) => kind === 'Ints');
      return sizes === undefined || sizes !== first ? [] : [shaped(['const N extends Shape'], [[sizes.name, 'N']], 'N')];
    }
    default:
      return [];
  }
}
