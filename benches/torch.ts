/** PyTorch in a child process: one line of JSON asks, one answers. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** What the other side refused, in its words. */
export class TorchError extends Error {}

export class Torch {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  private constructor(python: string, name: string) {
    const script = fileURLToPath(new URL(name, import.meta.url));
    this.#child = spawn(python, ['-u', script], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#lines = createInterface({ input: this.#child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
  }

  /** Starts a script beside this file with so many threads, and says which version of PyTorch it has. */
  static async start(python: string, script: string, threads: number): Promise<{ torch: Torch; version: string }> {
    const torch = new Torch(python, script);
    const failed = new Promise<never>((_, reject) => torch.#child.once('error', reject));
    const { version } = await Promise.race([torch.ask<{ version: string }>({ do: 'start', threads }), failed]);
    return { torch, version };
  }

  stop(): void {
    this.#child.stdin?.end();
  }

  /** One question, one answer. */
  async ask<A>(question: Readonly<Record<string, unknown>>): Promise<A> {
    this.#child.stdin?.write(`${JSON.stringify(question)}\n`);
    const { value, done } = await this.#lines.next();
    if (done === true) throw new Error('the Python process ended');
    const answer = JSON.parse(value) as A & { readonly error?: string };
    if (answer.error !== undefined) throw new TorchError(answer.error);
    await this.#rest();
    return answer;
  }

  /** PyTorch's threads spin for some milliseconds after their work, on the cores that are ours now: waits until all sleep. */
  async #rest(): Promise<void> {
    const tasks = `/proc/${this.#child.pid}/task`;
    for (let tries = 0; tries < 500; tries += 1) {
      await setTimeout(1);
      const threads = await readdir(tasks).catch(() => null);
      if (threads === null) return setTimeout(50); // no Linux
      const states = await Promise.all(threads.map((thread) => readFile(`${tasks}/${thread}/stat`, 'latin1').catch(() => '')));
      if (!states.some((state) => / R /.test(state.slice(state.lastIndexOf(')'))))) return;
    }
  }
}
