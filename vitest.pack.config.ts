import { defineConfig } from 'vitest/config';

// Packs the package and installs it somewhere else: slow, and it needs the npm registry.
export default defineConfig({
  test: { include: ['test/**/*.pack.test.ts'], testTimeout: 300_000, hookTimeout: 300_000, fileParallelism: false },
});
