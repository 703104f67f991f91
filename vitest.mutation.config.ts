import { defineConfig } from 'vitest/config';

/** Breaks clean systems in every way that rules have to notice, and rewrites broken ones: `npm run test:mutation`. */
export default defineConfig({
  test: {
    include: ['test/{mutation,metamorphic}/**/*.test.ts'],
    maxWorkers: 2,
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
