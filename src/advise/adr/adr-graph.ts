import { mermaidIds, mermaidText } from '../../util/mermaid-text.ts';
import { adrLabel, type Adr } from './read-adr.ts';
import { successions } from './supersession.ts';

/** Which record took the place of which, as a Mermaid flowchart from old to new; records without such a relation are left out. */
export function adrGraph(records: readonly Adr[]): string {
  const pairs = successions(records);
  const drawn = records.filter((adr) => pairs.some(({ older, newer }) => older === adr || newer === adr));
  const ids = mermaidIds(drawn.map((adr) => ({ id: adr.name, prefix: 'd', label: adrLabel(adr) })));
  const lines = drawn.map(
    (adr) => `  ${idOf(ids, adr)}["${mermaidText(`${adrLabel(adr)} ${adr.title} (${adr.state})`)}"]`,
  );
  const arrows = pairs.map(({ older, newer }) => `  ${idOf(ids, older)} -->|"superseded by"| ${idOf(ids, newer)}`);
  const rest = drawn.length === 0 ? ['  d_none["No decision supersedes another"]'] : [];
  return ['flowchart LR', ...rest, ...lines, ...arrows, ''].join('\n');
}

function idOf(ids: ReadonlyMap<string, string>, { name }: Adr): string {
  const id = ids.get(name);
  if (id === undefined) throw new Error(`"${name}" is not drawn`);
  return id;
}
