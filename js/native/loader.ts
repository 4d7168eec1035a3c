/**
 * Finds the addon: the file that a build leaves beside this one, or the package of the platform. What goes wrong is one error that says
 * what was tried, why it failed and what to do.
 */
import { createRequire } from 'node:module';
import type * as Addon from '#native';
import { DependencyError } from '../error.ts';

/** Platform, architecture and C library of this process, as builds are named. On Linux both libraries are tried, as only one loads. */
function targets(): readonly string[] {
  const { platform, arch } = process;
  if (platform === 'linux') return [`linux-${arch}-gnu`, `linux-${arch}-musl`];
  return [platform === 'win32' ? `win32-${arch}-msvc` : `${platform}-${arch}`];
}

/** What may hold the addon, in the order of trying: beside this file, in the sources' folder, in its package. */
function places(target: string): readonly string[] {
  return [`./tapir.${target}.node`, `../../js/native/tapir.${target}.node`, `tapir-native-${target}`];
}

/** Where this file is; a bundle of CommonJS knows it by another name. */
function here(): string {
  return import.meta.url ?? __filename;
}

function isMissing(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown };
  return code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND';
}

/** What to do about a failure to load a file that is there, or about none being there. */
function advice(failure: unknown): string {
  const { code, message = '' } = (failure ?? {}) as { readonly code?: unknown; readonly message?: string };
  if (code === 'ERR_DLOPEN_DISABLED') return 'allow addons: node --allow-addons';
  if (/GLIBC_|GLIBCXX_/.test(message)) return 'the C library of this system is older than the one it was built for: build it here with npm run build:native';
  if (failure !== undefined) return 'it may have been built for another system: npm run build:native builds it for this one';
  return 'in a clone, npm run build:native builds it; in a bundle, keep tapir external or put the .node file beside the bundle; otherwise install again without --no-optional';
}

function load(): typeof Addon {
  const require = createRequire(here());
  const tried: string[] = [];
  let failure: unknown;
  for (const target of targets()) {
    for (const place of places(target)) {
      try {
        return require(place) as typeof Addon;
      } catch (error) {
        tried.push(place);
        if (!isMissing(error)) failure ??= error;
      }
    }
  }
  const system = `${process.platform}-${process.arch}, Node ${process.versions.node}`;
  const reason = failure === undefined ? `none of ${tried.join(', ')} is there` : String((failure as { readonly message?: unknown }).message ?? failure);
  throw new DependencyError(`the addon cannot be loaded (${system}): ${reason}`, { hint: advice(failure), cause: failure });
}

export const native: typeof Addon = load();
