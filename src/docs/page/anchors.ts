import type { DocsContext } from '../docs-context.ts';
import { externalKey } from '../words.ts';
import { slugs } from '../formats/names.ts';

/** The ids of the parts of the page, by what they are about. No id is a word of the page's own: each begins with its kind. */
export interface Anchors {
  readonly service: (id: string) => string;
  readonly channel: (id: string) => string;
  readonly datastore: (id: string) => string;
  readonly external: (host: string) => string;
  /** Of what one endpoint waits for. */
  readonly chain: (endpoint: string) => string;
  readonly decision: (label: string) => string;
}

/** Makes the ids of a system's page: letters, digits and `-`, the same for the same names. */
export function anchorsOf({ model, beside, chains }: DocsContext): Anchors {
  const anchors = (kind: string, names: readonly string[]): ((name: string) => string) => {
    const known = slugs([...new Set(names)]);
    return (name) => `${kind}-${known.get(name) ?? 'unknown'}`;
  };
  const hosts = model.calls.flatMap((call) => (call.toKind === 'external' ? (externalKey(call) ?? []) : []));
  return {
    service: anchors(
      'service',
      model.services.map(({ id }) => id),
    ),
    channel: anchors(
      'channel',
      model.channels.map(({ id }) => id),
    ),
    datastore: anchors(
      'data',
      model.datastores.map(({ id }) => id),
    ),
    external: anchors('outside', hosts),
    chain: anchors(
      'chain',
      chains.map(({ endpoint }) => endpoint),
    ),
    decision: anchors(
      'decision',
      (beside.decisions ?? []).map(({ label }) => label),
    ),
  };
}
