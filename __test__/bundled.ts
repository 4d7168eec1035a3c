/** Programs as a bundler makes them of ours, in a folder of their own with the addon beside them. */
import { mkdirSync, mkdtempSync, readdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type BuildOptions, type BuildResult } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** A new folder from which a bundler finds `tapir`. */
export function bundleFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tapir bundle '));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(ROOT, join(folder, 'node_modules', 'tapir'), 'dir');
  return folder;
}

export function putAddon(folder: string): void {
  const native = join(ROOT, 'js', 'native');
  for (const file of readdirSync(native).filter((name) => name.endsWith('.node'))) symlinkSync(join(native, file), join(folder, file));
}

/** Bundles the text of a program into `outfile`. */
export function bundle(folder: string, contents: string, outfile: string, options: BuildOptions = {}): Promise<BuildResult> {
  return build({
    stdin: { contents, resolveDir: folder },
    conditions: ['source'],
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
    outfile: join(folder, outfile),
    ...options,
  });
}
