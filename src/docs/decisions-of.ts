import type { Evidence } from '../model/evidence.ts';
import type { Service } from '../model/system.ts';
import type { DecisionRecord } from './docs-beside.ts';

/** A decision that speaks of a service, with the lines that name it. */
export interface TouchingDecision {
  readonly decision: DecisionRecord;
  readonly evidence: readonly Evidence[];
}

// A shorter name in a title may be any word.
const SHORTEST_TITLE_WORD = 5;

/**
 * The decisions whose text names each service, by service id. A name that could be any word (`web`, `orders`) counts where
 * the text marks it as a name: in code font, quotes or bold, next to "service" or "module", in a path, or in the title.
 */
export function decisionsByService(
  services: readonly Service[],
  decisions: readonly DecisionRecord[],
): ReadonlyMap<string, readonly TouchingDecision[]> {
  const found = services.map(({ id, name, path }): [string, readonly TouchingDecision[]] => {
    const isNamed = matcherOf(name, path);
    const touching = decisions.map((decision) => ({
      decision,
      evidence: decision.lines.flatMap(({ number, text, isTitle }): Evidence[] => {
        const column = isNamed(text, isTitle);
        return column === null ? [] : [{ file: decision.file, line: number, column }];
      }),
    }));
    return [id, touching.filter(({ evidence }) => evidence.length > 0)];
  });
  return new Map(found.filter(([, touching]) => touching.length > 0));
}

// Gives the column at which a line names the service, or null.
function matcherOf(name: string, path: string): (text: string, isTitle: boolean) => number | null {
  const word = quoted(name);
  const edge = (inner: string): string => `(?<![\\p{L}\\p{N}_/.-])${inner}(?![\\p{L}\\p{N}_]|-[\\p{L}\\p{N}])`;
  const marked = ['`', '"', "'", '\\*\\*', '“'].map((mark) => `${mark}${word}(?=${mark === '“' ? '”' : mark})`);
  const near = [
    edge(`${word}(?=[- ](?:service|module|worker|gateway)\\b)`),
    `(?<=\\b(?:service|module) )${edge(word)}`,
  ];
  const inPath = path === '.' || !path.includes('/') ? [] : [edge(quoted(path))];
  const sure = /[\d_-]|\p{Ll}\p{Lu}/u.test(name) ? [edge(word)] : [];
  const anywhere = new RegExp([...marked, ...near, ...inPath, ...sure].join('|'), 'iu');
  const inTitle = name.length < SHORTEST_TITLE_WORD ? anywhere : new RegExp(edge(word), 'iu');
  if (name.trim() === '') return () => null;
  return (text, isTitle) => {
    const at = Math.max(text.search(anywhere), isTitle ? text.search(inTitle) : -1);
    return at < 0 ? null : at + 1;
  };
}

function quoted(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
