/**
 * `npm run conformance -- --dir DIR [--only GLOB] [--json FILE] [--device DEVICE]`: runs a folder of recorded PyTorch results
 * against the package's public API, prints what passed, and exits with 1 when anything failed. `TAPIR_MIRROR=blocking` in the
 * environment makes a `cuda:0` of main memory.
 */
import { parseArgs } from 'node:util';
import type { Engine } from './engine.ts';
import { runConformance } from './run.ts';

const { values } = parseArgs({
  options: { dir: { type: 'string' }, only: { type: 'string' }, json: { type: 'string' }, reasons: { type: 'string' }, device: { type: 'string' } },
});
if (values.dir === undefined) {
  process.stderr.write('usage: npm run conformance -- --dir DIR [--only GLOB] [--json FILE] [--reasons COUNT] [--device DEVICE]\n');
  process.exit(2);
}
const tapir = (await import(new URL('../../js/index.ts', import.meta.url).href)) as Engine;
if (values.device !== undefined) tapir.setDefaultDevice(values.device);
const report = await runConformance(tapir, values.dir, values.only);
if (values.json !== undefined) report.write(values.json);
process.stdout.write(`${report.table()}\n`);
if (report.failures > 0) process.stdout.write(`\n${report.reasons(Number(values.reasons ?? 20))}\n`);
process.exit(report.failures > 0 || report.cases.length === 0 ? 1 : 0);
