/** Modules as text: one line each, what it says of itself between the parentheses, children indented below. */
import { BOOL, type Param, showValue } from '../../signature.ts';
import { snakeCase } from '../../text.ts';
import type { Member } from './members.ts';
import type { Module } from './module.ts';

/** Indents all lines but the first. */
export function indent(text: string): string {
  return text.replaceAll('\n', '\n  ');
}

/** The name with extra lines and children in parentheses. */
export function blockText(name: string, extra: string, children: readonly string[]): string {
  const lines = [...(extra === '' ? [] : extra.split('\n')), ...children];
  if (lines.length === 0) return `${name}()`;
  if (lines.length === 1 && children.length === 0) return `${name}(${extra})`;
  return `${name}(\n  ${lines.join('\n  ')}\n)`;
}

export function moduleText(module: Module, members: readonly Member[]): string {
  const children = members.flatMap(({ kind, name, value }) => (kind === 'module' ? [`(${name}): ${indent(String(value))}`] : []));
  return blockText(module.constructor.name, module.extraRepr(), children);
}

/** How a field prints: `eps=` with its name, `numFeatures` its value alone, `dilation?` with its name unless it is the default. */
export type Shown<Name extends string> = Name | `${Name}=` | `${Name}?`;

interface Field {
  readonly name: string;
  readonly param: Param;
  readonly isNamed: boolean;
  readonly isBrief: boolean;
}

/** An entry of a text, read. */
export function shownOf(entry: string, params: readonly Param[]): Field {
  const name = entry.replace(/[=?]$/, '');
  return { name, param: params.find((param) => param.name === name) as Param, isNamed: name !== entry, isBrief: entry.endsWith('?') };
}

/** The fields of a module in PyTorch's words. */
export function fieldsText(module: Readonly<Record<string, unknown>>, fields: readonly Field[]): string {
  return fields.flatMap((field) => fieldText(field, module[field.name])).join(', ');
}

function fieldText({ name, param, isNamed, isBrief }: Field, held: unknown): string[] {
  // A member in the place of the option that asked for it.
  const value = param.kind === BOOL && typeof held !== 'boolean' ? held !== null : held;
  if (isBrief && isEvery(value, param.fallback)) return [];
  const text = showValue(param, value);
  return [isNamed ? `${snakeCase(name)}=${text}` : text];
}

/** Whether a value is another, or a list of it. */
function isEvery(value: unknown, other: unknown): boolean {
  return Array.isArray(value) ? value.every((each) => each === other) : value === other;
}
