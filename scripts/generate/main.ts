/**
 * `npm run build:ops`: writes js/ops/ from the engine's registry: the types and documentation of every operator as
 * method and as function. `--check` compares instead, and fails when a file is stale.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HAND_WRITTEN } from '../../js/dispatch/operator.ts';
import { byName, camelCase, type Entry, isPythons, registry } from '../../js/dispatch/registry.ts';
import { commentOf, signaturesOf } from './signatures.ts';

const FOLDER = fileURLToPath(new URL('../../js/ops/', import.meta.url));
const HEADER = '// Written by `npm run build:ops` from the registry of the engine; changes belong there.\n';
const RESERVED = new Set(['var']);

const IMPORTS = `import type { Device } from '../device.ts';
import type { DType } from '../dtype.ts';
import type { Generator } from '../generator.ts';
import type { Scalar } from '../scalar.ts';
import type * as shape from '../shape.ts';
import type { Shape } from '../shape.ts';
import type { Index, Tensor } from '../tensor.ts';
`;

function methods(): string {
  const members: string[] = [];
  const add = (name: string, entries: readonly Entry[], form: 'method' | 'inplace') => {
    if (HAND_WRITTEN.has(name)) return;
    const signatures = [...new Set(entries.flatMap((entry) => signaturesOf(entry, form)))];
    members.push(commentOf(entries, '  ') + signatures.map((signature) => `  ${name}${signature};\n`).join(''));
  };
  for (const [name, entries] of byName((entry) => entry.method && !entry.property && !isPythons(entry.name))) add(name, entries, 'method');
  for (const [name, entries] of byName((entry) => entry.inplace)) add(`${name}_`, entries, 'inplace');
  for (const [name, entries] of byName((entry) => entry.property)) {
    if (!HAND_WRITTEN.has(name)) members.push(`${commentOf(entries, '  ')}  readonly ${name}: Tensor;\n`);
  }
  return `${HEADER}${IMPORTS}\n/** The operators that are methods of a tensor of shape \`S\`. */\nexport interface TensorMethods<S extends Shape> {\n${members.join('\n')}}\n`;
}

function functions(namespace: string): string {
  const parts: string[] = [];
  for (const [name, entries] of byName((entry) => entry.function && entry.namespace === namespace)) {
    const signatures = [...new Set(entries.flatMap((entry) => signaturesOf(entry, 'function')))];
    const type = `{\n${signatures.map((signature) => `  ${signature};\n`).join('')}}`;
    const local = RESERVED.has(name) ? `${name}_` : name;
    const exported = RESERVED.has(name) ? `const ${local}` : `export const ${local}`;
    const second = RESERVED.has(name) ? `export { ${local} as ${name} };\n` : '';
    parts.push(`${commentOf(entries, '')}${exported} = operator<${type}>('${namespace}', '${name}');\n${second}`);
  }
  return `${HEADER}import { operator } from '../dispatch/operator.ts';\n${IMPORTS}\n${parts.join('\n')}`;
}

const files = new Map([
  ['methods.ts', methods()],
  ...[...new Set(registry.filter((entry) => entry.function).map(({ namespace }) => namespace))].map(
    (namespace) => [`${namespace === '' ? 'functions' : namespace.split('.').map(camelCase).join('-')}.ts`, functions(namespace)] as const,
  ),
]);

let stale = 0;
for (const [name, text] of files) {
  const path = join(FOLDER, name);
  if (!process.argv.includes('--check')) {
    writeFileSync(path, text);
    continue;
  }
  if (readFileSync(path, 'utf8') === text) continue;
  stale += 1;
  console.error(`js/ops/${name} is stale: run npm run build:ops`);
}
process.exitCode = stale === 0 ? 0 : 1;
