/** A sweep as text. */
import type { LeftOut } from '../../scripts/calls/cases.ts';
import type { Sweep, Timing } from './main.ts';

/** Seconds in three digits with their unit. */
export function duration(seconds: number): string {
  const [value, unit] = seconds < 1e-6 ? [seconds * 1e9, 'ns'] : seconds < 1e-3 ? [seconds * 1e6, 'µs'] : [seconds * 1e3, 'ms'];
  return `${value.toPrecision(3).replace(/e\+(\d)$/, (_, power: string) => '0'.repeat(Number(power)))} ${unit}`;
}

export function nameOf({ label, direction }: Timing): string {
  return direction === 'backward' ? `${label} (backward)` : label;
}

export function share(sweep: Sweep, least: number): number {
  return sweep.timings.filter(({ ratio }) => ratio < least).length;
}

export function medianRatio({ timings }: Sweep): number {
  return timings[Math.floor(timings.length / 2)]?.ratio ?? Number.NaN;
}

export function title({ scale }: Sweep): string {
  return `${scale.rows} × ${scale.columns}, ${scale.dtype}`;
}

export function lines(sweep: Sweep): string[] {
  const width = Math.min(60, Math.max(...sweep.timings.map((each) => nameOf(each).length)));
  const table = sweep.timings.map((each) => {
    const cells = [duration(each.tapir), duration(each.torch), `${each.ratio.toFixed(2)}×`].map((cell) => cell.padStart(10));
    return `${nameOf(each).padEnd(width)} ${cells.join(' ')}`;
  });
  const list = (heading: string, items: readonly LeftOut[]) =>
    items.length === 0 ? [] : ['', `${heading} (${items.length}):`, ...items.map(({ label, why }) => `  ${label}: ${why}`)];
  const below = [1, 0.8].map((least) => `${share(sweep, least)} below ${least}`).join(', ');
  return [
    `${title(sweep)}: ${sweep.timings.length} measurements in ${sweep.seconds.toFixed(0)} s, median ratio ${medianRatio(sweep).toFixed(2)}, ${below}`,
    `${''.padEnd(width)} ${['Tapir', 'PyTorch', 'ratio'].map((head) => head.padStart(10)).join(' ')}`,
    ...table,
    ...list('Results differ, so not measured', sweep.differing),
    ...list('Not covered', sweep.uncovered),
  ];
}
