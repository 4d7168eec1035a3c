/**
 * What all optimisers share: groups of parameters with their options, a state for each parameter, hooks, and checkpoints.
 * Options and state are named in camelCase; state dictionaries have PyTorch's layout and snake_case.
 */
import { enableGrad } from '../autograd/mode.ts';
import { zeroGradients } from '../autograd/zero.ts';
import { translate, ValueError } from '../error.ts';
import { type Word, writeAll } from '../handles.ts';
import { native } from '../native/index.ts';
import { zerosLike } from '../ops/functions.ts';
import { BOOL, FUNCTION, isOptions, type Kind, OBJECT, optional, required, signature, takesNone } from '../signature.ts';
import { keep } from '../scope.ts';
import { idOf, isTensor, type Removable, type Tensor } from '../tensor.ts';
import { camelCase, floatText, pythonText, snakeCase, typeText } from '../text.ts';
import { checkGroup, checkState, groupOptions, loadedOptions, type Rules, rulesOf } from './rules.ts';
import { warnOnce } from '../warnings.ts';

/** Parameters that are trained with the same options. */
export interface ParamGroup {
  params: Tensor[];
  lr: number;
  /** Names of the parameters, if they were given with them. */
  paramNames?: string[];
  /** The rate that schedulers start from. */
  initialLr?: number;
}

/** A group as it is given: its own options win over the optimiser's. */
export type GroupInput<Options> = { readonly params: Iterable<Tensor | readonly [string, Tensor]> | Tensor } & Options;

/** Parameters, parameters with names, or groups of them. */
export type ParamsInput<Options> = Iterable<Tensor | readonly [string, Tensor] | GroupInput<Options>>;

/** What an optimiser remembers of a parameter. */
export type ParamState = Record<string, unknown>;

/** A checkpoint in PyTorch's layout: parameters are numbers, in the order of the groups. */
export interface OptimizerStateDict {
  readonly state: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly param_groups: readonly (Readonly<Record<string, unknown>> & { readonly params: readonly number[] })[];
}

/** What is called around every step. */
type StepHook = (optimizer: Optimizer, closure: unknown) => void;

/** A flag of `native.flags`. */
const HAS_GRADIENT = 32;

function hasGradient(param: Tensor): boolean {
  return (native.flags(idOf(param)) & HAS_GRADIENT) !== 0;
}

/** Those that a step changes. */
export function withGradients(params: readonly Tensor[]): readonly Tensor[] {
  return native.countGradients(writeAll(params), params.length) === params.length ? params : params.filter(hasGradient);
}

const CHECKPOINT: Kind<OptimizerStateDict> = {
  name: 'dict',
  accepts: (value) => isOptions(value) && Array.isArray(value['param_groups']) && (isOptions(value['state']) || value['state'] instanceof Map),
  hint: () => "a state dict has 'state' and 'param_groups'",
  takesObjects: true,
};
const STEP = signature('step', optional('closure', FUNCTION, null));
const ZERO_GRAD = signature('zero_grad', optional('setToNone', BOOL, true));
const HOOK = signature('register_step_hook', required('hook', FUNCTION));
const ADD_PARAM_GROUP = signature('add_param_group', required('paramGroup', OBJECT));
const LOAD_STATE_DICT = signature('load_state_dict', required('stateDict', CHECKPOINT));

/** Whether `step` was called. */
export let isStepped: (optimizer: Optimizer) => boolean;

/** Base of all optimisers. A subclass gives the defaults of its groups and `update`s one of them. */
export abstract class Optimizer<Group extends ParamGroup = ParamGroup> {
  readonly paramGroups: Group[] = [];
  /** What is remembered of each parameter. */
  readonly state = new Map<Tensor, ParamState>();
  /** The options of groups that do not say otherwise. */
  readonly defaults: Readonly<Record<string, unknown>>;
  readonly #rules: Rules;
  #isStepped = false;
  #preHooks: readonly StepHook[] = [];
  #postHooks: readonly StepHook[] = [];

  static {
    isStepped = (optimizer) => optimizer.#isStepped;
  }

  /** @param rules what groups and checkpoints are checked by; otherwise the names of `defaults` */
  constructor(params: unknown, defaults: Readonly<Record<string, unknown>>, rules?: Rules) {
    if (!isOptions(defaults)) throw new ValueError(`the defaults of an optimizer must be a dict, not ${typeText(defaults)}`);
    this.defaults = defaults;
    this.#rules = rules ?? rulesOf(this.constructor.name, defaults);
    this.#rules.check(defaults);
    if (isTensor(params)) {
      throw new ValueError(`params argument given to the optimizer should be an iterable of Tensors or dicts, but got ${params.type()}`);
    }
    if (typeof params !== 'object' || params === null || !(Symbol.iterator in params)) {
      throw new ValueError(`params argument given to the optimizer should be an iterable of Tensors or dicts, but got ${typeText(params)}`);
    }
    const given = [...(params as Iterable<unknown>)];
    if (given.length === 0) throw new ValueError('optimizer got an empty parameter list');
    const groups = isOptions(given[0]) ? given : [{ params: given }];
    for (const group of groups) this.addParamGroup(group as GroupInput<object>);
  }

  /** Adds parameters to train, such as those of layers that were frozen before. */
  addParamGroup(group: GroupInput<object>): void {
    ADD_PARAM_GROUP.read(arguments, this.addParamGroup);
    if (!isOptions(group)) throw new ValueError(`param_group must be a dict, but got ${typeText(group)}`);
    const options = groupOptions(this.#rules, group as Readonly<Record<string, unknown>>);
    const given = paramsIn(group);
    const params = given.map((each) => (Array.isArray(each) ? (each[1] as Tensor) : (each as Tensor)));
    for (const param of params) this.#check(param);
    const names = given.flatMap((each) => (Array.isArray(each) ? [each[0] as string] : []));
    if (names.length > 0 && names.length < params.length) {
      throw new ValueError('all optimizer params should be with/without names. Some param names are missing');
    }
    const known = new Set(this.paramGroups.flatMap((each) => each.params));
    if (params.some((param) => known.has(param))) throw new ValueError('some parameters appear in more than one parameter group');
    if (new Set(params).size !== params.length) {
      warnOnce('duplicateParameter', 'optimizer contains a parameter group with duplicate parameters; in future, this will cause an error');
    }
    const all = { ...this.defaults, ...options };
    this.#rules.check(all);
    this.paramGroups.push({ ...all, params, ...(names.length > 0 ? { paramNames: names } : {}) } as unknown as Group);
  }

  #check(param: unknown): void {
    if (!isTensor(param)) throw new ValueError(`optimizer can only optimize Tensors, but one of the params is ${typeText(param)}`);
    if (!param.isLeaf && !param.retainsGrad) throw new ValueError("can't optimize a non-leaf Tensor");
  }

  /** Changes the parameters of one group by their gradients. */
  protected abstract update(group: Group): void;

  /**
   * Changes the parameters by their gradients.
   *
   * @param closure evaluates the model again, as some optimisers need it, and returns the loss
   */
  step(): null;
  step<T>(closure: () => T): T;
  step<T>(...args: readonly unknown[]): T | null {
    const closure = (args.length === 0 ? undefined : (STEP.read(args, this.step).closure ?? undefined)) as (() => T) | undefined;
    this.#isStepped = true;
    for (const hook of this.#preHooks) hook(this as unknown as Optimizer, closure);
    const loss = closure === undefined ? null : enableGrad(closure);
    const groups = this.paramGroups;
    try {
      for (let index = 0; index < groups.length; index += 1) this.update(groups[index] as Group);
    } catch (error) {
      // An option that was taken out of a group is what is wrong, whatever came of it.
      for (const group of groups) checkGroup(this.#rules, group as unknown as Readonly<Record<string, unknown>>);
      throw translate(error, this.step);
    }
    for (const hook of this.#postHooks) hook(this as unknown as Optimizer, closure);
    return loss;
  }

  /** Forgets all gradients, or fills them with zeros. */
  zeroGrad(setToNone?: boolean | { readonly setToNone?: boolean }): void;
  zeroGrad(...args: readonly unknown[]): void {
    const forget = args.length === 0 || ZERO_GRAD.read(args, this.zeroGrad).setToNone;
    for (let index = 0; index < this.paramGroups.length; index += 1) {
      const { params } = this.paramGroups[index] as Group;
      if (forget) forgetGradients(params);
      else zeroGradients(params);
    }
  }

  /** Calls `hook(optimizer, closure)` before every step. */
  registerStepPreHook(hook: (optimizer: this, closure: unknown) => void): Removable;
  registerStepPreHook(...args: readonly unknown[]): Removable {
    const { hook } = HOOK.read(args, this.registerStepPreHook);
    const entry: StepHook = (_, closure) => hook(this, closure);
    this.#preHooks = [...this.#preHooks, entry];
    return { remove: () => (this.#preHooks = this.#preHooks.filter((each) => each !== entry)) };
  }

  /** Calls `hook(optimizer, closure)` after every step. */
  registerStepPostHook(hook: (optimizer: this, closure: unknown) => void): Removable;
  registerStepPostHook(...args: readonly unknown[]): Removable {
    const { hook } = HOOK.read(args, this.registerStepPostHook);
    const entry: StepHook = (_, closure) => hook(this, closure);
    this.#postHooks = [...this.#postHooks, entry];
    return { remove: () => (this.#postHooks = this.#postHooks.filter((each) => each !== entry)) };
  }

  /** Options and state, in PyTorch's layout. The tensors are the optimiser's own. */
  stateDict(): OptimizerStateDict {
    takesNone('state_dict', arguments);
    const numbers = new Map(this.paramGroups.flatMap(({ params }) => params).map((param, index) => [param, index]));
    const groups = this.paramGroups.map(({ params, ...options }) => ({
      ...renamed(options, snakeCase),
      params: params.map((param) => numbers.get(param) as number),
    }));
    const state = [...this.state].flatMap(([param, values]) => {
      const number = numbers.get(param);
      return number === undefined ? [] : [[number, renamed(values, snakeCase)] as const];
    });
    return { state: Object.fromEntries(state.sort(([a], [b]) => a - b)), param_groups: groups };
  }

  /** Goes on from a checkpoint: options and copies of the state. The groups must be as large as those it was made from. */
  loadStateDict(stateDict: OptimizerStateDict): void;
  loadStateDict(...args: readonly unknown[]): void {
    const { stateDict: checkpoint } = LOAD_STATE_DICT.read(args, this.loadStateDict);
    const groups = checkpoint.param_groups;
    const stranger = groups.find((group) => !isOptions(group) || !Array.isArray(group.params));
    if (stranger !== undefined) throw new ValueError(`a group of a state dict must be a dict with a list of params, not ${typeText(stranger)}`);
    if (groups.length !== this.paramGroups.length) throw new ValueError('loaded state dict has a different number of parameter groups');
    if (groups.some(({ params }, index) => params.length !== this.paramGroups[index]?.params.length)) {
      throw new ValueError("loaded state dict contains a parameter group that doesn't match the size of optimizer's group");
    }
    const params = new Map(groups.flatMap((group, index) => group.params.map((key, at) => [String(key), this.paramGroups[index]?.params[at] as Tensor])));
    const entries = (checkpoint.state instanceof Map ? [...checkpoint.state] : Object.entries(checkpoint.state)) as [unknown, ParamState][];
    const options = groups.map((group) => loadedOptions(this.#rules, group));
    const known = entries.flatMap(([key, values]) => {
      const param = params.get(String(key));
      if (param === undefined) return [];
      checkState(this.#rules, values, param, String(key));
      return [[param, values] as const];
    });
    // Everything is as it should be: only now is something changed.
    this.state.clear();
    for (const [param, values] of known) this.state.set(param, loadedState(renamed(values, camelCase), param));
    options.forEach((loaded, index) => Object.assign(this.paramGroups[index] as Group, loaded));
  }

  /** What PyTorch prints. */
  toString(): string {
    const groups = this.paramGroups.map((group, index) => {
      const entries = Object.entries(renamed(group as unknown as ParamState, snakeCase)).filter(([key]) => key !== 'params');
      const lines = entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => `    ${key}: ${optionText(value)}\n`);
      return `Parameter Group ${index}\n${lines.join('')}`;
    });
    return `${this.constructor.name} (\n${groups.join('\n')})`;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}

/** What is remembered of a parameter, made by the first call. */
function stateOf(state: Map<Tensor, ParamState>, param: Tensor): ParamState {
  let own = state.get(param);
  if (own === undefined) {
    own = {};
    state.set(param, own);
  }
  return own;
}

/** How often each of the parameters has been stepped, this time included. */
export function counted(states: Map<Tensor, ParamState>, params: readonly Tensor[]): number[] {
  return params.map((param) => {
    const state = stateOf(states, param) as { step?: number };
    state.step = (state.step ?? 0) + 1;
    return state.step;
  });
}

/** What is remembered of each of the parameters under this name: zeros at first, which outlive a scope around the step. */
export function remembered(states: Map<Tensor, ParamState>, params: readonly Tensor[], name: string): Tensor[] {
  return params.map((param) => (stateOf(states, param)[name] ??= keep(zerosLike(param))) as Tensor);
}

/** What a group trains, as it was given. */
function paramsIn({ params }: GroupInput<object>): readonly unknown[] {
  if (isTensor(params)) return [params];
  if (typeof params === 'object' && params !== null && Symbol.iterator in params) return [...params];
  throw new ValueError(`the params of a group should be an iterable of Tensors, but got ${typeText(params)}`);
}

function forgetGradients(params: readonly Tensor[]): void {
  const list: readonly Word[] = [...params];
  native.forgetGradients(writeAll(list), list.length);
}

function renamed(values: Readonly<Record<string, unknown>>, rename: (name: string) => string): ParamState {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [rename(key), value]));
}

/** A parameter's state from a checkpoint: copies, cast to the parameter's dtype. */
function loadedState(values: ParamState, param: Tensor): ParamState {
  const entries = Object.entries(values).map(([key, value]) => {
    if (key === 'step') return [key, isTensor(value) ? Number(value.item()) : value];
    if (!isTensor(value)) return [key, value];
    const copy = param.isFloatingPoint() ? value.detach().to(param.dtype, { copy: true }) : value.detach().clone();
    return [key, keep(copy)];
  });
  return Object.fromEntries(entries);
}

function optionText(value: unknown): string {
  if (typeof value === 'number' && !Number.isInteger(value)) return floatText(value);
  return typeof value === 'string' ? value : pythonText(value);
}
