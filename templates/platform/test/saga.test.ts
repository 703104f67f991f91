import { describe } from 'vitest';
import { openStore } from '../src/store.ts';
import { sagaSuite } from './support/saga-suite.ts';

describe('sagas in memory', () => {
  sagaSuite(() => openStore({}));
});
