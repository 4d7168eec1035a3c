/**
 * Calls the addon's functions with what nobody should pass. Run as a process of its own in an empty folder,
 * `program.ts SEED CALLS`: it must end normally, whatever the functions throw. The file `last-call` says how far it came.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { Generator, type Tensor, tensor } from '../../js/index.ts';
import { registry } from '../../js/dispatch/registry.ts';
import { adopt, native, run, words } from '../../js/native/index.ts';
import { idOf } from '../../js/tensor.ts';
import { random } from './random.ts';

const [seed = 0, calls = 0] = process.argv.slice(2).map(Number);
const next = random(seed);
const { below, pick } = next;

const leaf = tensor(
  [
    [1, 2],
    [3, 4],
  ],
  { requiresGrad: true },
) as Tensor;
const kept: Tensor[] = [
  leaf,
  leaf.mul(2) as Tensor,
  tensor([1n, 0n, 1n]) as Tensor,
  tensor([true, false]) as Tensor,
  tensor(0.5) as Tensor,
  tensor([]) as Tensor,
  tensor([[[1, 2, 3]]], { dtype: 'float64' }) as Tensor,
  tensor([{ re: 1, im: 2 }]) as Tensor,
  tensor([1, 2], { dtype: 'bfloat16' }) as Tensor,
];
const generator = new Generator();
const node = native.gradFn(idOf(kept[1] as Tensor));
const stale = native.detach(idOf(leaf));
adopt({}, stale);
native.dispose(stale);

/** Handles that are none, that were, that are of other kinds. Sizes are tiny or absurd, so that no call fills the machine. */
const ODD = [0, -0, 1, 2, 3, -1, -2, 0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2 ** 48, -(2 ** 48), 2 ** 53, 1e300, -1e300];
const handles = () => [...kept.map(idOf), generator.id, node, stale, ...ODD, 2 ** 31, 2 ** 26, 2 ** 32];

const number = () => (next() < 0.5 ? pick(handles()) : pick(ODD));
const values: readonly (() => unknown)[] = [
  ...Array<() => unknown>(12).fill(number),
  () => below(8),
  () => next() < 0.5,
  () => pick(['', 'cpu', 'cuda:0', 'cuda:99999999999', 'nothing.npy', 'kept', '\0', '🦙']),
  () => new Uint8Array(below(64)).map(() => below(256)),
  () => new Float64Array(below(8)),
  () => [],
  () => ['a', 'b'].slice(below(2)),
  () => [['a', 'b'], ['c']],
  () => null,
  () => undefined,
  () => ({}),
  () => 2n ** 70n,
  () => Symbol.iterator,
  () => () => number(),
  () => () => {
    throw new RangeError('from a callback');
  },
];

/** Those that are called by themselves, or would undo what the others need. */
const LEFT_OUT = new Set(['run', 'freeAtExit', 'describe', '__napiBindingTarget']);
const functions = Object.entries(native).filter(([name, value]) => typeof value === 'function' && !LEFT_OUT.has(name)) as [
  string,
  (...args: unknown[]) => unknown,
][];

const log = openSync('last-call', 'w');
function say(text: string): void {
  writeSync(log, `${text.slice(0, 400).padEnd(400)}\n`, 0);
}

/** Texts of errors that only a bug makes. */
const reports = new Set<string>();
const BUG = /"kind":"Internal"/;
/** What the addon says of commands that only it writes. */
const EXPECTED = /do not fit|does not fit|no operator|a JavaScript function called by the tape threw|napi_create_reference|another thread/;

function attempt(body: () => unknown): void {
  try {
    body();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (BUG.test(error.message) && !EXPECTED.test(error.message)) reports.add(error.message.slice(0, 300));
  }
}

/** The words of an argument, mostly of the right form; never a number that is a large size and yet one that exists. */
function write(kind: string, at: number): number {
  const put = (...numbers: number[]): number => {
    words.set(numbers, at);
    return at + numbers.length;
  };
  const id = () => (next() < 0.9 ? idOf(pick(kept)) : pick([...handles()]));
  if (next() < 0.1) return put(pick(ODD), pick(ODD));
  switch (kind) {
    case 'Tensor':
    case 'OptTensor':
      return put(id());
    case 'Tensors':
    case 'OptTensors':
      return put(2, id(), id());
    case 'Operand':
    case 'OptOperand':
      return next() < 0.5 ? put(0, id()) : write('Scalar', at);
    case 'Scalar':
    case 'OptScalar':
      // Two halves of an integer: beyond all sizes or nearly nothing.
      return next() < 0.2 ? put(4, pick([0, 2 ** 30]), pick(ODD)) : put(pick([1, 2, 3, 5, 6, 7]), pick(ODD), pick(ODD));
    case 'Ints':
    case 'OptInts':
    case 'Floats':
    case 'Str':
      return put(2, pick(ODD), pick(ODD));
    case 'OptGenerator':
      return put(pick([0, generator.id, node]));
    case 'Indices':
      return put(2, below(8), pick(ODD), pick(ODD), pick(ODD), below(8), id(), pick(ODD));
    default:
      return put(pick(ODD));
  }
}

function command(): void {
  const entry = pick(registry);
  words[0] = 2 * entry.index + (next() < 0.2 ? 1 : 0);
  words[1] = next() < 0.9 ? 2 ** entry.params.length - 1 : below(2 ** 16);
  let end = 2;
  for (const { kind } of entry.params) end = write(kind, end);
  say(`${entry.namespace}.${entry.name} ${JSON.stringify([...words.subarray(0, end)])}`);
  attempt(() => run({}));
}

function call(): void {
  const [name, body] = pick(functions);
  const args = Array.from({ length: body.length === 0 ? below(6) : body.length }, () => pick(values)());
  for (let at = 0; at < 16; at += 1) words[at] = number();
  if (name === 'setNumThreads') args[0] = below(3);
  // A limit would refuse what the calls after this one need.
  if (name === 'setMemoryLimit') args[0] = Number.POSITIVE_INFINITY;
  say(`${name} ${args.map(String).join(', ')}`);
  attempt(() => body(...args));
}

for (let index = 0; index < calls; index += 1) {
  if (next() < 0.5) command();
  else call();
  // A handle that the calls above disposed of gets another tensor.
  kept.forEach((each, position) => {
    try {
      void each.dtype;
    } catch {
      kept[position] = tensor([1, 2, 3]) as Tensor;
    }
  });
  if (index % 512 === 0) {
    native.setMode(1);
    native.sweep(true);
  }
}
closeSync(log);
for (const report of reports) console.log(report);
console.log('done');
