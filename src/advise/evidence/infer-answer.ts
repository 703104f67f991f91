import { answerText } from '../format-value.ts';
import { expected, parseAnswer } from '../parse-value.ts';
import type { Inference, Input, Value } from '../tree.ts';
import { catalogue, type FactReadings } from './catalogue.ts';
import type { Fact, FactKind, FactValue } from './fact.ts';
import { placeText } from './render-facts.ts';

/** An answer with its source, or why the repository does not give one. */
export type Inferred = { readonly value: Value; readonly from: string } | { readonly open: string };

// Without words and bands: the types of answers that a kind of fact is, as it stands.
const AS_IT_STANDS: Readonly<Record<FactKind, readonly Input['type'][]>> = {
  count: ['int', 'number'],
  rate: ['number'],
  share: ['percent'],
  duration: ['duration'],
  truth: ['bool'],
  choice: ['enum'],
  // Something is there. That nothing was found is no "no".
  list: ['bool'],
};

/** What a fact says about a question of a tree; null when the question names no fact. */
export function inferAnswer(input: Input, readings: FactReadings): Inferred | null {
  if (input.infer === null) return null;
  const { fact: name } = input.infer;
  const fact = catalogue.get(name);
  const reading = readings.get(name);
  if (fact === undefined || reading === undefined) return { open: `"${name}" is no fact that is known` };
  if ('unknown' in reading) return { open: `${reading.unknown}${reading.remedy === null ? '' : ` (${reading.remedy})`}` };
  const value = answerOf(input.infer, fact, input, reading.value);
  const [place] = reading.evidence;
  const source = place === undefined ? reading.source : `${reading.source} [${placeText(place)}]`;
  if (value === undefined) return { open: `${name} is ${text(reading.value)}, which is no answer here` };
  // The tree's own limits hold for inferred answers, too.
  const parsed = parseAnswer(input, typeof value === 'number' ? answerText(input, value) : value);
  if ('value' in parsed && parsed.value !== null) return { value: parsed.value, from: source };
  return { open: `${name} is ${text(reading.value)}, and the answer is ${expected(input)}` };
}

function answerOf({ words, bands }: Inference, { kind }: Fact, input: Input, value: FactValue): Value | undefined {
  if (bands.length > 0)
    return typeof value === 'number' ? bands.findLast(({ from }) => value >= from)?.is : undefined;
  if (words.size > 0) return onlyMeaning(words, value);
  if (!AS_IT_STANDS[kind].includes(input.type)) return undefined;
  if (typeof value === 'object') return value.length > 0 ? true : undefined;
  return value;
}

// Two words with different meanings leave the question open.
function onlyMeaning(words: ReadonlyMap<string, Value>, value: FactValue): Value | undefined {
  const said = typeof value === 'object' ? value : [String(value)];
  const meanings = new Set(said.flatMap((word) => words.get(word) ?? []));
  return meanings.size === 1 ? [...meanings][0] : undefined;
}

function text(value: FactValue): string {
  return typeof value === 'object' ? value.join(', ') || 'none' : String(value);
}

/** Why a fact can never answer a question; undefined when it can. */
export function inferenceProblem(input: Input): { readonly message: string; readonly help: string } | undefined {
  if (input.infer === null) return undefined;
  const { fact: name, words, bands } = input.infer;
  const fact = catalogue.get(name);
  if (fact === undefined) return undefined;
  const isNumber = /^(?:count|rate|share|duration)$/.test(fact.kind);
  if (bands.length > 0 && !isNumber)
    return { message: `"${name}" is a ${fact.kind} and has no bands`, help: 'map its words with "as"' };
  if (words.size > 0 && (isNumber || fact.kind === 'truth'))
    return { message: `"${name}" is a ${fact.kind} and has no words`, help: 'map its numbers with "bands"' };
  const strange = fact.words && [...words.keys()].find((word) => fact.words?.includes(word) === false);
  if (strange !== undefined)
    return { message: `"${name}" is never "${strange}"`, help: `it is one of: ${fact.words?.join(', ') ?? ''}` };
  if (words.size + bands.length > 0 || AS_IT_STANDS[fact.kind].includes(input.type)) return undefined;
  return {
    message: `"${name}" is a ${fact.kind}, and "${input.id}" asks for ${expected(input)}`,
    help: isNumber ? 'say which number means which answer: { fact, bands }' : 'say which word means which answer: { fact, as }',
  };
}
