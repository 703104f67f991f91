import type { Evidence } from '../../model/system.ts';
import { interpolate } from './dotenv.ts';
import { listOf, objectOf, portOf, textOf, type EnvironmentEntry } from './facts.ts';

/** A port of a container, and of the host when it is published. */
export interface ComposePort {
  readonly published: number | null;
  readonly target: number;
  /** Only this machine can reach it. */
  readonly isLocal?: boolean;
}

/** Name and raw value of a mapping or of a list of `NAME=value`; `NAME` alone has no value. */
export function labelledPairs(value: unknown): readonly (readonly [string, unknown])[] {
  if (!Array.isArray(value)) return Object.entries(objectOf(value));
  return value.flatMap((one): [string, unknown][] => {
    const text = textOf(one);
    if (text === null) return Object.entries(objectOf(one));
    const at = text.indexOf('=');
    return at < 0 ? [[text.trim(), undefined]] : [[text.slice(0, at).trim(), text.slice(at + 1)]];
  });
}

/** `environment` in either form. A name without value takes it from `variables`; `${NAME}` stays where a part is not known. */
export function environmentOf(
  value: unknown,
  context: {
    environment: string;
    variables: ReadonlyMap<string, string>;
    place: (key: string | number) => Evidence;
  },
): EnvironmentEntry[] {
  const { environment, variables, place } = context;
  return labelledPairs(value).map(([name, raw], index) => {
    const text = textOf(raw);
    const known = text === null ? (variables.get(name) ?? null) : interpolate(text, (key) => variables.get(key));
    return {
      name,
      value: known ?? (text === null || /^\$\{?\w+\}?$/.test(text) ? null : text),
      environment,
      evidence: place(Array.isArray(value) ? index : name),
    };
  });
}

/** One entry of `ports`: `3000`, `3000:3000`, `127.0.0.1:80:8080/tcp`, `3000-3002:3000-3002`, or the long form. */
export function portsOf(value: unknown, text: (value: unknown) => string | null): ComposePort[] {
  if (typeof value === 'object' && value !== null) {
    const spec = objectOf(value);
    const target = portOf(text(spec['target']));
    const isLocal = OWN_MACHINE.test(text(spec['host_ip']) ?? '');
    return target === null ? [] : [{ target, published: portOf(text(spec['published'])), ...(isLocal && { isLocal }) }];
  }
  const parts = (text(value) ?? '').replace(/\/\w+$/, '').split(':');
  const targets = rangeOf(parts.at(-1));
  const published = rangeOf(parts.at(-2));
  const isLocal = OWN_MACHINE.test(parts.slice(0, -2).join(':'));
  return targets.map((target, index) => ({ target, published: published[index] ?? null, ...(isLocal && { isLocal }) }));
}

const OWN_MACHINE = /^(?:127\.\d+\.\d+\.\d+|localhost|\[?::1\]?)$/;

/** Network aliases of a service. */
export function aliasesOf(networks: unknown): string[] {
  return Object.values(objectOf(networks))
    .flatMap((network) => listOf(objectOf(network)['aliases']))
    .map(textOf)
    .filter((alias) => alias !== null);
}

/** A command as one line of shell. */
export function commandText(value: unknown, text: (value: unknown) => string | null): string | null {
  if (!Array.isArray(value)) return text(value);
  return value
    .map((one) => text(one) ?? '')
    .map((word) => (/[\s"]/.test(word) ? `'${word}'` : word))
    .join(' ');
}

function rangeOf(text: string | undefined): number[] {
  const [first, last] = (text ?? '').split('-').map(portOf);
  if (first === null || first === undefined) return [];
  if (last === null || last === undefined || last < first) return [first];
  return Array.from({ length: Math.min(last - first, 50) + 1 }, (_, index) => first + index);
}

/** Another service of the file, and where it is named. */
export interface Named {
  readonly name: string;
  readonly evidence: Evidence;
}

/** `depends_on`: who is to be there first, and which of those have to have ended well. */
export function waitsOf(
  value: unknown,
  at: (key: string | number) => Evidence,
): { dependsOn: Named[]; awaits: string[] } {
  const awaits = Object.entries(objectOf(value)).flatMap(([name, how]) =>
    objectOf(how)['condition'] === 'service_completed_successfully' ? [name] : [],
  );
  return { dependsOn: namesOf(value, at), awaits };
}

function namesOf(value: unknown, at: (key: string | number) => Evidence): Named[] {
  return Array.isArray(value)
    ? value.map((name, index) => ({ name: String(name), evidence: at(index) }))
    : Object.keys(objectOf(value)).map((name) => ({ name, evidence: at(name) }));
}
