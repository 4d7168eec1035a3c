/**
 * `npm run bench -- [NAME...] [--torch PYTHON] [--threads N] [--rounds N] [--json FILE]`: the workloads here and, given a
 * Python that has PyTorch, there; in turns, with equally many threads. Medians over the rounds.
 */
import { writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { setNumThreads } from '../js/index.ts';
import { median, type Subject, subject } from './measure.ts';
import { Torch } from './torch.ts';
import type { Unit, Workload } from './workload.ts';
import { select } from './workloads/index.ts';

interface Result {
  readonly name: string;
  readonly unit: Unit;
  readonly tapir: number;
  /** Null without PyTorch. */
  readonly torch: number | null;
  /** PyTorch's time by ours: above 1 we are ahead. */
  readonly ratio: number | null;
}

const PER_SECOND: { readonly [U in Unit]: number } = { ns: 1e9, µs: 1e6 };

async function compare(workload: Workload, torch: Torch | null, rounds: number): Promise<Result> {
  const sides: Subject[] = [subject(workload)];
  if (torch !== null) sides.push(await torch.subject(workload));
  const times: number[][] = sides.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, side] of sides.entries()) times[index]?.push(await side.measure());
  }
  const [tapir = Number.NaN, other = null] = times.map((each) => median(each) * PER_SECOND[workload.unit]);
  return { name: workload.name, unit: workload.unit, tapir, torch: other, ratio: other === null ? null : other / tapir };
}

function line({ name, unit, tapir, torch, ratio }: Result): string {
  const cell = (value: number | null) => (value === null ? '' : `${value.toFixed(value < 100 ? 2 : 0)} ${unit}`).padStart(14);
  return `${name.padEnd(14)}${cell(tapir)}${cell(torch)}${(ratio === null ? '' : `${ratio.toFixed(2)}×`).padStart(9)}`;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      torch: { type: 'string' },
      threads: { type: 'string', default: String(availableParallelism()) },
      rounds: { type: 'string', default: '7' },
      json: { type: 'string' },
    },
  });
  const workloads = select(positionals);
  const [threads, rounds] = [Number(values.threads), Number(values.rounds)];
  if (!(threads >= 1 && rounds >= 1)) throw new Error('--threads and --rounds take a number of at least 1');
  setNumThreads(threads);
  const { torch = null, version = null } = values.torch === undefined ? {} : await Torch.start(values.torch, threads);
  console.log(`${threads} threads, medians of ${rounds} rounds${version === null ? '' : `, PyTorch ${version}`}`);
  const [load = 0] = loadavg();
  if (load > 0.5) console.log(`others use the machine as well (load ${load.toFixed(1)}): the numbers tell little`);
  console.log(`${''.padEnd(14)}${'Tapir'.padStart(14)}${version === null ? '' : `${'PyTorch'.padStart(14)}${'ratio'.padStart(9)}`}`);
  const results: Result[] = [];
  try {
    for (const workload of workloads) {
      const result = await compare(workload, torch, rounds);
      results.push(result);
      console.log(line(result).trimEnd());
    }
  } finally {
    torch?.stop();
  }
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
