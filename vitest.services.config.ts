import { defineConfig } from 'vitest/config';

/** Tests that need a broker or PostgreSQL on 127.0.0.1, or that kill processes: `npm run test:services`. */
export default defineConfig({
  test: {
    include: ['templates/platform/test/**/*.service.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
