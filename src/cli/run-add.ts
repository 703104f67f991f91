import { findBlueprint, parseBlueprint } from '../blueprint/read-blueprint.ts';
import { requireFolder, readText } from '../io/read-text.ts';
import { parseYaml } from '../io/yaml.ts';
import { addCopy, addTable, addView } from '../scaffold/additions/data.ts';
import { Draft } from '../scaffold/additions/draft.ts';
import { addCall, addEndpoint, addEvent, addJob, addSubscription } from '../scaffold/additions/handlers.ts';
import { addAggregate, addRoute, addSaga } from '../scaffold/additions/workflows.ts';
import { UserError } from '../util/user-error.ts';
import { editAndGenerate } from './edit-and-generate.ts';
import { addGuides } from './questions/add-guides.ts';
import { addedThings, type AddedKind } from './questions/add-questions.ts';
import { gatherAnswers } from './questions/gather.ts';
import { isYes, listOf, numberOf, textOf, type Answers } from './questions/guide.ts';
import type { GenerationFlags } from './run-generation.ts';

/** The flags of `add`; those of its questions come by their own names. */
export type AddFlags = GenerationFlags & { readonly dir: string } & Readonly<Record<string, unknown>>;

/** Adds something to archwright.yaml and generates from it. `terminal`: whether there is somebody to ask. */
export async function runAdd(kind: AddedKind, flags: AddFlags, terminal: boolean): Promise<void> {
  const root = flags.dir;
  requireFolder(root);
  const path = findBlueprint(root);
  if (path === undefined)
    throw new UserError(`there is no archwright.yaml in "${root}"`, { help: 'begin with "archwright init"' });
  const before = readText(path, 'the blueprint');
  const blueprint = parseBlueprint(path, before);
  const sources = { flags, blueprint, terminal, command: `archwright add ${kind}` };
  const answers = await gatherAnswers(addedThings[kind].questions, addGuides[kind], sources);
  const draft = new Draft(blueprint, parseYaml(path, before).value);
  additions[kind](draft, answers);
  if (draft.edits.length > 0) return editAndGenerate(root, { path, before }, draft.edits, flags);
  const said = `${path} says all of this already; nothing was written`;
  if (flags.json)
    process.stdout.write(`${JSON.stringify({ schemaVersion: 1, root, written: false, already: true }, null, 2)}\n`);
  else process.stdout.write(`${said}\n`);
}

const additions: Readonly<Record<AddedKind, (draft: Draft, answers: Answers) => void>> = {
  endpoint: (draft, answers) =>
    addEndpoint(draft, {
      ...serviceAnd(answers, 'endpoint'),
      as: textOf(answers, 'as'),
      calls: listOf(answers, 'calls'),
      publishes: listOf(answers, 'publishes'),
      starts: textOf(answers, 'starts'),
      idempotent: textOf(answers, 'idempotent').replace(/^no$/, ''),
    }),
  call: (draft, answers) =>
    addCall(draft, {
      from: textOf(answers, 'service'),
      to: textOf(answers, 'to'),
      by: listOf(answers, 'by'),
      timeout: textOf(answers, 'timeout'),
      retries: numberOf(answers, 'retries'),
      bulkhead: numberOf(answers, 'bulkhead'),
      fallback: unlessDefault(answers, 'fallback', 'fail'),
      protocol: unlessDefault(answers, 'protocol', 'http'),
    }),
  'cpu-job': (draft, answers) => addJob(draft, { ...serviceAnd(answers, 'job'), by: listOf(answers, 'by') }),
  event: (draft, answers) => addEvent(draft, { ...serviceAnd(answers, 'event'), by: listOf(answers, 'by') }),
  subscription: (draft, answers) => addSubscription(draft, serviceAnd(answers, 'event')),
  saga: (draft, answers) =>
    addSaga(draft, {
      ...serviceAnd(answers, 'name'),
      steps: listOf(answers, 'steps'),
      style: unlessDefault(answers, 'style', draft.blueprint.defaults.sagas),
      by: textOf(answers, 'by'),
    }),
  table: (draft, answers) =>
    addTable(draft, { ...serviceAnd(answers, 'table'), eventSourced: isYes(answers, 'eventSourced') }),
  view: (draft, answers) => addView(draft, { ...serviceAnd(answers, 'table'), from: listOf(answers, 'from') }),
  copy: (draft, answers) => addCopy(draft, { ...serviceAnd(answers, 'table'), from: listOf(answers, 'from') }),
  route: (draft, answers) =>
    addRoute(draft, {
      gateway: textOf(answers, 'gateway'),
      prefix: textOf(answers, 'prefix'),
      to: textOf(answers, 'to'),
      timeout: textOf(answers, 'timeout'),
      scopes: listOf(answers, 'scopes'),
      public: isYes(answers, 'public'),
      rateLimit: textOf(answers, 'rateLimit'),
    }),
  aggregate: (draft, answers) =>
    addAggregate(draft, { ...serviceAnd(answers, 'path'), parts: listOf(answers, 'parts') }),
};

function serviceAnd<Key extends string>(answers: Answers, key: Key): { service: string } & Record<Key, string> {
  return { service: textOf(answers, 'service'), [key]: textOf(answers, key) } as { service: string } & Record<
    Key,
    string
  >;
}

// What holds anyway is not written down.
function unlessDefault(answers: Answers, key: string, fallback: string): string {
  const text = textOf(answers, key);
  return text === fallback ? '' : text;
}
