/** `npm run leak`: long training loops whose memory must stay flat. Fails if one grows or takes too much. */
import { growth, LIMITS, MB, measure } from './measure.ts';

const LOOPS: readonly (readonly [name: string, steps: number])[] = [
  ['linreg', 1_000_000],
  ['mlp', 2_000],
  ['buffer', 1_000_000],
  ['hooks', 200_000],
];

for (const [name, steps] of LOOPS) {
  const report = await measure(name, steps);
  const isFine = growth(report) < LIMITS.growth && report.peak < LIMITS.peak;
  const mb = (bytes: number) => `${(bytes / MB).toFixed(1)} MB`;
  const parts = [
    `${steps} steps in ${report.seconds.toFixed(1)} s`,
    `${mb(report.warm)} when warm, ${mb(report.end)} at the end`,
    `peak ${mb(report.peak)}`,
    `engine ${mb(report.live)} in ${report.handles} handles`,
  ];
  console.log(`${isFine ? 'ok    ' : 'FAILED'} ${name}: ${parts.join('; ')}`);
  if (!isFine) process.exitCode = 1;
}
