import { compact } from './compact.ts';
import { json } from './json.ts';
import { pretty } from './pretty.ts';
import type { Reporter } from './reporter.ts';
import { sarif } from './sarif.ts';

/** Every output format by its name. */
export const reporters: Readonly<Record<'pretty' | 'compact' | 'json' | 'sarif', Reporter>> = {
  pretty,
  compact,
  json,
  sarif,
};
