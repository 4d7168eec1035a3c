/** A convolutional network that reads hand-written digits: loaded, trained, tested, saved, and read back. */
import { writeFileSync } from 'node:fs';
import { data, equal, io, manualSeed, nn, noGrad, optim, randint, type Tensor } from 'tapir';
import { type Classified, digitGrid, drawSvg } from '../plots.ts';
import { FOLDER, Progress, written } from './output.ts';

/** The first images train, the others test. */
const [TRAINING, EPOCHS, BATCH] = [1437, 30, 32] as const;
const FILE = new URL('../data/digits/digits.npz', import.meta.url);
/** Pictures in the grid. */
const SHOWN = 60;

export interface DigitsReport {
  readonly testAccuracy: number;
  readonly epochs: number;
  readonly seconds: number;
}

/** 8 x 8 pixels in, ten scores out. */
class DigitNet extends nn.Module {
  readonly features = new nn.Sequential(
    new nn.Conv2d(1, 32, 3, { padding: 1 }),
    new nn.ReLU(),
    new nn.Conv2d(32, 64, 3, { padding: 1 }),
    new nn.ReLU(),
    new nn.MaxPool2d(2),
    new nn.Conv2d(64, 64, 3, { padding: 1 }),
    new nn.ReLU(),
    new nn.Flatten(),
  );
  readonly dropout = new nn.Dropout(0.5);
  readonly classifier = new nn.Linear(64 * 4 * 4, 10);

  override forward(images: Tensor): Tensor {
    return this.classifier.call(this.dropout.call(this.features.call(images)));
  }
}

interface Digits {
  /** N x 1 x 8 x 8, from 0 to 1. */
  readonly images: Tensor;
  readonly labels: Tensor;
}

function readDigits(): Digits {
  const { images, labels } = io.loadNpz(FILE) as { images: Tensor; labels: Tensor };
  return { images: images.to('float32').div(16).unsqueeze(1), labels: labels.to('int64') };
}

/** The class with the highest score, for each image. */
function predict(model: DigitNet, images: Tensor): Tensor {
  model.eval();
  return noGrad(() => model.call(images).argmax(1));
}

function accuracy(model: DigitNet, { images, labels }: Digits): number {
  return predict(model, images).eq(labels).to('float32').mean().item();
}

/** The images moved by up to a pixel, as one hand writes higher or further left than another. */
function shifted(images: Tensor): Tensor {
  const [down, right] = randint(0, 3, [2]).tolist() as [number, number];
  return nn.functional.pad(images, [1, 1, 1, 1]).at(':', ':', `${down}:${down + 8}`, `${right}:${right + 8}`);
}

function train(model: DigitNet, training: Digits, test: Digits): void {
  const loader = new data.DataLoader(new data.TensorDataset(training.images, training.labels), { batchSize: BATCH, shuffle: true });
  const optimizer = new optim.Adam(model.parameters(), { lr: 2e-3 });
  const schedule = new optim.lrScheduler.CosineAnnealingLR(optimizer, EPOCHS);
  const progress = new Progress(EPOCHS, loader.length, BATCH);
  for (let epoch = 1; epoch <= EPOCHS; epoch += 1) {
    model.train();
    let [step, total] = [0, 0];
    for (const [images, labels] of loader) {
      optimizer.zeroGrad();
      const loss = nn.functional.crossEntropy(model.call(shifted(images)), labels);
      loss.backward();
      optimizer.step();
      step += 1;
      total += loss.item();
      progress.step(epoch, step, total / step);
    }
    schedule.step();
    progress.epoch(epoch, total / step, `test accuracy ${(100 * accuracy(model, test)).toFixed(2)} %`);
  }
}

/** All that is wrong, and a spread of what is right as far as there is room, in the order of the test images. */
function pick(test: Digits, predictions: Tensor): Classified[] {
  const pixels = test.images.squeeze(1).tolist() as number[][][];
  const labels = test.labels.tolist() as number[];
  const guesses = predictions.tolist() as number[];
  const wrong = labels.flatMap((label, index) => (label === guesses[index] ? [] : [index]));
  const right = labels.flatMap((label, index) => (label === guesses[index] ? [index] : []));
  const room = Math.max(0, SHOWN - wrong.length);
  const spread = Array.from({ length: room }, (_, place) => right[Math.floor((place * right.length) / room)]!);
  const kept = [...wrong.slice(0, SHOWN), ...spread].sort((a, b) => a - b);
  return kept.map((index) => ({ pixels: pixels[index]!, label: labels[index]!, prediction: guesses[index]! }));
}

export async function digits(): Promise<DigitsReport> {
  const started = performance.now();
  const { images, labels } = readDigits();
  const training = { images: images.at(`:${TRAINING}`), labels: labels.at(`:${TRAINING}`) };
  const test = { images: images.at(`${TRAINING}:`), labels: labels.at(`${TRAINING}:`) };

  manualSeed(0);
  const model = new DigitNet();
  train(model, training, test);
  const predictions = predict(model, test.images);
  const testAccuracy = accuracy(model, test);
  const count = test.labels.shape[0]!;
  const errors = Math.round(count * (1 - testAccuracy));
  console.log(`  ${count - errors} of ${count} held-out images are right: ${(100 * testAccuracy).toFixed(2)} %`);
  if (testAccuracy < 0.97) throw new Error('the model has not learnt to read: fewer than 97 % are right');

  // A model is its parameters: saved, and loaded into a new one, it says the same.
  model.save(`${FOLDER}/digits.safetensors`);
  const restored = new DigitNet();
  restored.load(`${FOLDER}/digits.safetensors`);
  if (!equal(predict(restored, test.images), predictions)) throw new Error('the restored model predicts something else');
  console.log('  saved, loaded into a new model: equal predictions');
  written('digits.safetensors', `parameters: ${Object.keys(model.stateDict()).join(', ')}`);

  const subtitle = `${errors} of ${count} held-out images are wrong: framed, with what they are`;
  writeFileSync(`${FOLDER}/digits.svg`, await drawSvg(digitGrid('Hand-written digits', subtitle, pick(test, predictions))));
  written('digits.svg', 'images with predictions');
  return { testAccuracy, epochs: EPOCHS, seconds: Number(((performance.now() - started) / 1000).toFixed(2)) };
}
