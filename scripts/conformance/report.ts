/** What was checked and how it went: the summary by area and part, the table, and the machine-readable file. */
import { writeFileSync } from 'node:fs';
import { Missing } from './engine.ts';
import type { Verdict } from './compare.ts';

/** One part of one case. */
export interface CaseResult {
  readonly area: string;
  readonly file: string;
  readonly id: string | number;
  readonly part: string;
  readonly ok: boolean;
  readonly reason: string | null;
}

export type Summary = Record<string, Record<string, { pass: number; fail: number }>>;

export class Report {
  readonly cases: CaseResult[] = [];

  /** Counts one part; `verdict` null means that it passed. */
  add(area: string, file: string, id: string | number, part: string, verdict: Verdict): void {
    this.cases.push({ area, file, id, part, ok: verdict === null, reason: verdict });
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
    for (const { area, part, ok } of this.cases) {
      const parts = (summary[area] ??= {});
      const counts = (parts[part] ??= { pass: 0, fail: 0 });
      counts[ok ? 'pass' : 'fail'] += 1;
    }
    return summary;
  }

  /** The summary for reading, a line per area and part. */
  table(): string {
    const lines = ['area        part            pass    fail      %'];
    for (const [area, parts] of Object.entries(this.summary())) {
      for (const [part, { pass, fail }] of Object.entries(parts)) {
        const percent = ((100 * pass) / (pass + fail)).toFixed(2);
        lines.push(`${area.padEnd(12)}${part.padEnd(12)}${String(pass).padStart(8)}${String(fail).padStart(8)}${percent.padStart(8)}`);
      }
    }
    return lines.join('\n');
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
    writeFileSync(path, `${JSON.stringify({ summary: this.summary(), cases: this.cases })}\n`);
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
