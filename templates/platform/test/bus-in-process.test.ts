import { describe } from 'vitest';
import { InProcessBus, InProcessHub } from '../src/bus-in-process.ts';
import { createLogger } from '../src/logger.ts';
import { busSuite } from './support/bus-suite.ts';

describe('the in-process bus', () => {
  const hub = new InProcessHub();
  busSuite({
    open: async (service) => new InProcessBus({ service, log: createLogger({ name: service, level: 'silent' }), hub }),
    unique: (name) => name,
    deadLetters: async (_service, type) => hub.deadLetters.filter((event) => event.type === type).map(({ id }) => id),
  });
});
