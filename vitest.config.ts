import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// The fast tests. The others have configurations of their own: vitest.{mutation,services,generated,pack}.config.ts.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'templates/platform/test/**/*.test.ts'],
    exclude: [
      'test/fixtures/**',
      'test/{mutation,metamorphic}/**',
      'node_modules/**',
      '**/*.{pack,service,services,generated}.test.ts',
    ],
    globalSetup: ['test/build-dist.ts'],
    // The secret that signs caches is made there, not in the home of whoever runs the tests.
    env: { XDG_CACHE_HOME: fileURLToPath(new URL('node_modules/.cache', import.meta.url)) },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
