/** Files of tensors: safetensors and NumPy's. */
import { FormatError, ValueError } from '../error.ts';
import { type Kind, required, signature } from '../signature.ts';
import { isTensor, type Tensor } from '../tensor.ts';
import { LOAD_OPTIONS, type LoadOptions, type Named, NAMED } from './named-tensors.ts';
import { loadNpy, loadNpz, saveNpy, saveNpz } from './npy.ts';
import { type Path, PATH } from './path.ts';
import { loadSafetensors, saveSafetensors } from './safetensors.ts';

export type { LoadOptions, Named } from './named-tensors.ts';
export type { Path } from './path.ts';
export { loadNpy, loadNpz, parseNpy, parseNpz, saveNpy, saveNpz } from './npy.ts';
export {
  loadSafetensors,
  parseSafetensors,
  safeOpen,
  SafetensorsFile,
  type SafetensorsOptions,
  saveSafetensors,
  serializeSafetensors,
} from './safetensors.ts';

const CONTENT: Kind<Tensor | Named> = { name: 'Tensor or dict of Tensors', accepts: (value) => isTensor(value) || NAMED.accepts(value), takesObjects: true };
const SAVE = signature('save', required('content', CONTENT), required('path', PATH));
const LOAD = signature('load', required('path', PATH), ...LOAD_OPTIONS);

function extensionOf(path: string): string {
  return /\.[^./\\]*$/.exec(path)?.[0] ?? '';
}

/**
 * Writes a tensor (`.npy`) or named tensors (`.safetensors`, `.npz`); the ending decides.
 *
 * @example
 * save(model.stateDict(), 'model.safetensors');
 * save(images, 'images.npy');
 */
export function save(content: Tensor | Named, path: Path): void;
export function save(...args: readonly unknown[]): void {
  const { content, path } = SAVE.read(args, save);
  const extension = extensionOf(path);
  if (extension === '.npy') {
    if (!isTensor(content)) throw new ValueError('a .npy file holds one tensor; named ones go into .npz or .safetensors');
    saveNpy(path, content);
    return;
  }
  if (isTensor(content)) throw new ValueError(`one tensor goes into a .npy file, not into '${path}'`);
  if (extension === '.npz') saveNpz(path, content);
  else if (extension === '.safetensors') saveSafetensors(path, content);
  else throw new ValueError(`cannot tell the format of '${path}': expected .safetensors, .npy or .npz`);
}

/**
 * Reads what `save` writes, and the same files of other libraries; the ending decides. Only safetensors files can be mapped into memory:
 * see `io.loadSafetensors`.
 */
export function load(path: Path, options?: LoadOptions): Tensor | Record<string, Tensor>;
export function load(...args: readonly unknown[]): Tensor | Record<string, Tensor> {
  const { path, mmap } = LOAD.read(args, load);
  switch (extensionOf(path)) {
    case '.npy':
      return loadNpy(path);
    case '.npz':
      return loadNpz(path);
    case '.safetensors':
      return loadSafetensors(path, { mmap });
    default:
      throw new FormatError(`cannot tell the format of '${path}': expected .safetensors, .npy or .npz`);
  }
}
