/**
 * Random numbers and initialisation: short programs run from a seed, every result compared, bit for bit where the
 * file says so. The last draw of a program shows how much the calls before it consumed.
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { readLines } from './archives.ts';
import { compareValue, EXACT, type Tolerance, type Verdict } from './compare.ts';
import { callFunction, callMethod, construct, type Engine, type LiveTensor, onCpu } from './engine.ts';
import { checkLoader, type LoaderRecord } from './loader.ts';
import { contiguousStrides, type HostTensor, hostOf, numbers, toLive, zeros } from './host.ts';
import { entriesOf } from './state.ts';
import type { Report } from './report.ts';
import { decodeArguments, decodeModule, decodeOptions, type Json, type ModuleSpec } from './values.ts';

interface Operation {
  readonly call: string;
  readonly args?: readonly Json[];
  readonly kwargs?: Readonly<Record<string, Json>>;
  readonly self?: {
    readonly shape: readonly number[];
    readonly dtype: string;
    readonly layout?: 'transposed' | 'strided2';
  };
  readonly construct?: boolean;
  readonly generator?: string;
  readonly out?: Json;
}

interface Program {
  readonly id: string;
  readonly seed: number;
  readonly header?: boolean;
  readonly match?: 'bits' | 'close';
  readonly ops?: readonly Operation[];
  readonly generators?: Readonly<Record<string, number>>;
  readonly tree?: ModuleSpec;
  readonly state_dict?: Json;
  readonly after?: Json;
}

/** Of what is no draw alone: orthogonal matrices need a third of it. */
const CLOSE: Tolerance = { rtol: 1e-6, atol: 1e-6 };

export function runProgramFile(engine: Engine, report: Report, area: string, path: string): void {
  const file = basename(path);
  if (file === 'gains.json') {
    report.check(area, file, 'gains', 'value', () => checkGains(engine, path));
    return;
  }
  const [header, ...records] = readLines<Program>(path);
  const tolerance = header?.match === 'bits' ? EXACT : CLOSE;
  for (const record of records) {
    report.check(area, file, record.id, 'value', () => {
      if (file.startsWith('engine')) return onCpu(engine, () => checkEngine(engine, record as unknown as EngineRecord));
      if (file.startsWith('dataloader')) return onCpu(engine, () => checkLoader(engine, record as unknown as LoaderRecord));
      return record.tree === undefined ? runProgram(engine, record, tolerance) : checkTree(engine, record, tolerance);
    });
  }
}

function runProgram(engine: Engine, program: Program, tolerance: Tolerance): Verdict {
  const generators = new Map(
    Object.entries(program.generators ?? {}).map(([name, seed]) => {
      const generator = construct(engine, 'Generator', [engine.getDefaultDevice()]);
      callMethod(generator, 'manual_seed', [seed]);
      return [name, generator] as const;
    }),
  );
  engine.manualSeed(program.seed);
  for (const [index, operation] of (program.ops ?? []).entries()) {
    const actual = runOperation(engine, operation, generators);
    if (operation.out === undefined || operation.out === null) continue;
    const verdict = compareValue(engine, actual, operation.out, toleranceOf(operation, tolerance), `${index} ${operation.call}`);
    if (verdict !== null) return verdict;
  }
  return null;
}

/** Not reproducible bit for bit: gumbel_softmax, and the last bit of float64 normals. */
function toleranceOf(operation: Operation, stated: Tolerance): Tolerance {
  if (operation.call.includes('gumbel')) return CLOSE;
  const isDouble = JSON.stringify(operation.out).includes('"float64"');
  return isDouble && /normal|randn/.test(operation.call) ? { rtol: 5e-16, atol: 0 } : stated;
}

function runOperation(engine: Engine, operation: Operation, generators: ReadonlyMap<string, unknown>): unknown {
  const reading = { make: (host: HostTensor) => toLive(engine, host) };
  const args = decodeArguments(engine, operation.args ?? [], reading);
  const kwargs = decodeOptions(engine, operation.kwargs ?? {}, reading);
  if (operation.generator !== undefined) kwargs['generator'] = generators.get(operation.generator);
  if (operation.construct === true) {
    const module = construct(engine, operation.call, args, kwargs);
    return Object.fromEntries(entriesOf(callMethod(module, 'state_dict')));
  }
  const name = operation.call.replace(/^(torch|Tensor)\./, '');
  if (operation.self === undefined) return callFunction(engine, name, args, kwargs);
  const self = blank(engine, operation.self);
  if (operation.call.startsWith('Tensor.')) callMethod(self, name, args, kwargs);
  else callFunction(engine, name, [self, ...args], kwargs);
  return self;
}

/** The tensor to fill, with the memory layout that decides the order of the draws. */
function blank(engine: Engine, { shape, dtype, layout }: NonNullable<Operation['self']>): LiveTensor {
  if (layout === undefined) return toLive(engine, zeros(shape, dtype));
  const strides = layout === 'transposed' ? contiguousStrides([...shape].reverse()).reverse() : contiguousStrides(shape).map((stride) => 2 * stride);
  const { elements } = zeros(layout === 'strided2' ? [2, ...shape] : shape, dtype);
  return toLive(engine, { dtype, shape, elements, strides });
}

function checkTree(engine: Engine, program: Program, tolerance: Tolerance): Verdict {
  engine.manualSeed(program.seed);
  const module = decodeModule(engine, program.tree as ModuleSpec, '', { make: (host) => toLive(engine, host) });
  const after = callFunction(engine, 'rand', [[3]]);
  const state = Object.fromEntries(entriesOf(callMethod(module, 'state_dict')));
  return compareValue(engine, state, program.state_dict ?? null, tolerance) ?? compareValue(engine, after, program.after ?? null, EXACT, 'rand(3)');
}

interface EngineRecord {
  readonly seed?: string;
  readonly initial_seed?: string;
  readonly u32?: readonly number[];
  readonly u32_at?: Readonly<Record<string, number>>;
  readonly state?: Json;
  readonly then?: readonly Json[];
}

/**
 * Raw outputs seen through 64-bit draws, `(first << 32 | second) mod 2^63`: all of every second output, so that a
 * second run, shifted by one draw, shows the others. Only the top byte of output 0 stays hidden.
 */
function checkEngine(engine: Engine, record: EngineRecord): Verdict {
  if (record.state !== undefined) return checkState(engine, record);
  const seed = BigInt(record.seed ?? '0');
  engine.manualSeed(seed);
  const initial = callFunction(engine, 'initial_seed', []);
  if (String(initial) !== record.initial_seed) return `initial seed ${String(initial)}, expected ${record.initial_seed}`;
  const odd = longDraws(engine);
  engine.manualSeed(seed);
  const [low = 0] = numbers(hostOf(callFunction(engine, 'rand', [[1]]) as LiveTensor));
  const even = longDraws(engine);
  const drawn = (index: number): bigint => {
    const [list, at] = index % 2 === 1 ? [odd, (index - 1) / 2] : [even, index / 2 - 1];
    return BigInt.asUintN(32, list[at] ?? 0n);
  };
  const wanted = [...(record.u32 ?? []).entries(), ...Object.entries(record.u32_at ?? {}).map(([at, value]) => [Number(at), value] as const)];
  for (const [index, value] of wanted) {
    const [actual, expected] = index === 0 ? [BigInt(Math.round(low * 2 ** 24)), BigInt(value) & 0xffffffn] : [drawn(index), BigInt(value)];
    if (actual !== expected) return `output ${index} is ${actual}, expected ${expected}`;
  }
  return null;
}

function longDraws(engine: Engine): ArrayLike<bigint> {
  const tensor = toLive(engine, zeros([700], 'int64'));
  callMethod(tensor, 'random_');
  return hostOf(tensor).elements as BigInt64Array;
}

function checkState(engine: Engine, record: EngineRecord): Verdict {
  const [state] = decodeArguments(engine, [record.state ?? null], { make: (host) => toLive(engine, host) });
  callFunction(engine, 'set_rng_state', [state]);
  const verdict = compareValue(engine, callFunction(engine, 'get_rng_state', []), record.state ?? null, EXACT, 'state');
  const results = [
    ['randn', 2],
    ['rand', 4],
    ['randn', 17],
  ].map(([name, size]) => callFunction(engine, name as string, [[size]]));
  return verdict ?? compareValue(engine, results, record.then ?? null, EXACT, 'then');
}

interface Gains {
  readonly calculate_gain: Readonly<Record<string, number>>;
  readonly fan_in_fan_out: readonly (readonly [readonly number[], readonly [number, number]])[];
}

/** Gains by name and parameter; fans by the deviation that they give, `1/sqrt(fan)` for the linear gain. */
function checkGains(engine: Engine, path: string): Verdict {
  const gains = JSON.parse(readFileSync(path, 'utf8')) as Gains;
  for (const [key, expected] of Object.entries(gains.calculate_gain)) {
    const [name, parameter] = key.split(':');
    const args = parameter === undefined ? [name] : [name, Number(parameter)];
    const actual = callFunction(engine, 'nn.init.calculate_gain', args) as number;
    if (actual !== expected) return `gain of ${key} is ${actual}, expected ${expected}`;
  }
  for (const [shape, fans] of gains.fan_in_fan_out) {
    for (const [index, mode] of ['fan_in', 'fan_out'].entries()) {
      const fan = fanOf(engine, shape, mode);
      if (fan !== fans[index]) return `${mode} of [${shape.join(', ')}] is ${fan}, expected ${fans[index]}`;
    }
  }
  return null;
}

/** The fan that kaiming_uniform_ used: both it and uniform_(−1, 1) start from the same draws, so their ratio is the bound √(3/fan). */
function fanOf(engine: Engine, shape: readonly number[], mode: string): number {
  const fill = (name: string, args: readonly unknown[], kwargs: Record<string, unknown>): number => {
    const tensor = toLive(engine, zeros(shape, 'float64'));
    engine.manualSeed(7);
    callFunction(engine, `nn.init.${name}`, [tensor, ...args], kwargs);
    return numbers(hostOf(tensor))[0] ?? Number.NaN;
  };
  const bound = fill('kaiming_uniform_', [], { mode, nonlinearity: 'linear' }) / fill('uniform_', [-1, 1], {});
  return Math.round(3 / bound ** 2);
}
