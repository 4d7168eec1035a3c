/** Modules as text: one line each, children indented below. */
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
