/** Runs a training loop in a process of its own and says what became of its memory. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Report } from './programs.ts';

const PROGRAMS = fileURLToPath(new URL('programs.ts', import.meta.url));
export const MB = 1e6;

/** What a loop may take. */
export const LIMITS = { growth: 20 * MB, peak: 250 * MB };

export async function measure(name: string, steps: number): Promise<Report> {
  const args = ['--import', 'tsx', '--conditions=source', PROGRAMS, name, String(steps)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Report;
}

export const growth = ({ warm, end }: Report): number => end - warm;
