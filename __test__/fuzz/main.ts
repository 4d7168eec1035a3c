/**
 * `npm run fuzz -- [--seconds N] [--seed S] [--first I] [--calls N]`: random calls for so long, in chunks, each in a process
 * of its own, so that a crash or a hang is reported with its seed and its last call. Fails if anything was found.
 * `npm run fuzz:files` is the same with damaged files.
 */
import { parseArgs } from 'node:util';
import { type Chunk, type Finding, runChunk } from './chunk.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    first: { type: 'string', default: '0' },
    calls: { type: 'string' },
    files: { type: 'boolean', default: false },
  },
});
const [seconds, start, first] = [values.seconds, values.seed, values.first].map(Number) as [number, number, number];
const [CALLS, FILES] = [4000, 20_000];
/** Every so many chunks one of calls into the addon itself, below the package. */
const RAW = 5;

function chunkAt(number: number): Chunk {
  const seed = start + number;
  if (values.files) {
    return { program: 'files', args: [seed, first, Number(values.calls ?? FILES)], seconds: 120, again: `npm run fuzz:files -- --seed ${seed}` };
  }
  if (values.calls === undefined && number % RAW === RAW - 1) {
    return { program: 'program', args: [seed, CALLS], seconds: 120, again: `__test__/fuzz/program.ts ${seed} ${CALLS}` };
  }
  return { program: 'calls', args: [seed, first, Number(values.calls ?? CALLS)], seconds: 120, again: `npm run fuzz -- --seed ${seed}` };
}

/** Findings that differ in numbers only are one. */
function kindOf({ call, fault }: Finding): string {
  return `${call.split('(')[0]} ${fault.split('\n')[0]}`.replaceAll(/[\d.e+-]+/g, '#').slice(0, 160);
}

const until = Date.now() + seconds * 1000;
const kinds = new Map<string, number>();
let calls = 0;
for (let number = 0; number === 0 || (values.calls === undefined && Date.now() < until); number += 1) {
  const { findings, done } = await runChunk(chunkAt(number));
  calls += done;
  for (const finding of findings) {
    const kind = kindOf(finding);
    if (!kinds.has(kind)) console.log(`${finding.call}\n  ${finding.fault.replaceAll('\n', '\n  ')}\n  again: ${finding.again}`);
    kinds.set(kind, 1 + (kinds.get(kind) ?? 0));
  }
}
console.log(`${calls} calls from seed ${start}: ${kinds.size === 0 ? 'nothing found' : `${kinds.size} kinds of fault`}`);
process.exitCode = kinds.size === 0 ? 0 : 1;
