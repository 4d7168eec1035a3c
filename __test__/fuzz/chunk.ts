/** Runs a part of the fuzzing in a process of its own, and says what it found or how it died. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Finding {
  readonly call: string;
  readonly fault: string;
  /** How to see it again. */
  readonly again: string;
}

export type Program = 'calls' | 'program' | 'files';

export interface Chunk {
  readonly program: Program;
  readonly args: readonly number[];
  readonly seconds: number;
  /** How to run the same. */
  readonly again: string;
}

/** So much memory a process may have: what wants more is a finding, not the end of the machine. A sanitizer wants more by itself. */
const BOUNDED = process.platform === 'linux' && process.env['ASAN_OPTIONS'] === undefined ? ['sh', '-c', 'ulimit -d 6000000; exec "$@"', 'sh'] : [];

const MOST_TEXT = 4000;
const TSX = import.meta.resolve('tsx');

interface Ended {
  readonly lines: readonly string[];
  readonly problem: string | null;
}

function run({ program, args, seconds }: Chunk, cwd: string): Promise<Ended> {
  const script = fileURLToPath(new URL(`${program}.ts`, import.meta.url));
  const command = [process.execPath, '--import', TSX, '--conditions=source', script, ...args.map(String)];
  const [name = '', ...rest] = [...BOUNDED, ...command];
  const child = spawn(name, rest, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let [output, errors] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    child.kill('SIGKILL');
  }, seconds * 1000);
  return new Promise((resolve) => {
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      const how = isLate ? `still running after ${seconds} s` : signal === null ? `exit code ${code}` : `ended by ${signal}`;
      const isFine = !isLate && code === 0;
      resolve({ lines: output.split('\n').filter((line) => line !== ''), problem: isFine ? null : `${how}\n${errors.slice(0, MOST_TEXT)}`.trim() });
    });
  });
}

/** A line of a program's output. */
interface Said {
  readonly call?: string;
  readonly fault?: string;
  readonly index?: number;
  readonly done?: number;
}

/** What a chunk found. `done` counts its calls. */
export async function runChunk(chunk: Chunk): Promise<{ readonly findings: readonly Finding[]; readonly done: number }> {
  const cwd = mkdtempSync(join(tmpdir(), 'tapir-fuzz-'));
  try {
    const { lines, problem } = await run(chunk, cwd);
    const findings: Finding[] = [];
    let done = 0;
    for (const line of lines) {
      if (line === 'done') continue;
      const said: Said = line.startsWith('{') ? (JSON.parse(line) as Said) : { call: chunk.program, fault: line };
      if (said.done !== undefined) {
        done = said.done;
        continue;
      }
      const again = said.index === undefined ? chunk.again : `${chunk.again} --first ${said.index} --calls 1`;
      findings.push({ call: said.call ?? '', fault: said.fault ?? '', again });
    }
    if (problem !== null) findings.push({ call: lastCall(cwd), fault: problem, again: chunk.again });
    return { findings, done };
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

function lastCall(cwd: string): string {
  try {
    return readFileSync(join(cwd, 'last-call'), 'utf8').trim();
  } catch {
    return 'before the first call';
  }
}
