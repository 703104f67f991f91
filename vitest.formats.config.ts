import { defineConfig } from 'vitest/config';

/** Tests that read exports with the programs that they are for: `npm run test:formats`. */
export default defineConfig({
  test: {
    include: ['test/**/*.formats.test.ts'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
