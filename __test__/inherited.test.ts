/** Names that every object inherits are names like any other: no table has an entry of such a name. */
import { describe, expect, it } from 'vitest';
import { div, load, nn, ones, optim, warnings, zeros } from '../js/index.ts';

const NAMES = Object.getOwnPropertyNames(Object.prototype);

const sgd = () => new optim.SGD([new nn.Parameter(ones([1]))], { lr: 0.1, momentum: 0.9 });
const layer = nn as unknown as Record<string, new (...args: unknown[]) => unknown>;

const LOOK_UPS: Readonly<Record<string, (name: never) => unknown>> = {
  'a dtype': (name) => zeros([2], { dtype: name }),
  'the dtype of an operator': (name) => zeros([2]).sum({ dtype: name }),
  'the dtype of a layer': (name) => new nn.Linear(1, 1, { dtype: name }),
  'the type of a tensor': (name) => zeros([2]).type(`torch.${name as string}`),
  'a device': (name) => zeros([2], { device: name }),
  'an option of an operator': (name) => zeros([2]).sum({ [name]: 1 } as never),
  'an option of a layer': (name) => new nn.Linear(1, 1, { [name]: 1 } as never),
  'a reduction': (name) => nn.functional.mseLoss(ones([1]), ones([1]), { reduction: name }),
  'a rounding mode': (name) => div(ones([1]), 2, { roundingMode: name }),
  'a kind of padding': (name) => new (layer['Conv2d'] as (typeof layer)[string])(1, 1, 1, { paddingMode: name }),
  'a nonlinearity': (name) => nn.init.calculateGain(name),
  'the mode of a cycle': (name) => new optim.lrScheduler.CyclicLR(sgd(), { baseLr: 0.1, maxLr: 1, mode: name }),
  'the strategy of one cycle': (name) => new optim.lrScheduler.OneCycleLR(sgd(), { maxLr: 1, totalSteps: 5, annealStrategy: name }),
  'the mode of a plateau': (name) => new optim.lrScheduler.ReduceLROnPlateau(sgd(), { mode: name }),
  'a warning': (name) => warnings.off(name),
  'the ending of a file': (name) => load(`file.${name as string}`),
};

describe('what every object inherits', () => {
  it.each(Object.entries(LOOK_UPS))('is no name of %s, and no hint', (_, lookUp) => {
    for (const name of NAMES) {
      expect(() => lookUp(name as never), name).toThrow(/must be|unexpected|invalid|not a valid|Expected one of|expected|one of|Unsupported|unknown/);
      expect(() => lookUp(name as never), name).not.toThrow(/native code|\[object/);
    }
  });

  it('is a name that an optimiser of one’s own may give to an option', () => {
    class Own extends optim.Optimizer {
      protected override update(): void {}
    }
    for (const name of NAMES) {
      const [group] = new Own([new nn.Parameter(ones([1]))], { [name]: 1 }).paramGroups;
      expect(Object.getOwnPropertyDescriptor(group, name)?.value, name).toBe(1);
    }
  });

  it('is passed over in a checkpoint of a schedule', () => {
    for (const name of NAMES) {
      const schedule = new optim.lrScheduler.StepLR(sgd(), 2);
      schedule.loadStateDict({ ...schedule.stateDict(), [name]: 3 });
      expect(schedule.getLastLr()).toEqual([0.1]);
    }
  });
});
