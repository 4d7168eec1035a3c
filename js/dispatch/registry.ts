/** The operators as the engine describes them, read once. Where functions, methods, types and documentation come from. */
import { native } from '../native/index.ts';
import { camelCase } from '../text.ts';

export { camelCase } from '../text.ts';

export type OpKind =
  | 'Tensor'
  | 'OptTensor'
  | 'Tensors'
  | 'OptTensors'
  | 'Operand'
  | 'OptOperand'
  | 'Scalar'
  | 'OptScalar'
  | 'Int'
  | 'OptInt'
  | 'Ints'
  | 'IntLists'
  | 'OptInts'
  | 'Float'
  | 'OptFloat'
  | 'Floats'
  | 'Bool'
  | 'OptBool'
  | 'DType'
  | 'OptDType'
  | 'Str'
  | 'OptStr'
  | 'OptGenerator'
  | 'Device'
  | 'Indices';

export interface OpParam {
  /** snake_case, as in PyTorch. */
  readonly name: string;
  readonly kind: OpKind;
  /** The default as the engine writes it; null if the argument must be given. */
  readonly default: string | null;
}

export interface Op {
  readonly name: string;
  /** Dotted path below the package; empty for the top. */
  readonly namespace: string;
  readonly doc: string;
  readonly params: readonly OpParam[];
  readonly returns: 'Tensor' | 'Tuple' | 'Tensors' | 'Scalar' | 'Bool' | 'Ints' | 'None';
  /** Results of a `Tuple`, and their names if they have some. */
  readonly count: number;
  readonly names: readonly string[];
  readonly shape: string;
  readonly function: boolean;
  readonly method: boolean;
  /** A method that is read without being called: `x.T`. */
  readonly property: boolean;
  /** The first list may also be given element by element: `x.view(2, 8)`. */
  readonly variadic: boolean;
  /** The result takes the place of the first argument: an in-place change of its layout. */
  readonly rebinds: boolean;
  readonly inplace: boolean;
  /** Whether the function takes `out`, and whether the result is converted to its dtype or must have the same. */
  readonly out: 'None' | 'Converted' | 'Same';
}

/** An operator with the number it is called by. */
export interface Entry extends Op {
  readonly index: number;
  /** It exists only in place, and gives its first argument back: `x.copy_(y)` is `x`. */
  readonly writesFirst: boolean;
}

interface Description {
  readonly ops: readonly Op[];
}

/** All operators, in the order of their numbers. */
export const registry: readonly Entry[] = (JSON.parse(native.describe()) as Description).ops.map((op, index) => ({
  ...op,
  index,
  writesFirst: /[^_]_$/.test(op.name),
}));

/** Whether the name is Python's own for an operator that is written otherwise here, such as `__radd__`. */
export function isPythons(name: string): boolean {
  return name.startsWith('__');
}

/** Under what a method is found on tensors: Python's own names are symbols, which only the engine and its tools know. */
export function memberKey(name: string): string | symbol {
  return isPythons(name) ? Symbol.for(`tapir.${name}`) : camelCase(name);
}

/** Entries by camelCase name, overloads in order, of those that `select` chooses. */
export function byName(select: (entry: Entry) => boolean): Map<string, Entry[]> {
  const groups = new Map<string, Entry[]>();
  for (const entry of registry.filter(select)) {
    const name = camelCase(entry.name);
    groups.set(name, [...(groups.get(name) ?? []), entry]);
  }
  return groups;
}
