/** Finds what a folder of recorded results holds, area by area, and runs what the pattern selects. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readLines } from './archives.ts';
import type { Engine } from './engine.ts';
import { runFiles } from './files.ts';
import type { OpCase, OpHeader } from './invoke.ts';
import { runModel } from './models.ts';
import { runModuleFile } from './modules.ts';
import { runOp } from './ops.ts';
import { runOptimFile } from './optim.ts';
import { runProgramFile } from './programs.ts';
import { Report } from './report.ts';
import { runSchedulerFile } from './schedulers.ts';
import { findDigits, runTraining } from './training.ts';

type Selects = (area: string, name: string) => boolean;

export async function runConformance(engine: Engine, directory: string, only?: string): Promise<Report> {
  const report = new Report();
  const selects = selector(only);
  const each = (area: string, run: (path: string) => void) => {
    const folder = join(directory, area);
    for (const name of entriesOf(folder)) if (selects(area, name)) run(join(folder, name));
  };
  each('ops', (path) => runOpFile(engine, report, path));
  each('modules', (path) => runModuleFile(engine, report, path));
  each('optim', (path) => runOptimFile(engine, report, path));
  each('schedulers', (path) => runSchedulerFile(engine, report, path));
  each('init', (path) => runProgramFile(engine, report, 'init', path));
  each('rng', (path) => runProgramFile(engine, report, 'rng', path));
  each('models', (path) => runModel(engine, report, path));
  each('training', (path) => runTraining(engine, report, path, findDigits(directory)));
  if (existsSync(join(directory, 'files', 'expected.json'))) {
    await runFiles(engine, report, join(directory, 'files'), (name) => selects('files', name));
  }
  return report;
}

/** What of a folder is data: archives of records, lists of gains, and folders of models or runs. */
function entriesOf(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl.gz') || name === 'gains.json' || !name.includes('.'))
    .sort();
}

function runOpFile(engine: Engine, report: Report, path: string): void {
  const [header, ...cases] = readLines<OpHeader & OpCase>(path);
  const file = path.split(/[\\/]/).at(-1) ?? path;
  if (header === undefined) return;
  for (const stored of cases) runOp(engine, report, file, header, stored);
}

/**
 * A pattern is matched against `area/name`, `name` and both without the ending: `ops/add`, `nn.functional.*`,
 * `{optim,rng}/*`. `*` and `?` match anything but nothing is special about `/`.
 */
function selector(only: string | undefined): Selects {
  if (only === undefined) return () => true;
  const pattern = globToRegex(only);
  return (area, name) => {
    const bare = name.replace(/\.jsonl\.gz$/, '');
    return [name, bare, `${area}/${name}`, `${area}/${bare}`].some((text) => pattern.test(text));
  };
}

function globToRegex(glob: string): RegExp {
  const body = glob
    .replace(/[.+^$()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replace(/\?/g, '.')
    .replace(/\{([^}]*)\}/g, (_, choices: string) => `(?:${choices.split(',').join('|')})`);
  return new RegExp(`^(?:${body.split(',').join('|')})$`);
}
