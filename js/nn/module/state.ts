/** The state of modules: tensors by PyTorch's dotted names, read out and copied in. */
import { unrecorded } from '../../autograd/mode.ts';
import { ValueError } from '../../error.ts';
import { BOOL, isOptions, type Kind, named, optional, required, signature, TEXT, type Values } from '../../signature.ts';
import { isTensor, type Tensor } from '../../tensor.ts';
import { membersOf, type Member, replaceMember } from './members.ts';
import type { Module } from './module.ts';
import { Parameter } from './parameter.ts';
import { sizeText, typeText } from '../../text.ts';

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

const STATE: Kind<State> = { name: 'dict', accepts: (value) => value instanceof Map || isOptions(value), takesObjects: true };
export const STATE_DICT = signature('state_dict', named('prefix', TEXT, ''), named('keepVars', BOOL, false));
export const LOAD_STATE_DICT = signature('load_state_dict', required('stateDict', STATE), optional('strict', BOOL, true), optional('assign', BOOL, false));

/** Keys that were not found, and keys that nobody asked for. */
export interface IncompatibleKeys {
  readonly missingKeys: readonly string[];
  readonly unexpectedKeys: readonly string[];
}

/** A parameter or persistent buffer, the module that holds it, and its key. */
interface Entry {
  readonly key: string;
  readonly module: Module;
  readonly member: Exclude<Member, { kind: 'module' }>;
}

/** Parameters and persistent buffers of a module, then those of its children, as PyTorch orders them. */
function* stateOf(module: Module, prefix: string): Generator<Entry> {
  const members = membersOf(module);
  for (const member of members) if (member.kind === 'parameter') yield { key: prefix + member.name, module, member };
  for (const member of members) if (member.kind === 'buffer' && member.persistent) yield { key: prefix + member.name, module, member };
  for (const member of members) if (member.kind === 'module') yield* stateOf(member.value, `${prefix}${member.name}.`);
}

export function readState(module: Module, { prefix, keepVars }: Values<typeof STATE_DICT.params>): StateDict {
  const entries = [...stateOf(module, prefix)].map(({ key, member: { value } }) => [key, keepVars ? value : value.detach()] as const);
  return Object.fromEntries(entries);
}

/** Nothing is written unless everything fits. */
export function loadState(module: Module, { stateDict: state, strict, assign }: Values<typeof LOAD_STATE_DICT.params>): IncompatibleKeys {
  const given = new Map<string, unknown>(state instanceof Map ? state : Object.entries(state));
  const entries = [...stateOf(module, '')];
  const known = new Set(entries.map(({ key }) => key));
  const missingKeys = [...known].filter((key) => !given.has(key));
  const unexpectedKeys = [...given.keys()].filter((key) => !known.has(key));
  const problems: string[] = [];
  if (strict && missingKeys.length > 0) problems.push(`Missing key(s) in state_dict: ${quoted(missingKeys)}. `);
  if (strict && unexpectedKeys.length > 0) problems.push(`Unexpected key(s) in state_dict: ${quoted(unexpectedKeys)}. `);
  const found = entries.filter(({ key }) => given.has(key)).map((entry) => ({ ...entry, source: fitting(entry, given.get(entry.key), assign, problems) }));
  if (problems.length > 0) {
    throw new ValueError(`Error(s) in loading state_dict for ${module.constructor.name}:\n\t${problems.join('\n\t')}`);
  }
  unrecorded(() => {
    for (const { source, ...entry } of found) {
      if (source === null) continue;
      if (assign) replaceMember(entry.module, entry.member, assigned(entry.member, source));
      else entry.member.value.copy_(source);
    }
  });
  return { missingKeys, unexpectedKeys };
}

function quoted(keys: readonly string[]): string {
  return keys.map((key) => `"${key}"`).join(', ');
}

/** What is to be read into a member; null with a further problem if it cannot be. */
function fitting({ key, member }: Entry, source: unknown, assign: boolean, problems: string[]): Tensor | null {
  const target = member.value;
  if (!isTensor(source)) {
    problems.push(`While copying the parameter named "${key}", expected torch.Tensor or Tensor-like object from checkpoint but received ${typeText(source)}`);
    return null;
  }
  // Checkpoints of PyTorch before 0.4 hold scalars as lists of one.
  const value = target.ndim === 0 && source.ndim === 1 && source.numel() === 1 ? source.at(0) : source;
  if (value.shape.join() !== target.shape.join()) {
    problems.push(
      `size mismatch for ${key}: copying a param with shape ${sizeText(value.shape)} from checkpoint, the shape in current model is ${sizeText(target.shape)}.`,
    );
    return null;
  }
  if (assign && target.requiresGrad && !value.isFloatingPoint() && !value.isComplex()) {
    const sizes = `whose dimensions in the model are ${sizeText(target.shape)} and whose dimensions in the checkpoint are ${sizeText(value.shape)}`;
    const cause = "('Only Tensors of floating point and complex dtype can require gradients',)";
    problems.push(`While copying the parameter named "${key}", ${sizes}, an exception occurred : ${cause}.`);
    return null;
  }
  return value;
}

/** The tensor that takes a member's place: a parameter requires a gradient where the former did. */
function assigned({ kind, value: before }: Entry['member'], source: Tensor): Tensor {
  if (kind === 'buffer') return source;
  if (source instanceof Parameter) return source.requiresGrad_(before.requiresGrad);
  return new Parameter(source, { requiresGrad: before.requiresGrad });
}
