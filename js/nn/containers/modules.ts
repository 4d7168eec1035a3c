/** Modules made of modules: in sequence, in a list, by name. They keep them themselves rather than in fields. */
import { addHint, ValueError } from '../../error.ts';
import type { Tensor } from '../../tensor.ts';
import { isOptions, OBJECT, optional, required, signature } from '../../signature.ts';
import type { Member } from '../module/members.ts';
import { Module, ModuleBase } from '../module/module.ts';
import { typeText } from '../../text.ts';
import { blockText, indent } from '../module/repr.ts';

type Entries = Readonly<Record<string, ModuleBase>> | ReadonlyMap<string, ModuleBase> | Iterable<readonly [string, ModuleBase]>;

function checked(module: unknown): Module {
  if (module instanceof ModuleBase) return module as Module;
  throw new ValueError(`${typeText(module)} is not a Module subclass`);
}

function listOf(modules: unknown): readonly ModuleBase[] {
  if (typeof modules === 'object' && modules !== null && Symbol.iterator in modules) return [...(modules as Iterable<ModuleBase>)];
  throw new ValueError(`expected an iterable of modules, but got ${typeText(modules)}`);
}

function entriesOf(modules: Entries): [string, ModuleBase][] {
  if (typeof modules !== 'object' || modules === null) throw new ValueError(`expected a dict of modules, but got ${typeText(modules)}`);
  return Symbol.iterator in modules ? ([...modules] as [string, ModuleBase][]) : Object.entries(modules);
}

const LIST = signature('ModuleList', optional('modules', OBJECT, []));
const DICT = signature('ModuleDict', optional('modules', OBJECT, {}));
/** The first module of a sequence may take anything. */
const FORWARD = signature('forward', required('input', OBJECT));

/** Keeps modules by name. */
abstract class Container extends Module {
  protected items = new Map<string, Module>();

  protected override members(): Member[] {
    const own = [...this.items].map(([name, value]): Member => ({ kind: 'module', name, field: name, value }));
    return [...super.members(), ...own];
  }

  protected put(name: string, module: unknown): void {
    if (name === '' || name.includes('.')) throw new ValueError(`module name can't be empty or contain ".", got: "${name}"`);
    this.items.set(name, checked(module));
  }

  /** The number of modules. */
  get length(): number {
    return this.items.size;
  }
}

/** A place counted from either end. */
function placeIn({ length }: Container, index: number): number {
  const place = index < 0 ? index + length : index;
  if (!Number.isInteger(place) || place < 0 || place >= length) throw new ValueError(`index ${index} is out of range`);
  return place;
}

/** Keeps modules in order, named `'0'`, `'1'`, … */
abstract class ListContainer extends Container {
  protected renumber(modules: readonly ModuleBase[]): void {
    this.items = new Map(modules.map((module, index) => [String(index), checked(module)]));
  }

  /** The module at a place, counted from either end. */
  at(index: number): Module {
    return [...this.items.values()][placeIn(this, index)] as Module;
  }

  /** Puts another module in a place. */
  set(index: number, module: ModuleBase): this {
    const name = [...this.items.keys()][placeIn(this, index)] as string;
    this.items.set(name, checked(module));
    return this;
  }

  /** Adds a module at the end. */
  append(module: ModuleBase): this {
    this.renumber([...this.items.values(), module]);
    return this;
  }

  /** As `append`. */
  push(module: ModuleBase): this {
    return this.append(module);
  }

  /** Adds modules at the end. */
  extend(modules: Iterable<ModuleBase>): this {
    this.renumber([...this.items.values(), ...listOf(modules)]);
    return this;
  }

  /** Adds a module before the one at `index`. */
  insert(index: number, module: ModuleBase): this {
    this.renumber([...this.items.values()].toSpliced(index, 0, module as Module));
    return this;
  }

  /** Takes out the module at a place and returns it. */
  pop(index = -1): Module {
    const place = placeIn(this, index);
    const modules = [...this.items.values()];
    this.renumber(modules.toSpliced(place, 1));
    return modules[place] as Module;
  }

  [Symbol.iterator](): IterableIterator<Module> {
    return this.items.values();
  }
}

/**
 * Modules one after the other, each called with what the one before gave.
 *
 * @example
 * const net = new nn.Sequential(new nn.Linear(784, 128), new nn.ReLU(), new nn.Linear(128, 10));
 * const named = new nn.Sequential({ hidden: new nn.Linear(784, 128), activation: new nn.ReLU() });
 */
export class Sequential extends ListContainer {
  static override readonly name: string = 'Sequential';

  constructor(...modules: readonly ModuleBase[]);
  constructor(modules: Entries | readonly ModuleBase[]);
  constructor(...args: readonly unknown[]) {
    super();
    const [first] = args;
    const isNamed = args.length === 1 && (isOptions(first) || first instanceof Map);
    if (isNamed) for (const [name, module] of entriesOf(first as Entries)) this.put(name, module);
    else this.renumber((Array.isArray(first) ? first : args) as readonly ModuleBase[]);
  }

  override forward(input: Tensor): Tensor {
    let value: Tensor = arguments.length === 1 && input !== undefined ? input : FORWARD.read(arguments).input;
    for (const [name, module] of this.items) {
      try {
        value = module.call(value) as Tensor;
      } catch (error) {
        throw addHint(error, `in (${name}): ${String(module).split('\n', 1)[0]}`);
      }
    }
    return value;
  }

  /** A sequence of the modules from `start` to before `end`, with their names. */
  slice(start?: number, end?: number): Sequential {
    return new Sequential(new Map([...this.items].slice(start, end)));
  }
}

/**
 * Modules in a list, for loops of one's own.
 *
 * @example
 * readonly layers = new nn.ModuleList([new nn.Linear(4, 4), new nn.Linear(4, 4)]);
 * override forward(x: Tensor) { for (const layer of this.layers) x = layer.call(x); return x; }
 */
export class ModuleList extends ListContainer {
  static override readonly name: string = 'ModuleList';

  constructor(modules?: Iterable<ModuleBase>);
  constructor(...args: readonly unknown[]) {
    super();
    const { modules } = LIST.read(args);
    this.renumber(listOf(modules));
  }

  /** Equal neighbours on one line: `(0-1): 2 x Linear(…)`. */
  override toString(): string {
    const runs: { from: number; to: number; text: string }[] = [];
    [...this.items.values()].forEach((module, index) => {
      const text = String(module);
      const last = runs.at(-1);
      if (last?.text === text) last.to = index;
      else runs.push({ from: index, to: index, text });
    });
    const lines = runs.map(({ from, to, text }) => indent(from === to ? `(${from}): ${text}` : `(${from}-${to}): ${to - from + 1} x ${text}`));
    return blockText(this.constructor.name, '', lines);
  }
}

/**
 * Modules by name, in the order in which they were added.
 *
 * @example
 * readonly heads = new nn.ModuleDict({ mean: new nn.Linear(8, 2), variance: new nn.Linear(8, 2) });
 * override forward(x: Tensor) { return this.heads.get('mean')!.call(x); }
 */
export class ModuleDict extends Container {
  static override readonly name: string = 'ModuleDict';

  constructor(modules?: Entries);
  constructor(...args: readonly unknown[]) {
    super();
    const { modules } = DICT.read(args);
    this.update(modules);
  }

  get(name: string): Module | undefined {
    return this.items.get(name);
  }

  set(name: string, module: ModuleBase): this {
    this.put(name, module);
    return this;
  }

  has(name: string): boolean {
    return this.items.has(name);
  }

  delete(name: string): boolean {
    return this.items.delete(name);
  }

  /** Takes a module out and returns it. */
  pop(name: string): Module {
    const module = this.items.get(name);
    if (module === undefined) throw new ValueError(`no module '${name}'`);
    this.items.delete(name);
    return module;
  }

  clear(): void {
    this.items.clear();
  }

  /** Adds modules, in place of those of the same name. */
  update(modules: Entries): this {
    for (const [name, module] of entriesOf(modules)) this.put(name, module);
    return this;
  }

  keys(): IterableIterator<string> {
    return this.items.keys();
  }

  values(): IterableIterator<Module> {
    return this.items.values();
  }

  entries(): IterableIterator<[string, Module]> {
    return this.items.entries();
  }

  [Symbol.iterator](): IterableIterator<string> {
    return this.items.keys();
  }
}
