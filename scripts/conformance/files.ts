/** Files: good ones must load to their content, damaged ones be refused with an ordinary error and without side effects. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareTensor, compareValue, EXACT, prefixed, type Verdict } from './compare.ts';
import { callFunction, callMethod, type Engine, isTensor, type LiveTensor, Missing } from './engine.ts';
import { decodeTensor, hostOf, numbers } from './host.ts';
import { entriesOf } from './state.ts';
import type { Report } from './report.ts';
import { type Json, tensorOf } from './values.ts';

interface FileEntry {
  readonly path: string;
  readonly format: 'npy' | 'npz' | 'safetensors' | 'pt';
  readonly expect: 'ok' | 'error' | 'no_crash';
  readonly content?: Json;
  readonly metadata?: Json;
  readonly shares?: readonly (readonly string[])[];
  readonly optional?: boolean;
}

export async function runFiles(engine: Engine, report: Report, directory: string, wanted: (name: string) => boolean): Promise<void> {
  const listing = JSON.parse(readFileSync(join(directory, 'expected.json'), 'utf8')) as { files: FileEntry[] };
  for (const entry of listing.files.filter(({ path }) => wanted(path))) {
    const part = { ok: 'load', error: 'refuse', no_crash: 'survive' }[entry.expect];
    report.add('files', entry.path, 0, part, await verdictOf(engine, directory, entry));
  }
}

async function verdictOf(engine: Engine, directory: string, entry: FileEntry): Promise<Verdict> {
  const path = join(directory, entry.path);
  let content: unknown;
  try {
    content = await callFunction(engine, 'load', [path]);
  } catch (error) {
    refuseCommands(entry);
    return refusal(engine, entry, error);
  }
  refuseCommands(entry);
  if (entry.expect === 'error') return 'loaded a file that must be refused';
  if (entry.expect === 'no_crash') return null;
  return compareContent(engine, content, entry.content ?? null, '') ?? sharing(engine, content, entry) ?? (await metadata(engine, path, entry));
}

/** A file from elsewhere must not run anything: one that tries leaves a trace. */
function refuseCommands({ path }: FileEntry): void {
  if (existsSync('pwned')) throw new Error(`${path} ran a command`);
}

function refusal(engine: Engine, entry: FileEntry, error: unknown): Verdict {
  if (error instanceof Missing) return 'missing';
  if (error instanceof engine.InternalError) return `internal error: ${(error as Error).message}`;
  if (!(error instanceof engine.TapirError)) return `not a structured error: ${String(error)}`;
  return entry.expect === 'ok' && entry.optional !== true ? `refused: ${(error as Error).message}` : null;
}

async function metadata(engine: Engine, path: string, entry: FileEntry): Promise<Verdict> {
  if (entry.metadata === undefined) return null;
  try {
    const opened = await callFunction(engine, 'safe_open', [path]);
    return compareValue(engine, callMethod(opened, 'metadata'), entry.metadata, EXACT, 'metadata');
  } catch (error) {
    return error instanceof Missing ? 'missing' : String(error);
  }
}

function compareContent(engine: Engine, actual: unknown, expected: Json, at: string): Verdict {
  if (expected === null || typeof expected !== 'object' || tensorOf(expected) !== null) {
    return compareValue(engine, actual, expected, EXACT, at);
  }
  if (Array.isArray(expected)) return compareItems(engine, actual, expected, at);
  const tagged = expected as { readonly [key: string]: Json };
  if ('$tuple' in tagged) return compareItems(engine, actual, tagged['$tuple'] as readonly Json[], at);
  if ('$set' in tagged) return compareItems(engine, actual, tagged['$set'] as readonly Json[], at);
  if ('$bytes' in tagged) {
    const same = actual instanceof Uint8Array && Buffer.from(actual).toString('base64') === tagged['$bytes'];
    return same ? null : `${at}: other bytes`;
  }
  if ('$as_float32' in tagged) return compareWidened(engine, actual, tagged, at);
  if ('$device' in tagged || '$int' in tagged || '$float' in tagged || '$dtype' in tagged) {
    return compareValue(engine, actual, '$device' in tagged ? (tagged['$device'] as Json) : expected, EXACT, at);
  }
  const pairs = '$dict' in tagged ? (tagged['$dict'] as readonly (readonly [Json, Json])[]) : Object.entries(tagged);
  const entries = new Map(entriesOf(actual).map(([key, value]) => [String(key), value]));
  if (entries.size !== pairs.length) return `${at}: expected ${pairs.length} entries, got ${entries.size}`;
  for (const [key, value] of pairs) {
    const verdict = compareContent(engine, entries.get(String(key)), value, `${at}${at === '' ? '' : '.'}${String(key)}`);
    if (verdict !== null) return verdict;
  }
  return null;
}

function compareItems(engine: Engine, actual: unknown, expected: readonly Json[], at: string): Verdict {
  const iterable = actual !== null && typeof actual === 'object' && Symbol.iterator in actual && !isTensor(engine, actual);
  const items = iterable ? [...(actual as Iterable<unknown>)] : null;
  if (items === null || items.length !== expected.length) return `${at}: expected ${expected.length} items`;
  for (const [index, value] of expected.entries()) {
    const verdict = compareContent(engine, items[index], value, `${at}${at === '' ? '' : '.'}${index}`);
    if (verdict !== null) return verdict;
  }
  return null;
}

/** float8: the values, given as float32. */
function compareWidened(engine: Engine, actual: unknown, expected: { readonly [key: string]: Json }, at: string): Verdict {
  const encoded = tensorOf(expected['$as_float32']);
  if (!isTensor(engine, actual) || encoded === null) return `${at}: expected a tensor`;
  if (actual.dtype !== expected['dtype']) return `${at}: expected ${String(expected['dtype'])}, got ${actual.dtype}`;
  const widened = callMethod(actual, 'to', ['float32']) as LiveTensor;
  return prefixed(at, compareTensor(hostOf(widened), decodeTensor(encoded), EXACT));
}

/** Entries that share a storage change together. */
function sharing(engine: Engine, content: unknown, entry: FileEntry): Verdict {
  for (const [first, ...others] of entry.shares ?? []) {
    const entries = new Map(entriesOf(content));
    const tensor = entries.get(first ?? '');
    if (!isTensor(engine, tensor)) return `${first}: expected a tensor`;
    const before = others.map((name) => numbers(hostOf(entries.get(name) as LiveTensor)).join());
    callMethod(callMethod(tensor.detach(), 'view', [-1]), 'fill_', [113]);
    const stuck = others.find((name, index) => numbers(hostOf(entries.get(name) as LiveTensor)).join() === before[index]);
    if (stuck !== undefined) return `${first} and ${stuck} do not share storage`;
  }
  return null;
}
