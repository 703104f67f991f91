import { parseExpression } from './expression.ts';
import { BrokenNameError, resolveCondition, type Names } from './resolve.ts';
import { positionInScalar } from './scalar-position.ts';
import { ExpressionError } from './tokenize.ts';
import type { Condition, Force, ForcePoints, Revisit, Rule, Score } from './tree.ts';
import type { Fields, Spot, YamlReader } from './yaml-reader.ts';

/** Ids of the scores and of their forces, before their conditions can be read. */
export function readScoreNames(reader: YamlReader, spot: Spot | undefined): Pick<Names, 'scores' | 'forces'> {
  const scores = new Map<string, { forces: { id: string }[] }>();
  const forces = new Map<string, { id: string }>();
  const quiet = Array.isArray(spot?.value) ? reader.items(spot, '"scores"') : [];
  for (const item of quiet) {
    const ids = idsIn(item.value, 'forces');
    const [id] = idsIn([item.value]);
    for (const each of ids) forces.set(each, { id: each });
    if (id !== undefined) scores.set(id, { forces: ids.map((each) => ({ id: each })) });
  }
  return { scores, forces };
}

/** Reads the `scores` of a tree. */
export function readScores(reader: YamlReader, spot: Spot | undefined, names: Names): Map<string, Score> {
  const scores = new Map<string, Score>();
  for (const item of reader.items(spot, '"scores"')) {
    const fields = reader.fields(item, 'a score', ['id', 'title', 'forces'], ['help']);
    const id = reader.name(fields?.get('id'), 'the id of a score', 'word');
    const title = reader.text(fields?.get('title'), 'the title of a score');
    if (!fields || !id || !title) continue;
    const forces = reader
      .items(fields.get('forces'), `the forces of "${id}"`)
      .flatMap((each) => readForce(reader, each, names) ?? []);
    if (forces.length === 0) reader.report(item, `the score "${id}" has no forces`);
    scores.set(id, {
      id,
      title,
      help: reader.text(fields.get('help'), `the help of "${id}"`),
      forces,
      at: reader.at(item),
    });
  }
  return scores;
}

/** Reads `gates` or `rules`. */
export function readRules(reader: YamlReader, spot: Spot | undefined, kind: Rule['kind'], names: Names): Rule[] {
  const rules: Rule[] = [];
  for (const item of reader.items(spot, `"${kind}s"`)) {
    const optional = kind === 'gate' ? ['source'] : ['when', 'source', 'weight'];
    const required = kind === 'gate' ? ['id', 'when', 'then', 'because'] : ['id', 'then', 'because'];
    const fields = reader.fields(item, `a ${kind}`, required, optional);
    const id = reader.name(fields?.get('id'), `the id of a ${kind}`, 'kebab');
    const then = reader.text(fields?.get('then'), `"then" of a ${kind}`);
    const because = reader.text(fields?.get('because'), `the reason of a ${kind}`);
    if (!fields || !id || !then || !because) continue;
    const when = readWhen(reader, fields.get('when'), names);
    if (when === undefined) continue;
    const weight = reader.number(fields.get('weight'), `the weight of "${id}"`);
    const sources = reader.texts(fields.get('source'), `the source of "${id}"`);
    if (rules.some((rule) => rule.id === id)) reader.report(item, `there are two ${kind}s "${id}"`);
    rules.push({ kind, id, when, then, because, weight, sources, at: reader.at(item) });
  }
  return rules;
}

/** Reads `revisit` of an option: a text, or `when` with a text of its own. */
export function readRevisits(reader: YamlReader, spot: Spot | undefined, names: Names): Revisit[] {
  return reader.items(spot, '"revisit"').flatMap((item): Revisit[] => {
    if (typeof item.value === 'string') return [{ when: null, text: reader.text(item, 'a revisit trigger') ?? '' }];
    const fields = reader.fields(item, 'a revisit trigger', ['text'], ['when']);
    const text = reader.text(fields?.get('text'), 'the text of a revisit trigger');
    const when = fields && readWhen(reader, fields.get('when'), names);
    return text === null || when === undefined ? [] : [{ when, text }];
  });
}

/** Reads a condition: null when there is none, undefined when it is wrong (and reported). */
export function readWhen(reader: YamlReader, spot: Spot | undefined, names: Names): Condition | null | undefined {
  if (spot === undefined) return null;
  if (typeof spot.value !== 'string' && typeof spot.value !== 'boolean') {
    reader.report(spot, '"when" must be an expression', 'for example: engineers > small_team && !customer_installed');
    return undefined;
  }
  const text = String(spot.value);
  try {
    const term = resolveCondition(parseExpression(text), names);
    return { text: text.trim().replaceAll(/\s+/g, ' '), term, at: reader.at(spot) };
  } catch (error) {
    if (error instanceof BrokenNameError) return undefined;
    if (!(error instanceof ExpressionError)) throw error;
    const at = positionInScalar(reader.yaml.text, reader.at(spot), text, error.at);
    const problem = { message: error.message, at: { file: reader.yaml.file, ...at } };
    reader.problems.push(error.help === undefined ? problem : { ...problem, help: error.help });
    return undefined;
  }
}

function readForce(reader: YamlReader, item: Spot, names: Names): Force | undefined {
  const fields = reader.fields(item, 'a force', ['id', 'title', 'points'], ['source']);
  const id = reader.name(fields?.get('id'), 'the id of a force', 'word');
  const title = reader.text(fields?.get('title'), 'the title of a force');
  if (!fields || !id || !title) return undefined;
  const withoutForces: Names = { ...names, forces: new Map(), scores: new Map() };
  const points = reader.items(fields.get('points'), `the points of "${id}"`).flatMap((each) => {
    return (
      readPoints(reader, reader.fields(each, `points of "${id}"`, ['points', 'because'], ['when']), withoutForces) ?? []
    );
  });
  return {
    id,
    title,
    points,
    sources: reader.texts(fields.get('source'), `the source of "${id}"`),
    at: reader.at(item),
  };
}

function readPoints(reader: YamlReader, fields: Fields | undefined, names: Names): ForcePoints | undefined {
  const points = reader.number(fields?.get('points'), '"points"');
  const because = reader.text(fields?.get('because'), 'the reason of points');
  const when = fields && readWhen(reader, fields.get('when'), names);
  return points === null || because === null || when === undefined ? undefined : { when, points, because };
}

/** Names that the inputs and thresholds of a tree claim, whether they could be read or not. */
export function claimedNames(inputs: Spot | undefined, thresholds: Spot | undefined): Set<string> {
  const named = typeof thresholds?.value === 'object' && thresholds.value !== null ? Object.keys(thresholds.value) : [];
  return new Set([...idsIn(inputs?.value), ...named]);
}

function idsIn(value: unknown, key?: string): string[] {
  const list = key === undefined ? value : property(value, key);
  if (!Array.isArray(list)) return [];
  return list.map((item) => property(item, 'id')).filter((id) => typeof id === 'string');
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([name]) => name === key)?.[1]
    : undefined;
}
