/** Calls made up from signatures alone, without knowing what fits: any operator, places, sizes beyond all memory. */
import { type Entry, registry } from '../../js/dispatch/registry.ts';
import { fullName } from '../../scripts/calls/cases.ts';
import type { Plan, Value } from './plan.ts';
import type { Random } from './random.ts';
import { DTYPES, ODD } from './strange.ts';
import type { Spec } from './tensors.ts';

const TENSOR: Spec = { shape: [4, 6], dtype: 'float32', low: -2, high: 2, seed: 1, walk: false, special: false, same: [] };

/** What can be asked of more numbers than there is memory for: views, or a result that is as large. */
const FOR_HUGE = /^(Same|Broadcast|Sizes|View|Permute|Transpose|Squeeze|Unsqueeze|Cat|Stack)$/;
const FOR_HUGE_TOO = new Set([
  'one_hot',
  'repeat_interleave',
  'unbind',
  'unbind_copy',
  'split',
  'chunk',
  'tensor_split',
  'tile',
  'repeat',
  'flatten',
  'unflatten',
  'narrow',
  'select',
  'diagonal',
  'movedim',
]);
/** Adds all of them up, as it should, which takes minutes. */
const LONG = 'sum_to_size';
const HUGE: readonly (readonly number[])[] = [[2 ** 40], [2 ** 31, 2 ** 31], [2, 2 ** 60], [2 ** 62], [2 ** 10, 2 ** 26, 2 ** 26], [0, 2 ** 30, 2 ** 30]];

/** A call on a single number, expanded to what nobody could hold. */
export function huge(random: Random): Plan {
  const fitting = registry.filter(({ shape, name, params }) => params[0]?.kind === 'Tensor' && (FOR_HUGE.test(shape) || FOR_HUGE_TOO.has(name)));
  const entry = random.pick(fitting.filter(({ name }) => !name.endsWith('_') && name !== LONG));
  const shape = random.pick(HUGE);
  const plan = planOf(entry, false, random);
  const widen = (value: Value): Value => ('tensor' in value ? { ...value, tensor: { ...value.tensor, shape, same: [] } } : value);
  return { ...plan, values: plan.values.map(widen) };
}

const SLICES = [':', '...', '::2', '1:', ':-1', '1:3', '-2:', '5:2', '0:0', '::-1', '1:2:3:4', 'x', ' 1 : 2 '];

function indexItem(shape: readonly number[], random: Random): Value {
  const place = () => random.pick([0, 1, -1, 2, 0n, -1n, 7, random.pick(ODD)]);
  const item = (depth: number): unknown => (depth > 0 && random.chance(0.6) ? list(depth - 1) : place());
  const list = (depth: number): unknown[] => Array.from({ length: random.below(4) }, () => item(depth));
  switch (random.below(8)) {
    case 0:
    case 1:
      return { plain: place() };
    case 2:
    case 3:
      return { plain: random.pick(SLICES) };
    case 4:
      return { plain: random.pick<unknown>([null, true, false, undefined]) };
    case 5:
      return { plain: list(random.below(3)) };
    case 6:
      return { tensor: { ...TENSOR, shape: random.pick([shape, shape.slice(0, 1), []]), dtype: 'bool', seed: random.below(9) }, grad: false };
    default:
      return { tensor: { ...TENSOR, shape: random.pick([[2], [3, 1], [], [0]]), dtype: random.pick(['int64', 'int32', 'uint8']) }, grad: false };
  }
}

/** `x.at(…)` and `x.set(…, value)`. */
export function indexing(random: Random): Plan {
  const shape = random.pick([[4, 6], [3], [2, 3, 4], [1], [0, 2], []]);
  const values: Value[] = [{ tensor: { ...TENSOR, shape, dtype: random.pick(DTYPES) }, grad: true }];
  for (let count = random.below(4); count > 0; count -= 1) values.push(indexItem(shape, random));
  const isWrite = random.chance(0.4);
  if (isWrite && random.chance(0.5)) values.push({ plain: random.pick([7, 0.5, 3n, true]) });
  else if (isWrite) values.push({ tensor: { ...TENSOR, shape: random.pick([[], [1], [6], shape]) }, grad: true });
  const count = values.length;
  return {
    path: isWrite ? 'set' : 'at',
    form: 'method',
    inPlace: isWrite,
    names: values.map(() => ''),
    values,
    positional: count,
    required: count,
    spread: false,
  };
}

/** A call by the signature alone: whatever a parameter of this kind might be given. */
function blindValue(kind: string, random: Random): Value {
  const shapes: readonly (readonly number[])[] = [[4, 6], [6, 4], [4], [6], [], [2, 3, 4], [1], [0], [4, 6, 2, 2]];
  const spec = (): Value => ({ tensor: { ...TENSOR, shape: random.pick(shapes), dtype: random.pick(DTYPES), seed: random.below(9) }, grad: true });
  const small = () => random.pick([0, 1, 2, 3, -1, -2, random.pick(ODD)]);
  if (/Tensors$/.test(kind)) return { list: Array.from({ length: random.below(4) }, spec) };
  if (/Tensor$/.test(kind) || (/Operand$/.test(kind) && random.chance(0.5))) return spec();
  if (/Scalar|Operand|Float$/.test(kind)) return { plain: random.pick([0.5, 1, 2, -1, random.pick(ODD)]) };
  if (/Ints$/.test(kind)) return { plain: Array.from({ length: random.below(4) }, small) };
  if (/Int$/.test(kind)) return { plain: small() };
  if (/Bool$/.test(kind)) return { plain: random.chance(0.5) };
  if (/DType$/.test(kind)) return { plain: random.pick([...DTYPES, 'float99']) };
  if (/Str$/.test(kind)) return { plain: random.pick(['mean', 'sum', 'none', 'reflect', 'floor', 'amax', 'prod', 'ij', '', 'x']) };
  if (kind === 'IntLists') return { plain: [[1], [0]] };
  if (kind === 'Floats') return { plain: [0.5] };
  if (kind === 'Indices') return { list: [indexItem([4, 6], random)] };
  return { plain: null };
}

export function blind(random: Random): Plan {
  const entry = random.pick(registry);
  return planOf(entry, entry.inplace && random.chance(0.3), random);
}

function planOf(entry: Entry, inPlace: boolean, random: Random): Plan {
  const given = entry.params.filter((param) => param.default === null || random.chance(0.4));
  const firstByName = given.findIndex((param, at) => param !== entry.params[at]);
  return {
    path: inPlace ? `${entry.name}_` : fullName(entry),
    form: inPlace ? 'method' : entry.property ? 'property' : entry.function ? 'function' : 'method',
    inPlace: inPlace || entry.name.endsWith('_'),
    names: given.map((param) => param.name),
    values: given.map(({ kind }) => blindValue(kind, random)),
    positional: firstByName < 0 ? given.length : firstByName,
    required: entry.params.filter((param) => param.default === null).length,
    spread: false,
  };
}
