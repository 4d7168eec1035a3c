/**
 * From the registry to calls: every operator by its signature, with arguments of fitting.ts. Each entry gives at least one
 * case or a reason why not. Knows nothing of how a call is made or timed.
 */
import type { Entry, OpParam } from '../../js/dispatch/registry.ts';
import { camelCase, registry } from '../../js/dispatch/registry.ts';
import { type Arg, inputsOf } from './argument.ts';
import { type Fit, real, type Scale, square, type Values } from './fit.ts';
import { common, fits, IN_PLACE, LEFT_OUT, SAME_AS } from './fitting.ts';

export interface Case {
  /** The operator and what tells this call from its others. */
  readonly label: string;
  /** Dotted, in PyTorch's spelling, with a trailing `_` in place. */
  readonly path: string;
  readonly form: 'function' | 'method' | 'property';
  readonly inPlace: boolean;
  /** In the order of the signature; those of an operator over several tensors one by one. */
  readonly args: readonly { readonly name: string; readonly value: Arg }[];
  /** So many are given by position, the others by name. */
  readonly positional: number;
  /** So many must be given. */
  readonly required: number;
  readonly spread: boolean;
  readonly shapeOnly: boolean;
}

export interface LeftOut {
  readonly label: string;
  readonly why: string;
}

export interface Cases {
  readonly cases: readonly Case[];
  readonly leftOut: readonly LeftOut[];
}

/** `nn.functional.relu`, `add`. */
export function fullName({ namespace, name }: Entry): string {
  return namespace === '' ? name : `${namespace}.${name}`;
}

function fitOf(entry: Entry, inPlace: boolean): Fit {
  const name = SAME_AS[entry.name] ?? entry.name;
  return { ...(fits[fullName(entry)] ?? fits[name]), ...(inPlace ? IN_PLACE[name] : {}) };
}

function dimensionOf({ params }: Entry): OpParam | undefined {
  return params.find(({ name, kind }) => /^dim(ension)?$/.test(name) && /^(Opt)?Ints?$/.test(kind));
}

/** Which dimensions are tried: null is the default. */
function dimensions(entry: Entry, fit: Fit): readonly (number | null)[] {
  const param = dimensionOf(entry);
  if (param === undefined) return fit.dims ?? [1];
  if (fit.dims !== undefined) return fit.dims;
  if (param.default === null) return [1, 0];
  return param.kind.startsWith('Opt') ? [null, 1, 0] : [null, param.default === '0' ? 1 : 0];
}

/** The argument for a parameter; undefined where nothing is known that fits. */
function argumentFor(param: OpParam, position: number, given: Values, usual: Values, fit: Fit, scale: Scale): Arg | undefined {
  const chosen = param.name in given ? given[param.name] : param.default === null ? usual[param.name] : undefined;
  const isTensor = /Tensor|Operand/.test(param.kind);
  if (chosen !== undefined && (param.name in given || !isTensor)) return typeof chosen === 'function' ? chosen(param.kind) : chosen;
  const [low, high] = fit.range ?? [-2, 2];
  const tensor = (seed: number) => real(scale, square(scale), low, high, { seed, dtype: fit.dtype ?? scale.dtype });
  if (/^(Tensor|Operand)$/.test(param.kind)) return tensor(position + 1);
  if (param.kind === 'Tensors') return [tensor(1), tensor(2)];
  if (param.kind === 'Scalar') return 2;
  if (param.kind === 'Bool') return true;
  return undefined;
}

function textOf(value: Arg): string {
  if (Array.isArray(value)) return `[${(value as readonly Arg[]).map(textOf).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  if ('input' in value) return value.input.dtype === 'bool' ? 'mask' : 'tensor';
  return 'dtype' in value ? value.dtype : (value as { slice: readonly number[] }).slice.join(':');
}

/** How many entries share a name. */
const overloads = new Map<string, number>();
for (const entry of registry) overloads.set(fullName(entry), 1 + (overloads.get(fullName(entry)) ?? 0));

/** What tells a call from the others of its operator: what is no tensor, and which tensors if there are overloads. */
function labelOf(entry: Entry, path: string, args: Case['args'], variant: Values): string {
  const isOverloaded = (overloads.get(fullName(entry)) ?? 0) > 1;
  const told = args.flatMap(({ name, value }, position) => {
    const isVaried = name in variant;
    if (name === 'dtype' && !isVaried && entry.name !== 'to') return [];
    if (inputsOf(value).length === 0) return position === 0 ? [] : [`${name}=${textOf(value)}`];
    if (isVaried) return [`${name}=${textOf(value)}`];
    return isOverloaded && position > 0 ? [name] : [];
  });
  return [path, ...told].join(' ');
}

function formOf(entry: Entry, inPlace: boolean): Case['form'] {
  if (inPlace) return entry.namespace === '' ? 'method' : 'function';
  if (entry.property) return 'property';
  return entry.function ? 'function' : 'method';
}

/** The value of every argument that is given, or the parameter for which there is none. */
function argumentsOf(entry: Entry, fit: Fit, scale: Scale, dim: number | null, variant: Values): Case['args'] | OpParam {
  const byDimension = dimensionOf(entry);
  // The default is the first dimension or the last.
  const place = dim ?? (byDimension?.default === '0' ? 0 : 1);
  const given: Values = { ...fit.values?.(scale, place), ...variant };
  const usual = common(scale, place);
  const args: { name: string; value: Arg }[] = [];
  for (const [position, param] of entry.params.entries()) {
    const isGiven = param.name in given;
    if (param === byDimension && !isGiven && dim !== null) {
      args.push({ name: param.name, value: param.kind === 'Ints' ? [dim] : dim });
    } else if (param.default === null || isGiven) {
      const value = argumentFor(param, position, given, usual, fit, scale);
      if (value === undefined) return param;
      if (value !== null || param.default === null) args.push({ name: param.name, value });
    } else if (param.default === 'DType::F32' && scale.dtype !== 'float32') {
      args.push({ name: param.name, value: { dtype: scale.dtype } });
    }
  }
  return args;
}

function caseOf(entry: Entry, inPlace: boolean, fit: Fit, scale: Scale, dim: number | null, variant: Values): Case | OpParam {
  const args = argumentsOf(entry, fit, scale, dim, variant);
  if (!Array.isArray(args)) return args as OpParam;
  const path = `${fullName(entry)}${inPlace ? '_' : ''}`;
  const firstByName = args.findIndex(({ name }, position) => entry.params[position]?.name !== name);
  return {
    label: labelOf(entry, path, args, variant),
    path,
    form: formOf(entry, inPlace),
    inPlace: inPlace || entry.name.endsWith('_'),
    args,
    positional: firstByName < 0 ? args.length : firstByName,
    required: entry.params.filter((param) => param.default === null).length,
    spread: entry.variadic && /^(Tensors|IntLists)$/.test(entry.params[0]?.kind ?? '') && args.length === 1,
    shapeOnly: fit.shapeOnly ?? false,
  };
}

/** A number in place of the second tensor, where the operator takes one. */
function numberVariant({ params }: Entry, fit: Fit, scale: Scale): readonly Values[] {
  const [first, second] = params;
  const isPair = first?.kind === 'Tensor' && second?.kind === 'Operand' && params.filter(({ kind }) => kind === 'Operand').length === 1;
  if (!isPair || second.name === 'value' || typeof fit.values?.(scale, 1)[second.name] === 'number') return [];
  return [{ [second.name]: fit.dtype === 'int64' ? 3 : 1.5 }];
}

function casesOf(entry: Entry, inPlace: boolean, scale: Scale): readonly (Case | OpParam)[] {
  const fit = fitOf(entry, inPlace);
  const found: (Case | OpParam)[] = [];
  for (const dim of dimensions(entry, fit)) found.push(caseOf(entry, inPlace, fit, scale, dim, {}));
  const names = new Set(entry.params.map(({ name }) => name));
  const variants = [...(fit.variants?.(scale, 1) ?? []), ...numberVariant(entry, fit, scale)];
  const dim = dimensionOf(entry)?.default === null ? 1 : null;
  for (const variant of variants) {
    if (Object.keys(variant).every((name) => names.has(name))) found.push(caseOf(entry, inPlace, fit, scale, dim, variant));
  }
  return found;
}

function matches(entry: Entry, filters: readonly string[]): boolean {
  const names = [entry.name, camelCase(entry.name), fullName(entry), `${entry.name}_`];
  return filters.length === 0 || filters.some((filter) => names.includes(filter));
}

/** Why an entry is not called, if it is not. */
function leftOutOf(entry: Entry): readonly LeftOut[] {
  const label = fullName(entry);
  const why = LEFT_OUT[label] ?? entry.params.map(({ name }) => LEFT_OUT[`${label}(${name})`]).find((each) => each !== undefined);
  return why === undefined ? [] : [{ label: `${label}(${entry.params.map(({ name }) => name).join(', ')})`, why }];
}

/** All calls of the operators of these names; of all for none. */
export function findCases(scale: Scale, filters: readonly string[]): Cases {
  const cases = new Map<string, Case>();
  const leftOut: LeftOut[] = [];
  // The in-place form is a method, whatever the namespace: one for a name.
  const inPlaceSeen = new Set<string>();
  for (const entry of registry.filter((each) => matches(each, filters))) {
    const reasons = leftOutOf(entry);
    leftOut.push(...reasons);
    if (reasons.length > 0) continue;
    const withInPlace = entry.inplace && (SAME_AS[entry.name] ?? entry.name) in IN_PLACE && !inPlaceSeen.has(entry.name);
    if (withInPlace) inPlaceSeen.add(entry.name);
    for (const found of [...casesOf(entry, false, scale), ...(withInPlace ? casesOf(entry, true, scale) : [])]) {
      if ('kind' in found) leftOut.push({ label: fullName(entry), why: `no argument is known for ${found.name}: ${found.kind}` });
      else if (!cases.has(found.label)) cases.set(found.label, found);
    }
  }
  return { cases: [...cases.values()], leftOut };
}
