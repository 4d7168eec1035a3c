/** Measures a workload: seconds of one repetition, over at least 50 ms. The same procedure as in torch_workloads.py. */
import { setTimeout } from 'node:timers/promises';
import type { Run, Workload } from './workload.ts';

const [LEAST_SECONDS, WARM_UP_SECONDS] = [0.05, 0.2];

function time(run: Run, repetitions: number): number {
  const started = performance.now();
  run(repetitions);
  return (performance.now() - started) / 1000;
}

/** Something that can be measured again and again. */
export interface Subject {
  /** Seconds of one repetition. */
  measure(): number | Promise<number>;
}

/** How many repetitions take long enough, found while warming up. */
function calibrate(run: Run): number {
  let repetitions = 1;
  let spent = 0;
  for (;;) {
    const seconds = time(run, repetitions);
    spent += seconds;
    if (seconds >= LEAST_SECONDS && spent >= WARM_UP_SECONDS) return repetitions;
    if (seconds < LEAST_SECONDS) repetitions = Math.ceil(repetitions * Math.min(10, Math.max(1.1, (1.2 * LEAST_SECONDS) / seconds)));
  }
}

export function subject(workload: Workload): Subject {
  const run = workload.prepare();
  if (workload.repetitions !== undefined) run(Math.ceil(workload.repetitions / 10));
  const repetitions = workload.repetitions ?? calibrate(run);
  return {
    measure() {
      run(Math.ceil(repetitions / 20));
      return time(run, repetitions) / repetitions;
    },
  };
}

/**
 * Lets the threads of whoever was measured before fall asleep: PyTorch's spin for some ten milliseconds after their last work, on
 * the cores that the next one to be measured needs.
 */
export async function rest(): Promise<void> {
  await setTimeout(20);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? Number.NaN) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
