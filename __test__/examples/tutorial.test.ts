/** The tutorial's output against what PyTorch prints (tutorial.txt, written by fixtures/tutorial.py). */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

function run(script: string): string {
  const output = execFileSync(process.execPath, ['--import', 'tsx', '--conditions=source', script], { cwd: root, encoding: 'utf8' });
  return output.replaceAll(/0x[0-9a-f]+/g, '0x…');
}

/** The output by section. */
function sections(text: string): Map<string, string> {
  return new Map(
    text
      .split('\n# ')
      .slice(1)
      .map((section) => section.split(/\n([^]*)/, 2) as [string, string]),
  );
}

describe('the tutorial', () => {
  const expected = sections(readFileSync(new URL('tutorial.txt', import.meta.url), 'utf8'));
  const found = sections(run('examples/tutorial.ts'));

  it.each([...expected.keys()])('prints what PyTorch prints: %s', (title) => {
    expect(found.get(title)?.trimEnd()).toBe(expected.get(title)?.trimEnd());
  });

  it('has no other sections', () => {
    expect([...found.keys()]).toEqual([...expected.keys()]);
  });
});
