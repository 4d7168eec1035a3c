/** Which file below a folder imports which other. What is imported as a type only does not count: it is gone when the code runs. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Arrows } from './rust.ts';

const IMPORT = /^(?:import|export)\s+(?!type\b)(?:[^'";]*?\sfrom\s+)?'(\.[^']+)';/gm;
const NAMES = /\{([^}]*)\}/;

/** Whether an import names something that is there when the code runs. */
const isReal = (statement: string): boolean => {
  const names = NAMES.exec(statement)?.[1];
  return names === undefined || names.split(',').some((name) => name.trim() !== '' && !name.trim().startsWith('type '));
};

export function javascriptArrows(root: string): Arrows {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'));
  const taken = (file: string): string[] =>
    [...readFileSync(join(root, file), 'utf8').matchAll(IMPORT)]
      .filter(([statement]) => isReal(statement))
      .map(([, path]) => relative('.', join(dirname(file), path as string)));
  return new Map(files.map((file) => [file, new Set(taken(file).filter((other) => other !== file && files.includes(other)))]));
}
