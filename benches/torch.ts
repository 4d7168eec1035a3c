/** PyTorch in a child process: one line of JSON asks, one answers. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Subject } from './measure.ts';
import type { Workload } from './workload.ts';

interface Answer {
  readonly version?: string;
  readonly seconds?: number;
  readonly error?: string;
}

export class Torch {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  private constructor(python: string) {
    const script = fileURLToPath(new URL('torch_workloads.py', import.meta.url));
    this.#child = spawn(python, ['-u', script], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#lines = createInterface({ input: this.#child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
  }

  /** Starts it with so many threads, and says which version it is. */
  static async start(python: string, threads: number): Promise<{ torch: Torch; version: string }> {
    const torch = new Torch(python);
    const failed = new Promise<never>((_, reject) => torch.#child.once('error', reject));
    const { version = '?' } = await Promise.race([torch.#ask({ do: 'start', threads }), failed]);
    return { torch, version };
  }

  /** Makes the twin of a workload ready. */
  async subject({ name, repetitions }: Workload): Promise<Subject> {
    await this.#ask({ do: 'prepare', name, repetitions: repetitions ?? null });
    return { measure: async () => (await this.#ask({ do: 'measure' })).seconds ?? Number.NaN };
  }

  stop(): void {
    this.#child.stdin?.end();
  }

  async #ask(question: Readonly<Record<string, unknown>>): Promise<Answer> {
    this.#child.stdin?.write(`${JSON.stringify(question)}\n`);
    const { value, done } = await this.#lines.next();
    if (done === true) throw new Error('the Python process ended');
    const answer = JSON.parse(value) as Answer;
    if (answer.error !== undefined) throw new Error(`PyTorch: ${answer.error}`);
    return answer;
  }
}
