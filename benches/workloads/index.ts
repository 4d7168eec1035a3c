/** All workloads, in the order in which they run. */
import type { Workload } from '../workload.ts';
import { boundary } from './boundary.ts';
import { elementwise } from './elementwise.ts';
import { matmul } from './matmul.ts';
import { convolutions, rows } from './rows.ts';
import { training } from './training.ts';

const workloads: readonly Workload[] = [...elementwise, ...matmul, ...rows, ...convolutions, ...boundary, ...training];

/** The workloads of these names; all of them for none. */
export function select(names: readonly string[]): readonly Workload[] {
  const known = workloads.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`no workload ${unknown.join(', ')}; there are: ${known.join(', ')}`);
  return names.length === 0 ? workloads : workloads.filter(({ name }) => names.includes(name));
}
