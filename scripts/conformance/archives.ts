/**
 * The data's own containers (JSON lines, safetensors, npz), read without the package: a fault of its readers must not
 * hide behind the same fault here.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync, inflateRawSync } from 'node:zlib';
import { count, fromBytes, type HostTensor } from './host.ts';

/** The records of a `.jsonl.gz` file. Integers that a double cannot hold are read as `{"$int"}`. */
export function readLines<T>(path: string): T[] {
  const text = gunzipSync(readFileSync(path)).toString('utf8');
  const exact = text.replace(/(?<=[[,:]\s?)-?\d{16,}(?=[\],}])/g, '{"$int":"$&"}');
  return exact
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}

const SAFETENSORS_DTYPES: Readonly<Record<string, string>> = {
  BOOL: 'bool',
  U8: 'uint8',
  I8: 'int8',
  I16: 'int16',
  I32: 'int32',
  I64: 'int64',
  F16: 'float16',
  BF16: 'bfloat16',
  F32: 'float32',
  F64: 'float64',
};

export function readSafetensors(path: string): Map<string, HostTensor> {
  const bytes = readFileSync(path);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.subarray(8, start).toString('utf8')) as Record<string, { dtype: string; shape: number[]; data_offsets: [number, number] }>;
  const entries = Object.entries(header).filter(([name]) => name !== '__metadata__');
  return new Map(
    entries.map(
      ([
        name,
        {
          dtype: code,
          shape,
          data_offsets: [from, to],
        },
      ]) => {
        const dtype = SAFETENSORS_DTYPES[code] ?? code;
        return [name, { dtype, shape, elements: fromBytes(new Uint8Array(bytes.subarray(start + from, start + to)), dtype) }];
      },
    ),
  );
}

const NUMPY_DTYPES: Readonly<Record<string, string>> = {
  '|u1': 'uint8',
  '|b1': 'bool',
  '<i4': 'int32',
  '<i8': 'int64',
  '<f4': 'float32',
  '<f8': 'float64',
};

/** The arrays of a row-major npz archive, by name. */
export function readNpz(path: string): Map<string, HostTensor> {
  const bytes = readFileSync(path);
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const arrays = new Map<string, HostTensor>();
  let at = bytes.readUInt32LE(end + 16);
  for (let index = 0; index < bytes.readUInt16LE(end + 10); index += 1) {
    const [method, packed] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20)];
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset)) as [number, number, number];
    const name = bytes.subarray(at + 46, at + 46 + nameLength).toString('utf8');
    const local = bytes.readUInt32LE(at + 42);
    const data = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const stored = bytes.subarray(data, data + packed);
    arrays.set(name.replace(/\.npy$/, ''), readNpy(method === 8 ? inflateRawSync(stored) : stored));
    at += 46 + nameLength + extra + comment;
  }
  return arrays;
}

function readNpy(bytes: Buffer): HostTensor {
  const start = 10 + bytes.readUInt16LE(8);
  const header = bytes.subarray(10, start).toString('latin1');
  const [, descr = ''] = /'descr': '([^']+)'/.exec(header) ?? [];
  const [, sizes = ''] = /'shape': \(([^)]*)\)/.exec(header) ?? [];
  const shape = sizes
    .split(',')
    .filter((size) => size.trim() !== '')
    .map(Number);
  const dtype = NUMPY_DTYPES[descr] ?? descr;
  const size = fromBytes(new Uint8Array(0), dtype).BYTES_PER_ELEMENT;
  return {
    dtype,
    shape,
    elements: fromBytes(new Uint8Array(bytes.subarray(start, start + count(shape) * size)), dtype),
  };
}
