/**
 * Calls operators through the public API in ways that must not matter: `calls.ts SEED FIRST COUNT`. Every call is made plainly and
 * then in other forms (layouts, names, callbacks, methods, in place, with gradients); results must agree, nothing else may
 * change, and what is refused must be refused by a typed error. Prints one line of JSON for each fault. The file
 * `last-call` says how far it came.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { autograd, isTensor, manualSeed, memory, type Tensor, tensor } from '../../js/index.ts';
import { type OpParam, registry } from '../../js/dispatch/registry.ts';
import { fullName } from '../../scripts/calls/cases.ts';
import { describe, hasBothForms, type Live, makeLive, methodOf, type Writing, written } from './live.ts';
import { difference, disagreement, Fault, keep, type Kept, type Outcome, outcomeOf } from './outcome.ts';
import { choosePlan, type Plan, type Value } from './plan.ts';
import { random, type Random, seedOf } from './random.ts';
import { isFloat } from './tensors.ts';

const [seed = 0, first = 0, count = 0] = process.argv.slice(2).map(Number);
const log = openSync('last-call', 'w');
const say = (text: string) => writeSync(log, `${text.slice(0, 600).padEnd(600)}\n`, 0);

/** Tensors that no call knows of. */
const bystanders = [
  tensor(
    [
      [1, 2],
      [3, 4],
    ],
    { requiresGrad: true },
  ),
  tensor([1n, 2n, 3n]),
  tensor([true, false]),
  tensor(0.5),
  tensor([]),
  tensor([{ re: 1, im: 2 }]),
  tensor([1, 2], { dtype: 'bfloat16' }),
  tensor([[[1, 2, 3]]], { dtype: 'float64' }),
] as Tensor[];
const seen = bystanders.map(keep);

const entriesOf = (plan: Plan) => registry.filter((entry) => fullName(entry) === plan.path);
/** What draws numbers, or leaves them as they lie in memory: results are not compared. */
const isUnsettled = (plan: Plan) =>
  /empty|resize|rand|dropout|gumbel|rrelu|multinomial/.test(plan.path) || entriesOf(plan).some(({ params }) => params.some(drawsNumbers));
const drawsNumbers = ({ kind }: OpParam) => kind === 'OptGenerator';
/** Whether the first argument is written to. */
const writes = ({ inPlace, path, names, values }: Plan) =>
  inPlace || path === '__setitem__' || names.some((name, at) => (name === 'inplace' || name === '') && isTrue(values[at]));
const isObject = (value: unknown) => typeof value === 'object' && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value));
const isTrue = (value: Value | undefined) => value !== undefined && 'plain' in value && value.plain === true;
/** What depends on strides by its nature. */
const isOfLayout = (plan: Plan) => /as_strided|^view$|resize|strided/.test(plan.path);
/** Whether a place has the same name in all overloads: one of another name would be another call. */
const namesAgree = (plan: Plan) => entriesOf(plan).every(({ params }) => plan.names.every((name, at) => (params[at]?.name ?? name) === name));
/** What a layout may be refused for. */
const OF_LAYOUT = /view|stride|contiguous|memory|expanded|overlap/i;

/** Whether a part of the target may be written to that others see, as in `x.expand(2, 3)[0] = 1`: right, but of the layout. */
const writesThroughPart = ({ path }: Plan, { tensors: [target] }: Live) =>
  path === '__setitem__' && target !== undefined && target.shape.some((size, dim) => size > 1 && target.stride(dim) === 0);

const PLAIN: Writing = { named: 'no', asMethod: false, talking: null, unknown: false };
const MARKED: Outcome = { kind: 'marked' };
let calls = 0;

function check(what: string, before: readonly Kept[], after: readonly Tensor[]): void {
  for (const [index, kept] of before.entries()) {
    const found = difference(kept, keep(after[index]), true);
    if (found !== null) throw new Fault(`${what} ${index} was written to: ${found}`);
  }
}

/** With what an operator in place has written. */
function withTarget(plan: Plan, live: Live, outcome: Outcome): Outcome {
  const [target] = live.tensors;
  return writes(plan) && outcome.kind === 'results' && target !== undefined ? { ...outcome, results: [...outcome.results, keep(target)] } : outcome;
}

/** The call, and a look at what it must leave alone. */
function carryOut(plan: Plan, live: Live, writing: Writing): Outcome {
  const [before, around] = [live.tensors.map(keep), live.around.map(keep)];
  calls += 1;
  manualSeed(1);
  const call = written(plan, live, writing);
  if (call === null) return MARKED;
  const outcome = withTarget(plan, live, outcomeOf(call));
  check('a tensor that no call knows of,', seen, bystanders);
  // What shares memory with the first argument changes with it.
  if (!/resize|as_strided/.test(plan.path)) check('memory beside argument', around, live.around);
  const untouched = writes(plan) ? 1 : 0;
  check('argument', before.slice(untouched), live.tensors.slice(untouched));
  return outcome;
}

function agree(plan: Plan, form: string, plainly: Outcome, otherwise: Outcome): void {
  const found = disagreement(plainly, otherwise);
  if (found === null) return;
  const isUnlucky = otherwise.kind === 'refused' && OF_LAYOUT.test(otherwise.error.message);
  if (isUnlucky && /layout/.test(form)) return;
  if (isUnsettled(plan) && !/refused/.test(found)) return;
  throw new Fault(`${form}: ${found}`);
}

/** Gradients of all results with respect to all leaves, and of those once more. */
function gradients(plan: Plan, live: Live): Outcome {
  return outcomeOf(() => {
    manualSeed(1);
    const call = written(plan, live, PLAIN);
    const outcome = call === null ? MARKED : outcomeOf(call);
    if (outcome.kind === 'refused') throw outcome.error;
    const outputs = outcome.kind === 'marked' ? [] : outcome.tensors.filter((each) => each.requiresGrad && isFloat(each.dtype));
    const leaves = live.tensors.filter((each) => each.requiresGrad);
    if (outputs.length === 0) return [];
    const gradOutputs = outputs.map((each) => tensor(1.5).to(each.dtype).expand(each.shape) as Tensor);
    return autograd.grad(outputs, leaves, { gradOutputs, allowUnused: true, createGraph: calls % 2 === 0 }).filter((each) => each !== null);
  });
}

/** The in-place form gives what the other gives, where that has its shape and dtype. */
function inPlace(plan: Plan, plainly: Outcome, choose: Random): void {
  const [target] = plan.values;
  const [result] = plainly.kind === 'results' ? plainly.results : [];
  const twin: Plan = { ...plan, path: `${plan.path.split('.').at(-1)}_`, form: 'method', inPlace: true };
  const fits = target !== undefined && 'tensor' in target && result !== undefined && 'shape' in result;
  if (!fits || methodOf(twin) === null || plan.inPlace || plan.names.includes('') || entriesOf(plan).every((entry) => !entry.inplace)) return;
  if (result.dtype !== target.tensor.dtype || result.shape.join() !== target.tensor.shape.join()) return;
  // What is given back is the target, which holds the same.
  const expected = plainly.kind === 'results' ? { ...plainly, results: [result, result] } : plainly;
  agree(plan, 'in place, layout', expected, carryOut(twin, makeLive(twin, choose.chance(0.5) ? choose : null), PLAIN));
}

const FORMS: readonly ((plan: Plan, plainly: Outcome, choose: Random) => void)[] = [
  function layout(plan, plainly, choose) {
    if (isOfLayout(plan)) return;
    const live = makeLive(plan, choose);
    if (writesThroughPart(plan, live)) return;
    agree(plan, `layout (${live.layouts})`, plainly, carryOut(plan, live, PLAIN));
  },
  function names(plan, plainly, choose) {
    // An object at the end is taken for options.
    if (plan.spread || !namesAgree(plan) || plan.values.some((value) => 'plain' in value && isObject(value.plain))) return;
    agree(plan, 'options by name', plainly, carryOut(plan, makeLive(plan, null), { ...PLAIN, named: choose.pick(['snake', 'camel'] as const) }));
  },
  function callbacks(plan, plainly, choose) {
    // What is left out in a place of its own is missing there, and not among options.
    const isLeftOut = plan.values.some((value) => 'plain' in value && value.plain === undefined);
    const named = isLeftOut ? 'no' : choose.pick(['no', 'snake', 'camel'] as const);
    const outcome = carryOut(plan, makeLive(plan, null), { ...PLAIN, named, talking: choose });
    // A list or number that is an object need not be taken.
    if (outcome.kind === 'results') agree(plan, 'values that call back', plainly, outcome);
  },
  function unknownOption(plan, _, choose) {
    if (plan.spread || plan.form === 'property') return;
    const outcome = carryOut(plan, makeLive(plan, null), { ...PLAIN, named: choose.pick(['no', 'camel'] as const), unknown: true });
    if (outcome.kind === 'results') throw new Fault('an unknown option was taken');
  },
  function otherForm(plan, plainly) {
    if (!hasBothForms(plan)) return;
    agree(plan, 'the method', plainly, carryOut(plan, makeLive(plan, null), { ...PLAIN, asMethod: plan.form === 'function' }));
  },
  inPlace,
  function gradient(plan, _, choose) {
    if (plan.inPlace || isOfLayout(plan)) return;
    const [plain, laid] = [gradients(plan, makeLive(plan, null, true)), gradients(plan, makeLive(plan, choose, true))];
    calls += 2;
    agree(plan, 'gradient, layout', plain, laid);
  },
];

function attempt(index: number): void {
  const choose = random(seedOf(seed, index));
  const plan = choosePlan(choose);
  const report = (error: unknown) => {
    const fault = error instanceof Fault ? error.message : `the fuzzer itself: ${(error as Error).stack}`;
    console.log(JSON.stringify({ seed, index, call: describe(plan), fault }));
  };
  say(`${index}: ${describe(plan)}`);
  try {
    const plainly = carryOut(plan, makeLive(plan, null), PLAIN);
    // A call that other calls follow must be one that fits, or they are all refused.
    const forms = plainly.kind === 'results' ? [choose.pick(FORMS), choose.pick(FORMS)] : [choose.pick(FORMS)];
    for (const form of forms) {
      say(`${index}: ${form.name} of ${describe(plan)}`);
      form(plan, plainly, choose);
    }
  } catch (error) {
    report(error);
  }
}

let index = first;
for (; calls < count; index += 1) {
  attempt(index);
  if (index % 256 === 0) memory.collect();
}
memory.collect();
const { handles } = memory.stats();
if (handles > 2048) console.log(JSON.stringify({ seed, index, call: 'all of them', fault: `${handles} handles are left` }));
if (!bystanders.every(isTensor)) console.log(JSON.stringify({ seed, index, call: 'all of them', fault: 'a tensor is none any more' }));
closeSync(log);
console.log(JSON.stringify({ done: calls, next: index }));
