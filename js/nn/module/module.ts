/**
 * `nn.Module`: models are plain classes whose fields are parameters, buffers and other modules.
 * Members are found by looking at the fields when somebody asks; nothing intercepts assignment, and a call without hooks
 * is a call of `forward`. State dictionaries, hooks and text are in the files beside.
 */
import { unrecorded } from '../../autograd/mode.ts';
import type { DType } from '../../dtype.ts';
import { ValueError } from '../../error.ts';
import { load, type Path, save } from '../../io/index.ts';
import { zeroGradients } from '../../autograd/zero.ts';
import { writeAll } from '../../handles.ts';
import { native } from '../../native/index.ts';
import { takesNone } from '../../signature.ts';
import { isTensor, type Removable, type Tensor } from '../../tensor.ts';
import { copyOf } from './deepcopy.ts';
import { type BackwardHook, type BackwardPreHook, callWithHooks, type ForwardHook, type ForwardPreHook, type HookOptions, Hooks } from './hooks.ts';
import { findMember, findModule } from './paths.ts';
import { type Member, membersOf, tellMembers } from './members.ts';
import { convert, type Target, targetOf } from './conversion.ts';
import { Parameter } from './parameter.ts';
import {
  type IncompatibleKeys,
  LOAD_STATE_DICT,
  loadState,
  type LoadOptions,
  readState,
  type State,
  STATE_DICT,
  type StateDict,
  type StateOptions,
} from './state.ts';
import { sayHidden } from './hidden.ts';
import { snakeCase, typeText } from '../../text.ts';
import * as signatures from './signatures.ts';
import { moduleText } from './repr.ts';

/** What namings of members have in common. */
export interface NamesOptions {
  /** In front of all names. */
  readonly prefix?: string;
  /** Also those of the modules inside. */
  readonly recurse?: boolean;
  /** Each once, under its first name. */
  readonly removeDuplicate?: boolean;
}

/**
 * What `Module` is at run time. Layers that type their `call` themselves extend it; `Module` adds the type that follows
 * from `forward`, which no subclass could narrow.
 */
export class ModuleBase {
  /** Whether layers such as dropout behave as in training. */
  training = true;
  /** Fields that are buffers, and whether they are part of the state. */
  #buffers: Map<string, boolean> | null = null;
  #hooks: Hooks | null = null;

  /** Fields whose names were given to `register…`. */
  #registered: Set<string> | null = null;
  /** Fields that were found to be parameters or modules. */
  #known: Map<string, 'parameter' | 'module'> | null = null;
  #wasInspected = false;

  /** Keys of fields in state dictionaries, where they are not the field's name in snake_case. */
  static readonly keys: Readonly<Record<string, string>> = {};
  /** Fields that hold a parameter or null from the start. */
  static readonly parameterNames: readonly string[] = [];

  static {
    tellMembers({
      membersOf: (module) => module.members(),
      replaceMember: (module, { field }, value) => module.replaceMember(field, value),
      holdMember: (module, kind, field, value) => {
        const holder = module as ModuleBase;
        if (kind === 'parameter') holder.#know(field, kind);
        else (holder.#buffers ??= new Map()).set(field, true);
        (holder as unknown as Record<string, unknown>)[field] = value;
      },
      freshOf: (module) => module.fresh(),
      copyRegistered: (target, source) => {
        target.#known = source.#known === null ? null : new Map(source.#known);
        target.#registered = source.#registered === null ? null : new Set(source.#registered);
        target.#buffers = source.#buffers === null ? null : new Map(source.#buffers);
        target.#hooks = source.#hooks?.copy() ?? null;
      },
    });
  }

  /** What the module computes. Every model overrides it. */
  forward(..._args: any[]): any {
    throw new ValueError(`Module [${this.constructor.name}] is missing the required "forward" function`);
  }

  /** Runs the hooks and `forward`. */
  call(...args: any[]): any {
    return this.#hooks === null ? this.forward(...args) : callWithHooks(this, this.#hooks, args);
  }

  /** Adds to what `toString` prints between the parentheses. */
  extraRepr(): string {
    return '';
  }

  /** What this module holds itself, in the order of assignment. Containers override it. */
  protected members(): Member[] {
    const members: Member[] = [];
    const fields = this as unknown as Readonly<Record<string, unknown>>;
    for (const field of Object.keys(this)) {
      const value = fields[field];
      if (value instanceof ModuleBase) {
        this.#know(field, 'module');
        members.push({ kind: 'module', name: this.#keyOf(field), field, value });
      } else if (value instanceof Parameter) {
        this.#know(field, 'parameter');
        members.push({ kind: 'parameter', name: this.#keyOf(field), field, value });
      } else {
        const persistent = this.#buffers?.get(field);
        if (persistent === undefined) this.#refuseOther(field, value);
        else if (isTensor(value)) members.push({ kind: 'buffer', name: this.#keyOf(field), field, value, persistent });
        else if (value !== null) throw new ValueError(`cannot assign ${quotedType(value)} as buffer '${field}' (torch.Tensor or None expected)`);
      }
    }
    refuseCollisions(this, members);
    return members;
  }

  #know(field: string, kind: 'parameter' | 'module'): void {
    this.#known ??= new Map();
    this.#known.set(field, kind);
  }

  #keyOf(field: string): string {
    const { keys } = this.constructor as typeof ModuleBase;
    if (Object.hasOwn(keys, field)) return keys[field] as string;
    return this.#registered?.has(field) === true ? field : snakeCase(field);
  }

  /** What was assigned over a parameter or a module would be trained and saved no more. */
  #refuseOther(field: string, value: unknown): void {
    if (value === null || value === undefined) return;
    const { parameterNames } = this.constructor as typeof ModuleBase;
    const known = this.#known?.get(field) ?? (parameterNames.includes(field) ? 'parameter' : undefined);
    if (known === undefined) return;
    const [what, wanted] = known === 'parameter' ? ['parameter', 'torch.nn.Parameter'] : ['child module', 'torch.nn.Module'];
    throw new ValueError(`cannot assign ${quotedType(value)} as ${what} '${field}' (${wanted} or None expected)`);
  }

  /** Says once what nobody will find. */
  #inspect(): void {
    if (this.#wasInspected) return;
    const modules = this.modules() as ModuleBase[];
    for (const module of modules) module.#wasInspected = true;
    sayHidden(modules, { base: ModuleBase, isWeight: (value) => value instanceof ModuleBase || value instanceof Parameter, membersOf });
  }

  /** Puts another parameter or buffer in the place of a member. Containers override it. */
  protected replaceMember(field: string, value: Tensor): void {
    const fields = this as unknown as Record<string, unknown>;
    const before = fields[field];
    // It may have been registered under one name and assigned to a field of another.
    for (const name of Object.keys(this)) if (fields[name] === before) fields[name] = value;
  }

  #assign(name: string, value: unknown, what: string): void {
    if (name === '') throw new ValueError(`${what} name can't be empty string ""`);
    if (name.includes('.')) throw new ValueError(`${what} name can't contain ".", got: ${name}`);
    if (name in this && !Object.hasOwn(this, name)) throw new ValueError(`attribute '${name}' already exists`);
    Object.defineProperty(this, name, { value, writable: true, enumerable: true, configurable: true });
    this.#registered ??= new Set();
    this.#registered.add(name);
  }

  /** Makes `parameter` a member under a name known only at run time, which is also its key. */
  registerParameter<P extends Parameter | null>(name: string, parameter: P): P;
  registerParameter(...args: readonly unknown[]): unknown {
    const { name, param: parameter } = signatures.REGISTER_PARAMETER.read(args, this.registerParameter);
    if (parameter !== null && !(parameter instanceof Parameter)) {
      throw new ValueError(`cannot assign a value that is not a Parameter to parameter '${name}' (nn.Parameter or null required)`);
    }
    this.#assign(name, parameter, 'parameter');
    return parameter;
  }

  /**
   * Makes `tensor` a member that moves and is saved with the module but is not trained, and returns it. The name is its key as it
   * stands: `readonly runningMean = this.registerBuffer('running_mean', zeros([3]))`.
   *
   * @param options.persistent whether it is part of the state dictionary
   */
  registerBuffer<T extends Tensor | null>(name: string, tensor: T, persistent?: boolean | { readonly persistent?: boolean }): T;
  registerBuffer(...args: readonly unknown[]): unknown {
    const { name, tensor, persistent } = signatures.REGISTER_BUFFER.read(args, this.registerBuffer);
    if (tensor !== null && !isTensor(tensor)) {
      throw new ValueError(`cannot assign a value that is not a Tensor to buffer '${name}' (torch Tensor or null required)`);
    }
    this.#assign(name, tensor, 'buffer');
    this.#buffers ??= new Map();
    this.#buffers.set(name, persistent);
    return tensor;
  }

  /** Makes `module` a child under a name known only at run time, which is also its key. */
  registerModule<M extends Module | null>(name: string, module: M): M;
  registerModule(...args: readonly unknown[]): unknown {
    const { name, module } = signatures.REGISTER_MODULE.read(args, this.registerModule);
    if (module !== null && !(module instanceof ModuleBase)) throw new ValueError(`${String(module)} is not a Module subclass`);
    this.#assign(name, module, 'module');
    return module;
  }

  /** As `registerModule`. */
  addModule<M extends Module | null>(name: string, module: M): M;
  addModule(...args: readonly unknown[]): unknown {
    const { name, module } = signatures.ADD_MODULE.read(args, this.addModule);
    return this.registerModule(name, module as Module | null);
  }

  /** The parameters of this module and of those in it, each once. */
  parameters(recurse?: boolean | { readonly recurse?: boolean }): Parameter[];
  parameters(...args: readonly unknown[]): Parameter[] {
    const { recurse } = signatures.PARAMETERS.read(args, this.parameters);
    this.#inspect();
    const found = new Set<Parameter>();
    if (recurse) this.#collect(found, new Set());
    else for (const member of this.members()) if (member.kind === 'parameter') found.add(member.value);
    return [...found];
  }

  /** Own parameters first, then those of each child, as `namedParameters` orders them. */
  #collect(found: Set<Parameter>, seen: Set<ModuleBase>): void {
    if (seen.has(this)) return;
    seen.add(this);
    const members = this.members();
    for (const member of members) if (member.kind === 'parameter') found.add(member.value);
    for (const member of members) if (member.kind === 'module') member.value.#collect(found, seen);
  }

  /** Parameters with their dotted names. */
  namedParameters(prefix?: string | NamesOptions, recurse?: boolean, removeDuplicate?: boolean): [string, Parameter][];
  namedParameters(...args: readonly unknown[]): [string, Parameter][] {
    const { prefix, recurse, removeDuplicate } = signatures.NAMED_PARAMETERS.read(args, this.namedParameters);
    this.#inspect();
    return this.#gather('parameter', prefix, recurse, removeDuplicate) as [string, Parameter][];
  }

  /** The buffers of this module and of those in it, each once. */
  buffers(recurse?: boolean | { readonly recurse?: boolean }): Tensor[];
  buffers(...args: readonly unknown[]): Tensor[] {
    const { recurse } = signatures.BUFFERS.read(args, this.buffers);
    return this.namedBuffers('', recurse).map(([, buffer]) => buffer);
  }

  /** Buffers with their dotted names. */
  namedBuffers(prefix?: string | NamesOptions, recurse?: boolean, removeDuplicate?: boolean): [string, Tensor][];
  namedBuffers(...args: readonly unknown[]): [string, Tensor][] {
    const { prefix, recurse, removeDuplicate } = signatures.NAMED_BUFFERS.read(args, this.namedBuffers);
    return this.#gather('buffer', prefix, recurse, removeDuplicate) as [string, Tensor][];
  }

  #gather(kind: 'parameter' | 'buffer', prefix: string, recurse: boolean, unique: boolean): [string, Tensor][] {
    const seen = new Set<Tensor>();
    const found: [string, Tensor][] = [];
    const modules: readonly (readonly [string, ModuleBase])[] = recurse ? this.namedModules(prefix, unique) : [[prefix, this]];
    for (const [path, module] of modules) {
      for (const member of module.members()) {
        if (member.kind !== kind || (unique && seen.has(member.value))) continue;
        seen.add(member.value);
        found.push([path === '' ? member.name : `${path}.${member.name}`, member.value]);
      }
    }
    return found;
  }

  /** The modules directly in this one. */
  children(): Module[] {
    takesNone('children', arguments);
    return this.namedChildren().map(([, module]) => module);
  }

  /** The modules directly in this one with their names, each once. */
  namedChildren(): [string, Module][] {
    takesNone('named_children', arguments);
    const seen = new Set<Module>();
    return this.members().flatMap((member) => {
      if (member.kind !== 'module' || seen.has(member.value)) return [];
      seen.add(member.value);
      return [[member.name, member.value] as [string, Module]];
    });
  }

  /** This module and all in it, each once. */
  modules(): Module[] {
    takesNone('modules', arguments);
    return this.namedModules().map(([, module]) => module);
  }

  /** This module and all in it with their dotted names; its own is empty. */
  namedModules(prefix?: string | Omit<NamesOptions, 'recurse'>, removeDuplicate?: boolean): [string, Module][];
  namedModules(...args: readonly unknown[]): [string, Module][] {
    const { prefix, removeDuplicate } = signatures.NAMED_MODULES.read(args, this.namedModules);
    const found: [string, Module][] = [];
    const seen = new Set<Module>();
    const visit = (path: string, module: Module): void => {
      if (removeDuplicate && seen.has(module)) return;
      seen.add(module);
      found.push([path, module]);
      for (const member of module.members()) {
        if (member.kind === 'module') visit(path === '' ? member.name : `${path}.${member.name}`, member.value);
      }
    };
    visit(prefix, this);
    return found;
  }

  /** The module at a dotted path, `'encoder.layers.0'`. */
  getSubmodule(target: string): Module;
  getSubmodule(...args: readonly unknown[]): Module {
    return findModule(this, signatures.GET_SUBMODULE.read(args, this.getSubmodule).target);
  }

  /** The parameter at a dotted path. */
  getParameter(target: string): Parameter;
  getParameter(...args: readonly unknown[]): Parameter {
    return findMember('parameter', this, signatures.GET_PARAMETER.read(args, this.getParameter).target) as Parameter;
  }

  /** The buffer at a dotted path. */
  getBuffer(target: string): Tensor;
  getBuffer(...args: readonly unknown[]): Tensor {
    return findMember('buffer', this, signatures.GET_BUFFER.read(args, this.getBuffer).target);
  }

  /** Calls `body` with every module in this one, innermost first, and with this one last. */
  apply(fn: (module: Module) => void): this;
  apply(...args: readonly unknown[]): this {
    const { fn: body } = signatures.APPLY.read(args, this.apply);
    for (const child of this.children()) child.apply(body);
    body(this);
    return this;
  }

  /** Puts this module and all in it into training mode, or with `false` into evaluation mode. */
  train(mode?: boolean | { readonly mode?: boolean }): this;
  train(...args: readonly unknown[]): this {
    const { mode } = signatures.TRAIN.read(args, this.train);
    if (typeof mode !== 'boolean') throw new ValueError('training mode is expected to be boolean');
    this.training = mode;
    for (const member of this.members()) if (member.kind === 'module') member.value.train(mode);
    return this;
  }

  /** As `train(false)`. */
  eval(): this {
    takesNone('eval', arguments);
    return this.train(false);
  }

  /** Says of all parameters whether operations on them are recorded. */
  requiresGrad_(requiresGrad?: boolean | { readonly requiresGrad?: boolean }): this;
  requiresGrad_(...args: readonly unknown[]): this {
    const { requiresGrad } = signatures.REQUIRES_GRAD.read(args, this.requiresGrad_);
    for (const parameter of this.parameters()) parameter.requiresGrad_(requiresGrad);
    return this;
  }

  /** Forgets the gradients of all parameters, or fills them with zeros. */
  zeroGrad(setToNone?: boolean | { readonly setToNone?: boolean }): void;
  zeroGrad(...args: readonly unknown[]): void {
    const { setToNone } = signatures.ZERO_GRAD.read(args, this.zeroGrad);
    const parameters = this.parameters();
    if (!setToNone) {
      zeroGradients(parameters);
      return;
    }
    native.forgetGradients(writeAll(parameters), parameters.length);
  }

  /**
   * Casts and moves parameters and buffers in place: to a dtype, a device, both, or those of a tensor. A dtype changes
   * floating members only.
   *
   * @example
   * model.to('float64');
   * model.to('cuda', 'float16');
   */
  to(...target: readonly [Target | Tensor, (DType | null)?]): this {
    const wanted = targetOf(target);
    unrecorded(() => {
      for (const module of this.modules()) {
        for (const member of module.members()) if (member.kind !== 'module') convert(member.value, wanted);
      }
    });
    return this;
  }

  /** Casts floating members to float32. */
  float(): this {
    takesNone('float', arguments);
    return this.to('float32');
  }

  /** Casts floating members to float64. */
  double(): this {
    takesNone('double', arguments);
    return this.to('float64');
  }

  /** Casts floating members to float16. */
  half(): this {
    takesNone('half', arguments);
    return this.to('float16');
  }

  /** Casts floating members to bfloat16. */
  bfloat16(): this {
    takesNone('bfloat16', arguments);
    return this.to('bfloat16');
  }

  cpu(): this {
    takesNone('cpu', arguments);
    return this.to('cpu');
  }

  cuda(device?: number | null | { readonly device?: number | null }): this;
  cuda(...args: readonly unknown[]): this {
    const { device } = signatures.CUDA.read(args, this.cuda);
    return this.to(`cuda:${device ?? 0}`);
  }

  /**
   * A copy of this module and all in it, with parameters of its own. Shared parameters stay shared among each other. The
   * constructor does not run; a class with `#private` fields or with arrow functions that use `this` overrides `fresh`.
   */
  copy(): this {
    takesNone('copy', arguments);
    return copyOf(this);
  }

  /**
   * What `copy` copies parameters, buffers and other fields into. A class whose fields cannot be copied one by one makes an instance
   * by its constructor.
   *
   * @example
   * class Head extends nn.Module {
   *   #scale: number;
   *   constructor(scale: number) { super(); this.#scale = scale; }
   *   protected override fresh() { return new Head(this.#scale) as this; }
   * }
   */
  protected fresh(): this | null {
    return null;
  }

  /** All parameters and persistent buffers by PyTorch's names; aliases that share memory with the module. */
  stateDict(options?: StateOptions): StateDict;
  stateDict(...args: readonly unknown[]): StateDict {
    this.#inspect();
    return readState(this, STATE_DICT.read(args, this.stateDict));
  }

  /**
   * Copies parameters and buffers from a state dictionary.
   *
   * @param options.strict refuse keys that are missing or unknown (true)
   * @param options.assign put the tensors themselves in the members' places, as parameters that require a gradient where those
   *   did (false). They keep their dtype; optimisers made before still have the old ones.
   * @throws ValueError that lists missing keys, unexpected keys and sizes that do not fit
   */
  loadStateDict(state: State, options?: LoadOptions): IncompatibleKeys;
  loadStateDict(state: State, strict: boolean, assign?: boolean): IncompatibleKeys;
  loadStateDict(...args: readonly unknown[]): IncompatibleKeys {
    return loadState(this, LOAD_STATE_DICT.read(args, this.loadStateDict));
  }

  /** Writes the state to a safetensors file. */
  save(path: Path): void;
  save(...args: readonly unknown[]): void {
    save(this.stateDict(), signatures.SAVE.read(args, this.save).path);
  }

  /** Reads the state from a file that `save`, or PyTorch, wrote. */
  load(path: Path, options?: LoadOptions): IncompatibleKeys;
  load(...args: readonly unknown[]): IncompatibleKeys {
    const { path, ...options } = signatures.LOAD.read(args, this.load);
    return this.loadStateDict(load(path) as StateDict, options);
  }

  get #registry(): Hooks {
    return (this.#hooks ??= new Hooks());
  }

  /** Calls `hook(module, args)` before `forward`; what it returns, if anything, takes the arguments' place. */
  registerForwardPreHook(hook: ForwardPreHook<this>, options?: HookOptions): Removable;
  registerForwardPreHook(...args: readonly unknown[]): Removable {
    const { hook, prepend } = signatures.HOOK.read(args, this.registerForwardPreHook);
    return this.#registry.add('forwardPre', hook, prepend);
  }

  /** Calls `hook(module, args, output)` after `forward`; what it returns, if anything, takes the output's place. */
  registerForwardHook(hook: ForwardHook<this>, options?: HookOptions): Removable;
  registerForwardHook(...args: readonly unknown[]): Removable {
    const { hook, prepend } = signatures.HOOK.read(args, this.registerForwardHook);
    return this.#registry.add('forward', hook, prepend);
  }

  /** Calls `hook(module, gradOutput)` before the gradients with respect to the inputs are computed; may replace them. */
  registerFullBackwardPreHook(hook: BackwardPreHook<this>, options?: HookOptions): Removable;
  registerFullBackwardPreHook(...args: readonly unknown[]): Removable {
    const { hook, prepend } = signatures.HOOK.read(args, this.registerFullBackwardPreHook);
    return this.#registry.add('backwardPre', hook, prepend);
  }

  /** Calls `hook(module, gradInput, gradOutput)` when the gradients of the inputs are known; may replace them. */
  registerFullBackwardHook(hook: BackwardHook<this>, options?: HookOptions): Removable;
  registerFullBackwardHook(...args: readonly unknown[]): Removable {
    const { hook, prepend } = signatures.HOOK.read(args, this.registerFullBackwardHook);
    return this.#registry.add('backward', hook, prepend);
  }

  /** What PyTorch prints. */
  toString(): string {
    return moduleText(this, this.members());
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}

function quotedType(value: unknown): string {
  return `'${isTensor(value) ? value.type() : typeText(value)}'`;
}

/** Two fields under one key would overwrite each other in every state. */
function refuseCollisions(module: ModuleBase, members: readonly Member[]): void {
  if (members.every(({ name, field }) => name === field)) return;
  const fields = new Map<string, string>();
  for (const { name, field } of members) {
    const other = fields.get(name);
    if (other !== undefined) {
      throw new ValueError(
        `the fields '${other}' and '${field}' of ${module.constructor.name} have one key, '${name}', in its state; name the keys: static readonly keys = { ${field}: '…' }`,
      );
    }
    fields.set(name, field);
  }
}

/**
 * Base of all models and layers. Assign parameters, buffers and other modules to fields and override `forward`.
 *
 * `call` runs the hooks and `forward`; `forward` alone runs no hooks. Fields are named in camelCase, state dictionaries in
 * PyTorch's snake_case: the field `selfAttn` is `self_attn`, and `LayerNorm`, which begins with a capital, is `LayerNorm`. A
 * class may name keys otherwise: `static readonly keys = { attn: 'attention' }`. Parameters and modules are found in ordinary fields,
 * not in `#private` ones, nor in lists and maps other than those of `nn`.
 *
 * @example
 * class Net extends nn.Module {
 *   readonly hidden = new nn.Linear(784, 128);
 *   readonly output = new nn.Linear(128, 10);
 *   override forward(x: Tensor) { return this.output.call(this.hidden.call(x).relu()); }
 * }
 * const net = new Net();
 * net.call(rand([32, 784])); // [32, 10]
 */
export interface Module extends ModuleBase {
  /** Runs the hooks and `forward`. */
  call(...args: Parameters<this['forward']>): ReturnType<this['forward']>;
}

export const Module = ModuleBase as new () => Module;
