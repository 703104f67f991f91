import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const others = ['node_modules/**', '**/*.{pack,service,services,generated,browser,formats}.test.ts'];

// The fast tests. The others have configurations of their own: vitest.{mutation,services,generated,pack,browser,formats}.config.ts.
export default defineConfig({
  test: {
    globalSetup: ['test/build-dist.ts'],
    // The secret that signs caches is made there, not in the home of whoever runs the tests.
    env: { XDG_CACHE_HOME: fileURLToPath(new URL('node_modules/.cache', import.meta.url)) },
    // Also the core that would be kept for the runner, which has little to do: on two cores that is half of them.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'archwright',
          include: ['test/**/*.test.ts'],
          exclude: ['test/fixtures/**', 'test/{mutation,metamorphic}/**', ...others],
          // Our modules keep no state, and loading TypeScript once per worker instead of once per file halves the suite.
          isolate: false,
        },
      },
      {
        extends: true,
        // What services do once for a process, such as registering telemetry, may not reach the next file.
        test: { name: 'platform', include: ['templates/platform/test/**/*.test.ts'], exclude: others },
      },
    ],
  },
});
