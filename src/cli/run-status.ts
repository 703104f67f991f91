import { join } from 'node:path';
import { requireFolder } from '../io/read-text.ts';
import { lookAtAll, readPending, readRecord, textAt } from '../scaffold/existing.ts';
import { sha256, type Recorded } from '../scaffold/manifest.ts';
import type { Pending } from '../scaffold/pending.ts';
import { hashTemplates, readTemplates } from '../scaffold/read-templates.ts';
import type { Templates } from '../scaffold/render-service.ts';
import { openConflicts } from '../scaffold/settle-update.ts';
import { DRIFT, STATES, countStates, fileStates, type FileStatus } from '../scaffold/status.ts';
import { UserError } from '../util/user-error.ts';
import { inRoot } from './in-root.ts';
import { version } from './version.ts';

/** The flags of `status`. */
export interface StatusFlags {
  readonly check?: true;
  readonly json?: true;
  readonly all?: true;
}

/** Tells how each generated file stands; with `check`, status 1 when something is to be done. */
export async function runStatus(dir: string, { check, json, all }: StatusFlags): Promise<void> {
  requireFolder(dir);
  const pending = readPending(dir);
  const record = readRecord(dir);
  if (record === undefined)
    throw new UserError(`nothing was generated in "${dir}"`, {
      help: 'run "archwright generate" first, or name its folder',
    });
  const changes = await changesSince(dir, record);
  const open = pending === undefined ? [] : openConflicts(dir, pending);
  const states = fileStates({
    record,
    files: lookAtAll(dir, [...record.files.keys(), ...(changes.output?.keys() ?? [])]),
    conflicts: new Set(open.map(({ path }) => path)),
    output: changes.output,
  });
  const drift = pending !== undefined || states.some(({ state }) => DRIFT.includes(state));
  if (json) process.stdout.write(asJson(dir, record, { pending, states, drift, changes }));
  else {
    const shown = states.filter(({ state }) => all === true || state !== 'clean');
    const lines = STATES.flatMap((state) =>
      shown.filter((each) => each.state === state).map(({ path }) => `${state.padEnd(9)} ${path}`),
    );
    const advice = adviceFor(dir, states, pending);
    process.stdout.write(`${[changes.line, ...lines, summary(states), ...advice].join('\n')}\n`);
  }
  process.exitCode = check && drift ? 1 : 0;
}

interface Changes {
  readonly line: string;
  readonly blueprintChanged: boolean;
  readonly templatesChanged: boolean;
  /** What would be generated; undefined when nothing changed that it depends on. */
  readonly output: ReadonlyMap<string, string> | undefined;
}

// Rendering loads parsers and takes its time: it is only asked for when the blueprint or the templates are others.
async function changesSince(dir: string, record: Recorded): Promise<Changes> {
  const file = ['archwright.yaml', 'archwright.yml'].find((name) => textAt(dir, name) !== undefined);
  const text = file === undefined ? undefined : textAt(dir, file);
  if (file === undefined || text === undefined)
    throw new UserError(`there is no archwright.yaml in "${dir}"`, { help: 'restore it from version control' });
  const templates = await templatesOf(dir, file, text);
  const blueprintChanged = sha256(text) !== record.blueprint;
  const templatesChanged = hashTemplates(templates) !== record.templates;
  const to = version();
  const line = [
    record.template === to ? `templates ${to}` : `templates ${record.template}, ${to} is installed`,
    ...(templatesChanged && record.template === to ? ['changed since'] : []),
    ...(blueprintChanged ? [`${file} changed since`] : []),
  ].join(', ');
  if (!blueprintChanged && !templatesChanged) return { line, blueprintChanged, templatesChanged, output: undefined };
  const { readBlueprint } = await import('../blueprint/read-blueprint.ts');
  const { renderSystem } = await import('../scaffold/render-system.ts');
  const { nodeMajorFor } = await import('../scaffold/package-json.ts');
  const output = renderSystem(readBlueprint(join(dir, file)), templates, nodeMajorFor(record.node));
  return { line, blueprintChanged, templatesChanged, output };
}

async function templatesOf(dir: string, file: string, text: string): Promise<Templates> {
  const ours = readTemplates();
  if (!/\btemplates\b/.test(text)) return ours;
  const { readBlueprint } = await import('../blueprint/read-blueprint.ts');
  const { withPacks } = await import('../scaffold/packs/with-packs.ts');
  return withPacks(dir, readBlueprint(join(dir, file)), ours).templates;
}

function summary(states: readonly FileStatus[]): string {
  const counts = countStates(states);
  return STATES.flatMap((state) => (counts[state] === 0 ? [] : [`${counts[state]} ${state}`])).join(', ');
}

function adviceFor(dir: string, states: readonly FileStatus[], pending: Pending | undefined): string[] {
  const has = (state: FileStatus['state']): boolean => states.some((each) => each.state === state);
  const update = inRoot('archwright update', dir);
  if (pending !== undefined) return [` = help: an update is under way: "${update} --continue" or "--abort"`];
  return [
    ...(has('outdated') ? [` = help: "${update}" brings outdated files along`] : []),
    ...(has('missing')
      ? [' = help: missing files: "--restore" writes them again, "archwright eject" accepts that they are gone']
      : []),
    ...(has('orphan') ? [' = help: orphans are yours to delete, or to keep with "archwright eject"'] : []),
  ];
}

function asJson(
  root: string,
  record: Recorded,
  found: { pending: Pending | undefined; states: readonly FileStatus[]; drift: boolean; changes: Changes },
): string {
  const { pending, states, drift, changes } = found;
  const value = {
    schemaVersion: 1,
    root,
    templates: { recorded: record.template, installed: version(), changed: changes.templatesChanged },
    blueprintChanged: changes.blueprintChanged,
    pending: pending === undefined ? null : { from: pending.from, to: pending.to },
    drift,
    summary: countStates(states),
    files: states.map(({ path, state, owner = null }) => ({ path, state, owner })),
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}
