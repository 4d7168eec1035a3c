/**
 * Values that call back while they are read: getters, proxies, `valueOf`. What they answer is what the plain value is, so
 * that a call with them must give the same, or refuse them.
 */
import { memory, ones, rand, scope, type Tensor, tensor, zeros } from '../../js/index.ts';
import type { Random } from './random.ts';

/** What a callback throws; it must come through as it is. */
export class Marker extends Error {}

const ACTIONS: readonly (() => unknown)[] = [
  () => zeros([2, 2]).add(1),
  () =>
    (
      tensor([
        [1, 2],
        [3, 4],
      ]) as Tensor
    ).at([
      [0, 1],
      [1, 0],
    ]),
  () => (ones([3]) as Tensor).set(1, 7),
  () => String(rand([3])),
  () => (rand([5]) as Tensor).sort(),
  () => (tensor([1, 2, 3]) as Tensor).tolist(),
  () => (ones([2], { requiresGrad: true }) as Tensor).mul(3).sum().backward(),
  () => scope(() => zeros([4]).exp()),
  () => memory.collect(),
  () => (ones([4]) as Tensor).reshape([[2], [2]] as never),
  () => Array.from({ length: 40 }, (_, size) => zeros([size])),
];

/** Does something with the engine; what it throws is caught here, except a marker. */
function callBack(random: Random): void {
  try {
    random.pick(ACTIONS)();
  } catch {
    // Refused: as good as anything else it might do.
  }
  if (random.chance(0.02)) throw new Marker('from a callback');
}

/** A list whose items are read through getters, or through a proxy. */
export function talkingList(list: readonly unknown[], random: Random): unknown[] {
  if (random.chance(0.3)) {
    return new Proxy([...list], {
      get(target, key, receiver) {
        callBack(random);
        return Reflect.get(target, key, receiver) as unknown;
      },
    });
  }
  const talking: unknown[] = [];
  for (const [index, value] of list.entries()) {
    Object.defineProperty(talking, index, {
      enumerable: true,
      configurable: true,
      get() {
        callBack(random);
        return Array.isArray(value) ? talkingList(value, random) : value;
      },
    });
  }
  return talking;
}

/** An options object that calls back. */
export function talkingOptions(options: Readonly<Record<string, unknown>>, random: Random): Record<string, unknown> {
  if (random.chance(0.3)) {
    return new Proxy(
      { ...options },
      {
        get(target, key, receiver) {
          callBack(random);
          return Reflect.get(target, key, receiver) as unknown;
        },
        ownKeys(target) {
          callBack(random);
          return Reflect.ownKeys(target);
        },
      },
    );
  }
  const talking: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(options)) {
    Object.defineProperty(talking, name, {
      enumerable: true,
      configurable: true,
      get() {
        callBack(random);
        return value;
      },
    });
  }
  return talking;
}

/** A number that is an object. Nobody need take it, but whoever does must get it right. */
export function talkingNumber(value: number, random: Random): unknown {
  const answer = () => {
    callBack(random);
    return value;
  };
  return { valueOf: answer, toString: () => String(answer()), ...(random.chance(0.5) ? { [Symbol.toPrimitive]: answer } : {}) };
}
