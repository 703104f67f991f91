import { describe } from 'vitest';
import { InProcessBus, InProcessHub } from '../src/bus-in-process.ts';
import { createLogger } from '../src/logger.ts';
import { openStore } from '../src/store.ts';
import { FAST_RETRIES } from './support/bus-suite.ts';
import { choreographySuite } from './support/choreography-suite.ts';

describe('choreographed sagas on the embedded store, in one process', () => {
  const hub = new InProcessHub();
  const log = createLogger({ name: 'test', level: 'silent' });
  choreographySuite({
    open: () => openStore({}),
    connect: async (service) => new InProcessBus({ service, log, hub, retryDelaysMs: FAST_RETRIES }),
    unique: (name) => name,
  });
});
