/** The code in the README: every TypeScript block compiles and runs. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const blocks = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/```ts\n([^]*?)```/g)].map(([, code]) => code as string);

describe('the code in README.md', () => {
  let folder = '';

  beforeAll(() => {
    // Inside of the package, so that its name resolves.
    mkdirSync(join(root, 'out'), { recursive: true });
    folder = mkdtempSync(join(root, 'out', 'readme-'));
    blocks.forEach((code, index) => writeFileSync(join(folder, `${index}.ts`), code));
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ extends: '../../tsconfig.json', include: ['*.ts'] }));
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('compiles', () => {
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    expect(spawnSync(process.execPath, [tsc, '--noEmit', '-p', folder], { encoding: 'utf8' }).stdout).toBe('');
  }, 60_000);

  it.each(blocks.map((code, index) => [code.split('\n').find((line) => !line.startsWith('import') && line !== ''), index]))(
    'runs: %s',
    (_, index) => {
      const script = join(folder, `${index}.ts`);
      const output = execFileSync(process.execPath, ['--import', 'tsx', '--conditions=source', script], { cwd: folder, encoding: 'utf8' });
      expect(output).not.toBe('');
    },
    60_000,
  );
});
