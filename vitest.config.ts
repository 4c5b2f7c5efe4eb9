import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Limits are for what hangs, not for what is slow: a machine that is fifty times slower fails no test.
    testTimeout: 15 * 60_000,
    hookTimeout: 20 * 60_000,
    maxWorkers: 4,
    setupFiles: ['test/support/properties.ts'],
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/unit/**/*.test.{ts,tsx}'] } },
      {
        extends: true,
        test: {
          name: 'integration',
          // More than most machines have to spare: these wait for real servers half of the time.
          maxWorkers: 8,
          // Projects of another limit have to be in a group of their own.
          sequence: { groupOrder: 1 },
          // Real servers on a machine of unknown load. What needs its second try is named where the run ends.
          retry: 1,
          include: ['test/integration/**/*.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'lab',
          // An emulated guest may crash by itself on a busy machine; what is broken fails twice.
          retry: 1,
          include: ['test/lab/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 20 * 60_000,
          hookTimeout: 30 * 60_000,
        },
      },
    ],
  },
});
