/** Deep copies of modules: what Python's `copy.deepcopy` makes. */
import { AutogradError, ValueError } from '../../error.ts';
import { isTensor, type Tensor } from '../../tensor.ts';
import { privateName } from './hidden.ts';
import { copyRegistered, freshOf } from './members.ts';
import { type Module, ModuleBase } from './module.ts';
import { Parameter } from './parameter.ts';

/** A module of the same class whose fields are copies. Its constructor does not run again, unless it makes an instance itself. */
export function copyOf<M extends ModuleBase>(module: M): M {
  return copyModule(module, new Map()) as M;
}

function copyModule(module: Module, known: Map<unknown, unknown>): Module {
  const fresh = freshOf(module);
  const copy = fresh ?? blank(module);
  known.set(module, copy);
  for (const [field, value] of Object.entries(module)) {
    // Functions that a constructor made belong to the instance it made.
    if (typeof value === 'function' && fresh !== null && Object.hasOwn(fresh, field)) continue;
    Object.defineProperty(copy, field, { value: copyValue(value, known), writable: true, enumerable: true, configurable: true });
  }
  copyRegistered(copy, module);
  return copy;
}

/** An instance without fields: only the base's constructor runs, so that no weight is drawn. */
function blank(module: Module): Module {
  const { name } = module.constructor;
  const hidden = privateName(module, ModuleBase);
  const cure = `Override fresh() in ${name} to make an instance by its constructor: protected override fresh() { return new ${name}(…) as this; }`;
  if (hidden !== null) throw new ValueError(`${name} cannot be copied: nothing but its constructor can make its ${hidden}. ${cure}`);
  for (const [field, value] of Object.entries(module)) {
    if (typeof value === 'function' && isTied(value as Function, field, module)) {
      throw new ValueError(`${name} cannot be copied: its field '${field}' is a function that uses the original as \`this\`. Make it a method. Or: ${cure}`);
    }
  }
  return Reflect.construct(ModuleBase, [], module.constructor) as Module;
}

/** Whether a function in a field goes on to use the module it was made in: an arrow function with `this`, or a bound method. */
function isTied(value: Function, field: string, module: Module): boolean {
  if (value.name === `bound ${field}` && field in Object.getPrototypeOf(module)) return true;
  if (Object.hasOwn(value, 'prototype')) return false;
  const source = Function.prototype.toString.call(value);
  return source.includes('=>') && /\bthis\b/.test(source);
}

function copyValue(value: unknown, known: Map<unknown, unknown>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const existing = known.get(value);
  if (existing !== undefined) return existing;
  if (value instanceof ModuleBase) return copyModule(value, known);
  const copy = isTensor(value) ? copyTensor(value) : copyContainer(value, known);
  known.set(value, copy);
  return copy;
}

function copyTensor(tensor: Tensor): Tensor {
  if (!tensor.isLeaf) {
    throw new AutogradError('Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at the moment.');
  }
  const { requiresGrad, grad } = tensor;
  const data = tensor.detach().clone();
  const copy = tensor instanceof Parameter ? new Parameter(data, requiresGrad) : data.requiresGrad_(requiresGrad);
  if (grad !== null) copy.grad = grad.detach().clone();
  return copy;
}

function copyContainer(value: object, known: Map<unknown, unknown>): unknown {
  if (Array.isArray(value)) return value.map((item) => copyValue(item, known));
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, copyValue(item, known)]));
  if (value instanceof Set) return new Set([...value].map((item) => copyValue(item, known)));
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copyValue(item, known)]));
}
