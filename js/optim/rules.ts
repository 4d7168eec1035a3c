/**
 * What an optimiser takes, for itself and for single groups of parameters, and what it remembers: one description from which
 * constructors, `addParamGroup`, checkpoints and the errors of a step are checked. Knows no particular optimiser.
 */
import { ValueError } from '../error.ts';
import { ANY, FLOAT, isOptions, optional, type Param, required, Signature, TEXT } from '../signature.ts';
import { isTensor, type Tensor } from '../tensor.ts';
import { camelCase, floatText, sizeText, snakeCase, typeText } from '../text.ts';

/** What is remembered of a parameter, by our names; tensors of its shape but for `step`, a number. */
export interface StateNames {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

/** The description of one optimiser. */
export interface Rules {
  /** Its arguments: `params`, then the options. */
  readonly signature: Signature<readonly Param[]>;
  /** Refuses values that do not fit together. */
  check(options: Readonly<Record<string, unknown>>): void;
  /** Null if not known. */
  readonly state: StateNames | null;
}

/** What a group may hold beside the options: how it is called, and what schedules leave in it. */
const BESIDE = [
  optional('lr', FLOAT, null),
  optional('name', TEXT, null),
  optional('initialLr', FLOAT, null),
  optional('minLr', FLOAT, null),
  optional('maxLr', FLOAT, null),
  optional('baseMomentum', FLOAT, null),
  optional('maxMomentum', FLOAT, null),
];

/** The rules of an optimiser that describes itself by its defaults alone. */
export function rulesOf(name: string, defaults: Readonly<Record<string, unknown>>): Rules {
  const options = Object.keys(defaults).map((key) => optional(key, ANY, null));
  return { signature: new Signature(name, [required('params', ANY), ...options]), check() {}, state: null };
}

/** Reads the options of a group, in either spelling; `params` is left out. */
export function groupOptions(rules: Rules, group: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const known = new Set(rules.signature.params.map(({ name }) => name));
  const params = [...rules.signature.params, ...BESIDE.filter(({ name }) => !known.has(name))];
  const { params: _, ...given } = new Signature('add_param_group', params).readGiven(group);
  return given;
}

/** The options of a group in a checkpoint: those that are known are checked, others kept as they are. */
export function loadedOptions(rules: Rules, group: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(group).filter(([key]) => key !== 'params');
  const isKnown = ([key]: readonly [string, unknown]) => rules.signature.positionOf(key) >= 0;
  const others = entries.filter((entry) => !isKnown(entry));
  const known = new Signature('load_state_dict', rules.signature.params).readGiven(Object.fromEntries(entries.filter(isKnown)));
  return { ...Object.fromEntries(others.map(([key, value]) => [camelCase(key), Array.isArray(value) ? [...(value as unknown[])] : value])), ...known };
}

/** Refuses an option that was made something else after the group was added. */
export function checkGroup(rules: Rules, group: Readonly<Record<string, unknown>>): void {
  const entries = Object.entries(group).filter(([key]) => key !== 'params' && rules.signature.positionOf(key) >= 0);
  const lost = entries.find(([, value]) => value === undefined);
  if (lost !== undefined) throw new ValueError(`step(): the option '${snakeCase(lost[0])}' of a parameter group is undefined`);
  new Signature('step', rules.signature.params).readGiven(Object.fromEntries(entries));
}

/** Refuses what a checkpoint says of one parameter unless it is what this optimiser remembers. */
export function checkState({ signature, state }: Rules, values: unknown, param: Tensor, key: string): void {
  const refuse = (name: string, what: string, hint: string | null = null): never => {
    throw new ValueError(`loaded state dict of ${signature.name}: '${snakeCase(name)}' of parameter ${key} ${what}`, { hint });
  };
  if (!isOptions(values)) throw new ValueError(`loaded state dict of ${signature.name}: the state of parameter ${key} must be a dict, not ${typeText(values)}`);
  if (state === null) return;
  const given = new Map(Object.entries(values).map(([name, value]) => [camelCase(name), value]));
  for (const name of state.required) if (given.get(name) === undefined) refuse(name, 'is missing', ANOTHER);
  for (const [name, value] of given) {
    if (!state.required.includes(name) && !state.optional.includes(name)) refuse(name, 'is not expected', ANOTHER);
    if (name === 'step') {
      if (!(typeof value === 'number' || (isTensor(value) && value.numel() === 1))) refuse(name, `must be a number, not ${typeText(value)}`);
    } else if (value !== null || state.required.includes(name)) {
      if (!isTensor(value)) refuse(name, `must be Tensor, not ${typeText(value)}`, 'JSON keeps no tensors; save() does');
      else if (value.shape.join() !== param.shape.join()) refuse(name, `has shape ${sizeText(value.shape)}, which does not fit ${sizeText(param.shape)}`);
    }
  }
}

const ANOTHER = 'is it of another optimizer?';

/** Steps are one kernel outside of the graph; a step that is part of it would lose its history. */
export function refuseDifferentiable({ differentiable }: { readonly differentiable: boolean }): void {
  if (differentiable) throw new ValueError('differentiable steps are not supported');
}

/** Refuses a number that is negative, or not a number. */
export function checkNotNegative(what: string, value: number): void {
  if (!(value >= 0)) throw new ValueError(`Invalid ${what}: ${floatText(value)}`);
}

/** Refuses averages that never forget or grow. */
export function checkBetas(betas: readonly number[]): void {
  betas.forEach((beta, index) => {
    if (!(beta >= 0 && beta < 1)) throw new ValueError(`Invalid beta parameter at index ${index}: ${floatText(beta)}`);
  });
}
