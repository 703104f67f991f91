import type { FactChange } from './diff-models.ts';
import type { FactKind } from './facts-of.ts';

/** A kind of fact, several of them, and the word between the service and what it is. */
export const KIND_WORDS: Readonly<
  Record<FactKind, { readonly one: string; readonly many: string; readonly joint: string }>
> = {
  service: { one: 'service', many: 'services', joint: '' },
  endpoint: { one: 'endpoint', many: 'endpoints', joint: 'answers' },
  call: { one: 'call', many: 'calls', joint: '→' },
  publication: { one: 'publication', many: 'publications', joint: 'publishes' },
  subscription: { one: 'subscription', many: 'subscriptions', joint: 'takes' },
  table: { one: 'data', many: 'uses of data', joint: 'uses' },
  library: { one: 'library', many: 'libraries', joint: 'depends on' },
};

/** `timeout none → 2000 ms, retry no → yes`. */
export function changeWords(attributes: FactChange['attributes'], escape: (text: string) => string): string {
  return attributes.map(({ name, before, after }) => `${name} ${escape(before)} → ${escape(after)}`).join(', ');
}
