/** The public names: what users may write. A name that goes or comes shows in names.txt, which a change of the API changes too. */
import { isProxy } from 'node:util/types';
import { describe, expect, it } from 'vitest';
import * as tapir from '../../js/index.ts';

const isClass = (value: unknown): value is { readonly prototype: object } =>
  typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value));
const isNamespace = (value: unknown): value is object => typeof value === 'object' && value !== null && !isProxy(value);

/** The names of a class that it has itself: methods and getters, and static ones. */
function membersOf(Class: { readonly prototype: object }): string[] {
  const own = Object.getOwnPropertyNames(Class.prototype).filter((name) => name !== 'constructor');
  const fixed = Object.getOwnPropertyNames(Class).filter((name) => !['length', 'name', 'prototype'].includes(name));
  return [...own, ...fixed.map((name) => `static ${name}`)];
}

function* namesIn(space: object, path: string, seen: Set<object>): Generator<string> {
  seen.add(space);
  for (const [name, value] of Object.entries(space).sort(([a], [b]) => (a < b ? -1 : 1))) {
    yield `${path}${name}`;
    if (isClass(value)) {
      const members = membersOf(value).sort();
      for (const member of members) yield `${path}${name}#${member}`;
    } else if (
      isNamespace(value) &&
      !seen.has(value) &&
      (Object.prototype.toString.call(value) === '[object Module]' || Object.getPrototypeOf(value) === Object.prototype)
    ) {
      yield* namesIn(value, `${path}${name}.`, seen);
    }
  }
}

describe('the public names', () => {
  it('are those of names.txt', async () => {
    const names = [...namesIn(tapir, '', new Set())];
    expect(names.length).toBeGreaterThan(500);
    await expect(`${names.join('\n')}\n`).toMatchFileSnapshot('names.txt');
  });
});
