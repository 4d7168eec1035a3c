/**
 * From the data's JSON to arguments. Tensors are made by the caller, who is told where each one stood
 * (`"0"`, `"1.2"`, `"kw:weight"`), so that the same case can be run with other layouts or dtypes.
 */
import { construct, type Engine, type LiveTensor, resolve } from './engine.ts';
import { decodeTensor, type EncodedTensor, type HostTensor, toLive } from './host.ts';

/** A value of the data, decoded JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Makes the tensor that stood at `path`. */
export type TensorMaker = (host: HostTensor, requiresGrad: boolean, path: string) => LiveTensor;

/** How the values that are not tensors are read. */
export interface Reading {
  readonly make: TensorMaker;
  /** Another name for a dtype given as an argument. */
  readonly dtype?: (name: string) => string;
}

/** A maker that builds tensors as the data describes them and keeps them by path. */
export function keeping(engine: Engine, kept: Map<string, LiveTensor>): TensorMaker {
  return (host, requiresGrad, path) => {
    const tensor = toLive(engine, host);
    if (requiresGrad) tensor.requiresGrad_(true);
    kept.set(path, tensor);
    return tensor;
  };
}

export function decodeArguments(engine: Engine, args: readonly Json[], reading: Reading): unknown[] {
  return args.map((value, index) => decode(engine, value, String(index), reading));
}

export function decodeOptions(engine: Engine, kwargs: { readonly [key: string]: Json }, reading: Reading, prefix = 'kw:'): Record<string, unknown> {
  const entries = Object.entries(kwargs);
  return Object.fromEntries(entries.map(([key, value]) => [key, decode(engine, value, prefix + key, reading)]));
}

/** One value; a nested object without `$` key becomes an object, an array an array. */
export function decode(engine: Engine, value: Json, path: string, reading: Reading): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) {
    return value.map((item: Json, index) => decode(engine, item, `${path}.${index}`, reading));
  }
  const tagged = value as { readonly [key: string]: Json };
  const [tag = ''] = Object.keys(tagged);
  const content = tagged[tag] as Json;
  switch (tag) {
    case '$tensor':
      return reading.make(decodeTensor(tensorOf(value) as EncodedTensor), tagged['requiresGrad'] === true, path);
    case '$float':
      return decodeFloat(engine, content as string);
    case '$int':
      return BigInt(content as string);
    case '$dtype':
      return reading.dtype?.(content as string) ?? content;
    case '$slice':
      return sliceText(content as readonly (number | null)[]);
    case '$ellipsis':
      return '...';
    case '$fn':
      return resolve(engine, content as string);
    case '$lambda':
      return decodeLambda(content as string);
    case '$module':
      return decodeModule(engine, content as unknown as ModuleSpec, path, reading);
    default:
      return decodeOptions(engine, tagged, reading, path === '' ? '' : `${path}.`);
  }
}

/** A constructor call in the data; children of containers are nested specifications. */
export interface ModuleSpec {
  readonly name: string;
  readonly args: readonly Json[];
  readonly kwargs: { readonly [key: string]: Json };
}

export function decodeModule(engine: Engine, spec: ModuleSpec, path: string, reading: Reading): unknown {
  const args = spec.args.map((value, index) => decodeChild(engine, value, `${path}.${index}`, reading));
  return construct(engine, spec.name, args, decodeOptions(engine, spec.kwargs ?? {}, reading, `${path}.`));
}

function decodeChild(engine: Engine, value: Json, path: string, reading: Reading): unknown {
  if (Array.isArray(value)) return value.map((item: Json) => decodeChild(engine, item, path, reading));
  if (value === null || typeof value !== 'object') return value;
  const spec = value as { readonly [key: string]: Json };
  if (typeof spec['name'] === 'string' && Array.isArray(spec['args'])) {
    return decodeModule(engine, spec as unknown as ModuleSpec, path, reading);
  }
  if (Object.keys(spec).some((key) => key.startsWith('$'))) return decode(engine, value, path, reading);
  const entries = Object.entries(spec);
  return Object.fromEntries(entries.map(([key, child]) => [key, decodeChild(engine, child, path, reading)]));
}

/** The encoded tensor of a `{"$tensor"}` value, else null. */
export function tensorOf(value: Json | undefined): EncodedTensor | null {
  if (value === null || typeof value !== 'object' || !('$tensor' in value)) return null;
  return (value as { readonly $tensor: unknown }).$tensor as EncodedTensor;
}

export function parseFloatText(text: string): number {
  const special: Record<string, number> = { inf: Infinity, '-inf': -Infinity, nan: Number.NaN };
  return special[text] ?? Number(text);
}

/** Whole numbers are marked as floats, since a bare one would be an int; the others are floats as they are. */
function decodeFloat(engine: Engine, text: string): unknown {
  const value = parseFloatText(text);
  return Number.isInteger(value) ? engine.float(value) : value;
}

function sliceText([start, stop, step]: readonly (number | null | undefined)[]): string {
  return `${start ?? ''}:${stop ?? ''}${step === null || step === undefined ? '' : `:${step}`}`;
}

/** A formula in `epoch`, as JavaScript writes it, with `sqrt`. */
function decodeLambda(formula: string): (epoch: number) => number {
  if (!/^[\w\s.+\-*/%()<>=!&|?:,]*$/.test(formula)) throw new Error(`not a formula: ${formula}`);
  const body = new Function('epoch', 'sqrt', `return (${formula});`) as (epoch: number, sqrt: typeof Math.sqrt) => number;
  return (epoch) => body(epoch, Math.sqrt);
}
