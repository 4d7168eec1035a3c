/** Signatures: positional parameters in PyTorch's order, and the same with a trailing options object. */
import { camelCase, type Entry, type OpParam } from '../../js/dispatch/registry.ts';
import { resultOf, type Shaped, shapedBy, typeOf } from './types.ts';

const RESERVED = new Set(['var', 'with', 'in', 'default', 'function', 'new', 'delete', 'typeof', 'void', 'switch', 'case', 'this', 'self']);

/** How many optional parameters may stand before the options object; beyond, all are positional or all in the object. */
const MOST_BEFORE_OPTIONS = 2;

function nameOf(param: OpParam): string {
  const name = camelCase(param.name);
  return RESERVED.has(name) ? `${name}_` : name;
}

interface Typed {
  readonly name: string;
  readonly key: string;
  readonly type: string;
  readonly optional: boolean;
}

/** The signatures of an entry as a function, or as a method without its first parameter. */
export function signaturesOf(entry: Entry, form: 'function' | 'method' | 'inplace'): string[] {
  if (form === 'inplace') return variants(entry, null, entry.params.slice(1), 'this', [], []);
  const out = form === 'function' ? outOption(entry) : [];
  const shaped = shapedBy(entry);
  const plain = variants(entry, null, form === 'method' ? entry.params.slice(1) : entry.params, resultOf(entry), [], out);
  const typed = shaped.flatMap((rule) => {
    const params = form === 'method' ? entry.params.slice(1) : entry.params;
    const ownShape = entry.shape !== 'Sizes' && entry.shape !== 'Cat' && entry.shape !== 'Stack';
    const generics = form === 'function' && ownShape ? ['S extends Shape', ...rule.generics] : rule.generics;
    const first = form === 'function' && ownShape ? entry.params[0] : undefined;
    const known = first === undefined ? rule : { ...rule, params: new Map([[first.name, 'Tensor<S>'], ...rule.params]) };
    return variants(entry, known, params, rule.result, generics, out);
  });
  return typed.length > 0 ? [...new Set(typed)] : [...new Set(plain)];
}

/** Where results may be written to. */
function outOption({ out, returns }: Entry): readonly string[] {
  if (out === 'None') return [];
  return [`readonly out?: ${returns === 'Tensor' ? 'Tensor' : 'readonly Tensor[]'} | null`];
}

function variants(
  entry: Entry,
  rule: Shaped | null,
  params: readonly OpParam[],
  result: string,
  generics: readonly string[],
  furtherOptions: readonly string[],
): string[] {
  const typed = params.map(
    (param): Typed => ({
      name: nameOf(param),
      key: camelCase(param.name),
      type: rule?.params.get(param.name) ?? typeOf(param),
      optional: param.default !== null,
    }),
  );
  const head = generics.length === 0 ? '' : `<${generics.join(', ')}>`;
  const write = (list: readonly string[]) => `${head}(${list.join(', ')}): ${result}`;
  const firstOptional = typed.findIndex(({ optional }) => optional);
  const required = firstOptional < 0 ? typed : typed.slice(0, firstOptional);
  const rest = firstOptional < 0 ? [] : typed.slice(firstOptional);
  const positional = write([...required.map(argument), ...rest.map((param) => optionalArgument(param))]);
  const withOptions: string[] = [];
  for (let before = 0; before < rest.length && before <= MOST_BEFORE_OPTIONS; before += 1) {
    const options = [...rest.slice(before).map(option), ...furtherOptions];
    withOptions.push(write([...[...required, ...rest.slice(0, before)].map(argument), `options: { ${options.join('; ')} }`]));
  }
  if (rest.length === 0 && furtherOptions.length > 0) {
    withOptions.push(write([...required.map(argument), `options: { ${furtherOptions.join('; ')} }`]));
  }
  return [...spread(entry, rule, params, result, generics), positional, ...withOptions];
}

function argument({ name, type }: Typed): string {
  return `${name}: ${type}`;
}

function optionalArgument({ name, type, optional }: Typed): string {
  return optional ? `${name}?: ${type}` : `${name}: ${type}`;
}

function option({ key, type, optional }: Typed): string {
  return `readonly ${key}${optional ? '?' : ''}: ${type}`;
}

/** `view(2, 8)` beside `view([2, 8])`, and `einsum('ij,jk->ik', a, b)`. */
function spread(entry: Entry, rule: Shaped | null, params: readonly OpParam[], result: string, generics: readonly string[]): string[] {
  const [first, ...rest] = params;
  const [last] = rest.slice(-1);
  if (entry.variadic && last?.kind === 'Tensors' && first?.kind === 'Str') {
    return [`(${nameOf(first)}: ${typeOf(first)}, ...${nameOf(last)}: readonly Tensor[]): ${result}`];
  }
  if (first === undefined || !entry.variadic || !/^((Opt)?Ints|IntLists|Tensors)$/.test(first.kind) || rest.some((param) => param.default === null)) return [];
  const head =
    generics.length === 0 ? '' : `<${generics.map((generic) => generic.replace('const N extends Shape', 'const N extends readonly number[]')).join(', ')}>`;
  const plain = { Tensors: 'readonly Tensor[]', IntLists: 'readonly (number | readonly number[])[]' }[first.kind as string] ?? 'readonly number[]';
  const list = rule?.params.get(first.name) === undefined ? plain : 'N';
  return [`${head}(...${nameOf(first)}: ${list}): ${result}`];
}

/** The entry's documentation as a comment. */
export function commentOf(entries: readonly Entry[], indent: string): string {
  const texts = [...new Set(entries.map(({ doc }) => doc.replaceAll('*/', '*\\/')))].filter((doc) => doc !== '');
  if (texts.length === 0) return '';
  const lines = texts
    .join('\n\n')
    .split('\n')
    .map((line) => `${indent} *${line === '' ? '' : ` ${line.trimStart()}`}`);
  return `${indent}/**\n${lines.join('\n')}\n${indent} */\n`;
}
