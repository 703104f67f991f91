import type { Command } from 'commander';

/** A command's file exports `define`, which adds arguments, options and the action; what is heavy is imported inside the action. */
export interface CommandModule {
  readonly define: (command: Command) => void;
}

interface Entry {
  readonly summary: string;
  readonly load: () => Promise<CommandModule>;
}

/** Every command, in the order in which help shows them. Nothing is loaded until it is asked for. */
export const commands: Readonly<Record<string, Entry>> = {
  advise: {
    summary: 'Answer questions, get a recommendation as an ADR',
    load: () => import('./advise.ts'),
  },
  adr: { summary: 'Write, list and check records of decisions', load: () => import('./adr.ts') },
  trees: { summary: 'List, show, check and test the decision trees', load: () => import('./trees.ts') },
  evidence: {
    summary: 'List what a repository says about itself',
    load: () => import('./evidence.ts'),
  },
  seams: { summary: 'Rank the modules of a monolith for extraction', load: () => import('./seams.ts') },
  init: { summary: 'Write archwright.yaml, by prompts or from code', load: () => import('./init.ts') },
  new: { summary: 'Create a service, gateway, worker and more', load: () => import('./new.ts') },
  add: { summary: 'Add endpoints, calls, events, tables and more', load: () => import('./add.ts') },
  generate: { summary: 'Turn archwright.yaml into services', load: () => import('./generate.ts') },
  extract: { summary: 'Make a service of a module of the monolith', load: () => import('./extract.ts') },
  update: { summary: 'Bring generated files to newer templates', load: () => import('./update.ts') },
  status: { summary: 'Tell how generated files stand', load: () => import('./status.ts') },
  eject: { summary: 'Make generated files your own', load: () => import('./eject.ts') },
  adopt: { summary: 'Take files under generation', load: () => import('./adopt.ts') },
  templates: { summary: 'List, copy and check the templates of generate', load: () => import('./templates.ts') },
  facts: {
    summary: 'Write facts into a file, to link repositories',
    load: () => import('./facts.ts'),
  },
  model: { summary: 'Recover the system model of a repository', load: () => import('./model.ts') },
  lint: { summary: 'Find architecture anti-patterns in a repository', load: () => import('./lint.ts') },
  explain: { summary: 'Explain a lint rule', load: () => import('./explain.ts') },
  docs: { summary: 'Write architecture documents', load: () => import('./docs.ts') },
  export: { summary: 'Write the model for other tools', load: () => import('./export.ts') },
  diff: { summary: 'Tell what a change does to the architecture', load: () => import('./diff.ts') },
  drift: { summary: 'Compare blueprint, code and telemetry', load: () => import('./drift.ts') },
  sync: { summary: 'Write into archwright.yaml what the code says', load: () => import('./sync.ts') },
  whatif: { summary: 'Tell what a change would do to the system', load: () => import('./whatif.ts') },
  completion: { summary: 'Print a script that completes commands', load: () => import('./completion.ts') },
};
