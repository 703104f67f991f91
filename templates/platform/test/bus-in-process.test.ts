import { describe } from 'vitest';
import { InProcessBus, InProcessHub } from '../src/bus-in-process.ts';
import { createLogger } from '../src/logger.ts';
import { busSuite, FAST_RETRIES } from './support/bus-suite.ts';

describe('the in-process bus', () => {
  const hub = new InProcessHub();
  busSuite({
    open: async (service, options) => {
      const log = createLogger({ name: service, level: 'silent' });
      return new InProcessBus({ service, log, hub, retryDelaysMs: FAST_RETRIES, ...options });
    },
    unique: (name) => name,
  });
});
