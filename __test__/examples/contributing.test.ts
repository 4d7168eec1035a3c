/** The Rust in CONTRIBUTING.md: what it shows stands in the crates, word for word. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const plain = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
const blocks = [...readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8').matchAll(/```rust\n([^]*?)```/g)].map(([, code]) => code as string);

describe('the code in CONTRIBUTING.md', () => {
  const files = readdirSync(join(root, 'crates'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.rs'));
  const sources = files.map((file) => plain(readFileSync(join(root, 'crates', file), 'utf8')));

  it.each(blocks.map((code) => [/\b\w+(?=\()/.exec(code)?.[0], code]))('has %s as the engine has it', (_, code) => {
    // An entry without the macro around it.
    const entry = plain((code as string).replace(/^ops! \{\n.*\n([^]*)\}\n$/, '$1'));
    expect(sources.some((source) => source.includes(entry))).toBe(true);
  });
});
