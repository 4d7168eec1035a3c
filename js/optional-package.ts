/** Packages that only some functions need. They are loaded when first used, and missed with an error that says what to do. */
import { DependencyError } from './error.ts';

/**
 * Loads an optional package.
 *
 * @param load the import, so that bundlers see its name
 * @throws DependencyError where the package is not installed
 */
export async function importPackage<T>(name: string, user: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new DependencyError(`${user} needs the package ${name}`, { hint: `npm install ${name}`, cause: error });
  }
}
