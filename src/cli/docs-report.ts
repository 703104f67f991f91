import type { DocsPlan } from '../docs/plan-docs.ts';
import type { SystemModel } from '../model/system.ts';
import { changedLines } from '../util/diff-texts.ts';

/** What the run did, or would have done. */
export type DocsMode = 'write' | 'dry-run' | 'check';

/** The outcome of a run as data: pages with their state, and whether the folder was stale before it. */
export function docsJson(plan: DocsPlan, folder: string, mode: DocsMode): string {
  const pages = plan.pages.map(({ path, state }) => ({ path, state }));
  const data = { schemaVersion: 1, mode, out: folder, stale: isStale(plan), pages, orphans: plan.orphans };
  return `${JSON.stringify(data, null, 2)}\n`;
}

/** The outcome of a run for people: what was documented, what was written, what is not known, where to look. */
export function docsText(plan: DocsPlan, model: SystemModel, folder: string, mode: DocsMode): string {
  const changed = plan.pages.filter(({ state }) => state !== 'unchanged');
  const words = { new: mode === 'check' ? 'missing' : 'new', changed: mode === 'check' ? 'stale' : 'changed' };
  const lines = changed.flatMap((page) => [
    row(page.state === 'new' ? words.new : words.changed, `${folder}/${page.path}`),
    ...(mode === 'check' ? changesOf(page) : []),
  ]);
  const unchanged = plan.pages.length - changed.length;
  if (unchanged > 0) lines.push(row('unchanged', unchanged === 1 ? '1 page' : `${String(unchanged)} pages`));
  for (const path of plan.orphans) {
    lines.push(
      row('orphan', `${folder}/${path} describes nothing that is left; delete it when its notes are not needed`),
    );
  }
  return [headline(model), '', ...lines, '', ...ending(plan, model, folder, mode), ''].join('\n');
}

const MOST_CHANGES = 4;
const WIDEST = 160;

// What changed on a page, as far as a few lines tell it.
function changesOf({ before, text }: DocsPlan['pages'][number]): string[] {
  if (before === undefined) return [];
  const all = changedLines(before, text);
  const shown = all.slice(0, MOST_CHANGES).map((line) => (line.length > WIDEST ? `${line.slice(0, WIDEST)}…` : line));
  const more = all.length - shown.length;
  return [...shown, ...(more > 0 ? [`… and ${String(more)} more`] : [])].map((line) => row('', line));
}

/** Whether the folder differs from what the run would write. */
export function isStale({ pages, orphans }: DocsPlan): boolean {
  return orphans.length > 0 || pages.some(({ state }) => state !== 'unchanged');
}

function headline(model: SystemModel): string {
  const { services, endpoints, calls, channels, datastores } = model;
  const parts: [readonly unknown[], string][] = [
    [services, 'service'],
    [endpoints, 'endpoint'],
    [calls, 'call'],
    [channels, 'channel'],
    [datastores, 'datastore'],
  ];
  const counts = parts.map(([{ length }, word]) => `${String(length)} ${word}${length === 1 ? '' : 's'}`).join(', ');
  return `"${printable(model.name)}", ${model.origin === 'declared' ? 'as the blueprint declares it' : 'as the files show it'}: ${counts}.`;
}

function ending(plan: DocsPlan, model: SystemModel, folder: string, mode: DocsMode): readonly string[] {
  const unknown = notKnown(model);
  const isPicture = /\.(?:svg|png)$/.test(firstPage(plan));
  const more = isPicture ? '' : `; ${firstPage(plan)} says more`;
  const notes = unknown.length === 0 ? [] : [`Not known: ${unknown.join(', ')}${more}.`];
  if (mode === 'dry-run') return [...notes, 'Nothing was written.'];
  if (mode === 'write') return [...notes, `${isPicture ? 'Look at' : 'Start with'} ${folder}/${firstPage(plan)}`];
  return isStale(plan)
    ? ['The documents are stale: run "archwright docs" with the same options, without --check.']
    : ['The documents are up to date.'];
}

function firstPage({ pages }: DocsPlan): string {
  return pages[0]?.path ?? 'index.md';
}

function notKnown({ calls, services, coverage }: SystemModel): readonly string[] {
  const unresolved = calls.filter(({ toKind }) => toKind === 'unresolved').length;
  const untimed = calls.filter(({ policy }) => policy.timeout.state === 'unknown').length;
  const opaque = services.filter(({ id }) => coverage.opaqueServices.includes(id)).length;
  const parts: [number, string, string][] = [
    [unresolved, 'the target of 1 call', 'the targets of # calls'],
    [untimed, 'the timeout of 1 call', 'the timeouts of # calls'],
    [opaque, 'the inside of 1 service', 'the inside of # services'],
    [coverage.gaps.length, '1 place in the files', '# places in the files'],
  ];
  return parts.flatMap(([n, one, many]) => (n === 0 ? [] : [n === 1 ? one : many.replace('#', String(n))]));
}

function row(state: string, text: string): string {
  return `  ${state.padEnd(9)}  ${printable(text)}`;
}

// A name from a repository must not steer the terminal.
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ');
}
