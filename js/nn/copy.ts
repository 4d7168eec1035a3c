/** Deep copies of modules: what Python's `copy.deepcopy` makes. */
import { isTensor, type Tensor } from '../tensor.ts';
import { copyRegistered, type Module, ModuleBase } from './module.ts';
import { Parameter } from './parameter.ts';

/** A module of the same class whose fields are copies. Its constructor does not run again. */
export function copyOf<M extends ModuleBase>(module: M): M {
  return copyModule(module, new Map()) as M;
}

function copyModule(module: Module, known: Map<unknown, unknown>): Module {
  // Only the base's constructor, so that private fields exist and no weight is drawn.
  const copy = Reflect.construct(ModuleBase, [], module.constructor) as Module;
  known.set(module, copy);
  for (const [field, value] of Object.entries(module)) {
    Object.defineProperty(copy, field, { value: copyValue(value, known), writable: true, enumerable: true, configurable: true });
  }
  copyRegistered(copy, module);
  return copy;
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
