/**
 * From the registry to calls: every operator by its signature, with arguments of fitting.ts. Each entry gives at least one
 * case or a reason why not. Knows nothing of how a call is made or timed.
 */
import type { Entry, Param } from '../../js/dispatch/registry.ts';
import { camelCase, registry } from '../../js/dispatch/registry.ts';
import { common, type Fit, fits, IN_PLACE, LEFT_OUT, real, SAME_AS, type Scale, type Values } from './fitting.ts';
import { type Arg, isInput } from './inputs.ts';

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

export interface Cases {
  readonly cases: readonly Case[];
  readonly leftOut: readonly { readonly label: string; readonly why: string }[];
}

const fullName = ({ namespace, name }: Entry): string => (namespace === '' ? name : `${namespace}.${name}`);

function fitOf(entry: Entry, inPlace: boolean): Fit {
  const name = SAME_AS[entry.name] ?? entry.name;
  return { ...(fits[fullName(entry)] ?? fits[name]), ...(inPlace ? IN_PLACE[name] : {}) };
}

function dimensionOf({ params }: Entry): Param | undefined {
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
function argumentFor(param: Param, position: number, given: Values, usual: Values, fit: Fit, scale: Scale): Arg | undefined {
  const chosen = param.name in given ? given[param.name] : param.default === null ? usual[param.name] : undefined;
  const hasShape = /Tensor|Operand/.test(param.kind);
  if (chosen !== undefined && (param.name in given || !hasShape)) return typeof chosen === 'function' ? chosen(param.kind) : chosen;
  const [low, high] = fit.range ?? [-2, 2];
  const tensor = (seed: number) => real(scale, [scale.rows, scale.columns], low, high, { seed, ...(fit.dtype === undefined ? {} : { dtype: fit.dtype }) });
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

/** One call, or the parameter for which there is no argument. */
function caseOf(entry: Entry, inPlace: boolean, fit: Fit, scale: Scale, dim: number | null, variant: Values): Case | Param {
  const byDimension = dimensionOf(entry);
  // The default is the first dimension or the last.
  const place = dim ?? (byDimension?.default === '0' ? 0 : 1);
  const given: Values = { ...fit.values?.(scale, place), ...variant };
  const usual = common(scale, place);
  const args: { name: string; value: Arg }[] = [];
  for (const [position, param] of entry.params.entries()) {
    const isDimension = param === byDimension && !(param.name in given);
    if (param.default !== null && !(param.name in given) && !(isDimension && dim !== null)) {
      if (param.name !== 'dtype' || !/^(DType)$/.test(param.kind) || scale.dtype === 'float32' || param.default !== 'DType::F32') continue;
      args.push({ name: 'dtype', value: { dtype: scale.dtype } });
      continue;
    }
    const value = isDimension && dim !== null ? (param.kind === 'Ints' ? [dim] : dim) : argumentFor(param, position, given, usual, fit, scale);
    if (value === undefined) return param;
    if (value === null && param.default !== null) continue;
    args.push({ name: param.name, value });
  }
  const first = entry.params[0];
  const spread = entry.variadic && first?.kind !== 'Ints' && /^(Tensors|IntLists)$/.test(first?.kind ?? '') && args.length === 1;
  const form = inPlace ? (entry.namespace === '' ? 'method' : 'function') : entry.property ? 'property' : entry.function ? 'function' : 'method';
  const path = `${fullName(entry)}${inPlace ? '_' : ''}`;
  const isOverloaded = registry.filter(({ name, namespace }) => name === entry.name && namespace === entry.namespace).length > 1;
  const told = args.flatMap(({ name, value }, position) => {
    if (position === 0 && !(isInput(value) && name in variant)) return [];
    if (name === 'dtype' && !('dtype' in variant) && entry.name !== 'to') return [];
    const isPlain = isInput(value) && !(name in variant) && variant[name] === undefined;
    return isPlain && !isOverloaded ? [] : [isPlain ? name : `${name}=${textOf(value)}`];
  });
  return {
    label: [path, ...told.filter((each) => !each.includes('tensor]') || isOverloaded)].join(' '),
    path,
    form,
    inPlace: inPlace || entry.name.endsWith('_'),
    args,
    positional: args.findIndex(({ name }, position) => entry.params[position]?.name !== name) < 0 ? args.length : args.findIndex(({ name }, position) => entry.params[position]?.name !== name),
    required: entry.params.filter((param) => param.default === null).length,
    spread,
    shapeOnly: fit.shapeOnly ?? false,
  };
}

/** A number in place of the second tensor, where the operator takes one. */
function numberVariant({ params }: Entry, fit: Fit, scale: Scale): readonly Values[] {
  const [, second] = params;
  const isOther = second?.kind === 'Operand' && params.filter(({ kind }) => kind === 'Operand').length === 1;
  if (params[0]?.kind !== 'Tensor' || !isOther || typeof fit.values?.(scale, 1)[second.name] === 'number' || second.name === 'value') return [];
  return [{ [second.name]: fit.dtype === 'int64' ? 3 : 1.5 }];
}

function casesOf(entry: Entry, inPlace: boolean, scale: Scale): readonly (Case | Param)[] {
  const fit = fitOf(entry, inPlace);
  const found: (Case | Param)[] = [];
  for (const dim of dimensions(entry, fit)) found.push(caseOf(entry, inPlace, fit, scale, dim, {}));
  const names = new Set(entry.params.map(({ name }) => name));
  const variants = [...(fit.variants?.(scale, 1) ?? []), ...numberVariant(entry, fit, scale)].filter((each) => Object.keys(each).every((name) => names.has(name)));
  for (const variant of variants) found.push(caseOf(entry, inPlace, fit, scale, dimensionOf(entry)?.default === null ? 1 : null, variant));
  return found;
}

function matches(entry: Entry, filters: readonly string[]): boolean {
  const names = [entry.name, camelCase(entry.name), fullName(entry), `${entry.name}_`];
  return filters.length === 0 || filters.some((filter) => names.includes(filter));
}

/** All calls of the operators of these names; of all for none. */
export function findCases(scale: Scale, filters: readonly string[]): Cases {
  const cases = new Map<string, Case>();
  const leftOut: { label: string; why: string }[] = [];
  // The in-place form is a method, whatever the namespace: one for a name.
  const inPlaceSeen = new Set<string>();
  for (const entry of registry.filter((each) => matches(each, filters))) {
    const label = fullName(entry);
    const reason = LEFT_OUT[label] ?? entry.params.map(({ name }) => LEFT_OUT[`${label}(${name})`]).find((each) => each !== undefined);
    if (reason !== undefined) {
      leftOut.push({ label: `${label}(${entry.params.map(({ name }) => name).join(', ')})`, why: reason });
      continue;
    }
    const withInPlace = entry.inplace && (SAME_AS[entry.name] ?? entry.name) in IN_PLACE && !inPlaceSeen.has(entry.name);
    if (withInPlace) inPlaceSeen.add(entry.name);
    for (const found of [...casesOf(entry, false, scale), ...(withInPlace ? casesOf(entry, true, scale) : [])]) {
      if ('kind' in found) leftOut.push({ label, why: `no argument is known for ${found.name}: ${found.kind}` });
      else if (!cases.has(found.label)) cases.set(found.label, found);
    }
  }
  return { cases: [...cases.values()], leftOut };
}
