/** Operators as functions and methods, made from the registry. */
import { Tensor } from '../tensor.ts';
import { makeFunction, makeInner, makeMethod } from './invoke.ts';
import { byName, camelCase, type Entry, memberKey, registry } from './registry.ts';

const functions = new Map<string, Entry[]>();
for (const entry of registry.filter((each) => each.function)) {
  const path = `${entry.namespace}.${camelCase(entry.name)}`;
  functions.set(path, [...(functions.get(path) ?? []), entry]);
}

/** The function of a name, typed by whoever asks for it. */
export function operator<F>(namespace: string, name: string): F {
  const entries = functions.get(`${namespace}.${name}`);
  // The generated files name only what the registry has; a stale one fails here, at once.
  if (entries === undefined) throw new Error(`the engine has no operator ${namespace}.${name}`);
  return makeFunction(entries) as F;
}

/** The function of an operator that users do not see: called with all its arguments, in order. */
export function innerOperator(name: string): (...args: readonly unknown[]) => unknown {
  const entry = registry.find((each) => each.name === name);
  if (entry === undefined) throw new Error(`the engine has no operator ${name}`);
  return makeInner(entry);
}

/** Members of `Tensor` that are written by hand and not replaced. */
export const HAND_WRITTEN: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Tensor.prototype));

function define(name: string | symbol, descriptor: PropertyDescriptor): void {
  if (!HAND_WRITTEN.has(String(name))) Object.defineProperty(Tensor.prototype, name, { configurable: true, ...descriptor });
}

for (const [name, entries] of byName((entry) => entry.method && !entry.property)) {
  define(memberKey(name), { value: makeMethod(entries, false), writable: true });
}
for (const [name, entries] of byName((entry) => entry.inplace)) {
  define(`${name}_`, { value: makeMethod(entries, true), writable: true });
}
for (const [name, entries] of byName((entry) => entry.property)) {
  define(name, { get: makeMethod(entries, false) as () => unknown });
}
