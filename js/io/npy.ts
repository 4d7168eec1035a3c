/** NumPy's files: one array (`.npy`), or a zip archive of named ones (`.npz`). */
import { attempt } from '../error.ts';
import { native } from '../native/index.ts';
import { adopt, idOf, type Tensor } from '../tensor.ts';
import { type Named, readNamed, writeNamed } from './names.ts';

/** Writes one tensor; the file appears whole or not at all. */
export function saveNpy(path: string, tensor: Tensor): void {
  attempt(() => native.saveNpy(path, idOf(tensor)), saveNpy);
}

/** The array of a file. */
export function loadNpy(path: string): Tensor {
  return adopt(attempt(() => native.loadNpy(path), loadNpy));
}

/** The array in the bytes of a file. */
export function parseNpy(bytes: Uint8Array): Tensor {
  return adopt(attempt(() => native.parseNpy(bytes), parseNpy));
}

/**
 * Writes named tensors to an archive; the file appears whole or not at all.
 *
 * @example
 * saveNpz('data.npz', { images, labels }, { compressed: true });
 */
export function saveNpz(path: string, tensors: Named, { compressed = false }: { readonly compressed?: boolean } = {}): void {
  const names = writeNamed(tensors);
  attempt(() => native.saveNpz(path, names, compressed), saveNpz);
}

/** The arrays of an archive by name. */
export function loadNpz(path: string): Record<string, Tensor> {
  return readNamed(attempt(() => native.loadNpz(path), loadNpz));
}

/** The arrays in the bytes of an archive. */
export function parseNpz(bytes: Uint8Array): Record<string, Tensor> {
  return readNamed(attempt(() => native.parseNpz(bytes), parseNpz));
}
