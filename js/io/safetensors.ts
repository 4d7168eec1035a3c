/** safetensors: named tensors and a little text in one file, as Hugging Face's libraries write it. */
import { attempt } from '../error.ts';
import { native } from '../native/index.ts';
import type { Tensor } from '../tensor.ts';
import { type Named, readNamed, writeNamed } from './names.ts';

export interface SafetensorsOptions {
  /** Text to keep beside the tensors. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * Writes tensors to a file, which appears whole or not at all.
 *
 * @example
 * saveSafetensors('model.safetensors', model.stateDict(), { metadata: { epoch: '3' } });
 */
export function saveSafetensors(path: string, tensors: Named, { metadata = {} }: SafetensorsOptions = {}): void {
  const text = Object.entries(metadata);
  const names = writeNamed(tensors);
  attempt(() => native.saveSafetensors(path, names, text), saveSafetensors);
}

/** The bytes of a file that `saveSafetensors` would write. */
export function serializeSafetensors(tensors: Named, { metadata = {} }: SafetensorsOptions = {}): Uint8Array {
  const text = Object.entries(metadata);
  const names = writeNamed(tensors);
  return attempt(() => native.serializeSafetensors(names, text), serializeSafetensors);
}

/** The tensors of a file by name. */
export function loadSafetensors(path: string): Record<string, Tensor> {
  return readNamed(attempt(() => native.loadSafetensors(path), loadSafetensors));
}

/** The tensors in the bytes of a file. */
export function parseSafetensors(bytes: Uint8Array): Record<string, Tensor> {
  return readNamed(attempt(() => native.parseSafetensors(bytes), parseSafetensors));
}

/** A file's tensors and its text. */
export class SafetensorsFile {
  readonly #tensors: Readonly<Record<string, Tensor>>;
  readonly #metadata: Readonly<Record<string, string>>;

  constructor(path: string) {
    const contents = attempt(() => native.loadSafetensors(path), safeOpen);
    this.#tensors = readNamed(contents);
    this.#metadata = Object.fromEntries(contents.metadata);
  }

  keys(): string[] {
    return Object.keys(this.#tensors);
  }

  getTensor(name: string): Tensor | undefined {
    return this.#tensors[name];
  }

  /** The text beside the tensors; null if there is none. */
  metadata(): Readonly<Record<string, string>> | null {
    return Object.keys(this.#metadata).length === 0 ? null : this.#metadata;
  }
}

/**
 * Opens a file to look at its text as well.
 *
 * @example
 * safeOpen('model.safetensors').metadata();
 */
export function safeOpen(path: string): SafetensorsFile {
  return new SafetensorsFile(path);
}
