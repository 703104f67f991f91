import type { CoverageGap } from '../../model/system.ts';
import { groupBy, isReadable, type DocsContext } from '../docs-context.ts';
import { blocks, count, escapeText, list, table } from '../../util/markdown.ts';
import type { PageLinks } from '../page-links.ts';
import { languageName } from '../words.ts';
import { serviceCell } from './call-cells.ts';

const MOST_PLACES = 10;

/** What was looked at and what was not understood, so that silence is not taken for health. */
export function coveragePart(context: DocsContext, links: PageLinks): string {
  const { coverage, origin } = context.model;
  const { seen, parsed, excluded } = coverage.files;
  const said = [
    ...opaqueServices(context, links),
    ...unresolvedCalls(context),
    ...untoldMessages(context),
    ...halfKnownData(context),
  ];
  const looked =
    seen === 0
      ? 'No source file was seen.'
      : `${count(seen, 'source file')} seen, ${String(parsed)} of them read for facts, ${String(excluded)} left out by their role (tests, generated, vendored).`;
  const nothing = said.length === 0 && coverage.gaps.length === 0;
  return blocks(
    origin === 'declared' ? 'Everything here comes from the blueprint; the code was not looked at.' : looked,
    list(said),
    nothing && origin === 'observed' ? 'No gap was recorded.' : '',
    gapTable(coverage.gaps, links),
  );
}

/** Gaps by their reason, with the first places of each. */
export function gapTable(gaps: readonly CoverageGap[], links: PageLinks): string {
  const reasons = [...groupBy(gaps, ({ reason }) => reason)].sort(([a], [b]) => (a < b ? -1 : 1));
  const rows = reasons.map(([reason, places]) => [
    escapeText(reason),
    String(places.length),
    links.evidences(places, MOST_PLACES),
  ]);
  return table(['Not understood', 'Times', 'Where'], rows);
}

function opaqueServices(context: DocsContext, links: PageLinks): readonly string[] {
  const opaque = [...context.services.values()].filter((facts) => facts.opaque);
  return opaque.map(({ service }) => {
    const name = serviceCell(context, links, service.id);
    return isReadable(service.language)
      ? `${name}: no known framework, client, broker or store was recognised in it.`
      : service.language === 'browser'
        ? `${name} runs in a browser: its calls are read; what else it does is unknown.`
        : `${name} is written in ${escapeText(languageName(service.language))}, which is not read: what it answers, calls, sends and stores is unknown.`;
  });
}

function unresolvedCalls({ model }: DocsContext): readonly string[] {
  const unresolved = model.calls.filter(({ toKind }) => toKind === 'unresolved').length;
  const untimed = model.calls.filter(({ policy }) => policy.timeout.state === 'unknown').length;
  const total = count(model.calls.length, 'call');
  const said: string[] = [];
  if (unresolved > 0) said.push(`${String(unresolved)} of ${total}: it is not known where they go.`);
  if (untimed > 0) said.push(`${String(untimed)} of ${total}: it is not known whether they have a timeout.`);
  const unrooted = model.calls.filter(({ fromEndpoints }) => fromEndpoints.length === 0).length;
  if (unrooted > 0) {
    said.push(
      `${String(unrooted)} of ${total}: no endpoint is known to lead to them (a job, a consumer, a gateway's route, or a path that was not found), so they are in no chain.`,
    );
  }
  return said;
}

function untoldMessages({ model: { channels, publications, subscriptions } }: DocsContext): readonly string[] {
  const told = new Set([...publications, ...subscriptions].flatMap(({ schema, channel }) => (schema ? [channel] : [])));
  const untold = channels.filter(({ id }) => !told.has(id)).length;
  if (untold === 0) return [];
  return [`${String(untold)} of ${count(channels.length, 'channel')}: nothing tells what the messages look like.`];
}

function halfKnownData({ model }: DocsContext): readonly string[] {
  const accesses = model.datastoreUses.flatMap((use) => use.accesses);
  const unknown = accesses.filter(({ table: name }) => name === null).length;
  if (unknown === 0) return [];
  return [
    `${String(unknown)} of ${count(accesses.length, 'access', 'accesses')} to a datastore: the table is not known.`,
  ];
}
