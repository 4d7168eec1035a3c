/** The state of modules: tensors by PyTorch's dotted names, read out and copied in. */
import { noGrad } from '../autograd/mode.ts';
import { ValueError } from '../error.ts';
import { become, isTensor, type Tensor } from '../tensor.ts';
import { membersOf, type Member, type Module } from './module.ts';
import { sizeText, typeText } from '../text.ts';

/** Tensors by name. */
export type StateDict = Record<string, Tensor>;

/** What a state can be read from. */
export type State = Readonly<Record<string, Tensor>> | ReadonlyMap<string, Tensor>;

export interface StateOptions {
  /** In front of all names. */
  readonly prefix?: string;
  /** The members themselves rather than detached aliases. */
  readonly keepVars?: boolean;
}

export interface LoadOptions {
  readonly strict?: boolean;
  readonly assign?: boolean;
}

/** Keys that were not found, and keys that nobody asked for. */
export interface IncompatibleKeys {
  readonly missingKeys: readonly string[];
  readonly unexpectedKeys: readonly string[];
}

/** Parameters and persistent buffers of a module, then those of its children, as PyTorch orders them. */
function* stateOf(module: Module, prefix: string): Generator<[string, Exclude<Member, { kind: 'module' }>]> {
  const members = membersOf(module);
  for (const member of members) if (member.kind === 'parameter') yield [prefix + member.name, member];
  for (const member of members) if (member.kind === 'buffer' && member.persistent) yield [prefix + member.name, member];
  for (const member of members) if (member.kind === 'module') yield* stateOf(member.value, `${prefix}${member.name}.`);
}

export function readState(module: Module, { prefix = '', keepVars = false }: StateOptions): StateDict {
  const entries = [...stateOf(module, prefix)].map(([key, { value }]) => [key, keepVars ? value : value.detach()] as const);
  return Object.fromEntries(entries);
}

export function loadState(module: Module, state: State, { strict = true, assign = false }: LoadOptions): IncompatibleKeys {
  const given = new Map<string, unknown>(state instanceof Map ? state : Object.entries(state));
  const missingKeys: string[] = [];
  const problems: string[] = [];
  const known = new Set<string>();
  noGrad(() => {
    for (const [key, { value }] of stateOf(module, '')) {
      known.add(key);
      if (!given.has(key)) missingKeys.push(key);
      else loadOne(key, value, given.get(key), assign, problems);
    }
  });
  const unexpectedKeys = [...given.keys()].filter((key) => !known.has(key));
  if (strict) {
    if (unexpectedKeys.length > 0) problems.unshift(`Unexpected key(s) in state_dict: ${quoted(unexpectedKeys)}. `);
    if (missingKeys.length > 0) problems.unshift(`Missing key(s) in state_dict: ${quoted(missingKeys)}. `);
  }
  if (problems.length > 0) {
    throw new ValueError(`Error(s) in loading state_dict for ${module.constructor.name}:\n\t${problems.join('\n\t')}`);
  }
  return { missingKeys, unexpectedKeys };
}

function quoted(keys: readonly string[]): string {
  return keys.map((key) => `"${key}"`).join(', ');
}

function loadOne(key: string, target: Tensor, source: unknown, assign: boolean, problems: string[]): void {
  if (!isTensor(source)) {
    problems.push(`While copying the parameter named "${key}", expected torch.Tensor or Tensor-like object from checkpoint but received ${typeText(source)}`);
    return;
  }
  // Checkpoints of PyTorch before 0.4 hold scalars as lists of one.
  const value = target.ndim === 0 && source.ndim === 1 ? source.at(0) : source;
  if (value.shape.join() !== target.shape.join()) {
    problems.push(
      `size mismatch for ${key}: copying a param with shape ${sizeText(value.shape)} from checkpoint, the shape in current model is ${sizeText(target.shape)}.`,
    );
    return;
  }
  if (!assign) {
    target.copy_(value);
    return;
  }
  const { requiresGrad } = target;
  become(target, value.detach());
  if (requiresGrad) target.requiresGrad_(true);
}
