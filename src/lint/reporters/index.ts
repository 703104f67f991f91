import { compact } from './compact.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import { html } from './html/html.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import { pretty } from './pretty.ts';
import type { Reporter } from './reporter.ts';
import { sarif } from './sarif.ts';

/** Every output format by its name. */
export const reporters = {
  pretty,
  compact,
  json,
  sarif,
  github,
  gitlab,
  junit,
  markdown,
  html,
} as const satisfies Readonly<Record<string, Reporter>>;
