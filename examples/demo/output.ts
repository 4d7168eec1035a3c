/** How the demo talks: headings, a progress bar where there is a terminal, and the files it left. */
import { mkdirSync } from 'node:fs';
import { styleText } from 'node:util';

export const FOLDER = 'out/demo';

export function prepareFolder(): void {
  mkdirSync(FOLDER, { recursive: true });
}

export function heading(text: string): void {
  console.log(`\n${process.stdout.isTTY ? styleText('bold', text) : text}`);
}

/** Says where a file is. */
export function written(name: string, what: string): void {
  console.log(`  ${`${FOLDER}/${name}`.padEnd(28)} ${what}`);
}

const [WIDTH, INTERVAL] = [24, 80] as const;

/** Where training stands: a line that is written over on a terminal, and elsewhere one line per epoch. */
export class Progress {
  readonly #epochs: number;
  readonly #steps: number;
  readonly #samples: number;
  readonly #started = performance.now();
  #shown = 0;

  /** @param samples per step */
  constructor(epochs: number, steps: number, samples: number) {
    this.#epochs = epochs;
    this.#steps = steps;
    this.#samples = samples;
  }

  /** After step `step` of epoch `epoch`, both from 1. */
  step(epoch: number, step: number, loss: number): void {
    const now = performance.now();
    if (!process.stdout.isTTY || (now - this.#shown < INTERVAL && step < this.#steps)) return;
    this.#shown = now;
    process.stdout.write(`\r\x1b[2K${this.#line(epoch, step, loss)}`);
  }

  /** After an epoch. */
  epoch(epoch: number, loss: number, rest: string): void {
    const end = process.stdout.isTTY ? '\r\x1b[2K' : '';
    process.stdout.write(`${end}  epoch ${String(epoch).padStart(2)}/${this.#epochs}  loss ${loss.toFixed(4)}  ${rest}  ${this.#rate(epoch * this.#steps)}\n`);
  }

  #line(epoch: number, step: number, loss: number): string {
    const done = Math.round((WIDTH * step) / this.#steps);
    const bar = '█'.repeat(done) + '░'.repeat(WIDTH - done);
    return `  epoch ${String(epoch).padStart(2)}/${this.#epochs}  ${bar}  loss ${loss.toFixed(4)}  ${this.#rate((epoch - 1) * this.#steps + step)}`;
  }

  #rate(steps: number): string {
    return `${Math.round((steps * this.#samples * 1000) / (performance.now() - this.#started))} images/s`;
  }
}
