/** Named tensors between objects of ours and the engine's lists of names and handles. */
import { ValueError } from '../error.ts';
import { writeWords } from '../native/index.ts';
import { adopt, idOf, isTensor, type Tensor } from '../tensor.ts';

/** Tensors by name. */
export type Named = Readonly<Record<string, Tensor>> | ReadonlyMap<string, Tensor>;

/** Writes the handles into the buffer and returns the names. */
export function writeNamed(tensors: Named): string[] {
  const entries = tensors instanceof Map ? [...tensors.entries()] : Object.entries(tensors);
  const stranger = entries.find(([, value]) => !isTensor(value));
  if (stranger !== undefined) throw new ValueError(`'${stranger[0]}' is not a Tensor`);
  writeWords(
    0,
    entries.map(([, tensor]) => idOf(tensor)),
  );
  return entries.map(([name]) => name);
}

export function readNamed({ names, ids }: { readonly names: readonly string[]; readonly ids: readonly number[] }): Record<string, Tensor> {
  return Object.fromEntries(names.map((name, index) => [name, adopt(ids[index] as number)]));
}
