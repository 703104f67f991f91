import { InvalidArgumentError, Option, type Command } from 'commander';
import type { DiffReport } from '../../docs/diff/render-diff-markdown.ts';
import { DIFF_POLICIES, type DiffPolicy } from '../../model/diff-policies.ts';
import type { SystemModel } from '../../model/system.ts';
import type { StatePair } from '../run-diff.ts';
import { availability } from '../parse-option.ts';
import { webAddress } from '../web-address.ts';

interface DiffFlags {
  readonly dir: string;
  readonly format: 'text' | 'markdown' | 'json';
  readonly output?: string;
  readonly failOn?: readonly DiffPolicy[];
  readonly sourceUrl?: string;
  readonly availability: number;
  readonly cache: boolean;
}

const POLICY_NAMES = Object.keys(DIFF_POLICIES) as DiffPolicy[];

const EXAMPLES = `
Examples:
  archwright diff                                   what this branch does to the architecture
  archwright diff main                              since it left main, with what is not committed yet
  archwright diff v1.4.0 v1.5.0                     between two commits, exactly
  archwright diff --format markdown -o comment.md   for the comment of a pull request
  archwright diff --fail-on cycle --fail-on sync-edge-without-adr

Reasons to fail (--fail-on, may be repeated):
${POLICY_NAMES.map((name) => `  ${name.padEnd(24)} ${DIFF_POLICIES[name]}`).join('\n')}

Nothing is checked out: earlier states are read from git's own store.
Exit status: 0 nothing that is not allowed, 1 something of --fail-on, 2 wrong use or history that is not there.`;

export function define(command: Command): void {
  command
    .argument('[from]', 'commit or branch to compare with (default: where this branch left the default branch)')
    .argument('[to]', 'a second commit: compare these two, instead of the files as they are')
    .option('-C, --dir <dir>', 'root of the repository', '.')
    .addOption(
      new Option('-f, --format <format>', 'how to report').choices(['text', 'markdown', 'json']).default('text'),
    )
    .option('-o, --output <file>', 'write to a file')
    .addOption(
      new Option('--fail-on <reason>', 'status 1 when the change does this; may be repeated')
        .choices(POLICY_NAMES)
        .argParser(addPolicy),
    )
    .option('--source-url <url>', 'link places to files at this URL (markdown)', webAddress)
    .option('--availability <percent>', 'assumed availability of each service, for chains', availability, 99.9)
    .option('--no-cache', 'neither use nor write .archwright/cache')
    .option('--no-color', 'no color')
    .addHelpText('after', EXAMPLES)
    .action(diff);
}

function addPolicy(text: string, before: readonly DiffPolicy[] = []): readonly DiffPolicy[] {
  const policy = POLICY_NAMES.find((name) => name === text);
  if (policy === undefined) throw new InvalidArgumentError(`Allowed choices are ${POLICY_NAMES.join(', ')}.`);
  return [...before, policy];
}

async function diff(from: string | undefined, to: string | undefined, flags: DiffFlags): Promise<void> {
  const { requireFolder } = await import('../../io/read-text.ts');
  const { readStates, readState, compareFindings } = await import('../run-diff.ts');
  const { diffModels } = await import('../../docs/diff/diff-models.ts');
  const { breaches } = await import('../../docs/diff/diff-policy.ts');
  const { deliver } = await import('../output.ts');
  requireFolder(flags.dir);
  const states = await readStates(flags.dir, from, to);
  const before = await readState(flags.dir, states.before, flags);
  const after = await readState(flags.dir, states.after, flags);
  const share = flags.availability / 100;
  const changes = diffModels(before.model, after.model, compareFindings(before, after), share);
  const broken = breaches(changes, flags.failOn ?? [], await bringsDecision(flags.dir, states));
  const report = {
    diff: changes,
    before: states.before.name,
    after: states.after.name,
    breaches: broken,
    availability: share,
  };
  deliver(await rendered(report, [before.model, after.model], flags), flags.output);
  if (broken.length > 0) process.exitCode = 1;
}

async function rendered(
  report: DiffReport,
  [before, after]: readonly [SystemModel, SystemModel],
  flags: DiffFlags,
): Promise<string> {
  if (flags.format === 'json') return (await import('../../docs/diff/diff-json.ts')).diffJson(report);
  if (flags.format === 'text') {
    const { diffText } = await import('../diff-text.ts');
    const { terminalWidth } = await import('../palette.ts');
    const { default: chalk, Chalk } = await import('chalk');
    return diffText(report, flags.output === undefined ? chalk : new Chalk({ level: 0 }), terminalWidth());
  }
  const { diffMarkdown } = await import('../../docs/diff/render-diff-markdown.ts');
  const { changedNodes, overlay } = await import('../../docs/diff/overlay-graph.ts');
  const { pageLinks } = await import('../../docs/page-links.ts');
  const base =
    flags.sourceUrl === undefined ? ({ kind: 'none' } as const) : ({ kind: 'url', base: flags.sourceUrl } as const);
  return diffMarkdown(report, overlay(before, after, changedNodes(report.diff, after)), pageLinks('diff.md', base));
}

/** Whether a record of a decision came, or was edited, with the change. */
async function bringsDecision(dir: string, { changed }: StatePair): Promise<boolean> {
  const { findBlueprint, readBlueprint } = await import('../../blueprint/read-blueprint.ts');
  const file = findBlueprint(dir);
  const folder = file === undefined ? 'docs/decisions' : readBlueprint(file).decisions;
  return [...changed].some((path) => path.startsWith(`${folder}/`) && path.endsWith('.md'));
}
