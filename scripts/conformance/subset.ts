/**
 * Picks the part of the recorded results that the project keeps: `tsx scripts/conformance/subset.ts --dir DIR --ops LIST
 * --out FOLDER`, LIST naming operator files one a line. Of every operator the shortest cases: two with gradients, one of
 * each other dtype, one error. Random numbers, initialisation, five optimisers, the schedulers, what modules, optimisers and schedulers
 * refuse, and the linear runs are kept whole.
 */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';

const MODULES = [
  'Linear',
  'Conv2d',
  'AvgPool1d',
  'AvgPool2d',
  'AvgPool3d',
  'MaxPool2d',
  'Embedding',
  'LayerNorm',
  'Dropout',
  'Flatten',
  'ReLU',
  'LeakyReLU',
  'GELU',
  'SiLU',
  'Tanh',
  'Sigmoid',
  'Softmax',
  'LogSoftmax',
  'Softplus',
  'ELU',
  'MSELoss',
  'L1Loss',
  'CrossEntropyLoss',
  'NLLLoss',
  'BCELoss',
  'BCEWithLogitsLoss',
];
const OPTIMIZERS = ['Adadelta', 'SGD', 'Adam', 'AdamW', 'RMSprop'];
const SCHEDULERS = [
  'ChainedScheduler',
  'ConstantLR',
  'CosineAnnealingLR',
  'CosineAnnealingWarmRestarts',
  'CyclicLR',
  'ExponentialLR',
  'LambdaLR',
  'LinearLR',
  'MultiStepLR',
  'MultiplicativeLR',
  'OneCycleLR',
  'PolynomialLR',
  'ReduceLROnPlateau',
  'SequentialLR',
  'StepLR',
];
const WHOLE = {
  modules: ['_errors'],
  optim: [...OPTIMIZERS, '_clip', '_errors'],
  schedulers: [...SCHEDULERS, '_errors', '_resume'],
  init: ['defaults', 'functions', 'models', 'orthogonal'],
  rng: ['engine', 'integers', 'normal', 'sequences', 'uniform'],
};
const TRAINING = ['linear_manual', 'linear_momentum', 'linear_sgd'];
/** The initialisations of modules that the package has. */
const CONSTRUCTED = /"call":"(nn\.(Linear|Conv2d|Embedding|LayerNorm)|nn\.init\.(?!sparse|dirac)\w+)"/;

/** Records that differ on purpose, see docs/differences.md. */
const DIFFERENT = new Set(['GELU/special', 'Softplus/db003e']);

interface Sample {
  readonly line: string;
  readonly kind?: string;
  readonly dtype?: string;
  readonly grads?: object;
}

const { values } = parseArgs({
  options: { dir: { type: 'string' }, ops: { type: 'string' }, out: { type: 'string' } },
});
const { dir, ops, out } = values;
if (dir === undefined || ops === undefined || out === undefined) {
  process.stderr.write('usage: tsx scripts/conformance/subset.ts --dir DIR --ops LIST --out FOLDER\n');
  process.exit(2);
}

const index = JSON.parse(readFileSync(join(dir, 'ops', 'index.json'), 'utf8')) as {
  ops: { name: string; file: string }[];
};
const files = new Map(index.ops.map(({ name, file }) => [name, file]));
for (const name of readFileSync(ops, 'utf8')
  .split('\n')
  .filter((line) => line !== '')) {
  const file = files.get(name);
  if (file !== undefined) keep('ops', file, (lines) => [...lines.slice(0, 1), ...fewCases(lines.slice(1))]);
}
for (const name of MODULES) keep('modules', `${name}.jsonl.gz`, (lines) => byLength(lines).slice(0, 4));
for (const [area, names] of Object.entries(WHOLE)) {
  for (const name of names) {
    const isKept = area === 'init' ? isSupported : name === '_errors' ? isKnown : () => true;
    keep(area, `${name}.jsonl.gz`, (lines) => lines.filter(isKept));
  }
}
for (const name of TRAINING) cpSync(join(dir, 'training', name), join(out, 'training', name), { recursive: true });

function keep(area: string, file: string, choose: (lines: readonly string[]) => readonly string[]): void {
  const text = gunzipSync(readFileSync(join(dir as string, area, file))).toString('utf8');
  const chosen = choose(text.split('\n').filter((line) => line !== '' && !isDifferent(line)));
  mkdirSync(join(out as string, area), { recursive: true });
  writeFileSync(join(out as string, area, file), gzipSync(`${chosen.join('\n')}\n`, { level: 9 }));
}

/** An operator's header has no id. */
function isDifferent(line: string): boolean {
  const { id } = JSON.parse(line) as { id?: string | number };
  return DIFFERENT.has(String(id));
}

/** A refusal of a module, optimiser or scheduler that the package has. */
function isKnown(line: string): boolean {
  const { module, optimizer, what = '', spec } = JSON.parse(line) as { module?: string; optimizer?: unknown; what?: string; spec?: { name: string } };
  if (module !== undefined) return [...MODULES, 'Hardtanh'].includes(module.replace('nn.', ''));
  if (spec !== undefined) return SCHEDULERS.includes(spec.name);
  return typeof optimizer === 'string' ? OPTIMIZERS.includes(optimizer) : !/^(Muon|LBFGS)/.test(what);
}

function byLength(lines: readonly string[]): string[] {
  return [...lines].sort((a, b) => a.length - b.length);
}

/** In the order of the file. */
function fewCases(lines: readonly string[]): string[] {
  const samples = byLength(lines).map((line): Sample => ({ ...(JSON.parse(line) as Omit<Sample, 'line'>), line }));
  const small = samples.filter(({ line }) => line.length < 6000);
  const withGradients = small.filter(({ grads }) => grads !== undefined);
  const dtypes = new Set(small.map(({ dtype }) => dtype));
  const chosen = new Set([
    // The very shortest are scalars and empty tensors; one of those and one of the middle.
    ...withGradients.slice(0, 1),
    ...withGradients.slice(withGradients.length >> 1).slice(0, 1),
    ...[...dtypes].flatMap((dtype) => small.filter((each) => each.dtype === dtype && each.grads === undefined).slice(0, 1)),
    ...small.filter(({ kind }) => kind === 'error').slice(0, 1),
  ]);
  return lines.filter((line) => [...chosen].some((sample) => sample.line === line));
}

/** Headers, and programs that construct nothing the package lacks. */
function isSupported(line: string): boolean {
  if (line.startsWith('{"header"')) return true;
  const { ops: calls, tree } = JSON.parse(line) as { ops?: { call: string; construct?: boolean }[]; tree?: object };
  if (tree !== undefined) return !/"nn\.(?!Sequential|Linear|ReLU|Conv2d|Flatten|Embedding|LayerNorm|Dropout|GELU|Tanh)/.test(line);
  return (calls ?? []).every(({ call, construct }) => call.startsWith('torch.') || CONSTRUCTED.test(`"call":"${call}"${construct}`));
}
