/** Trees of modules: their text, and the names, order, shapes and dtypes of everything in them. */
import type { Verdict } from './compare.ts';
import { callMethod, type Engine, type LiveTensor } from './engine.ts';
import { count } from './host.ts';
import { entriesOf, equalText } from './state.ts';
import { decodeModule, type ModuleSpec } from './values.ts';

export interface StructureRecord {
  readonly tree: ModuleSpec;
  readonly repr: string;
  readonly named_modules: readonly [string, string][];
  readonly named_children: readonly string[];
  readonly named_parameters: readonly unknown[];
  readonly named_buffers: readonly unknown[];
  readonly state_dict: readonly unknown[];
  readonly num_parameters: number;
}

export function checkStructure(engine: Engine, record: StructureRecord): Verdict {
  const module = decodeModule(engine, record.tree, '', {
    make: () => {
      throw new Error('a tree holds no tensors');
    },
  });
  const named = <T>(method: string) => [...(callMethod(module, method) as Iterable<[string, T]>)];
  const parameters = named<LiveTensor>('named_parameters');
  const state = entriesOf(callMethod(module, 'state_dict')) as [string, LiveTensor][];
  const total = parameters.reduce((sum, [, parameter]) => sum + count(parameter.shape), 0);
  return (
    equalText(String(module), record.repr) ??
    same(
      'named modules',
      named<object>('named_modules').map(([name, each]) => [name, each.constructor.name]),
      record.named_modules,
    ) ??
    same(
      'named children',
      named('named_children').map(([name]) => name),
      record.named_children,
    ) ??
    same(
      'named parameters',
      parameters.map(([name, { shape }]) => [name, shape]),
      record.named_parameters,
    ) ??
    same(
      'named buffers',
      named<LiveTensor>('named_buffers').map(([name, { shape, dtype }]) => [name, shape, dtype]),
      record.named_buffers,
    ) ??
    same(
      'state dict',
      state.map(([name, { shape, dtype }]) => [name, shape, dtype]),
      record.state_dict,
    ) ??
    same('number of parameters', total, record.num_parameters)
  );
}

function same(what: string, actual: unknown, expected: unknown): Verdict {
  const [got, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  return got === wanted ? null : `${what}: expected ${wanted}, got ${got}`;
}
