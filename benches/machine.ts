/** Where numbers were measured: they mean something beside this only. */
import { arch, availableParallelism, cpus, loadavg, platform, totalmem } from 'node:os';

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memory: string;
  readonly system: string;
  readonly node: string;
}

export function machine(): Machine {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: `${platform()} ${arch()}`,
    node: process.versions.node,
  };
}

/** A warning if others compute as well; empty if not. */
export function busy(): string {
  const [load = 0] = loadavg();
  return load > 0.5 ? `others use the machine as well (load ${load.toFixed(1)}): the numbers tell little` : '';
}
