/** Which dtypes elementwise operators take, give and refuse, against PyTorch (fixtures/dtypes.jsonl.gz, written by fixtures/dtypes.py). */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import * as tapir from '../js/index.ts';
import { type DType, DTypeError, tensor } from '../js/index.ts';

type Recorded = readonly [name: string, results: Readonly<Record<string, string>>];

const file = new URL('fixtures/dtypes.jsonl.gz', import.meta.url);
const records = gunzipSync(readFileSync(file))
  .toString()
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line) as Recorded);

const NUMBERS: Readonly<Record<string, unknown>> = { '2': 2, '2.5': 2.5, true: true };

const camelCase = (name: string) => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
const operand = (name: string) => NUMBERS[name] ?? tensor([1, 1, 1]).to(name as DType);

function call(name: string, operands: readonly unknown[]): { readonly dtype: DType } {
  const [path = '', form] = name.split(':');
  const rest = path === 'cumsum' || path === 'cumprod' ? [0] : [];
  if (form === 'inplace') {
    const [target, ...others] = operands as [Record<string, (...args: unknown[]) => never>];
    return (target[`${camelCase(path)}_`] as (...args: unknown[]) => never).call(target, ...others, ...rest);
  }
  const find = (scope: unknown, part: string) => (scope as Record<string, unknown>)[camelCase(part)];
  return (path.split('.').reduce(find, tapir as unknown) as (...args: unknown[]) => never)(...operands, ...rest);
}

/** The dtype of the result, or the message of the error after `!`. */
function outcome(name: string, operands: string): string {
  const values = operands.split(',').map(operand);
  try {
    return call(name, values).dtype;
  } catch (error) {
    if (error instanceof DTypeError) return `!${error.message}`;
    throw error;
  }
}

describe('dtypes of elementwise operators', () => {
  it.each(records)('%s takes, gives and refuses those of PyTorch', (name, results) => {
    const differences = Object.entries(results).flatMap(([operands, expected]) => {
      const found = outcome(name, operands);
      const fits = expected.startsWith('!') ? found.startsWith('!') && found.includes(expected.slice(1)) : found === expected;
      return fits ? [] : [`${name}(${operands}): ${found}, not ${expected}`];
    });
    expect(differences).toEqual([]);
  });
});
