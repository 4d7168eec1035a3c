/** What device.test.ts looks at, on devices that the environment makes of main memory. Prints an object of results. */
import {
  data,
  Generator,
  getDefaultDevice,
  load,
  manualSeed,
  memory,
  nn,
  noGrad,
  ones,
  optim,
  rand,
  save,
  setDefaultDevice,
  tensor,
  zeros,
} from '../../js/index.ts';
import type { Tensor } from '../../js/index.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const GPU = 'cuda:0';

const messageOf = (body: () => unknown): string => {
  try {
    body();
    return 'nothing thrown';
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
};

/** Losses of a few steps, and where everything was. */
function train(device: 'cpu' | 'cuda:0'): { losses: number[]; devices: string[] } {
  manualSeed(3);
  const model = new nn.Sequential(new nn.Linear(4, 8), new nn.ReLU(), new nn.Linear(8, 2));
  const x = rand([6, 4]);
  model.to(device);
  const optimizer = new optim.Adam(model.parameters(), { lr: 0.1 });
  const [input, target] = [x.to(device), tensor([0n, 1n, 0n, 1n, 1n, 0n], { device })];
  const losses: number[] = [];
  for (let step = 0; step < 5; step += 1) {
    optimizer.zeroGrad();
    const loss = nn.functional.crossEntropy(model.call(input) as Tensor, target);
    loss.backward();
    optimizer.step();
    losses.push(loss.item() as number);
  }
  const averages = [...optimizer.state.values()].map((state) => (state['expAvg'] as Tensor).device);
  return { losses, devices: [...new Set([...[...model.parameters()].map((each) => each.device), ...averages])] };
}

function roundTrip(): unknown {
  const folder = mkdtempSync(join(tmpdir(), 'tapir-device-'));
  try {
    const file = join(folder, 'x.safetensors');
    save({ x: tensor([1, 2, 3], { device: GPU }) }, file);
    const { x } = load(file) as { x: Tensor };
    return [x.device, x.tolist()];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The most bytes that a loop without a memory call ever held on a device. */
function loop(): number {
  memory.resetPeak(GPU);
  let x = zeros([1 << 20], { device: GPU });
  for (let step = 0; step < 1000; step += 1) x = x.add(1);
  return memory.stats(GPU).peak;
}

/** What is read is what was there, also of a number that a later step changes. */
async function later(): Promise<unknown> {
  const x = tensor([1, 2, 3], { device: GPU, dtype: 'bfloat16' });
  const reading = x.read();
  x.zero_();
  const read = [...((await reading) as Float32Array)];
  const late = ones([3], { device: GPU });
  late.indexSelect(0, tensor([9n], { device: GPU }));
  const complaint = await late.read().catch((error: unknown) => (error as Error).name);
  return [read, complaint, await tensor([1, 2]).read()];
}

const results = {
  later: await later(),
  made: [tensor([1, 2], { device: GPU }).device, zeros([2], { device: 'cuda:1' }).device, tensor([1]).device],
  text: `${tensor([1, 2], { device: GPU })}`,
  sum: tensor([1, 2], { device: GPU }).add(1).tolist(),
  apart: messageOf(() => ones([2], { device: GPU }).add(ones([2]))),
  none: messageOf(() => zeros([1], { device: 'cuda:7' as 'cuda' })),
  late: messageOf(() => {
    const x = ones([3], { device: GPU });
    x.indexSelect(0, tensor([9n], { device: GPU }));
    x.add(1);
  }),
  places: ones([2, 3], { device: GPU }).at([1, 0], null, tensor([2n])).device,
  drawn: [manualSeed(1), rand([3], { device: GPU }).tolist(), manualSeed(1), rand([3]).tolist()].filter(Boolean),
  generator: [new Generator(GPU).device, messageOf(() => rand([1], { device: GPU, generator: new Generator() }))],
  training: [train('cpu'), train(GPU)],
  file: roundTrip(),
  peak: loop(),
  standard: (() => {
    setDefaultDevice(GPU);
    const batch = [...new data.DataLoader(new data.TensorDataset(rand([4, 2])), { batchSize: 2, shuffle: true })][0] as readonly Tensor[];
    const found = [getDefaultDevice(), zeros([1]).device, tensor([[1]]).device, new nn.Linear(1, 1).weight.device, batch[0]?.device];
    setDefaultDevice('cpu');
    return found;
  })(),
  numbers: noGrad(() => [tensor(2).mul(ones([2], { device: GPU })).device, ones([2], { device: GPU }).mul(3).tolist()]),
};
process.stdout.write(JSON.stringify(results));
