/** Linear regression, twice from the same start: with the update written out, and with an optimiser. */
import { writeFileSync } from 'node:fs';
import { cat, manualSeed, nn, noGrad, optim, rand, randn, type Tensor } from 'tapir';
import { drawSvg, lossPlot, type Point, scatterPlot } from '../plots.ts';
import { FOLDER, written } from './output.ts';

const [SAMPLES, STEPS, RATE] = [200, 500, 0.05] as const;
const { mseLoss } = nn.functional;

export interface LinearReport {
  readonly weight: number;
  readonly bias: number;
  readonly loss: number;
}

interface Data {
  readonly x: Tensor;
  readonly y: Tensor;
}

/** Trains a fresh model, `update` changing its parameters after each backward pass; gives the losses. */
function train(model: nn.Linear, { x, y }: Data, update: () => void): number[] {
  return Array.from({ length: STEPS }, () => {
    model.zeroGrad();
    const loss = mseLoss(model.call(x), y);
    loss.backward();
    update();
    return loss.item();
  });
}

function startingPoint(): nn.Linear {
  manualSeed(1);
  return new nn.Linear(1, 1);
}

export async function linear(): Promise<LinearReport> {
  manualSeed(0);
  const x = rand([SAMPLES, 1]).mul(5);
  const y = x
    .mul(Math.PI)
    .add(42)
    .add(randn([SAMPLES, 1]).mul(0.6));

  const byHand = startingPoint();
  const handLosses = train(byHand, { x, y }, () => {
    noGrad(() => byHand.parameters().forEach((parameter) => parameter.sub_(parameter.grad!.mul(RATE))));
  });

  const model = startingPoint();
  const optimizer = new optim.SGD(model.parameters(), { lr: RATE });
  const losses = train(model, { x, y }, () => optimizer.step());

  const [weight, bias] = [model.weight.item(), model.bias!.item()];
  const loss = losses.at(-1)!;
  const found = `y = ${weight.toFixed(4)} x + ${bias.toFixed(4)}`;
  console.log(`  by hand    y = ${byHand.weight.item().toFixed(4)} x + ${byHand.bias!.item().toFixed(4)}   loss ${handLosses.at(-1)!.toFixed(4)}`);
  console.log(`  optim.SGD  ${found}   loss ${loss.toFixed(4)}`);

  const points = (cat([x, y], 1).tolist() as [number, number][]).map(([x, y]): Point => ({ x, y }));
  const fit = [0, 5].map((x): Point => ({ x, y: weight * x + bias }));
  const scatter = scatterPlot('Linear regression', `${SAMPLES} points of y = πx + 42 with noise; the fit is ${found}`, points, fit);
  writeFileSync(`${FOLDER}/linear.svg`, await drawSvg(scatter));
  written('linear.svg', 'the points and the fit');
  const curves = lossPlot('Loss of the linear regression', 'the update by hand and optim.SGD take the same path', {
    'by hand': handLosses,
    'optim.SGD': losses,
  });
  writeFileSync(`${FOLDER}/loss.svg`, await drawSvg(curves));
  written('loss.svg', 'both losses by step');
  return { weight, bias, loss };
}
