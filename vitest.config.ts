import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['source', 'module', 'node', 'development|production'] },
  ssr: { resolve: { conditions: ['source', 'module', 'node', 'development|production'] } },
  test: {
    include: ['__test__/**/*.test.ts'],
    // A crash of the addon ends one file's process, not the run.
    pool: 'forks',
    // Errors elsewhere are found by the check of all types.
    typecheck: { enabled: true, checker: 'tsc', include: ['__test__/types/**/*.test-d.ts'], ignoreSourceErrors: true },
  },
});
