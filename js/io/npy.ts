/** NumPy's files: one array (`.npy`), or a zip archive of named ones (`.npz`). */
import { attempt } from '../error.ts';
import { native } from '../native/index.ts';
import { BOOL, optional, required, signature, TENSOR } from '../signature.ts';
import { adopt, idOf, type Tensor } from '../tensor.ts';
import { BYTES, type Named, NAMED, readNamed, writeNamed } from './named-tensors.ts';
import { type Path, PATH } from './path.ts';

const SAVE_NPY = signature('saveNpy', required('path', PATH), required('tensor', TENSOR));
const LOAD_NPY = signature('loadNpy', required('path', PATH));
const PARSE_NPY = signature('parseNpy', required('bytes', BYTES));
const SAVE_NPZ = signature('saveNpz', required('path', PATH), required('tensors', NAMED), optional('compressed', BOOL, false));
const LOAD_NPZ = signature('loadNpz', required('path', PATH));
const PARSE_NPZ = signature('parseNpz', required('bytes', BYTES));

/** Writes one tensor; the file appears whole or not at all. */
export function saveNpy(path: Path, tensor: Tensor): void;
export function saveNpy(...args: readonly unknown[]): void {
  const { path, tensor } = SAVE_NPY.read(args, saveNpy);
  attempt(() => native.saveNpy(path, idOf(tensor)), saveNpy);
}

/** The array of a file. */
export function loadNpy(path: Path): Tensor;
export function loadNpy(...args: readonly unknown[]): Tensor {
  const { path } = LOAD_NPY.read(args, loadNpy);
  return adopt(attempt(() => native.loadNpy(path), loadNpy));
}

/** The array in the bytes of a file. */
export function parseNpy(bytes: Uint8Array): Tensor;
export function parseNpy(...args: readonly unknown[]): Tensor {
  const { bytes } = PARSE_NPY.read(args, parseNpy);
  return adopt(attempt(() => native.parseNpy(bytes), parseNpy));
}

/**
 * Writes named tensors to an archive; the file appears whole or not at all.
 *
 * @example
 * saveNpz('data.npz', { images, labels }, { compressed: true });
 */
export function saveNpz(path: Path, tensors: Named, compressed?: boolean | { readonly compressed?: boolean }): void;
export function saveNpz(...args: readonly unknown[]): void {
  const { path, tensors, compressed } = SAVE_NPZ.read(args, saveNpz);
  const [names, list] = writeNamed(tensors);
  attempt(() => native.saveNpz(path, names, list, compressed), saveNpz);
}

/** The arrays of an archive by name. */
export function loadNpz(path: Path): Record<string, Tensor>;
export function loadNpz(...args: readonly unknown[]): Record<string, Tensor> {
  const { path } = LOAD_NPZ.read(args, loadNpz);
  return readNamed(attempt(() => native.loadNpz(path), loadNpz));
}

/** The arrays in the bytes of an archive. */
export function parseNpz(bytes: Uint8Array): Record<string, Tensor>;
export function parseNpz(...args: readonly unknown[]): Record<string, Tensor> {
  const { bytes } = PARSE_NPZ.read(args, parseNpz);
  return readNamed(attempt(() => native.parseNpz(bytes), parseNpz));
}
