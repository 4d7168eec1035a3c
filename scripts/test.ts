/**
 * `npm test`: every check of the project in order, and one count over all of them.
 *
 * A stage prints as it runs. One that counts its own tests (cargo, vitest, conformance) adds those; any other counts as one.
 * Fails if anything failed, after everything has run.
 */
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { styleText } from 'node:util';

interface Count {
  passed: number;
  failed: number;
}

interface Stage {
  name: string;
  command: string[];
  env?: Readonly<Record<string, string>>;
  /** Reads the counts from the output; without it the exit code is one test. */
  count?: (output: string) => Count;
}

const report = (name: string): string => join(tmpdir(), `tapir-test-${process.pid}-${name}.json`);
const reports = { vitest: report('vitest'), conformance: report('conformance') };

/** Adds up cargo's "test result" lines, one per test binary. */
function countCargo(output: string): Count {
  const total = { passed: 0, failed: 0 };
  for (const [, passed, failed] of output.matchAll(/test result: .*? (\d+) passed; (\d+) failed/g)) {
    total.passed += Number(passed);
    total.failed += Number(failed);
  }
  return total;
}

function countVitest(): Count {
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(reports.vitest, 'utf8')) as {
    numPassedTests: number;
    numFailedTests: number;
  };
  return { passed: numPassedTests, failed: numFailedTests };
}

function countConformance(): Count {
  const { cases } = JSON.parse(readFileSync(reports.conformance, 'utf8')) as { cases: { ok: boolean }[] };
  const passed = cases.filter((one) => one.ok).length;
  return { passed, failed: cases.length - passed };
}

const stages: Stage[] = [
  { name: 'rustfmt', command: ['cargo', 'fmt', '--all', '--check'] },
  { name: 'clippy', command: ['cargo', 'clippy', '--workspace', '--exclude', 'tapir', '--all-targets', '--', '-D', 'warnings'] },
  // As a test target the addon would export nothing, and all of it would be dead code.
  { name: 'clippy of the addon', command: ['cargo', 'clippy', '-p', 'tapir', '--lib', '--', '-D', 'warnings'] },
  { name: 'cargo test', command: ['cargo', 'test', '--workspace', '--no-fail-fast'], count: countCargo },
  {
    name: 'cargo test of tensors on a mirror',
    // The same crates as before: another choice would compile what they share anew.
    command: ['cargo', 'test', '--workspace', '--lib', '--tests', '--no-fail-fast'],
    env: { TAPIR_MIRROR: 'default,blocking' },
    count: countCargo,
  },
  { name: 'generated files', command: ['npm', 'run', '--silent', 'build:ops', '--', '--check'] },
  { name: 'format and lint of TypeScript', command: ['npx', 'biome', 'ci', '--error-on-warnings'] },
  { name: 'types', command: ['npx', 'tsc', '--noEmit', '-p', 'tsconfig.json'] },
  {
    name: 'vitest',
    command: ['npx', 'vitest', 'run', '--typecheck', '--reporter=default', '--reporter=json', `--outputFile.json=${reports.vitest}`],
    count: countVitest,
  },
  { name: 'kernels of the addon', command: ['npm', 'run', '--silent', 'inspect'] },
  { name: 'demo', command: ['node', '--import', 'tsx', '--conditions=source', 'examples/demo.ts'] },
  {
    name: 'conformance subset',
    command: ['npm', 'run', '--silent', 'conformance', '--', '--dir', '__test__/conformance/data', '--json', reports.conformance],
    count: countConformance,
  },
  {
    name: 'conformance subset on a mirror',
    command: ['npm', 'run', '--silent', 'conformance', '--', '--dir', '__test__/conformance/data', '--json', reports.conformance, '--device', 'cuda:0'],
    env: { TAPIR_MIRROR: 'blocking' },
    count: countConformance,
  },
];

/** Runs a command with its output shown and kept. */
function run({ command, env }: Stage): Promise<{ code: number; output: string }> {
  const [program = '', ...args] = command;
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env }, shell: process.platform === 'win32' });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        process.stdout.write(chunk);
      });
    }
    child.on('error', (error) => resolve({ code: 1, output: `${output}${error.message}\n` }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** A stage that could not count, or that failed without a failed test, is one failure. */
function countStage(stage: Stage, code: number, output: string): Count {
  let count: Count = { passed: 0, failed: 0 };
  try {
    count = stage.count?.(output) ?? count;
  } catch {
    return { passed: 0, failed: 1 };
  }
  if (code !== 0) return { passed: count.passed, failed: Math.max(1, count.failed) };
  return count.passed + count.failed > 0 || !stage.count ? { passed: Math.max(1, count.passed), failed: count.failed } : { passed: 0, failed: 1 };
}

const total: Count = { passed: 0, failed: 0 };
const lines: string[] = [];
for (const stage of stages) {
  console.log(styleText('bold', `\n── ${stage.name}: ${stage.command.join(' ')}`));
  const started = Date.now();
  const { code, output } = await run(stage);
  const count = countStage(stage, code, output);
  total.passed += count.passed;
  total.failed += count.failed;
  const seconds = ((Date.now() - started) / 1000).toFixed(0);
  const verdict = count.failed === 0 ? styleText('green', 'ok') : styleText('red', 'FAILED');
  lines.push(`${verdict}  ${stage.name}: ${count.passed} passed, ${count.failed} failed (${seconds} s)`);
}
for (const file of Object.values(reports)) rmSync(file, { force: true });
console.log(`\n${lines.join('\n')}\n`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
