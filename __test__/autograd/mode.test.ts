/** Modes: whether operations are recorded, for the length of a function or a block. */
import { afterEach, describe, expect, it } from 'vitest';
import { enableGrad, inferenceMode, isGradEnabled, isInferenceModeEnabled, noGrad, setGradEnabled, type Tensor, tensor, warnings } from '../../js/index.ts';

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

  it('of an async function does not hold for the code that does not wait for it', async () => {
    let release = () => {};
    const waiting = noGrad(async () => {
      await new Promise<void>((resolve) => (release = resolve));
      return leaf([1]).mul(2).requiresGrad;
    });
    expect([isGradEnabled(), leaf([1]).mul(2).requiresGrad]).toEqual([true, true]);
    await tick();
    expect([isGradEnabled(), leaf([1]).mul(2).requiresGrad]).toEqual([true, true]);
    release();
    expect(await waiting).toBe(false);
    expect(isGradEnabled()).toBe(true);
  });

  it('of many requests at a time is that of each', async () => {
    const handle = async (number: number): Promise<boolean> => {
      const work = async () => {
        let recorded = true;
        for (let step = 0; step < 5; step += 1) {
          if (step % 2 === 0) await tick();
          else await null;
          recorded &&= leaf([1]).mul(2).requiresGrad;
          if (leaf([1]).mul(2).requiresGrad !== isGradEnabled()) throw new Error('the engine and the task disagree');
        }
        return recorded;
      };
      return number % 2 === 0 ? noGrad(work) : work();
    };
    const found = await Promise.all(Array.from({ length: 40 }, (_, number) => handle(number)));
    expect(found).toEqual(found.map((_, number) => number % 2 === 1));
    expect(isGradEnabled()).toBe(true);
  });

  it('holds for backward, custom functions and new tensors of an async function too', async () => {
    const [outside, inside] = await Promise.all([
      (async () => {
        const x = leaf([2]);
        await tick();
        x.mul(x).sum().backward();
        return x.grad!.item();
      })(),
      inferenceMode(async () => {
        await tick();
        return isInferenceModeEnabled() && tensor([1]);
      }),
    ]);
    expect(outside).toBe(4);
    expect(() => (inside as Tensor).requiresGrad_()).toThrow('inference tensor');
    expect(leaf([1]).requiresGrad).toBe(true);
  });

  it('nests within an async function as elsewhere', async () => {
    await noGrad(async () => {
      await tick();
      expect(await enableGrad(async () => (await tick(), isGradEnabled()))).toBe(true);
      expect([isGradEnabled(), enableGrad(() => isGradEnabled()), isGradEnabled()]).toEqual([false, true, false]);
      {
        using _ = enableGrad();
        expect(isGradEnabled()).toBe(true);
      }
      setGradEnabled(true);
      expect(isGradEnabled()).toBe(true);
    });
    expect(isGradEnabled()).toBe(true);
  });

  it('of a function that is over does not hold for what it left behind', async () => {
    const later = noGrad(() => ({ promise: tick().then(() => isGradEnabled()) }));
    expect(await later.promise).toBe(true);
  });

  it('of a thenable begins when it is waited for', async () => {
    const query = { then: (resolve: (value: boolean) => void) => resolve(isGradEnabled()) };
    expect(await noGrad(() => query)).toBe(false);
  });

  it('of a generator holds for its steps', async () => {
    function* steps() {
      yield isGradEnabled();
      yield isGradEnabled();
    }
    const generator = noGrad(steps);
    expect([generator.next().value, isGradEnabled(), ...generator, isGradEnabled()]).toEqual([false, true, false, true]);

    async function* slow() {
      yield isGradEnabled();
      await tick();
      yield isGradEnabled();
    }
    const seen: boolean[] = [];
    for await (const value of noGrad(slow)) seen.push(value, isGradEnabled());
    expect(seen).toEqual([false, true, false, true]);
  });

  it('as a block that waits for a promise is warned of', async () => {
    const messages: string[] = [];
    const listen = (warning: Error) => void messages.push(`${warning.name} ${(warning as Error & { code?: string }).code}`);
    process.on('warning', listen);
    warnings.on('modeBlock');
    {
      using _ = noGrad();
      leaf([1]).mul(2);
    }
    await tick();
    expect(messages).toEqual([]);
    {
      using _ = noGrad();
      await tick();
    }
    await tick();
    process.off('warning', listen);
    expect([messages, isGradEnabled()]).toEqual([['TapirWarning TAPIR_MODE_BLOCK'], true]);
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
