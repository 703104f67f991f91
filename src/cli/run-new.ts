import { basename, join, resolve } from 'node:path';
import type { Blueprint, BusKind } from '../blueprint/blueprint.ts';
import type { BlueprintEdit } from '../blueprint/edit-blueprint.ts';
import { toKebab } from '../blueprint/names.ts';
import { findBlueprint, parseBlueprint } from '../blueprint/read-blueprint.ts';
import { readText } from '../io/read-text.ts';
import { parseYaml } from '../io/yaml.ts';
import { Draft } from '../scaffold/additions/draft.ts';
import { addLibrary, requireUsers } from '../scaffold/additions/new-library.ts';
import { aggregatesOf, gatewayEdits, requireModules } from '../scaffold/additions/new-parts.ts';
import { serviceEdits } from '../scaffold/service-answers.ts';
import { editAndGenerate } from './edit-and-generate.ts';
import { gatherAnswers } from './questions/gather.ts';
import { listOf, numberOf, textOf, type Answers } from './questions/guide.ts';
import { newGuides } from './questions/new-guides.ts';
import { newThings, type NewKind } from './questions/new-questions.ts';
import type { GenerationFlags } from './run-generation.ts';

/** The flags of `new`; those of its questions come by their own names. */
export type NewFlags = GenerationFlags & { readonly dir: string } & Readonly<Record<string, unknown>>;

/** Adds a service of some kind, or a library, to archwright.yaml (made when it is not there) and generates. `terminal`: whether there is somebody to ask. */
export async function runNew(kind: NewKind, flags: NewFlags, terminal: boolean): Promise<void> {
  const root = flags.dir;
  const found = findBlueprint(root);
  const path = found ?? join(root, 'archwright.yaml');
  const before = found === undefined ? null : readText(path, 'the blueprint');
  const blueprint = before === null ? undefined : parseBlueprint(path, before);
  if (kind === 'module') requireModules(blueprint);
  // Nobody is asked in vain.
  if (kind === 'library' && terminal) requireUsers(blueprint);
  const sources = { flags, blueprint, terminal, command: `archwright new ${kind}` };
  const answers = await gatherAnswers(newThings[kind].questions, newGuides[kind], sources);
  const system = toKebab(basename(resolve(root))) || textOf(answers, 'name');
  const edits =
    kind === 'library'
      ? libraryEdits(answers, requireUsers(blueprint), { path, before: before ?? '' })
      : editsOf(kind, answers, blueprint, system);
  await editAndGenerate(root, { path, before }, edits, flags);
}

function libraryEdits(
  answers: Answers,
  blueprint: Blueprint,
  { path, before }: { readonly path: string; readonly before: string },
): readonly BlueprintEdit[] {
  const draft = new Draft(blueprint, parseYaml(path, before).value);
  const name = textOf(answers, 'name');
  const folder = textOf(answers, 'path');
  addLibrary(draft, {
    name,
    // What is the case anyway is not written.
    path: folder === `libs/${name}` ? '' : folder,
    owner: textOf(answers, 'owner'),
    usedBy: listOf(answers, 'usedBy'),
  });
  return draft.edits;
}

function editsOf(
  kind: Exclude<NewKind, 'library'>,
  answers: Answers,
  blueprint: Blueprint | undefined,
  system: string,
): BlueprintEdit[] {
  if (kind === 'gateway')
    return gatewayEdits({
      name: textOf(answers, 'name'),
      routes: listOf(answers, 'routes'),
      issuer: textOf(answers, 'issuer'),
      audience: textOf(answers, 'audience'),
      rateLimit: textOf(answers, 'rateLimit'),
      port: numberOf(answers, 'port'),
    });
  const bus = (['in-process', 'nats', 'rabbitmq', 'redis', 'kafka', 'sqs'] satisfies BusKind[]).find(
    (each) => each === textOf(answers, 'bus'),
  );
  const said = {
    kind: kind === 'module' ? 'service' : kind,
    shape: kind === 'module' ? 'modular-monolith' : 'microservices',
    name: textOf(answers, 'name'),
    endpoints: listOf(answers, 'endpoints'),
    owns: listOf(answers, 'owns'),
    calls: listOf(answers, 'calls'),
    publishes: listOf(answers, 'publishes'),
    subscribes: listOf(answers, 'subscribes'),
    aggregates: aggregatesOf(listOf(answers, 'aggregates')),
    bus: bus ?? null,
    port: numberOf(answers, 'port'),
  } as const;
  return serviceEdits(said, blueprint, system);
}
