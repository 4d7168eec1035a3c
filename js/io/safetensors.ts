/** safetensors: named tensors and a little text in one file, as Hugging Face's libraries write it. */
import { attempt } from '../error.ts';
import { native } from '../native/index.ts';
import { isOptions, type Kind, named, required, signature, takesNone, TEXT } from '../signature.ts';
import type { Tensor } from '../tensor.ts';
import { BYTES, LOAD_OPTIONS, type LoadOptions, type Named, NAMED, readNamed, writeNamed } from './named-tensors.ts';
import { type Path, PATH } from './path.ts';

export interface SafetensorsOptions {
  /** Text to keep beside the tensors. */
  readonly metadata?: Readonly<Record<string, string>>;
}

const METADATA: Kind<Readonly<Record<string, string>>> = {
  name: 'dict of strs',
  accepts: (value) => isOptions(value) && Object.values(value).every((each) => typeof each === 'string'),
};
const SAVE = signature('saveSafetensors', required('path', PATH), required('tensors', NAMED), named('metadata', METADATA, null));
const SERIALIZE = signature('serializeSafetensors', required('tensors', NAMED), named('metadata', METADATA, null));
const LOAD = signature('loadSafetensors', required('path', PATH), ...LOAD_OPTIONS);
const PARSE = signature('parseSafetensors', required('bytes', BYTES));
const OPEN = signature('safeOpen', required('path', PATH), ...LOAD_OPTIONS);
const GET = signature('getTensor', required('name', TEXT));

/**
 * Writes tensors to a file, which appears whole or not at all.
 *
 * @example
 * saveSafetensors('model.safetensors', model.stateDict(), { metadata: { epoch: '3' } });
 */
export function saveSafetensors(path: Path, tensors: Named, options?: SafetensorsOptions): void;
export function saveSafetensors(...args: readonly unknown[]): void {
  const { path, tensors, metadata } = SAVE.read(args, saveSafetensors);
  const text = Object.entries(metadata ?? {});
  const [names, list] = writeNamed(tensors);
  attempt(() => native.saveSafetensors(path, names, list, text), saveSafetensors);
}

/** The bytes of a file that `saveSafetensors` would write. */
export function serializeSafetensors(tensors: Named, options?: SafetensorsOptions): Uint8Array;
export function serializeSafetensors(...args: readonly unknown[]): Uint8Array {
  const { tensors, metadata } = SERIALIZE.read(args, serializeSafetensors);
  const text = Object.entries(metadata ?? {});
  const [names, list] = writeNamed(tensors);
  return attempt(() => native.serializeSafetensors(names, list, text), serializeSafetensors);
}

/**
 * The tensors of a file by name.
 *
 * @example
 * loadSafetensors('model.safetensors', { mmap: false });
 */
export function loadSafetensors(path: Path, options?: LoadOptions): Record<string, Tensor>;
export function loadSafetensors(...args: readonly unknown[]): Record<string, Tensor> {
  const { path, mmap } = LOAD.read(args, loadSafetensors);
  return readNamed(attempt(() => native.loadSafetensors(path, mmap), loadSafetensors));
}

/** The tensors in the bytes of a file. */
export function parseSafetensors(bytes: Uint8Array): Record<string, Tensor>;
export function parseSafetensors(...args: readonly unknown[]): Record<string, Tensor> {
  const { bytes } = PARSE.read(args, parseSafetensors);
  return readNamed(attempt(() => native.parseSafetensors(bytes), parseSafetensors));
}

/** A file's tensors and its text. */
export class SafetensorsFile {
  private readonly tensors: Readonly<Record<string, Tensor>>;
  private readonly text: Readonly<Record<string, string>>;

  constructor(path: Path, options?: LoadOptions);
  constructor(...args: readonly unknown[]) {
    const { path, mmap } = OPEN.read(args);
    const contents = attempt(() => native.loadSafetensors(path, mmap), safeOpen);
    this.tensors = readNamed(contents);
    this.text = Object.fromEntries(contents.metadata);
  }

  keys(): string[] {
    takesNone('keys', arguments);
    return Object.keys(this.tensors);
  }

  /** A tensor by name; `undefined` if the file has none of that name. */
  getTensor(name: string): Tensor | undefined;
  getTensor(...args: readonly unknown[]): Tensor | undefined {
    const { name } = GET.read(args, this.getTensor);
    return Object.hasOwn(this.tensors, name) ? this.tensors[name] : undefined;
  }

  /** The text beside the tensors; null if there is none. */
  metadata(): Readonly<Record<string, string>> | null {
    takesNone('metadata', arguments);
    return Object.keys(this.text).length === 0 ? null : this.text;
  }
}

/**
 * Opens a file to look at its text as well.
 *
 * @example
 * safeOpen('model.safetensors').metadata();
 */
export function safeOpen(path: Path, options?: LoadOptions): SafetensorsFile;
export function safeOpen(...args: readonly unknown[]): SafetensorsFile {
  const { path, mmap } = OPEN.read(args, safeOpen);
  return new SafetensorsFile(path, { mmap });
}
