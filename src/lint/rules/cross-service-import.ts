import { defineRule } from '../rule.ts';
import { serviceNames } from '../../model/service-names.ts';

/** Reports imports that reach into the code of another service. */
export const crossServiceImport = defineRule({
  name: 'cross-service-import',
  group: 'core',
  severity: 'error',
  summary: 'An import whose path leads into the folder of another service.',
  why: 'Two services that share source are one in disguise: a change in one changes the other at its next build, the image has to hold both, and what should be a contract is any function somebody found.',
  fix: 'Move what both need into a library, call the other service, or copy the few lines.',
  limits: [
    'Imports of types alone ("import type").',
    'Contracts: folders such as contracts, proto, schemas or generated, and declaration files.',
    'Libraries of the workspace, and several programs of one package.',
    'Imports that do not resolve to a file.',
  ],
  options: {},
  examples: {
    bad: "import { hashPassword } from '../../auth/src/passwords.ts';",
    good: "import { hashPassword } from '@shop/passwords';",
  },
  references: ['https://nx.dev/docs/features/enforce-module-boundaries'],
  evidence: 'related',
  *check(model) {
    const nameOf = serviceNames(model);
    const frontends = new Set(model.services.filter(({ kind }) => kind === 'frontend').map(({ id }) => id));
    for (const { from, to, file, evidence } of model.foreignImports) {
      const [at] = evidence;
      if (!at || frontends.has(from)) continue;
      yield {
        at,
        service: from,
        message: `"${nameOf(from)}" imports code of the service "${nameOf(to)}" (${file})`,
        evidence: [{ file, line: 1, column: 1, note: `a file of "${nameOf(to)}"` }],
      };
    }
  },
});
