/** Named tensors between objects of ours and the engine's lists of names and handles. */
import { ValueError } from '../error.ts';
import { writeAll } from '../handles.ts';
import { isOptions, type Kind } from '../signature.ts';
import { adopt, isTensor, type Tensor } from '../tensor.ts';

/** Tensors by name. */
export type Named = Readonly<Record<string, Tensor>> | ReadonlyMap<string, Tensor>;

export const NAMED: Kind<Named> = {
  name: 'dict of Tensors',
  accepts: (value) => value instanceof Map || isOptions(value),
  takesObjects: true,
};
export const PATH: Kind<string> = { name: 'str', accepts: (value) => typeof value === 'string' };
export const BYTES: Kind<Uint8Array> = { name: 'Uint8Array', accepts: (value) => value instanceof Uint8Array };

/** Writes the handles into the buffer and returns the names. The call must follow at once. */
export function writeNamed(tensors: Named): string[] {
  const [names, values]: [string[], Tensor[]] = [[], []];
  for (const [name, value] of tensors instanceof Map ? tensors : Object.entries(tensors)) {
    if (!isTensor(value)) throw new ValueError(`'${name}' is not a Tensor`);
    names.push(String(name));
    values.push(value);
  }
  writeAll(values);
  return names;
}

export function readNamed({ names, ids }: { readonly names: readonly string[]; readonly ids: readonly number[] }): Record<string, Tensor> {
  return Object.fromEntries(names.map((name, index) => [name, adopt(ids[index] as number)]));
}
