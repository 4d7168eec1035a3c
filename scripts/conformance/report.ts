/** What was checked and how it went: the summary by area and part, the table, and the machine-readable file. */
import { writeFileSync } from 'node:fs';
import { Missing } from './engine.ts';
import { takeUsed, type Verdict } from './compare.ts';

/** One part of one case. */
export interface CaseResult {
  readonly area: string;
  readonly file: string;
  readonly id: string | number;
  readonly part: string;
  readonly ok: boolean;
  readonly reason: string | null;
  /** The largest share of its tolerance that a value took. */
  readonly used: number;
}

/** One part of one case that has nothing to be compared with. */
export type SkippedCase = Omit<CaseResult, 'ok' | 'used'>;

/** Of one part of one area. */
interface Count {
  pass: number;
  fail: number;
  skip: number;
  used: number;
}

export type Summary = Record<string, Record<string, Count>>;

export class Report {
  readonly cases: CaseResult[] = [];
  readonly skipped: SkippedCase[] = [];

  /** Counts one part; `verdict` null means that it passed. */
  add(area: string, file: string, id: string | number, part: string, verdict: Verdict): void {
    this.cases.push({ area, file, id, part, ok: verdict === null, reason: verdict, used: takeUsed() });
  }

  /** Counts one part that cannot be compared. */
  skip(area: string, file: string, id: string | number, part: string, reason: string): void {
    this.skipped.push({ area, file, id, part, reason });
    takeUsed();
  }

  /** Runs one part and counts what it says or throws. A name that the package lacks counts as `missing`. */
  check(area: string, file: string, id: string | number, part: string, body: () => Verdict): void {
    this.add(area, file, id, part, verdictOf(body));
  }

  get failures(): number {
    return this.cases.filter((entry) => !entry.ok).length;
  }

  summary(): Summary {
    const summary: Summary = {};
    const count = (area: string, part: string): Count => ((summary[area] ??= {})[part] ??= { pass: 0, fail: 0, skip: 0, used: 0 });
    for (const { area, part, ok, used } of this.cases) {
      const counts = count(area, part);
      counts[ok ? 'pass' : 'fail'] += 1;
      if (ok) counts.used = Math.max(counts.used, used);
    }
    for (const { area, part } of this.skipped) count(area, part).skip += 1;
    return summary;
  }

  /** The summary for reading, a line per area and part; `used` is the largest share of its tolerance that a passing case took. */
  table(): string {
    const lines = ['area        part            pass    fail    skip       %    used'];
    for (const [area, parts] of Object.entries(this.summary())) {
      for (const [part, { pass, fail, skip, used }] of Object.entries(parts)) {
        const percent = ((100 * pass) / Math.max(1, pass + fail)).toFixed(2);
        const columns = [pass, fail, skip, percent, used.toFixed(2)].map((column) => String(column).padStart(8));
        lines.push(`${area.padEnd(12)}${part.padEnd(12)}${columns.join('')}`);
      }
    }
    const reasons = new Map<string, number>();
    for (const { part, reason } of this.skipped) reasons.set(`${part}: ${reason}`, (reasons.get(`${part}: ${reason}`) ?? 0) + 1);
    return [...lines, ...[...reasons].map(([reason, times]) => `skipped ${times} × ${reason}`)].join('\n');
  }

  /** The commonest reasons with an example each. */
  reasons(limit: number): string {
    const groups = new Map<string, { times: number; example: string }>();
    for (const { ok, file, id, part, reason } of this.cases) {
      if (ok) continue;
      const kind = `${part}: ${(reason ?? '').replace(/-?\d+(\.\d+)?(e[+-]?\d+)?/g, '#').slice(0, 90)}`;
      const group = groups.get(kind) ?? { times: 0, example: `${file}#${id}: ${reason}` };
      group.times += 1;
      groups.set(kind, group);
    }
    const sorted = [...groups.values()].sort((a, b) => b.times - a.times).slice(0, limit);
    return sorted.map(({ times, example }) => `${String(times).padStart(6)} × ${example.slice(0, 200)}`).join('\n');
  }

  write(path: string): void {
    writeFileSync(path, `${JSON.stringify({ summary: this.summary(), cases: this.cases, skipped: this.skipped })}\n`);
  }
}

export function verdictOf(body: () => Verdict): Verdict {
  try {
    return body();
  } catch (error) {
    if (error instanceof Missing) return 'missing';
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
}
