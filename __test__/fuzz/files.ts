/**
 * Reads damaged files: `files.ts SEED FIRST COUNT`. Whatever the bytes are, there must be tensors or a typed error, soon, and in
 * no more memory than a file of that length can fill. Prints one line of JSON for each fault.
 */
import { mkdirSync, closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import { InternalError, io, isTensor, load, memory, safeOpen, TapirError, type Tensor, tensor } from '../../js/index.ts';
import { DTYPES } from '../../js/dtype.ts';
import { keep } from './outcome.ts';
import { random, type Random, seedOf } from './random.ts';

const [seed = 0, first = 0, count = 0] = process.argv.slice(2).map(Number);
const log = openSync('last-call', 'w');
const say = (text: string) => writeSync(log, `${text.slice(0, 300).padEnd(300)}\n`, 0);

type Format = 'safetensors' | 'npy' | 'npz';

interface Sample {
  readonly format: Format;
  readonly bytes: Uint8Array;
}

/** Beyond the file's own length: what the tables of an archive and a decompressor need. */
const MOST_MEMORY = 64 * 2 ** 20;
const MOST_SECONDS = 5;

const readers: { readonly [F in Format]: (bytes: Uint8Array) => unknown } = {
  safetensors: io.parseSafetensors,
  npy: io.parseNpy,
  npz: io.parseNpz,
};

/** A header of NumPy's as text, which the mutations then change. */
function npy(header: string, body: Uint8Array, version = 1): Uint8Array {
  const text = Buffer.from(`${header}\n`);
  const length = version === 1 ? Buffer.from([text.length & 255, text.length >> 8]) : Buffer.from([text.length & 255, text.length >> 8, 0, 0]);
  return Buffer.concat([Buffer.from('\x93NUMPY', 'latin1'), Buffer.from([version, 0]), length, text, body]);
}

function samples(): readonly Sample[] {
  mkdirSync('samples', { recursive: true });
  const named = Object.fromEntries(
    DTYPES.map((dtype) => [
      `t_${dtype}`,
      tensor([
        [0, 1, 2],
        [3, 4, 5],
      ]).to(dtype) as Tensor,
    ]),
  );
  const without = (dtype: RegExp) => Object.fromEntries(Object.entries(named).filter(([name]) => !dtype.test(name)));
  const portable = without(/bfloat16/);
  const small = { a: tensor([1, 2, 3]), empty: tensor([]), scalar: tensor(1) } as Record<string, Tensor>;
  const found: Sample[] = [
    { format: 'safetensors', bytes: io.serializeSafetensors(without(/complex128/), { metadata: { epoch: '3', größe: '🦙' } }) },
    { format: 'safetensors', bytes: io.serializeSafetensors(small) },
    { format: 'npy', bytes: npy("{'descr': '>f4', 'fortran_order': True, 'shape': (2, 3), }", new Uint8Array(24), 1) },
    { format: 'npy', bytes: npy("{'descr': '<i8', 'fortran_order': False, 'shape': (3,), }", new Uint8Array(24), 2) },
    { format: 'npy', bytes: npy("{'descr': '|b1', 'fortran_order': False, 'shape': (), }", new Uint8Array(1), 3) },
  ];
  for (const [name, one] of Object.entries(portable)) {
    io.saveNpy(`samples/${name}.npy`, one);
    found.push({ format: 'npy', bytes: readFileSync(`samples/${name}.npy`) });
  }
  for (const compressed of [false, true]) {
    io.saveNpz('samples/all.npz', portable, { compressed });
    found.push({ format: 'npz', bytes: readFileSync('samples/all.npz') });
    io.saveNpz('samples/one.npz', { a: tensor([1, 2, 3]) as Tensor }, { compressed });
    found.push({ format: 'npz', bytes: readFileSync('samples/one.npz') });
  }
  return found;
}

const ODD_WORDS = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];
const ODD_LONG_WORDS = [0n, 1n, 2n ** 31n, 2n ** 32n, 2n ** 53n, 2n ** 62n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n];
/** What stands in headers, and what it might be instead. */
const SWAPS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/\d+/g, ['0', '-1', '1', '7', '255', '4294967296', '9223372036854775807', '18446744073709551615', '99999999999999999999999']],
  [/\d+/g, ['1e5', '1e400', '0.5', 'null', '"1"', '-0', '01', '0x10']],
  [/F32|I64|BOOL|F64|U8|BF16|F16/g, ['F32', 'I64', 'F8_E4M3', 'X', '', 'C64', 'U64']],
  [/[[\]{}(),:]/g, ['[', ']', '{', '}', '(', ')', ',', ':', '[[[[', '']],
  [/'<f4'|'<i8'|'>f4'|'\|b1'/g, ["'<f8'", "'|O'", "'<U3'", "'>i2'", "'<c16'", "[('a', '<f4')]", "'<f9'", "'<M8[ns]'"]],
  [/"[^"]*"/g, ['""', '"a"', '"__metadata__"', '"\\u0000"', '"\\ud800"', '"dtype"', '"shape"', '"data_offsets"', '"../../x"']],
  [/True|False/g, ['True', 'False', '1', 'None']],
];

/** One occurrence of something in the header, replaced; lengths beside it are mended half the time, so that it is read. */
function swapText({ format, bytes }: Sample, choose: Random): Uint8Array {
  const start = format === 'safetensors' ? 8 : format === 'npy' ? 10 : 0;
  if (bytes.length < start) return bytes; // cut before its header
  const end = format === 'safetensors' ? Math.min(bytes.length, 8 + Number(Buffer.from(bytes).readBigUInt64LE(0))) : Math.min(bytes.length, 600);
  const text = Buffer.from(bytes.subarray(start, end)).toString('latin1');
  const [pattern, instead] = choose.pick(SWAPS);
  const hits = [...text.matchAll(pattern)];
  if (hits.length === 0) return bytes;
  const hit = choose.pick(hits);
  const changed = text.slice(0, hit.index) + choose.pick(instead) + text.slice(hit.index + hit[0].length);
  const header = Buffer.from(bytes.subarray(0, start));
  if (choose.chance(0.7) && format === 'safetensors') header.writeBigUInt64LE(BigInt(changed.length), 0);
  if (choose.chance(0.7) && format === 'npy') header.writeUInt16LE(Math.min(65_535, changed.length), 8);
  return Buffer.concat([header, Buffer.from(changed, 'latin1'), bytes.subarray(end)]);
}

const MUTATIONS: readonly ((sample: Sample, choose: Random) => Uint8Array)[] = [
  function bit({ bytes }, choose) {
    const [place, mask] = [choose.below(bytes.length), 1 << choose.below(8)];
    return bytes.map((byte, at) => (at === place ? byte ^ mask : byte));
  },
  function byte({ bytes }, choose) {
    const copy = Uint8Array.from(bytes);
    for (let times = 1 + choose.below(4); times > 0; times -= 1) copy[choose.below(copy.length)] = choose.pick([0, 1, 127, 128, 255, 92, 34]);
    return copy;
  },
  function word({ bytes }, choose) {
    const copy = Buffer.from(bytes);
    if (copy.length < 8) return copy;
    const at = choose.chance(0.5) ? choose.below(Math.min(64, copy.length - 7)) : choose.below(copy.length - 7);
    if (choose.chance(0.5)) copy.writeUInt32LE(choose.pick(ODD_WORDS), at);
    else copy.writeBigUInt64LE(choose.pick([...ODD_LONG_WORDS, BigInt(bytes.length)]), at);
    return copy;
  },
  function cut({ bytes }, choose) {
    return bytes.subarray(0, choose.below(bytes.length));
  },
  function extend({ bytes }, choose) {
    return Buffer.concat([bytes, Buffer.alloc(1 + choose.below(40), choose.below(256))]);
  },
  function splice({ bytes }, choose) {
    const [at, length] = [choose.below(bytes.length), choose.below(40)];
    const from = choose.below(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(from, from + length), bytes.subarray(choose.chance(0.5) ? at : at + length)]);
  },
  swapText,
  swapText,
  swapText,
  function twice({ bytes }, choose) {
    return Buffer.concat([bytes.subarray(choose.below(bytes.length)), bytes]);
  },
  function nested({ format }, choose) {
    const deep = '['.repeat(choose.pick([10, 1000, 100_000]));
    const json = Buffer.from(`{"a":{"dtype":"F32","shape":${deep}`);
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(json.length));
    return format === 'npy' ? npy(`{'descr': '<f4', 'shape': ${'('.repeat(deep.length % 60_000)}`, new Uint8Array(4)) : Buffer.concat([length, json]);
  },
  // A little that unpacks to much, where a header promises nearly nothing.
  function bomb({ bytes, format }, choose) {
    if (format !== 'npz' || !choose.chance(0.05)) return bytes.subarray(0, bytes.length - 1);
    const packed = deflateRawSync(new Uint8Array(64 << 20));
    const at = bytes.indexOf(80, 4);
    return Buffer.concat([bytes.subarray(0, Math.max(30, at)), packed, bytes.subarray(Math.max(30, at))]);
  },
];

/** Reads it as bytes or as a file, in one of the ways there are. */
function read({ format, bytes }: Sample, choose: Random): unknown {
  if (choose.chance(0.9)) return readers[format](bytes);
  const path = `damaged.${format}`;
  writeFileSync(path, bytes);
  if (format === 'safetensors' && choose.chance(0.5)) {
    const file = safeOpen(path);
    file.metadata();
    return file.keys().map((key) => file.getTensor(key));
  }
  return load(path);
}

function check(sample: Sample, choose: Random): string | null {
  memory.resetPeak();
  const { live } = memory.stats();
  const started = performance.now();
  try {
    const result = read(sample, choose);
    const tensors = isTensor(result) ? [result] : Object.values(result as object);
    for (const each of tensors) if (isTensor(each)) keep(each);
  } catch (error) {
    if (error instanceof InternalError || !(error instanceof TapirError)) return `${(error as Error).name}: ${(error as Error).message}`;
  }
  const seconds = (performance.now() - started) / 1000;
  if (seconds > MOST_SECONDS) return `took ${seconds.toFixed(1)} s`;
  const taken = memory.stats().peak - live;
  return taken > MOST_MEMORY + 8 * sample.bytes.length ? `took ${(taken / 2 ** 20).toFixed(0)} MiB for ${sample.bytes.length} bytes` : null;
}

const known = samples();
for (let index = first; index < first + count; index += 1) {
  const choose = random(seedOf(seed, index));
  const origin = choose.pick(known);
  let bytes = origin.bytes;
  const names: string[] = [];
  for (let times = 1 + choose.below(3); times > 0 && bytes.length > 0; times -= 1) {
    const mutate = choose.pick(MUTATIONS);
    names.push(mutate.name);
    bytes = mutate({ format: origin.format, bytes }, choose);
  }
  say(`${index}: ${origin.format} of ${bytes.length} bytes, ${names.join(', ')}`);
  const fault = check({ format: origin.format, bytes }, choose);
  const start = Buffer.from(bytes.subarray(0, 400)).toString('latin1');
  if (fault !== null) console.log(JSON.stringify({ seed, index, call: `${origin.format} ${start}`, fault }));
  if (index % 512 === 0) memory.collect();
}
closeSync(log);
console.log(JSON.stringify({ done: count }));
