/** Random numbers: PyTorch's, for equal seeds. */
import { describe, expect, it } from 'vitest';
import { Generator, getRngState, initialSeed, manualSeed, rand, randn, randperm, seed, setRngState, tensor } from '../js/index.ts';

/** Rounded as PyTorch prints. */
const digits = (values: unknown): number[] => (values as number[]).map((value) => Math.round(value * 1e4) / 1e4);

describe('equal seeds', () => {
  it("give PyTorch's numbers", () => {
    manualSeed(0);
    expect(digits(rand([4]).tolist())).toEqual([0.4963, 0.7682, 0.0885, 0.132]);
    manualSeed(0);
    expect(digits(randn([3]).tolist())).toEqual([1.541, -0.2934, -2.1788]);
    manualSeed(0);
    expect(randperm(5).tolist()).toEqual([4, 0, 1, 3, 2]);
  });

  it('of generators and of the process are the same streams', () => {
    const generator = new Generator().manualSeed(7);
    manualSeed(7);
    expect(rand([5], { generator }).tolist()).toEqual(rand([5]).tolist());
  });

  it('generators do not disturb each other', () => {
    const [a, b] = [new Generator().manualSeed(1), new Generator().manualSeed(1)];
    const first = rand([3], { generator: a }).tolist();
    rand([3]);
    expect(rand([3], { generator: b }).tolist()).toEqual(first);
  });
});

describe('seeds', () => {
  it('may be negative and up to 64 bits', () => {
    for (const value of [-1, 2 ** 40, 2n ** 64n - 1n]) expect(() => manualSeed(value)).not.toThrow();
    expect(() => manualSeed(2n ** 64n)).toThrow(/Overflow|expected a seed in/);
    expect(() => manualSeed(2n ** 200n)).toThrow(/Overflow|expected a seed in/);
  });

  it('that are no integers are refused', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) expect(() => manualSeed(value)).toThrow("argument 'seed' (position 1) must be int, not float");
  });

  it('can be asked for', () => {
    manualSeed(5);
    expect(initialSeed()).toBe(5n);
    expect(new Generator().manualSeed(9).initialSeed()).toBe(9n);
    expect(new Generator().initialSeed()).toBe(67280421310721n);
  });

  it('come from chance if asked for', () => {
    const generator = new Generator();
    expect(generator.seed()).not.toBe(generator.seed());
    expect(seed()).toBe(initialSeed());
  });
});

describe('the state', () => {
  it('goes on where it was taken', () => {
    const state = getRngState();
    expect(state.shape).toEqual([5056]);
    expect(state.dtype).toBe('uint8');
    const first = randn([5]).tolist();
    setRngState(state);
    expect(randn([5]).tolist()).toEqual(first);
  });

  it('of one generator fits another', () => {
    const a = new Generator().manualSeed(3);
    rand([7], { generator: a });
    const b = new Generator().setState(a.getState());
    expect(rand([3], { generator: b }).tolist()).toEqual(rand([3], { generator: a }).tolist());
  });

  it('of another size is refused', () => {
    expect(() => setRngState(tensor(new Uint8Array(10)))).toThrow('Expected a CPUGeneratorImplState of size 5056 but found the input RNG state size to be 10');
    expect(() => setRngState(tensor([1, 2]))).toThrow('RNG state must be a torch.ByteTensor, but got torch.FloatTensor');
  });
});
