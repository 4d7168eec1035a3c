/** Runs a training loop in a process of its own and says what became of its memory. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Report } from './programs.ts';

const PROGRAMS = fileURLToPath(new URL('programs.ts', import.meta.url));
export const MB = 1e6;

/**
 * What a loop may take. Cycles through JavaScript are found by full collections only, which begin at 256 MiB and come again
 * at twice what the last one left; kept, they would take 2.4 GB. V8 sweeps its arrays' memory when it finds the time: a loop
 * over them rises and falls by some ten of them. Where tensors are large and collections slow, the pacer doubles its step of
 * 32 MiB: kept, what `mlp` makes would take more than a gigabyte.
 */
export const LIMITS = {
  growth: 20 * MB,
  growthOfLarge: 55 * MB,
  growthOfArrays: 120 * MB,
  growthOfCycles: 350 * MB,
  peak: 600 * MB,
  peakOfCycles: 1_000 * MB,
  handles: 100_000,
  handlesOfWays: 20_000,
};

const MOST_GROWTH: { readonly [program: string]: number } = {
  mlp: LIMITS.growthOfLarge,
  arrays: LIMITS.growthOfArrays,
  ways: LIMITS.growthOfArrays,
  cycles: LIMITS.growthOfCycles,
};

export const growth = ({ warm, end }: Report): number => end - warm;

/** Why a report is not as it should be; nothing if it is. */
export function complaints(name: string, report: Report): string[] {
  const mostGrowth = MOST_GROWTH[name] ?? LIMITS.growth;
  const mostAtOnce = name === 'cycles' ? LIMITS.peakOfCycles : LIMITS.peak;
  const mostHandles = name === 'ways' ? LIMITS.handlesOfWays : LIMITS.handles;
  const wrong: string[] = [];
  if (growth(report) > mostGrowth) wrong.push(`grew by ${(growth(report) / MB).toFixed(0)} MB`);
  if (report.peak > mostAtOnce) wrong.push(`took ${(report.peak / MB).toFixed(0)} MB`);
  if (report.handles > mostHandles) wrong.push(`held ${report.handles} objects`);
  return wrong;
}

export async function measure(name: string, steps: number): Promise<Report> {
  const args = ['--import', 'tsx', '--conditions=source', PROGRAMS, name, String(steps)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Report;
}
