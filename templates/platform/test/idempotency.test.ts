import { describe } from 'vitest';
import { openStore } from '../src/store.ts';
import { idempotencySuite } from './support/idempotency-suite.ts';

describe('the Idempotency-Key on PGlite', () => {
  idempotencySuite(() => openStore({}));
});
