import { defineConfig } from 'vitest/config';

// The fast tests. The others have configurations of their own: vitest.{services,generated,pack}.config.ts.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'templates/platform/test/**/*.test.ts'],
    exclude: ['test/fixtures/**', 'node_modules/**', '**/*.{pack,service,services,generated}.test.ts'],
    globalSetup: ['test/build-dist.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
