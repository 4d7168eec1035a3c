/** Values as Python writes them: what modules and optimisers print, and what their errors quote. */
import { isMarkedFloat, TENSOR_BRAND, THIS_COPY } from './realm.ts';

/** A float: `1.0`, `1e-05`, `inf`. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power < -4 || power >= 16) return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/** Any value: `True`, `None`, `'zeros'`, `(3, 3)`. */
export function pythonText(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return `'${value}'`;
  if (isMarkedFloat(value)) return floatText(value.value);
  if (Array.isArray(value)) return tupleText(value);
  return String(value);
}

/** `(3, 3)`, `(5,)`. */
export function tupleText(values: readonly unknown[]): string {
  return values.length === 1 ? `(${pythonText(values[0])},)` : `(${values.map(pythonText).join(', ')})`;
}

/** `torch.Size([2, 3])`. */
export function sizeText(shape: readonly number[]): string {
  return `torch.Size([${shape.join(', ')}])`;
}

/** What Python calls the type of a value. */
export function typeText(value: unknown): string {
  if (value === null || value === undefined) return 'NoneType';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  if (isMarkedFloat(value)) return 'float';
  if (typeof value === 'object') return nameOf(value);
  return { string: 'str', boolean: 'bool', bigint: 'int', function: 'function' }[typeof value as string] ?? typeof value;
}

/** The class of an object; options and maps are what Python calls a dict. A tensor of another copy of the package is none here. */
function nameOf(value: object): string {
  const { constructor: Class } = value as { readonly constructor?: unknown };
  const name = typeof Class === 'function' ? Class.name : 'Object';
  if (TENSOR_BRAND in value && value[TENSOR_BRAND] !== THIS_COPY) return `${name} of another copy of Tapir`;
  return name === 'Object' || name === 'Map' ? 'dict' : name;
}

/** `log_softmax` → `logSoftmax`; `relu_` and `__radd__` keep their underscores. */
export function camelCase(name: string): string {
  if (/^__\w+__$/.test(name)) return name;
  return name.replace(/(?<=[a-zA-Z0-9])_+([a-zA-Z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** PyTorch's name of ours: `inFeatures` is `in_features`. What begins with a capital, `LayerNorm`, is no camelCase and stays. */
export function snakeCase(name: string): string {
  if (/^[A-Z]/.test(name)) return name;
  return name.replace(/(?<=[a-z0-9])[A-Z]+/g, (letters) => `_${letters.toLowerCase()}`);
}
