import { Cursor } from '../../blueprint/cursor.ts';
import { Mistakes } from '../../blueprint/mistakes.ts';
import { readText } from '../../io/read-text.ts';
import { parseYaml } from '../../io/yaml.ts';
import { splitList } from '../split-list.ts';
import type { Answer, Question } from './question.ts';

/** Answers of a YAML or JSON file, by the keys of their questions. Throws UserError with the place of each mistake. */
export function readAnswersFile(path: string, questions: readonly Question[]): ReadonlyMap<string, Answer> {
  const yaml = parseYaml(path, readText(path, 'the answers'));
  const mistakes = new Mistakes(yaml);
  const root = new Cursor(yaml.value ?? {}, [], mistakes);
  const entries = root.asMap(
    'the answers',
    questions.map(({ key }) => key),
  );
  const answers = new Map<string, Answer>();
  for (const question of questions) {
    const cursor = entries?.get(question.key);
    const answer = cursor && answerAt(cursor, question);
    if (answer !== undefined) answers.set(question.key, answer);
  }
  mistakes.throwIfAny();
  return answers;
}

function answerAt(cursor: Cursor, { key, kind, choices }: Question): Answer | undefined {
  if (kind === 'number') return cursor.asInteger(key, 0, 999_999_999);
  if (kind === 'yes') return cursor.asBoolean(key);
  if (kind === 'choice' && choices) return cursor.asOneOf(key, choices);
  if (kind === 'text' || kind === 'choice')
    return typeof cursor.value === 'number' ? String(cursor.value) : cursor.asString(key);
  if (typeof cursor.value === 'string') return kind === 'list' ? splitList(cursor.value) : [cursor.value];
  return cursor.asList(key)?.flatMap((item) => item.asString(`an item of "${key}"`) ?? []);
}
