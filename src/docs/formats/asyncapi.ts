import { blockText } from '../../io/yaml-text.ts';
import type { Publication, Subscription } from '../../model/system.ts';
import type { DocsContext, ServiceFacts } from '../docs-context.ts';
import { carried, schemaWords } from '../message-words.ts';
import { plainText, slugs } from './names.ts';
import { placeOf } from './openapi.ts';

/**
 * AsyncAPI 3.0 of one service: the channels that it sends to and receives from, each with the place in the code that
 * proves it. Of what messages look like, the name and the place are told where they are known. Null when it sends and receives nothing.
 */
export function asyncapi(
  { service, publications, subscriptions }: ServiceFacts,
  { channels }: Pick<DocsContext, 'channels'>,
  version: string,
): string | null {
  const uses = [
    ...publications.map((use) => ({ use, action: 'send' as const })),
    ...subscriptions.map((use) => ({ use, action: 'receive' as const })),
  ];
  if (uses.length === 0) return null;
  const ids = [...new Set(uses.map(({ use }) => use.channel))].sort();
  const names = slugs(ids);
  const name = (id: string): string => names.get(id) ?? 'unnamed';
  const usesOf = (id: string): (Publication | Subscription)[] =>
    uses.flatMap(({ use }) => (use.channel === id ? use : []));
  return blockText({
    asyncapi: '3.0.0',
    info: { title: plainText(service.name), version },
    channels: Object.fromEntries(
      ids.map((id) => {
        const channel = channels.get(id);
        return [
          name(id),
          {
            address: plainText(channel?.name ?? id),
            description: plainText(`on ${channel?.broker ?? 'a broker that is not known'}`),
            messages: { message: { $ref: `#/components/messages/${name(id)}` } },
          },
        ];
      }),
    ),
    operations: Object.fromEntries(
      uses.map(({ use, action }) => [
        `${action}-${name(use.channel)}`,
        {
          action,
          channel: { $ref: `#/channels/${name(use.channel)}` },
          messages: [{ $ref: `#/channels/${name(use.channel)}/messages/message` }],
          'x-evidence': use.evidence.slice(0, 3).map(placeOf),
        },
      ]),
    ),
    components: {
      messages: Object.fromEntries(ids.map((id) => [name(id), message(channels.get(id)?.name ?? id, usesOf(id))])),
    },
  });
}

function message(title: string, uses: readonly (Publication | Subscription)[]): object {
  const { sent } = carried(uses, []);
  if (sent.length === 0) return { title: plainText(title), summary: 'What it looks like is not known.' };
  return {
    title: plainText(title),
    'x-schema': sent.map((schema) => ({
      by: schema.by,
      name: plainText(schemaWords(schema).name),
      ...(schema.from !== undefined && { from: plainText(schema.from) }),
      'x-evidence': schema.evidence.map(placeOf),
    })),
  };
}
