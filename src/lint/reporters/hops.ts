import type { Finding } from '../../model/finding.ts';
import type { Evidence, SystemModel } from '../../model/system.ts';

/** A step between two services that the evidence of a finding proves. */
export interface Hop {
  /** Ids of services. */
  readonly from: string;
  readonly to: string;
  readonly kind: 'call' | 'event';
  /** Endpoint or channel. */
  readonly label: string;
}

/** Says for the findings of a model which calls between services, and which events from one to another, their evidence shows, in its order. */
export function hopFinder(model: SystemModel): (finding: Pick<Finding, 'evidence'>) => readonly Hop[] {
  const endpoints = new Map(model.endpoints.map(({ id, method, path }) => [id, `${method} ${path}`]));
  const channels = new Map(model.channels.map(({ id, name }) => [id, name]));
  const calls = bySite(model.calls.filter(({ to }) => to !== null));
  const sent = bySite(model.publications);
  const received = bySite(model.subscriptions);
  return ({ evidence }) => {
    const places = [...new Set(evidence.map(placeKey))];
    const hops = places.flatMap((place): Hop[] =>
      (calls.get(place) ?? []).map(({ from, to, toEndpoint }) => {
        const label = toEndpoint === null ? '' : (endpoints.get(toEndpoint) ?? '');
        return { from, to: to ?? '', kind: 'call', label };
      }),
    );
    const subscriptions = places.flatMap((place) => received.get(place) ?? []);
    const events = places
      .flatMap((place) => sent.get(place) ?? [])
      .flatMap(({ service, channel }) =>
        subscriptions
          .filter((subscription) => subscription.channel === channel)
          .map((subscription): Hop => {
            return { from: service, to: subscription.service, kind: 'event', label: channels.get(channel) ?? channel };
          }),
      );
    return unique([...hops, ...events].filter(({ from, to }) => from !== to));
  };
}

function bySite<T extends { readonly evidence: readonly Evidence[] }>(facts: readonly T[]): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const fact of facts) {
    const [site] = fact.evidence;
    if (!site) continue;
    const key = placeKey(site);
    const same = found.get(key);
    if (same) same.push(fact);
    else found.set(key, [fact]);
  }
  return found;
}

function placeKey({ file, line, column }: Evidence): string {
  return `${line}:${column}:${file}`;
}

function unique(hops: readonly Hop[]): Hop[] {
  return [...new Map(hops.map((hop) => [JSON.stringify([hop.kind, hop.from, hop.to, hop.label]), hop])).values()];
}
