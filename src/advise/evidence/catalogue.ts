import { callFacts } from './calls.ts';
import { coChangeFacts } from './co-change.ts';
import { dataFacts } from './data.ts';
import type { Fact, Reading, Sources } from './fact.ts';
import { messagingFacts } from './messaging.ts';
import { operationsFacts } from './operations.ts';
import { peopleFacts } from './people.ts';
import { releaseFacts } from './releases.ts';
import { repositoryFacts } from './repository.ts';
import { structureFacts } from './structure.ts';

/** A family of facts, as it is listed. */
interface Family {
  readonly title: string;
  readonly facts: readonly Fact[];
}

/** Every fact that an `infer` of a tree may name, by family. */
export const families: readonly Family[] = [
  { title: 'People and releases', facts: [...peopleFacts, ...releaseFacts] },
  { title: 'Structure', facts: structureFacts },
  { title: 'Calls', facts: callFacts },
  { title: 'Messages', facts: messagingFacts },
  { title: 'Data', facts: dataFacts },
  { title: 'Changes', facts: coChangeFacts },
  { title: 'Operations and contracts', facts: operationsFacts },
  { title: 'Repository', facts: repositoryFacts },
];

/** The facts by name. */
export const catalogue: ReadonlyMap<string, Fact> = new Map(
  families.flatMap(({ facts }) => facts.map((fact) => [fact.name, fact] as const)),
);

/** What a repository says about itself: a reading for every fact of the catalogue, by name. */
export type FactReadings = ReadonlyMap<string, Reading>;

/** Reads every fact. */
export function readFacts(sources: Sources): FactReadings {
  return new Map([...catalogue].map(([name, fact]) => [name, fact.read(sources)]));
}
