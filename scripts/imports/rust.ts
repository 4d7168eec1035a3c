/**
 * Which file of a crate takes something from which other, as its `use` lines and paths say. A name that a module only passes on
 * (`pub use`) is traced to the file that defines it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

/** From each file to those it takes something from. */
export type Arrows = ReadonlyMap<string, ReadonlySet<string>>;

interface Module {
  readonly file: string;
  /** Without tests and comments. */
  readonly text: string;
  /** Its `use` lines: the path, what the name is here, and whether others may take it from here. */
  readonly uses: readonly Use[];
}

interface Use {
  readonly path: readonly string[];
  readonly name: string;
  readonly isPublic: boolean;
}

const DECLARATION = (name: string): RegExp => new RegExp(`\\b(?:fn|struct|enum|trait|type|const|static|union|macro_rules!)\\s+${name}\\b`);

const withoutTests = (text: string): string => text.replace(/#\[cfg\((?:all\()?test[^\]]*\]\s*mod \w+ \{[\s\S]*$/, '').replace(/\/\/.*$/gm, '');

/** `a::{b, c::{self, d as e}}` as single paths. */
function paths(tree: string): { path: string[]; name: string }[] {
  const brace = tree.indexOf('{');
  if (brace < 0) {
    const [path = '', alias] = tree.trim().split(/\s+as\s+/);
    const parts = path.split('::').map((part) => part.trim());
    if (parts.at(-1) === 'self') parts.pop();
    return [{ path: parts, name: alias ?? (parts.at(-1) as string) }];
  }
  const head = tree.slice(0, brace).trim().replace(/::$/, '');
  const prefix = head === '' ? [] : head.split('::');
  const parts: string[] = [];
  let [depth, from] = [0, brace + 1];
  for (let at = brace + 1; at < tree.length; at += 1) {
    if (tree[at] === '{') depth += 1;
    if (tree[at] === '}') depth -= 1;
    if ((tree[at] === ',' && depth === 0) || depth < 0) {
      parts.push(tree.slice(from, at));
      from = at + 1;
      if (depth < 0) break;
    }
  }
  return parts.filter((part) => part.trim() !== '').flatMap((part) => paths(part).map(({ path, name }) => ({ path: [...prefix, ...path], name })));
}

function read(file: string): Module {
  // What an inline module takes from `super` is this file's own.
  const text = withoutTests(readFileSync(file, 'utf8')).replace(/^[ \t]+(?:pub )?use super::(?!super)[^;]+;$/gm, '');
  const uses = [...text.matchAll(/^[ \t]*(pub(?:\([^)]*\))? )?use ([^;]+);/gm)].flatMap(([, visibility, tree]) =>
    paths(tree as string).map((use) => ({ ...use, isPublic: visibility !== undefined })),
  );
  return { file, text, uses };
}

class Crate {
  readonly #modules = new Map<string, Module>();

  constructor(root: string) {
    for (const entry of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
      if (!entry.endsWith('.rs') || /(^|\/)tests(\/|\.rs$)/.test(entry)) continue;
      const folder = dirname(entry) === '.' ? [] : dirname(entry).split('/');
      const name = basename(entry, '.rs');
      const path = ['lib', 'mod', 'main'].includes(name) ? folder : [...folder, name];
      this.#modules.set(path.join('::'), read(join(root, entry)));
    }
  }

  arrows(): Arrows {
    const arrows = new Map<string, Set<string>>();
    for (const [path, module] of this.#modules) {
      const found = new Set<string>();
      const here = path === '' ? [] : path.split('::');
      const inline = [...module.text.matchAll(/\b(?:crate|super)(?:::\w+)+/g)].map(([text]) => text.split('::'));
      for (const taken of [...module.uses.map((use) => use.path), ...inline]) {
        const file = this.#owner(here, taken, new Set());
        if (file !== undefined && file !== module.file) found.add(file);
      }
      arrows.set(module.file, found);
    }
    return arrows;
  }

  /** The file that defines what a path names; none if it is not of this crate. */
  #owner(here: readonly string[], path: readonly string[], seen: Set<string>): string | undefined {
    const [first = '', ...rest] = path;
    if (first === 'crate') return this.#find([], rest, seen);
    if (first === 'self') return this.#find(here, rest, seen);
    if (first === 'super') {
      let [above, names] = [here.slice(0, -1), rest];
      while (names[0] === 'super') [above, names] = [above.slice(0, -1), names.slice(1)];
      return this.#find(above, names, seen);
    }
    return this.#modules.has([...here, first].join('::')) ? this.#find(here, path, seen) : undefined;
  }

  #find(from: readonly string[], names: readonly string[], seen: Set<string>): string | undefined {
    let [module, left] = [from, names];
    while (left.length > 0 && this.#modules.has([...module, left[0]].join('::'))) [module, left] = [[...module, left[0] as string], left.slice(1)];
    const found = this.#modules.get(module.join('::'));
    const [name] = left;
    if (found === undefined || name === undefined || name === '*') return found?.file;
    const key = `${module.join('::')} ${name}`;
    if (seen.has(key)) return undefined;
    seen.add(key);
    if (DECLARATION(name).test(found.text)) return found.file;
    const macro = module.length === 0 && [...this.#modules.values()].find(({ text }) => text.includes(`macro_rules! ${name} `));
    if (macro) return macro.file;
    const passed = found.uses.filter((use) => use.name === name).map((use) => this.#owner(module, use.path, seen));
    const globs = found.uses.filter((use) => use.isPublic && use.name === '*').map((use) => this.#owner(module, [...use.path.slice(0, -1), name], seen));
    return [...passed, ...globs].find((file) => file !== undefined) ?? (seen.size === 1 ? found.file : undefined);
  }
}

/** The arrows between the files below the `src` of a crate. */
export function rustArrows(root: string): Arrows {
  const arrows = new Crate(root).arrows();
  const short = (file: string): string => relative(root, file);
  return new Map([...arrows].map(([file, taken]) => [short(file), new Set([...taken].map(short))]));
}
