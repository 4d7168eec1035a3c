/**
 * `npm run bench:report -- RUN.json...`: writes docs/speed.md from what `npm run bench -- --json` left, all of one machine:
 * the workloads, and sweeps in any sizes and dtypes.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Machine } from './machine.ts';
import type { Result } from './main.ts';
import { reasonOf } from './reasons.ts';
import type { Sweep, Timing } from './sweep/main.ts';
import { duration, medianRatio, nameOf, share, title } from './sweep/table.ts';

interface Run {
  readonly machine: Machine;
  readonly threads: number;
  readonly torch: string | null;
  readonly workloads?: readonly Result[];
  readonly sweep?: Sweep;
}

/** Below this ratio a call is listed with the reason. */
const BEHIND = 0.8;
const SECONDS: { readonly [U in Result['unit']]: number } = { ns: 1e-9, µs: 1e-6 };
const HEAD = ['call', 'Tapir', 'PyTorch', 'ratio'];

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map((_, at) => (at === 0 ? '---' : '---:'))), ...rows.map(line)];
}

function row(one: Timing): string[] {
  return [`\`${nameOf(one)}\``, duration(one.tapir), duration(one.torch), one.ratio.toFixed(2)];
}

function workloadRow({ name, unit, tapir, torch, ratio, note }: Result): string[] {
  const time = (value: number | null) => (value === null ? '' : duration(value * SECONDS[unit]));
  return [`\`${name}\``, time(tapir), time(torch), ratio === null ? '' : ratio.toFixed(2), note];
}

function workloadsOf(results: readonly Result[]): string[] {
  return ['## Workloads', '', ...table(['workload', 'Tapir', 'PyTorch', 'ratio', 'PyTorch ran it'], results.map(workloadRow)), ''];
}

/** What is behind, by what is known of why, the commonest reasons first. */
function byReason(slow: readonly Timing[]): string[] {
  const groups = new Map<string, Timing[]>();
  for (const one of slow) {
    const why = reasonOf(one) ?? 'not looked into yet';
    groups.set(why, [...(groups.get(why) ?? []), one]);
  }
  const largest = [...groups].toSorted(([, a], [, b]) => b.length - a.length);
  const group = ([why, calls]: readonly [string, readonly Timing[]]) => [`${calls.length} below ${BEHIND}: ${why}.`, '', ...table(HEAD, calls.map(row)), ''];
  return largest.flatMap(group);
}

function sweepOf(sweep: Sweep): string[] {
  const { timings, uncovered, differing } = sweep;
  const counts = [1, 0.8, 0.5].map((least) => `${share(sweep, least)} below ${least}`).join(', ');
  const slow = timings.filter(({ ratio }) => ratio < BEHIND);
  const list = (items: Sweep['uncovered']) => items.map(({ label, why }) => `- \`${label}\`: ${why}`);
  return [
    `## Every operator, ${title(sweep)}`,
    '',
    `${timings.length} measurements, forward and backward apart. Median ratio ${medianRatio(sweep).toFixed(2)}; ${counts}.`,
    '',
    ...byReason(slow),
    ...(differing.length === 0 ? [] : ['Results differ, so not measured:', '', ...list(differing), '']),
    ...(uncovered.length === 0 ? [] : ['Not covered:', '', ...list(uncovered), '']),
    '<details><summary>All measurements</summary>',
    '',
    ...table(HEAD, timings.map(row)),
    '',
    '</details>',
    '',
  ];
}

const runs = process.argv.slice(2).map((path) => JSON.parse(readFileSync(path, 'utf8')) as Run);
const [first] = runs;
if (first === undefined) throw new Error('usage: npm run bench:report -- RUN.json...');
const places = new Set(runs.map(({ machine, threads, torch }) => JSON.stringify([machine, threads, torch])));
if (places.size > 1) throw new Error('the runs are of different machines or versions');
const { processor, cores, memory, system, node } = first.machine;
const text = [
  '# Speed',
  '',
  '<!-- Written by `npm run bench:report`; changes belong in benches/report.ts. -->',
  '',
  "Times beside PyTorch, measured in one run, in turns, with equally many threads. The ratio is PyTorch's time by Tapir's: above 1 Tapir is",
  'ahead. Numbers mean something on the machine they were measured on only.',
  '',
  ...table(
    ['machine', ''],
    [
      ['processor', `${processor}, ${cores} cores`],
      ['memory', memory],
      ['system', system],
      ['threads', String(first.threads)],
      ['Node.js', node],
      ['PyTorch', first.torch ?? 'none'],
    ],
  ),
  '',
  '`npm run bench -- --torch PYTHON` measures the workloads, with `--sweep` every operator.',
  '',
  ...runs.flatMap(({ workloads }) => (workloads === undefined ? [] : workloadsOf(workloads))),
  ...runs.flatMap(({ sweep }) => (sweep === undefined ? [] : sweepOf(sweep))),
];
writeFileSync(new URL('../docs/speed.md', import.meta.url), `${text.join('\n').trimEnd()}\n`);
