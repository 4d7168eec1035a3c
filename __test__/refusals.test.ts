/** One text for one fault of the arguments, whoever is called: operators, methods, constructors and plain functions. */
import { describe, expect, it } from 'vitest';
import { autograd, cat, nn, ones, permute, tensor } from '../js/index.ts';

type Callable = (...args: unknown[]) => unknown;

interface Callee {
  readonly name: string;
  readonly call: Callable;
  /** Arguments of a call that is right: a value for each parameter that must be given, by name. */
  readonly required: Readonly<Record<string, unknown>>;
  /** How many may be given by position. */
  readonly most: number;
  /** Those that may only be given by name. */
  readonly named?: readonly string[];
  /** What the first parameter takes, and its name. */
  readonly first: readonly [name: string, wanted: string];
  /** A parameter of two words, in both spellings, and a value for it. */
  readonly option: readonly [camel: string, snake: string, value: unknown];
}

const x = ones([2, 2], { requiresGrad: true });
const Embedding = nn.Embedding as unknown as new (...args: unknown[]) => unknown;
const { embedding } = nn.functional as unknown as Record<string, Callable>;

const CALLEES: Readonly<Record<string, Callee>> = {
  'an operator': {
    name: 'embedding',
    call: embedding as Callable,
    required: { input: tensor([0n]), weight: ones([2, 2]) },
    most: 7,
    first: ['input', 'Tensor'],
    option: ['paddingIdx', 'padding_idx', 0],
  },
  'an operator as a method': {
    name: 'isclose',
    call: (...args) => (x.isclose as Callable).apply(x, args),
    required: { other: x },
    most: 4,
    first: ['other', 'Tensor'],
    option: ['equalNan', 'equal_nan', true],
  },
  'a method': {
    name: 'backward',
    call: (...args) => {
      const sum = x.sum();
      (sum.backward as Callable).apply(sum, args);
    },
    required: {},
    most: 4,
    first: ['gradient', 'Tensor'],
    option: ['createGraph', 'create_graph', false],
  },
  'a constructor': {
    name: 'Embedding',
    call: (...args) => new Embedding(...args),
    required: { numEmbeddings: 2, embeddingDim: 3 },
    most: 11,
    first: ['numEmbeddings', 'int'],
    option: ['paddingIdx', 'padding_idx', 0],
  },
  'a function': {
    name: 'grad',
    call: (...args) => (autograd.grad as Callable)(...args),
    required: { outputs: x.sum(), inputs: x },
    most: 6,
    named: ['materializeGrads'],
    first: ['outputs', 'Tensor or tuple of Tensors'],
    option: ['createGraph', 'create_graph', true],
  },
};

describe.each(Object.entries(CALLEES))('%s', (_, { name, call, required, most, named, first: [first, wanted], option: [camel, snake, value] }) => {
  const right = Object.values(required);
  const least = right.length;
  const refused = (text: string, ...args: unknown[]) => expect(() => call(...args)).toThrow(expect.objectContaining({ name: 'ValueError', message: text }));

  it('refuses an option that it does not know', () => {
    refused(`${name}() got an unexpected keyword argument 'nonsense'`, ...right, { nonsense: 1 });
    refused(`${name}() got an unexpected keyword argument 'nonsense'`, ...right, { nonsense: undefined });
  });

  it('proposes the name that was meant', () => {
    refused(`${name}() got an unexpected keyword argument '${camel}s' (did you mean '${camel}'?)`, ...right, { [`${camel}s`]: value });
  });

  it('understands both spellings, alone', () => {
    for (const spelling of [camel, snake]) expect(() => call(...right, { [spelling]: value })).not.toThrow();
    for (const other of [value, null]) refused(`${name}() got multiple values for argument '${camel}'`, ...right, { [camel]: other, [snake]: value });
  });

  it('refuses what is given by position and by name', () => {
    const given = right[0] ?? ones([]);
    refused(`${name}() got multiple values for argument '${first}'`, given, ...right.slice(1), { [first]: given });
  });

  it('takes undefined for what is not given, whatever stands in its place by name', () => {
    const places = right.map(() => undefined);
    expect(() => call(...places, { ...required, [camel]: value })).not.toThrow();
    for (const both of [
      { [camel]: value, [snake]: undefined },
      { [snake]: undefined, [camel]: value },
    ])
      expect(() => call(...right, both)).not.toThrow();
  });

  it('counts the arguments that are too many', () => {
    const hint = named === undefined ? '' : ` (by name: { ${named.join(', ')} })`;
    refused(`${name}() takes from ${least} to ${most} positional arguments but ${most + 2} were given${hint}`, ...Array(most + 2).fill(x));
  });

  it('names the type of a value that does not fit, and its place where it has one', () => {
    for (const [wrong, type] of [
      ['text', 'str'],
      [0.5, 'float'],
      [true, 'bool'],
      [() => 1, 'function'],
    ] as const) {
      refused(`${name}(): argument '${first}' (position 1) must be ${wanted}, not ${type}`, wrong, ...right.slice(1));
      refused(`${name}(): argument '${first}' must be ${wanted}, not ${type}`, { ...required, [first]: wrong });
    }
    refused(`${name}(): argument '${camel}' must be ${typeof value === 'number' ? 'int' : 'bool'}, not str`, ...right, { [snake]: 'text' });
  });

  if (least === 0) return;

  it('names all that is missing', () => {
    const names = Object.keys(required).map((each) => `'${each}'`);
    const text = `${name}() missing ${least} required positional argument${least === 1 ? '' : 's'}: ${names.join(' and ')}`;
    refused(text);
    refused(text, undefined);
    refused(text, { [camel]: value });
  });

  it('takes null for a value that does not fit', () => {
    refused(`${name}(): argument '${first}' (position 1) must be ${wanted}, not NoneType`, null, ...right.slice(1));
    refused(`${name}(): argument '${first}' must be ${wanted}, not NoneType`, { ...required, [first]: null });
  });
});

describe('a list', () => {
  const Conv2d = nn.Conv2d as unknown as new (...args: unknown[]) => unknown;

  it('names the item that does not fit', () => {
    const sum = x.sum();
    expect(() => permute(x, [0, 'a'] as never)).toThrow(
      "permute(): argument 'dims' (position 2) must be tuple of ints, but found element of type str at pos 1",
    );
    expect(() => x.permute([0, 'a'] as never)).toThrow("permute(): argument 'dims' (position 1) must be tuple of ints, but found element of type str at pos 1");
    expect(() => new Conv2d(1, 1, [1, 'a'])).toThrow(
      "Conv2d(): argument 'kernelSize' (position 3) must be int or tuple of ints, but found element of type str at pos 1",
    );
    expect(() => cat([x, 1] as never)).toThrow('expected Tensor as element 1 in argument 0, but got int');
    expect(() => autograd.grad([sum, 1] as never, x)).toThrow('expected Tensor as element 1 in argument 0, but got int');
  });
});
