/** Named tensors between objects of ours and the engine's lists of names and handles. */
import { ValueError } from '../error.ts';
import { writeAll } from '../handles.ts';
import { isMap, typedArrayName } from '../realm.ts';
import { BOOL, isOptions, type Kind, named } from '../signature.ts';
import { adopt, isTensor, type Tensor } from '../tensor.ts';

/** Tensors by name. */
export type Named = Readonly<Record<string, Tensor>> | ReadonlyMap<string, Tensor>;

export const NAMED: Kind<Named> = {
  name: 'dict of Tensors',
  accepts: (value) => isMap(value) || isOptions(value),
  takesObjects: true,
};
export interface LoadOptions {
  /**
   * Whether the file is mapped into memory: its tensors are there at once, and read from the disk where they are touched. As long as
   * they live, nobody may cut the file short or write into it: the system ends a process that touches what is gone. (To save over it
   * with this library is fine: the old file stays until nobody needs it.) By default files above 16 MiB are mapped, smaller ones are
   * read.
   */
  readonly mmap?: boolean | null;
}

export const LOAD_OPTIONS = [named('mmap', BOOL, null)] as const;
export const BYTES: Kind<Uint8Array> = { name: 'Uint8Array', accepts: (value) => typedArrayName(value) === 'Uint8Array' };

/** The names, and the list that the handles were written into. The call must follow at once. */
export function writeNamed(tensors: Named): readonly [names: string[], list: Float64Array] {
  const [names, values]: [string[], Tensor[]] = [[], []];
  for (const [name, value] of isMap(tensors) ? (tensors as ReadonlyMap<string, Tensor>) : Object.entries(tensors)) {
    if (!isTensor(value)) throw new ValueError(`'${name}' is not a Tensor`);
    names.push(String(name));
    values.push(value);
  }
  return [names, writeAll(values)];
}

export function readNamed({ names, ids }: { readonly names: readonly string[]; readonly ids: readonly number[] }): Record<string, Tensor> {
  return Object.fromEntries(names.map((name, index) => [name, adopt(ids[index] as number)]));
}
