/**
 * Modules: construct, load the stored state, run forward, and compare text, outputs, gradients and what forward changed.
 * The files whose names start with an underscore have their own forms; those of construction are in structure.ts.
 */
import { basename } from 'node:path';
import { readLines } from './archives.ts';
import { asList, compareValue, EXACT, prefixed, type Verdict } from './compare.ts';
import { callFunction, callMethod, construct, type Engine, isTensor, type LiveTensor } from './engine.ts';
import { decodeTensor, type HostTensor, hostOf, toLive } from './host.ts';
import { compareGradient, compareMessage, expectThrow, fromPython } from './ops.ts';
import type { Report } from './report.ts';
import { entriesOf, equalText, liveState, roundingTolerance } from './state.ts';
import { checkStructure, type StructureRecord } from './structure.ts';
import { decode, decodeArguments, decodeOptions, type Json, tensorOf } from './values.ts';

type Named = Readonly<Record<string, Json>>;

/** A module, and what it is run on. */
export interface ModuleRecord {
  readonly id: string;
  readonly module: string;
  readonly args: readonly Json[];
  readonly kwargs?: Named;
  readonly training?: boolean;
  readonly repr?: string;
  readonly wrap?: { readonly fn: string; readonly name: string; readonly kwargs?: Named };
  readonly state_dict?: Named;
  readonly state_dict_keys?: readonly string[];
  readonly inputs?: readonly Json[];
  readonly input_kwargs?: Named;
  readonly output?: Json;
  readonly grad_outputs?: Named;
  readonly grad_output?: Json;
  readonly param_grads?: Named;
  readonly input_grads?: Named;
  readonly state_dict_after?: Named;
  readonly seed?: number;
  readonly after?: Json;
  readonly stage?: 'construct' | 'forward';
  readonly message_regex?: string | null;
  readonly message?: string;
  readonly err64?: { readonly output?: number | null; readonly grad?: number | null } | null;
}

export function runModuleFile(engine: Engine, report: Report, path: string): void {
  const file = basename(path);
  for (const record of readLines<ModuleRecord>(path)) {
    const check = (part: string, body: () => Verdict) => report.check('modules', file, record.id, part, body);
    if (file.startsWith('_structure')) check('structure', () => checkStructure(engine, record as unknown as StructureRecord));
    else if (file.startsWith('_errors')) check('error', () => checkModuleError(engine, record));
    else if (file.startsWith('_packed_rnn')) check('output', () => checkPacked(engine, record as unknown as PackedRecord));
    else checkModule(engine, record, check);
  }
}

function checkModule(engine: Engine, record: ModuleRecord, check: (part: string, body: () => Verdict) => void): void {
  const run = new ModuleRun(engine, record);
  if (record.repr !== undefined) check('repr', () => equalText(String(buildModule(engine, record)), record.repr ?? ''));
  check('output', () => run.output());
  if (record.grad_outputs !== undefined || record.grad_output !== undefined) check('grad', () => run.gradients());
  if (Object.keys(record.state_dict_after ?? {}).length > 0) check('state', () => run.stateAfter());
  if (record.after !== undefined) check('random', () => run.randomAfter());
}

function buildModule(engine: Engine, record: ModuleRecord): unknown {
  const reading = { make: (host: HostTensor) => toLive(engine, host) };
  const args = decodeArguments(engine, record.args, reading);
  let module = construct(engine, record.module, args, decodeOptions(engine, record.kwargs ?? {}, reading));
  if (record.wrap !== undefined) {
    const { fn, name, kwargs = {} } = record.wrap;
    module = callFunction(engine, fn, [module, name], decodeOptions(engine, kwargs, reading)) ?? module;
  }
  callMethod(module, 'train', [record.training ?? true]);
  return module;
}

/** One module run once; the later parts look at what the first left. */
class ModuleRun {
  readonly #engine: Engine;
  readonly #record: ModuleRecord;
  readonly #inputs = new Map<string, LiveTensor>();
  #module: unknown = undefined;
  #result: unknown = undefined;
  #after: unknown = undefined;

  constructor(engine: Engine, record: ModuleRecord) {
    this.#engine = engine;
    this.#record = record;
  }

  output(): Verdict {
    const { state_dict: state = {}, seed, err64, output = null } = this.#record;
    this.#module = buildModule(this.#engine, this.#record);
    if (Object.keys(state).length > 0) callMethod(this.#module, 'load_state_dict', [liveState(this.#engine, state)]);
    const [args, kwargs] = this.#arguments();
    if (seed !== undefined) this.#engine.manualSeed(seed);
    this.#result = callMethod(this.#module, 'call', args, kwargs);
    if (seed !== undefined) this.#after = callFunction(this.#engine, 'rand', [[3]]);
    return compareValue(this.#engine, this.#result, output, roundingTolerance(err64?.output));
  }

  /** In-place modules are given a copy of the leaf, whose gradient is wanted. */
  #arguments(): [unknown[], Record<string, unknown>] {
    const { inputs = [], input_kwargs: kwargs = {}, input_grads: wanted = {}, repr = '' } = this.#record;
    const inplace = repr.includes('inplace=True');
    const make = (host: HostTensor, _: boolean, path: string): LiveTensor => {
      const tensor = toLive(this.#engine, host);
      if (path in wanted) tensor.requiresGrad_(true);
      this.#inputs.set(path, tensor);
      return inplace ? tensor.clone() : tensor;
    };
    const args = decodeArguments(this.#engine, inputs, { make });
    return [args, decodeOptions(this.#engine, kwargs, { make }, 'kwargs.')];
  }

  gradients(): Verdict {
    const { grad_outputs: byPath, grad_output: single, param_grads: ofParameters = {}, input_grads: ofInputs = {} } = this.#record;
    const fed = Object.entries(byPath ?? { '': single ?? null }).flatMap(([path, value]) => {
      const encoded = tensorOf(value);
      const output = atPath(this.#engine, this.#result, path);
      if (encoded === null || !isTensor(this.#engine, output) || !output.requiresGrad) return [];
      return [{ output, gradient: toLive(this.#engine, decodeTensor(encoded)) }];
    });
    const parameters = new Map(callMethod(this.#module, 'named_parameters') as Iterable<[string, LiveTensor]>);
    const wanted = [
      ...Object.entries(ofParameters).map(([key, value]) => ({ key, value, tensor: parameters.get(key) })),
      ...Object.entries(ofInputs).map(([key, value]) => ({
        key: `input ${key}`,
        value,
        tensor: this.#inputs.get(key),
      })),
    ];
    const lacking = wanted.find(({ tensor }) => tensor === undefined);
    if (lacking !== undefined) return `no parameter ${lacking.key}`;
    const inputs = wanted.flatMap(({ tensor }) => (tensor === undefined ? [] : [tensor]));
    const options = { gradOutputs: fed.map(({ gradient }) => gradient), allowUnused: true };
    const actual =
      fed.length === 0
        ? []
        : this.#engine.autograd.grad(
            fed.map(({ output }) => output),
            inputs,
            options,
          );
    const tolerance = roundingTolerance(this.#record.err64?.grad);
    for (const [index, { key, value }] of wanted.entries()) {
      const encoded = tensorOf(value);
      const gradient = actual[index] ?? null;
      const verdict = compareGradient(gradient === null ? null : hostOf(gradient), encoded === null ? null : decodeTensor(encoded), tolerance);
      if (verdict !== null) return prefixed(key, verdict);
    }
    return null;
  }

  stateAfter(): Verdict {
    const state = new Map(entriesOf(callMethod(this.#module, 'state_dict')));
    for (const [key, value] of Object.entries(this.#record.state_dict_after ?? {})) {
      const verdict = compareValue(this.#engine, state.get(key), value, roundingTolerance(this.#record.err64?.output), key);
      if (verdict !== null) return verdict;
    }
    return null;
  }

  randomAfter(): Verdict {
    return compareValue(this.#engine, this.#after, this.#record.after ?? null, EXACT);
  }
}

/** The tensor at `"1.0"` or `"hidden.c"` of a nested result; the empty path is the result itself. */
function atPath(engine: Engine, value: unknown, path: string): unknown {
  return path
    .split('.')
    .filter((part) => part !== '')
    .reduce<unknown>((at, part) => {
      const list = asList(engine, at);
      return /^\d+$/.test(part) && list !== null ? list[Number(part)] : (at as Record<string, unknown> | null)?.[part];
    }, value);
}

function checkModuleError(engine: Engine, record: ModuleRecord): Verdict {
  const { state_dict: state = {}, message_regex: regex = null, message: sentence = '' } = record;
  const message = regex === null ? sentence : new RegExp(fromPython(regex));
  const build = () => buildModule(engine, record);
  if (record.stage === 'construct') return compareMessage(expectThrow(engine, build), message);
  const module = build();
  if (Object.keys(state).length > 0) callMethod(module, 'load_state_dict', [liveState(engine, state)]);
  const make = (host: HostTensor) => toLive(engine, host);
  const args = decodeArguments(engine, record.inputs ?? [], { make });
  const kwargs = decodeOptions(engine, record.input_kwargs ?? {}, { make });
  return compareMessage(
    expectThrow(engine, () => callMethod(module, 'call', args, kwargs)),
    message,
  );
}

interface PackedRecord extends ModuleRecord {
  readonly input: Json;
  readonly lengths: readonly number[];
  readonly enforce_sorted: boolean;
  readonly padding_value: number;
  readonly packed_output_data: Json;
  readonly hidden: Json;
  readonly output_lengths: Json;
}

/** Pack, run, unpack. */
function checkPacked(engine: Engine, record: PackedRecord): Verdict {
  const tolerance = roundingTolerance(null);
  const module = buildModule(engine, record);
  callMethod(module, 'load_state_dict', [liveState(engine, record.state_dict ?? {})]);
  const batchFirst = record.kwargs?.['batch_first'] === true;
  const input = decode(engine, record.input, '', { make: (host) => toLive(engine, host) });
  const packed = callFunction(engine, 'nn.utils.rnn.pack_padded_sequence', [input, record.lengths], {
    batch_first: batchFirst,
    enforce_sorted: record.enforce_sorted,
  });
  const [output, hidden] = asList(engine, callMethod(module, 'call', [packed])) ?? [];
  const [padded, lengths] =
    asList(
      engine,
      callFunction(engine, 'nn.utils.rnn.pad_packed_sequence', [output], {
        batch_first: batchFirst,
        padding_value: record.padding_value,
      }),
    ) ?? [];
  return (
    compareValue(engine, (output as { data?: unknown }).data, record.packed_output_data, tolerance, 'packed data') ??
    compareValue(engine, hidden, record.hidden, tolerance, 'hidden') ??
    compareValue(engine, padded, record.output ?? null, tolerance, 'output') ??
    compareValue(engine, lengths, record.output_lengths, EXACT, 'lengths')
  );
}
