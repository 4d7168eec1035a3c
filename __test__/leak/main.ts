/** `npm run leak`: long training loops whose memory must stay flat. Fails if one grows or takes too much. */
import { complaints, MB, measure } from './measure.ts';

const LOOPS: readonly (readonly [name: string, steps: number])[] = [
  ['linreg', 1_000_000],
  ['mlp', 2_000],
  ['buffer', 1_000_000],
  ['hooks', 200_000],
  ['rows', 1_000_000],
  ['arrays', 2_000],
  ['ways', 100_000],
  ['cycles', 20_000],
];

const mb = (bytes: number) => `${(bytes / MB).toFixed(1)} MB`;

/** One line about a loop, and whether it kept within its limits. */
async function check(name: string, steps: number): Promise<[isFine: boolean, text: string]> {
  try {
    const report = await measure(name, steps);
    const parts = [
      `${steps} steps in ${report.seconds.toFixed(1)} s`,
      `${mb(report.warm)} when warm, ${mb(report.end)} at the end`,
      `peak ${mb(report.peak)}`,
      `engine ${mb(report.live)} in ${report.handles} handles`,
    ];
    const wrong = complaints(name, report);
    return [wrong.length === 0, [...wrong, ...parts].join('; ')];
  } catch (error) {
    return [false, String(error)];
  }
}

for (const [name, steps] of LOOPS) {
  const [isFine, text] = await check(name, steps);
  console.log(`${isFine ? 'ok    ' : 'FAILED'} ${name}: ${text}`);
  if (!isFine) process.exitCode = 1;
}
