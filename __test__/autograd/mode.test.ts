/** Modes: whether operations are recorded, for the length of a function or a block. */
import { afterEach, describe, expect, it } from 'vitest';
import {
  enableGrad,
  inferenceMode,
  isGradEnabled,
  isInferenceModeEnabled,
  noGrad,
  setGradEnabled,
  type Tensor,
  tensor,
} from '../../js/index.ts';

const leaf = (data: number[]): Tensor => tensor(data, { requiresGrad: true }) as Tensor;
const tick = () => new Promise<void>((resolve) => setTimeout(resolve, 1));

afterEach(() => {
  setGradEnabled(true);
});

describe('noGrad', () => {
  it('returns what the function returns and ends with it', () => {
    const y = noGrad(() => leaf([1]).mul(2));
    expect(y.requiresGrad).toBe(false);
    expect(isGradEnabled()).toBe(true);
  });

  it('ends with an exception too', () => {
    expect(() =>
      noGrad(() => {
        throw new Error('mine');
      }),
    ).toThrow('mine');
    expect(isGradEnabled()).toBe(true);
  });

  it('lasts until the end of a block', () => {
    {
      using _ = noGrad();
      expect(isGradEnabled()).toBe(false);
    }
    expect(isGradEnabled()).toBe(true);
  });

  it('nests with enableGrad', () => {
    noGrad(() => {
      expect(enableGrad(() => leaf([1]).mul(2).requiresGrad)).toBe(true);
      expect(isGradEnabled()).toBe(false);
    });
  });

  it('lasts until the promise of an async function settles', async () => {
    const during = await noGrad(async () => {
      await tick();
      return isGradEnabled();
    });
    expect(during).toBe(false);
    expect(isGradEnabled()).toBe(true);
  });

  it('ends when the promise is rejected', async () => {
    await expect(
      noGrad(async () => {
        await tick();
        throw new Error('mine');
      }),
    ).rejects.toThrow('mine');
    expect(isGradEnabled()).toBe(true);
  });

  it('of two async functions that overlap ends with the later', async () => {
    let release = () => {};
    const first = noGrad(() => tick());
    const second = noGrad(() => new Promise<void>((resolve) => (release = resolve)));
    await first;
    expect(isGradEnabled()).toBe(false);
    release();
    await second;
    expect(isGradEnabled()).toBe(true);
  });
});

describe('setGradEnabled', () => {
  it('holds from now on', () => {
    setGradEnabled(false);
    expect(leaf([1]).mul(2).requiresGrad).toBe(false);
    setGradEnabled(true);
    expect(leaf([1]).mul(2).requiresGrad).toBe(true);
  });

  it('or for the length of a function', () => {
    expect(setGradEnabled(false, () => isGradEnabled())).toBe(false);
    expect(isGradEnabled()).toBe(true);
  });
});

describe('inferenceMode', () => {
  it('is on inside only', () => {
    expect(inferenceMode(() => [isInferenceModeEnabled(), isGradEnabled()])).toEqual([true, false]);
    expect(isInferenceModeEnabled()).toBe(false);
  });

  it('makes tensors that never require a gradient', () => {
    const y = inferenceMode(() => tensor([1, 2]).mul(2));
    expect(y.tolist()).toEqual([2, 4]);
    expect(() => y.requiresGrad_()).toThrow('Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.');
  });
});
