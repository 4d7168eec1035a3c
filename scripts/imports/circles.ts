/** Files that can be reached from each other. */
import type { Arrows } from './rust.ts';

/** The strongly connected parts of more than one file, largest first (Tarjan 1972). */
export function circles(arrows: Arrows): string[][] {
  const [number, low] = [new Map<string, number>(), new Map<string, number>()];
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (file: string): void => {
    const mine = number.size;
    number.set(file, mine);
    low.set(file, mine);
    stack.push(file);
    for (const next of arrows.get(file) ?? []) {
      if (!number.has(next)) visit(next);
      if (stack.includes(next)) low.set(file, Math.min(low.get(file) as number, low.get(next) as number));
    }
    if (low.get(file) !== mine) return;
    const circle = stack.splice(stack.indexOf(file));
    if (circle.length > 1) found.push(circle.sort());
  };
  for (const file of arrows.keys()) if (!number.has(file)) visit(file);
  return found.sort((a, b) => b.length - a.length);
}
