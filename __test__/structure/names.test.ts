/** The public names: what users may write. A name that goes or comes shows in names.txt, which a change of the API changes too. */
import { isProxy } from 'node:util/types';
import { describe, expect, it } from 'vitest';
import * as tapir from '../../js/index.ts';

type Class = { readonly prototype: object };

const isClass = (value: unknown): value is Class => typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value));
const isNamespace = (value: unknown): value is object => typeof value === 'object' && value !== null && !isProxy(value);

/** The names of a class: methods and getters, and static ones. Those it has of a base that is public itself are said there. */
function membersOf(Class: Class, isPublic: (value: unknown) => boolean): Set<string> {
  const own = Object.getOwnPropertyNames(Class.prototype).filter((name) => name !== 'constructor');
  const fixed = Object.getOwnPropertyNames(Class).filter((name) => !['length', 'name', 'prototype'].includes(name));
  const base: unknown = Object.getPrototypeOf(Class);
  const inherited = isClass(base) && !isPublic(base) ? membersOf(base, isPublic) : [];
  return new Set([...own, ...fixed.map((name) => `static ${name}`), ...inherited]);
}

function* valuesIn(space: object, seen: Set<object>): Generator<unknown> {
  seen.add(space);
  for (const value of Object.values(space)) {
    yield value;
    if (isNamespace(value) && !seen.has(value)) yield* valuesIn(value, seen);
  }
}

const published = new Set(valuesIn(tapir, new Set()));

function* namesIn(space: object, path: string, seen: Set<object>): Generator<string> {
  seen.add(space);
  for (const [name, value] of Object.entries(space).sort(([a], [b]) => (a < b ? -1 : 1))) {
    yield `${path}${name}`;
    if (isClass(value)) {
      const members = [...membersOf(value, (each) => published.has(each))].sort();
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
