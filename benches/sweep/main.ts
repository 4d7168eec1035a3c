/**
 * The sweep: every operator beside PyTorch, in turns, with what was not covered and why. Each case is run once on both
 * sides and its results and gradients compared; only then is it timed.
 */
import { performance } from 'node:perf_hooks';
import { setNumThreads } from '../../js/index.ts';
import { median, rest } from '../measure.ts';
import type { Torch } from '../torch.ts';
import type { Run } from '../workload.ts';
import { type Case, findCases, type LeftOut } from '../../scripts/calls/cases.ts';
import type { Scale } from '../../scripts/calls/fit.ts';
import { differences } from './compare.ts';
import { clearInputs } from './inputs.ts';
import { type Digest, prepare } from './subject.ts';

export type Direction = 'forward' | 'backward';

/** One line: seconds of a call. */
export interface Timing {
  readonly label: string;
  readonly direction: Direction;
  readonly tapir: number;
  readonly torch: number;
  /** PyTorch's time by ours: above 1 we are ahead. */
  readonly ratio: number;
}

export interface Sweep {
  readonly scale: Scale;
  readonly timings: readonly Timing[];
  readonly uncovered: readonly LeftOut[];
  readonly differing: readonly LeftOut[];
  readonly seconds: number;
}

export interface Settings {
  readonly scale: Scale;
  readonly filters: readonly string[];
  readonly rounds: number;
  readonly threads: number;
  /** Called as it goes on. */
  readonly progress: (text: string) => void;
}

interface Twin {
  readonly digests: readonly Digest[];
  readonly gradients: readonly Digest[];
  readonly backward: boolean;
}

type Measure = (repetitions: number) => Promise<number> | number;

/** A measurement takes at least so long; what takes longer by itself is measured three times only. The first calls are slower. */
const LEAST_SECONDS = 0.01;
const LONG_SECONDS = 0.05;
const WARM_UP_SECONDS = 0.05;

function timed(run: Run): Measure {
  return (repetitions) => {
    const started = performance.now();
    run(repetitions);
    return (performance.now() - started) / 1000;
  };
}

async function calibrate(measure: Measure): Promise<number> {
  let repetitions = 1;
  let spent = 0;
  for (;;) {
    const seconds = await measure(repetitions);
    spent += seconds;
    if (seconds >= LEAST_SECONDS && spent >= WARM_UP_SECONDS) return repetitions;
    if (seconds < LEAST_SECONDS) repetitions = Math.ceil(repetitions * Math.min(20, Math.max(1.1, (1.2 * LEAST_SECONDS) / seconds)));
  }
}

/** Medians of both sides, measured in turns. */
async function race(sides: readonly Measure[], rounds: number): Promise<readonly number[]> {
  const repetitions: number[] = [];
  for (const side of sides) repetitions.push(await calibrate(side));
  const times: number[][] = sides.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, side] of sides.entries()) {
      const count = repetitions[index] ?? 1;
      await rest();
      await side(Math.ceil(count / 10));
      const seconds = await side(count);
      times[index]?.push(seconds / count);
      if (seconds > LONG_SECONDS && round >= 2 && index === sides.length - 1) round = rounds;
    }
  }
  return times.map(median);
}

/** What one case gives: timings, or a reason. */
async function measureCase(one: Case, torch: Torch, rounds: number, refuse: (why: string) => void): Promise<readonly Timing[]> {
  const [ours, twin] = [prepare(one), await torch.ask<Twin>({ do: 'prepare', case: one })];
  const difference = differences(ours.digests, twin.digests, one.shapeOnly);
  if (difference !== null) throw new Difference(difference);
  const isBoth = ours.backward !== null && twin.backward;
  if (ours.backward !== null || twin.backward) {
    const why = isBoth ? differences(ours.gradients, twin.gradients, one.shapeOnly) : `only ${twin.backward ? 'PyTorch' : 'Tapir'} has a gradient`;
    if (why !== null) refuse(why);
  }
  const timings: Timing[] = [];
  for (const direction of ['forward', 'backward'] as const) {
    const run = ours[direction];
    if (run === null || (direction === 'backward' && !isBoth)) continue;
    const there: Measure = async (repetitions) => (await torch.ask<{ seconds: number }>({ do: 'measure', which: direction, repetitions })).seconds;
    const [tapir = Number.NaN, other = Number.NaN] = await race([timed(run), there], rounds);
    timings.push({ label: one.label, direction, tapir, torch: other, ratio: other / tapir });
  }
  return timings;
}

class Difference extends Error {}

export async function sweep(torch: Torch, { scale, filters, rounds, threads, progress }: Settings): Promise<Sweep> {
  const started = performance.now();
  setNumThreads(threads);
  const { cases, leftOut } = findCases(scale, filters);
  if (cases.length === 0) throw new Error(`no operator ${filters.join(', ')}`);
  const [timings, uncovered, differing]: [Timing[], LeftOut[], LeftOut[]] = [[], [...leftOut], []];
  for (const [index, one] of cases.entries()) {
    progress(`${index + 1}/${cases.length} ${one.label}`);
    try {
      const refuse = (why: string) => differing.push({ label: `${one.label} (backward)`, why });
      timings.push(...(await measureCase(one, torch, rounds, refuse)));
    } catch (error) {
      const { message } = error as Error;
      const side = error instanceof Difference ? '' : (error as Error).constructor.name === 'TorchError' ? 'PyTorch: ' : 'Tapir: ';
      (error instanceof Difference ? differing : uncovered).push({ label: one.label, why: `${side}${message.split('\n')[0]}` });
    }
  }
  clearInputs();
  return { scale, timings: timings.toSorted((a, b) => a.ratio - b.ratio), uncovered, differing, seconds: (performance.now() - started) / 1000 };
}
