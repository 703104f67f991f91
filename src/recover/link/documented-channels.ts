import type { MessageSchema } from '../../model/system.ts';
import type { AsyncApiChannel } from '../manifests/asyncapi.ts';
import type { Messaging } from './channels.ts';

/** Messages whose code does not tell what they look like, with what an AsyncAPI document says of their channel. */
export function documented(messaging: Messaging, documents: readonly AsyncApiChannel[]): Messaging {
  if (documents.length === 0) return messaging;
  const names = new Map(messaging.channels.map(({ id, name }) => [id, name]));
  const described = <T extends { readonly channel: string; readonly schema?: MessageSchema }>(use: T): T => {
    const [only, ...more] = documents.filter(({ address }) => address === names.get(use.channel));
    return use.schema || !only || more.some(({ messages }) => messages.join() !== only.messages.join())
      ? use
      : { ...use, schema: { by: 'asyncapi', name: only.messages.join(', '), evidence: [only.evidence] } };
  };
  const { channels, publications, subscriptions } = messaging;
  return { channels, publications: publications.map(described), subscriptions: subscriptions.map(described) };
}
