/**
 * `npm run conformance -- --dir DIR [--only GLOB] [--json FILE]`: runs a folder of recorded PyTorch results against the
 * package's public API, prints what passed, and exits with 1 when anything failed.
 */
import { parseArgs } from 'node:util';
import type { Engine } from './engine.ts';
import { runConformance } from './run.ts';

const { values } = parseArgs({
  options: { dir: { type: 'string' }, only: { type: 'string' }, json: { type: 'string' }, reasons: { type: 'string' } },
});
if (values.dir === undefined) {
  process.stderr.write('usage: npm run conformance -- --dir DIR [--only GLOB] [--json FILE] [--reasons COUNT]\n');
  process.exit(2);
}
const tapir = (await import(new URL('../../js/index.ts', import.meta.url).href)) as Engine;
const report = await runConformance(tapir, values.dir, values.only);
if (values.json !== undefined) report.write(values.json);
process.stdout.write(`${report.table()}\n`);
if (report.failures > 0) process.stdout.write(`\n${report.reasons(Number(values.reasons ?? 20))}\n`);
process.exit(report.failures > 0 || report.cases.length === 0 ? 1 : 0);
