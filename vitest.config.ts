import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'templates/platform/test/**/*.test.ts'],
    exclude: ['test/fixtures/**', 'node_modules/**', '**/*.{pack,service,services,generated}.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
