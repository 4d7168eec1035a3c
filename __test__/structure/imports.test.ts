/** Who takes what from whom: rooms below never ask rooms above, and no tangle of files grows. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { circles } from '../../scripts/imports/circles.ts';
import { javascriptArrows } from '../../scripts/imports/javascript.ts';
import { type Arrows, rustArrows } from '../../scripts/imports/rust.ts';

const root = join(import.meta.dirname, '../..');
const LARGEST_CIRCLE = 3;

const crates = readdirSync(join(root, 'crates'));
const crate = (name: string): Arrows => rustArrows(join(root, 'crates', name, 'src'));
const large = (arrows: Arrows): string[][] => circles(arrows).filter((circle) => circle.length > LARGEST_CIRCLE);

/** `from -> to` for each arrow between files of which these are true. */
const between = (arrows: Arrows, isFrom: (file: string) => boolean, isTo: (file: string) => boolean): string[] =>
  [...arrows].filter(([file]) => isFrom(file)).flatMap(([file, taken]) => [...taken].filter(isTo).map((other) => `${file} -> ${other}`));

describe('imports', () => {
  it.each(crates)('of the crate %s have no circle of more than three files', (name) => {
    const arrows = crate(name);
    expect(arrows.size).toBeGreaterThan(0);
    expect(large(arrows)).toEqual([]);
  });

  it('of TypeScript have no circle of more than three files', () => {
    const arrows = javascriptArrows(join(root, 'js'));
    expect(arrows.get('optim/sgd.ts')).toContain('optim/optimizer.ts');
    expect(large(arrows)).toEqual([]);
  });

  it('of modules, and of what layers are made with, name no layer', () => {
    const isBelow = (file: string): boolean => /^nn\/(module\/|layer\.ts|init\.ts|functional\.ts)/.test(file);
    expect(between(javascriptArrows(join(root, 'js')), isBelow, (file) => file.startsWith('nn/') && !isBelow(file))).toEqual([]);
  });

  it('of the tape, the rows and the calls name no operator', () => {
    const isBelow = (file: string): boolean => /^(tape|rows|call)\//.test(file) || !file.includes('/');
    const isAbove = (file: string): boolean => /^(ops|registry|backward)\//.test(file);
    const arrows = crate('autograd');
    for (const isPart of [isBelow, isAbove]) expect([...arrows.keys()].some(isPart)).toBe(true);
    const above = between(arrows, isBelow, isAbove).filter((arrow) => !/^(lib|gradcheck|optim)\.rs /.test(arrow));
    expect(above).toEqual([]);
  });

  it('of a family of kernels name no other family, but for copying', () => {
    const families = ['conv', 'elementwise', 'gemm', 'index', 'normalize', 'optim', 'pool', 'random', 'reduce', 'scan', 'sort'];
    const family = (file: string): string => file.split('/')[0] as string;
    const all = crate('cpu');
    expect(new Set([...all.keys()].map(family))).toEqual(expect.toSatisfy((rooms: Set<string>) => families.every((each) => rooms.has(each))));
    const isOfFamily = (file: string): boolean => families.includes(family(file));
    const arrows = between(all, isOfFamily, isOfFamily);
    expect(arrows.filter((arrow) => family(arrow) !== family(arrow.split(' -> ')[1] as string))).toEqual([]);
  });
});

describe('the reading of imports', () => {
  it('finds a circle and leaves a chain alone', () => {
    const arrows = new Map([
      ['a', new Set(['b'])],
      ['b', new Set(['c'])],
      ['c', new Set(['a'])],
      ['d', new Set(['a', 'e'])],
      ['e', new Set<string>()],
    ]);
    expect(circles(arrows)).toEqual([['a', 'b', 'c']]);
  });

  it('traces a name that a module passes on to the file that defines it', () => {
    const arrows = crate('autograd');
    expect(arrows.get('ops/reduce/norm.rs')).toContain('ops/reduce/axes.rs');
    expect(arrows.get('rows/gradient.rs')).toContain('rows/call.rs');
    expect([...(arrows.get('tape/edges.rs') ?? [])]).toEqual(expect.arrayContaining(['tape/record.rs', 'tensor.rs']));
  });
});
