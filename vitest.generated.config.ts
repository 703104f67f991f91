import { defineConfig } from 'vitest/config';

/** Tests that build, test and run generated systems: `npm run test:generated`. They take minutes and need the npm registry. */
export default defineConfig({
  test: {
    include: ['test/**/*.generated.test.ts'],
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
