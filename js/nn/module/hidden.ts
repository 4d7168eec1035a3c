/**
 * Weights that a module holds where nobody finds them: in lists and maps, and in `#private` fields. Looked for once per module,
 * when its parameters are first asked for, and said as a warning, since some are hidden on purpose.
 * Private fields can be read by the debugger's protocol only; it is asked about classes that have some, and nobody else is.
 */
import type { Session } from 'node:inspector';
import { warnOnce } from '../../warnings.ts';
import type { Member } from './members.ts';
import type { ModuleBase } from './module.ts';

/** A private field or method as a class declares it, not a static one; and a field. */
const PRIVATE = /(?:^|[;{}])\s*(?:(?:async|get|set)\s+|\*\s*)*(#[\p{ID_Start}$_][\p{ID_Continue}$]*)\s*(?:[=;(}]|$)/mu;
const PRIVATE_FIELD = /(?:^|[;{}])\s*#[\p{ID_Start}$_][\p{ID_Continue}$]*\s*(?:[=;}]|$)/mu;

/** The classes of a module below `base`. */
function* classesOf(module: object, base: Function): Generator<Function> {
  let prototype = Object.getPrototypeOf(module) as { constructor: Function } | null;
  while (prototype !== null && prototype.constructor !== base) {
    yield prototype.constructor;
    prototype = Object.getPrototypeOf(prototype) as { constructor: Function } | null;
  }
}

const sources = new WeakMap<Function, string>();

function sourceOf(constructor: Function): string {
  let source = sources.get(constructor);
  if (source === undefined) sources.set(constructor, (source = Function.prototype.toString.call(constructor)));
  return source;
}

/** The name of a private field or method of a module's classes; null if they have none. */
export function privateName(module: object, base: Function): string | null {
  for (const each of classesOf(module, base)) {
    const found = PRIVATE.exec(sourceOf(each));
    if (found?.[1] !== undefined) return found[1];
  }
  return null;
}

/** The values in private fields, by name. Nothing where there is no debugger to ask. */
function privateFields(module: object): [string, unknown][] {
  const inspector = process.getBuiltinModule?.('node:inspector');
  if (inspector === undefined) return [];
  const fields: [string, unknown][] = [];
  const key = Symbol.for('tapir.hidden');
  const scope = globalThis as { [key]?: unknown };
  const session: Session = new inspector.Session();
  try {
    session.connect();
    scope[key] = { module, values: [] };
    const { objectId } = ask(session, 'Runtime.evaluate', { expression: "globalThis[Symbol.for('tapir.hidden')]" }).result;
    const target = ask(session, 'Runtime.evaluate', { expression: "globalThis[Symbol.for('tapir.hidden')].module" }).result;
    const found = ask(session, 'Runtime.getProperties', { objectId: target.objectId, ownProperties: true }).privateProperties ?? [];
    for (const { name, value } of found) {
      if (value?.objectId === undefined) continue;
      const functionDeclaration = 'function (value) { this.values.push(value); }';
      ask(session, 'Runtime.callFunctionOn', { objectId, functionDeclaration, arguments: [{ objectId: value.objectId }] });
      fields.push([name, (scope[key] as { values: unknown[] }).values.at(-1)]);
    }
  } catch {
    return fields;
  } finally {
    delete scope[key];
    session.disconnect();
  }
  return fields;
}

/** What the debugger's protocol answers; within a process it answers at once. */
interface Answer {
  readonly result: { readonly objectId?: string };
  readonly privateProperties?: readonly { readonly name: string; readonly value?: { readonly objectId?: string } }[];
}

function ask(session: Session, method: string, params: object): Answer {
  let answer: Answer | null = null;
  session.post(method as 'Runtime.evaluate', params as never, (error, result) => {
    if (error === null) answer = result as unknown as Answer;
  });
  if (answer === null) throw new Error(`${method} was not answered`);
  return answer;
}

/** The values in a list, map, set or record, however deep. */
function* within(value: unknown, seen: Set<unknown>): Generator<unknown> {
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  yield value;
  if (Array.isArray(value) || value instanceof Set) for (const each of value) yield* within(each, seen);
  else if (value instanceof Map) for (const each of value.values()) yield* within(each, seen);
  else if (Object.getPrototypeOf(value) === Object.prototype) for (const each of Object.values(value)) yield* within(each, seen);
}

export interface Kinds {
  readonly base: Function;
  readonly isWeight: (value: unknown) => boolean;
  readonly membersOf: (module: ModuleBase) => readonly Member[];
}

/** Says which fields of `modules`, and of those in them, hold weights that are in none of them. */
export function sayHidden(modules: readonly ModuleBase[], { base, isWeight, membersOf }: Kinds): void {
  const found = new Set<unknown>(modules);
  for (const module of modules) for (const { value } of membersOf(module)) found.add(value);
  for (const module of modules) {
    const fields: [string, unknown][] = Object.entries(module).filter(([, value]) => !found.has(value) && !isWeight(value));
    if ([...classesOf(module, base)].some((each) => PRIVATE_FIELD.test(sourceOf(each)))) fields.push(...privateFields(module));
    const own = new Set<unknown>(membersOf(module).map(({ value }) => value));
    for (const [field, value] of fields) {
      const isHidden = [...within(value, new Set())].some((each) => isWeight(each) && !found.has(each) && !own.has(each));
      if (isHidden) warnOnce('hiddenWeights', () => sentence(module, field));
    }
  }
}

function sentence(module: ModuleBase, field: string): string {
  const cure = field.startsWith('#')
    ? 'declare it `private readonly` instead of with #, or register it with registerModule or registerParameter'
    : 'use nn.ModuleList, nn.ModuleDict, nn.ParameterList or nn.ParameterDict';
  return `${module.constructor.name}.${field} holds modules or parameters that parameters() and stateDict() do not find: they are neither trained nor saved. To have them found, ${cure}.`;
}
