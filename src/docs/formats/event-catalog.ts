import { blockText } from '../../io/yaml-text.ts';
import { escapeText } from '../../util/markdown.ts';
import type { DocsContext } from '../docs-context.ts';
import type { CatalogueOptions } from './backstage.ts';
import { plainText, slugs } from './names.ts';
import { placeOf } from './openapi.ts';

/** The services and events of a system, and the team that owns them, as the folder of an EventCatalog: path → text. */
export function eventCatalog(
  { model, services, channels }: DocsContext,
  { owner, version }: CatalogueOptions,
): ReadonlyMap<string, string> {
  const serviceNames = slugs([...services.keys()]);
  const used = new Set([...model.publications, ...model.subscriptions].map(({ channel }) => channel));
  const events = slugs([...used].sort());
  const team = slugs([owner]).get(owner) ?? 'unknown';
  const owners = [team];
  const files = new Map([
    [`teams/${team}.mdx`, mdx({ id: team, name: plainText(owner), summary: 'owns what is listed here' }, [])],
  ]);
  for (const [id, name] of events) {
    const channel = channels.get(id);
    const senders = model.publications.filter((use) => use.channel === id);
    const receivers = model.subscriptions.filter((use) => use.channel === id);
    const page = {
      id: name,
      name: plainText(channel?.name ?? id),
      version,
      summary: plainText(`on ${channel?.broker ?? 'a broker'}`),
      owners,
    };
    const proof = [...senders, ...receivers]
      .flatMap(({ evidence }) => evidence.slice(0, 1))
      .map((at) => `- ${escapeText(placeOf(at))}`);
    files.set(`events/${name}/index.mdx`, mdx(page, ['## In the code', '', ...proof]));
  }
  for (const [id, name] of serviceNames) {
    const facts = services.get(id);
    if (facts === undefined) continue;
    const message = (uses: readonly { readonly channel: string }[]): { id: string; version: string }[] =>
      [...new Set(uses.map(({ channel }) => events.get(channel) ?? ''))]
        .sort()
        .map((event) => ({ id: event, version }));
    const [sends, receives] = [message(facts.publications), message(facts.subscriptions)];
    const page = {
      id: name,
      name: plainText(facts.service.name),
      version,
      summary: plainText(`${facts.service.kind} in ${facts.service.path}`),
      owners,
      ...(sends.length > 0 && { sends }),
      ...(receives.length > 0 && { receives }),
    };
    files.set(`services/${name}/index.mdx`, mdx(page, ['<NodeGraph />']));
  }
  return files;
}

function mdx(page: object, body: readonly string[]): string {
  return `---\n${blockText(page)}---\n\n${body.join('\n')}\n`;
}
