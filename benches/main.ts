/**
 * `npm run bench -- [NAME...] [--torch PYTHON] [--threads N] [--rounds N] [--json FILE]`: the workloads here and, given a
 * Python that has PyTorch, there; in turns, with equally many threads. Medians over the rounds.
 * With `--sweep [OPERATOR...] [--size large|small|N] [--dtype D]`, every operator instead.
 */
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { type DType, setNumThreads } from '../js/index.ts';
import { busy, machine } from './machine.ts';
import { median, rest, type Subject, subject } from './measure.ts';
import type { Scale } from '../scripts/calls/fit.ts';
import { sweep } from './sweep/main.ts';
import { lines } from './sweep/table.ts';
import { Torch } from './torch.ts';
import type { Unit, Workload } from './workload.ts';
import { select } from './workloads/index.ts';

export interface Result {
  readonly name: string;
  readonly unit: Unit;
  readonly tapir: number;
  /** Null without PyTorch. */
  readonly torch: number | null;
  /** PyTorch's time by ours: above 1 we are ahead. */
  readonly ratio: number | null;
  /** How PyTorch ran it. */
  readonly note: string;
}

const PER_SECOND: { readonly [U in Unit]: number } = { ns: 1e9, µs: 1e6 };

async function torchSubject(torch: Torch, { name, repetitions }: Workload): Promise<Subject & { readonly note: string }> {
  const { note } = await torch.ask<{ note: string }>({ do: 'prepare', name, repetitions: repetitions ?? null });
  return { note, measure: async () => (await torch.ask<{ seconds: number }>({ do: 'measure' })).seconds };
}

async function compare(workload: Workload, torch: Torch | null, rounds: number): Promise<Result> {
  const sides: Subject[] = [subject(workload)];
  const there = torch === null ? null : await torchSubject(torch, workload);
  if (there !== null) sides.push(there);
  const times: number[][] = sides.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, side] of sides.entries()) {
      await rest();
      times[index]?.push(await side.measure());
    }
  }
  const [tapir = Number.NaN, other = null] = times.map((each) => median(each) * PER_SECOND[workload.unit]);
  return { name: workload.name, unit: workload.unit, tapir, torch: other, ratio: other === null ? null : other / tapir, note: there?.note ?? '' };
}

function line({ name, unit, tapir, torch, ratio, note }: Result): string {
  const cell = (value: number | null) => (value === null ? '' : `${value.toFixed(value < 100 ? 2 : 0)} ${unit}`).padStart(14);
  return `${name.padEnd(20)}${cell(tapir)}${cell(torch)}${(ratio === null ? '' : `${ratio.toFixed(2)}×`).padStart(9)}  ${note}`;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    torch: { type: 'string' },
    threads: { type: 'string', default: String(availableParallelism()) },
    rounds: { type: 'string' },
    json: { type: 'string' },
    sweep: { type: 'boolean', default: false },
    size: { type: 'string', default: 'large' },
    dtype: { type: 'string', default: 'float32' },
  },
});

async function runWorkloads(threads: number, rounds: number): Promise<unknown> {
  const workloads = select(positionals);
  setNumThreads(threads);
  const { torch = null, version = null } = values.torch === undefined ? {} : await Torch.start(values.torch, 'torch_workloads.py', threads);
  console.log(`${threads} threads, medians of ${rounds} rounds${version === null ? '' : `, PyTorch ${version}`}`);
  console.log(`${''.padEnd(20)}${'Tapir'.padStart(14)}${version === null ? '' : `${'PyTorch'.padStart(14)}${'ratio'.padStart(9)}`}`);
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
  return { machine: machine(), threads, torch: version, workloads: results };
}

/** 10⁶ elements, 4 × 6, or so many elements as a square. */
function scaleOf(size: string, dtype: DType): Scale {
  if (size === 'small') return { rows: 4, columns: 6, small: true, dtype };
  const side = size === 'large' ? 1000 : 2 * Math.round(Math.sqrt(Number(size)) / 2);
  if (!(side >= 4)) throw new Error('--size takes large (10⁶ elements), small (4 × 6) or a number of elements');
  return { rows: side, columns: side, small: side < 64, dtype };
}

async function runSweep(threads: number, rounds: number): Promise<unknown> {
  if (values.torch === undefined) throw new Error('--sweep compares: --torch PYTHON says with which PyTorch');
  const { torch, version } = await Torch.start(values.torch, 'torch_sweep.py', threads);
  console.log(`${threads} threads, medians of ${rounds} rounds, PyTorch ${version}`);
  const progress = (text: string) => process.stderr.isTTY && process.stderr.write(`\r\u001b[K${text}`);
  try {
    const scale = scaleOf(values.size, values.dtype as DType);
    const result = await sweep(torch, { scale, filters: positionals, rounds, threads, progress });
    progress('');
    console.log(lines(result).join('\n'));
    return { machine: machine(), threads, torch: version, sweep: result };
  } finally {
    torch.stop();
  }
}

async function main(): Promise<void> {
  const [threads, rounds] = [Number(values.threads), Number(values.rounds ?? (values.sweep ? 5 : 7))];
  if (!(threads >= 1 && rounds >= 1)) throw new Error('--threads and --rounds take a number of at least 1');
  const warning = busy();
  if (warning !== '') console.log(warning);
  const results = await (values.sweep ? runSweep(threads, rounds) : runWorkloads(threads, rounds));
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
