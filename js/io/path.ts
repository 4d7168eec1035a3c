/** Paths of files as Node's own functions take them: texts, or URLs such as `new URL('x.npz', import.meta.url)`. */
import { fileURLToPath } from 'node:url';
import { ValueError } from '../error.ts';
import type { Kind } from '../signature/kind.ts';

export type Path = string | URL;

function isUrl(value: unknown): value is URL {
  return typeof value === 'object' && value !== null && typeof (value as URL).href === 'string' && typeof (value as URL).protocol === 'string';
}

/** The path as a text. */
function pathText(path: Path): string {
  if (typeof path === 'string') return path;
  try {
    return fileURLToPath(path.href);
  } catch (cause) {
    throw new ValueError(`'${path.href}' is not the URL of a file`, { cause });
  }
}

export const PATH: Kind<string> = {
  name: 'str or URL',
  accepts: (value) => typeof value === 'string' || isUrl(value),
  read: (value) => pathText(value as Path),
};
