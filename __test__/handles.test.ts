/** Handles: forged, freed or foreign ones are typed errors; the addon never crashes. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { DTypeError, Generator, InternalError, memory, OutOfMemoryError, ShapeError, type Tensor, tensor, ValueError, zeros } from '../js/index.ts';
import { translate } from '../js/error.ts';
import { registry } from '../js/dispatch/registry.ts';
import { adopt, native, run as runCommand, words } from '../js/native/index.ts';
import { idOf } from '../js/tensor.ts';

/** What a call into the addon throws, as the package would throw it. */
function thrown(body: () => unknown): unknown {
  try {
    body();
  } catch (error) {
    return translate(error);
  }
  return undefined;
}

/** An error of this class whose message is of this kind. */
function refusal(Class: new (...args: never[]) => Error, message: RegExp): unknown {
  return expect.toSatisfy((error) => error instanceof Class && message.test(error.message), `${Class.name}: ${message.source}`);
}

const TOO_MANY = refusal(InternalError, /handles do not fit the buffer/);

const FORGED = [0, -0, Number.NaN, -1, 0.5, 2 ** 26, 2 ** 31, 2 ** 32, 2 ** 32 + 1, 1e300, Number.POSITIVE_INFINITY, 123_456];

/** Every function of the addon that takes the handle of a tensor first. */
const READERS = {
  shape: native.shape,
  strides: native.strides,
  dtype: native.dtype,
  device: native.device,
  flags: native.flags,
  version: native.version,
  detach: native.detach,
  item: native.item,
  retainGrad: native.retainGrad,
  gradFn: native.gradFn,
  gradientOf: (id: number) => native.gradientOf(id, 0),
  setGradient: (id: number) => native.setGradient(id, 0),
  setRequiresGrad: (id: number) => native.setRequiresGrad(id, true),
  readBytes: (id: number) => native.readBytes(id, new Uint8Array(8)),
  becomeTensor: (id: number) => native.becomeTensor(id, id),
  sameTensor: (id: number) => native.sameTensor(id, id),
  sameStorage: (id: number) => native.sameStorage(id, id),
  registerHook: (id: number) => native.registerHook(id, () => 0),
  saveNpy: (id: number) => native.saveNpy(join(tmpdir(), 'tapir-never'), id),
};
const NODE_READERS = { nodeName: native.nodeName, nodeAddress: native.nodeAddress, nodeNext: native.nodeNext, nodeLeaf: native.nodeLeaf };
const GENERATOR_READERS = {
  generatorSeed: native.generatorSeed,
  generatorState: native.generatorState,
  generatorInitialSeed: native.generatorInitialSeed,
  generatorManualSeed: (id: number) => native.generatorManualSeed(id, 1n),
};

function freed(): number {
  const id = native.detach(idOf(tensor([1])));
  adopt({}, id);
  native.dispose(id);
  return id;
}

describe('a handle that is none', () => {
  it.each(Object.entries({ ...READERS, ...NODE_READERS }))('is refused by %s', (_, read) => {
    for (const id of [...FORGED, freed()]) expect(thrown(() => read(id))).toBeInstanceOf(ValueError);
  });

  it.each(Object.entries(GENERATOR_READERS))('is refused by %s', (_, read) => {
    for (const id of [...FORGED.filter((each) => each !== 0), freed()]) expect(thrown(() => read(id))).toBeInstanceOf(ValueError);
  });

  it('cannot be disposed of', () => {
    for (const id of [...FORGED, freed()]) expect(thrown(() => native.dispose(id))).toBeInstanceOf(ValueError);
  });

  it('cannot be given an object', () => {
    for (const id of [...FORGED, freed()]) expect(thrown(() => adopt({}, id))).toBeInstanceOf(ValueError);
  });
});

describe('a handle of another kind', () => {
  const generator = new Generator();
  const kept = tensor([1, 2], { requiresGrad: true }).mul(2) as Tensor;
  const node = native.gradFn(idOf(kept));

  it.each(Object.entries(READERS))('is refused by %s', (_, read) => {
    for (const id of [generator.id, node]) expect(thrown(() => read(id))).toBeInstanceOf(ValueError);
  });

  it.each(Object.entries(NODE_READERS))('is refused by %s', (_, read) => {
    for (const id of [generator.id, idOf(kept)]) expect(thrown(() => read(id))).toBeInstanceOf(ValueError);
  });

  it.each(Object.entries(GENERATOR_READERS))('is refused by %s', (_, read) => {
    for (const id of [node, idOf(kept)]) expect(thrown(() => read(id))).toBeInstanceOf(ValueError);
  });
});

describe('a handle', () => {
  it('has one object only', () => {
    expect(thrown(() => adopt({}, idOf(tensor([1]))))).toBeInstanceOf(ValueError);
  });

  it('is not tied to what is no object', () => {
    const id = native.detach(idOf(tensor([1])));
    for (const value of [1, 'x', null, undefined, true]) expect(thrown(() => adopt(value as never, id))).toBeInstanceOf(InternalError);
    adopt({}, id);
  });

  it('is swept with its object', () => {
    memory.collect();
    const before = memory.stats().handles;
    for (let index = 0; index < 1000; index += 1) zeros([4]);
    expect(memory.stats().handles).toBeGreaterThanOrEqual(before + 1000);
    memory.collect();
    expect(memory.stats().handles).toBeLessThan(before + 10);
  });
});

describe('commands', () => {
  const add = registry.find(({ name }) => name === 'add')?.index ?? -1;

  function run(...command: number[]): unknown {
    words.set(command);
    return thrown(() => runCommand({}));
  }

  it('of operators that are not there are refused', () => {
    for (const number of [-1, Number.NaN, 1e300, 2 * registry.length, Number.POSITIVE_INFINITY]) {
      expect(run(number, 3, 1, 0, 1)).toEqual(refusal(ValueError, /^there is no operator /));
    }
  });

  it('with forged handles are refused', () => {
    const x = idOf(tensor([1]));
    for (const id of FORGED) {
      expect(run(2 * add, 3, id, 0, x)).toBeInstanceOf(ValueError);
      expect(run(2 * add, 3, x, 0, id)).toBeInstanceOf(ValueError);
    }
  });

  it('with unknown tags are refused', () => {
    for (const tag of [9, 1e300]) expect(run(2 * add, 3, idOf(tensor([1])), tag, 1)).toEqual(refusal(ValueError, /unknown argument tag/));
  });

  it('with absurd counts are refused', () => {
    const view = registry.find(({ name, params }) => name === 'view' && params[1]?.kind === 'Ints')?.index ?? -1;
    for (const count of [1e300, -5, Number.NaN, 2 ** 31, words.length]) {
      expect(run(2 * view, 3, idOf(tensor([1])), count, 1)).toEqual(refusal(ValueError, /the argument list ends too early/));
    }
  });

  it('in place need an operator that has such a form', () => {
    const matmul = registry.find(({ name, inplace }) => name === 'matmul' && !inplace)?.index ?? -1;
    const x = idOf(tensor([[1]]));
    expect(run(2 * matmul + 1, 3, x, x)).toBeInstanceOf(ValueError);
  });

  it('with sizes beyond memory are errors', () => {
    const sizes = (size: number) => {
      words.set([size, size, size]);
      return thrown(() => native.fromBytes({}, new Uint8Array(4), 11, words, 3, 0));
    };
    for (const size of [2 ** 31, 2 ** 53]) expect(sizes(size)).toBeInstanceOf(OutOfMemoryError);
    for (const size of [1e300, -1, Number.NaN, 0.5]) expect(sizes(size)).toEqual(refusal(ShapeError, /a size must be a whole number/));
    expect(thrown(() => native.fromBytes({}, new Uint8Array(4), 11, words, 4_000_000_000, 0))).toEqual(TOO_MANY);
    expect(thrown(() => native.fromBytes({}, new Uint8Array(4), 99, words, 0, 0))).toEqual(refusal(DTypeError, /unknown dtype code 99/));
  });
});

describe('counts of handles in the buffer', () => {
  it('beyond its end are refused', () => {
    const root = tensor([1], { requiresGrad: true }).sum();
    words.set([idOf(root), 0]);
    expect(thrown(() => native.backward(words, 4_000_000_000, -1, false, false))).toEqual(TOO_MANY);
    expect(thrown(() => native.backward(words, 1, 2_000_000_000, false, false))).toEqual(TOO_MANY);
    expect(thrown(() => native.grad(words, 1, 4_000_000_000, false, false, false))).toEqual(TOO_MANY);
    expect(thrown(() => native.forgetGradients(words, 4_000_000_000))).toEqual(TOO_MANY);
    expect(thrown(() => native.recordCustom('X', words, 4_000_000_000, 4_000_000_000, 4_000_000_000, true, () => 0))).toEqual(TOO_MANY);
  });
});

describe('using', () => {
  it('frees at the end of the block', () => {
    memory.collect();
    const before = memory.stats().live;
    {
      using x = zeros([1024, 1024]);
      expect(memory.stats().live).toBeGreaterThanOrEqual(before + 4 * 2 ** 20);
      expect(x.shape).toEqual([1024, 1024]);
    }
    expect(memory.stats().live).toBeLessThanOrEqual(before);
  });
});

describe('nonsense', () => {
  const PROGRAM = fileURLToPath(new URL('fuzz/program.ts', import.meta.url));
  const TSX = import.meta.resolve('tsx');

  it.each([1, 2, 3, 4])('passed to every function never ends the process (seed %i)', { timeout: 120_000 }, async (seed) => {
    const cwd = mkdtempSync(join(tmpdir(), 'tapir-fuzz-'));
    const run = promisify(execFile)(process.execPath, ['--import', TSX, '--conditions=source', PROGRAM, String(seed), '10000'], { cwd, timeout: 100_000 });
    const lines = await run.then(
      ({ stdout }) => stdout.trim().split('\n'),
      (error: Error) => {
        throw new Error(`ended in ${readFileSync(join(cwd, 'last-call'), 'utf8').trim()}`, { cause: error });
      },
    );
    rmSync(cwd, { recursive: true });
    expect(lines).toEqual(['done']);
  });
});
