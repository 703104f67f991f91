import { basename, join, resolve } from 'node:path';
import { toKebab, flawOfKebabName, flawOfServiceName } from '../blueprint/names.ts';
import { newBlueprint } from '../blueprint/new-blueprint.ts';
import { findBlueprint, parseBlueprint } from '../blueprint/read-blueprint.ts';
import { recoveredBlueprint } from '../blueprint/recovered/write-recovered.ts';
import { writeFileAtomic } from '../io/write-file.ts';
import { defaultEndpoints, defaultTables } from '../scaffold/service-answers.ts';
import { diffTexts } from '../util/diff-texts.ts';
import { UserError } from '../util/user-error.ts';
import { settingsOfDecisions } from './decided-settings.ts';
import { gatherAnswers } from './questions/gather.ts';
import { listOf, textOf, type Guides } from './questions/guide.ts';
import { initQuestions } from './questions/init-questions.ts';

/** The flags of `init`; those of its questions come by their own names. */
export interface InitFlags extends Readonly<Record<string, unknown>> {
  readonly fromCode?: string | true;
  readonly fromDecisions?: string | true;
  readonly cache?: boolean;
  readonly dryRun?: true;
  readonly json?: true;
}

/** Writes archwright.yaml into a folder that has none. `terminal`: whether there is somebody to ask. */
export async function runInit(dir: string, flags: InitFlags, terminal: boolean): Promise<void> {
  const there = findBlueprint(dir);
  if (there !== undefined)
    throw new UserError(`there is ${there} already`, {
      help: 'go on with "archwright new" and "archwright add", or move it away first',
    });
  const path = join(dir, 'archwright.yaml');
  const text =
    flags.fromCode === undefined
      ? await asked(dir, path, flags, terminal)
      : await fromCode(dir, path, flags.fromCode, flags);
  const { services } = parseBlueprint(path, text);
  if (flags.dryRun !== true) writeFileAtomic(path, text);
  if (flags.json)
    return void process.stdout.write(
      `${JSON.stringify({ schemaVersion: 1, file: path, written: flags.dryRun !== true, services: services.map(({ name }) => name), text }, null, 2)}\n`,
    );
  const existing = services.some((service) => service.existing !== null);
  const what = services.length === 1 ? '1 service' : `${services.length} services`;
  const said = flags.dryRun ? `${diffTexts('archwright.yaml', '', text)}dry run, nothing written: ` : 'written: ';
  process.stdout.write(`${said}${path}, ${what}\n`);
  if (flags.dryRun !== true) process.stdout.write(next(dir, existing, services.length));
}

function next(dir: string, existing: boolean, services: number): string {
  const where = dir === '.' ? '' : ` ${dir}`;
  const option = dir === '.' ? '' : ` --dir ${dir}`;
  if (existing) return `Next:\n  archwright lint${where}\n  archwright new service …${option}   beside what is there\n`;
  if (services === 0) return `Next:\n  archwright new service orders${option}\n`;
  return `Next:\n  archwright generate${where}\n`;
}

async function fromCode(dir: string, path: string, from: string | true, flags: InitFlags): Promise<string> {
  const { readRepository } = await import('./read-repository.ts');
  const root = from === true ? dir : from;
  const { model } = await readRepository(root, { cache: flags.cache !== false });
  if (model.services.length === 0)
    throw new UserError(`no service was found in "${root}"`, {
      help: '"archwright model" tells what was read; "archwright init" without --from-code begins anew',
    });
  return recoveredBlueprint(model, path, basename(resolve(root)));
}

async function asked(dir: string, path: string, flags: InitFlags, terminal: boolean): Promise<string> {
  const decided = flags.fromDecisions === undefined ? undefined : settingsOfDecisions(dir, flags.fromDecisions);
  for (const [key, value] of decided?.settings ?? []) process.stderr.write(`decided: ${key} ${value}\n`);
  for (const tree of decided?.open ?? [])
    process.stderr.write(`not decided: ${tree}, whose answers are not all there: archwright advise ${tree}\n`);
  const setting = (key: string): string | undefined => decided?.settings.get(key);
  const answers = await gatherAnswers(initQuestions, guides(dir, setting), {
    flags,
    blueprint: undefined,
    terminal,
    command: 'archwright init',
  });
  const names = listOf(answers, 'services');
  const services = Object.fromEntries(
    names.map((name) => [name, { owns: defaultTables(name), endpoints: defaultEndpoints(name) }]),
  );
  const said = (key: string): string => textOf(answers, key);
  const text = newBlueprint({
    name: said('name'),
    shape: said('shape'),
    bus: said('bus'),
    http: said('http'),
    telemetry: said('telemetry'),
    discovery: said('discovery'),
    sagas: said('sagas'),
    services,
  });
  parseBlueprint(path, text);
  return text;
}

function guides(dir: string, setting: (key: string) => string | undefined): Guides {
  const folder = toKebab(basename(resolve(dir)));
  const fallback = flawOfKebabName(folder) === undefined ? folder : 'system';
  const fixed = (key: string, value: string): Guides[string] => ({
    wanted: () => true,
    offer: () => setting(key) ?? value,
    silent: () => setting(key) ?? value,
  });
  const isMonolith = (shape: string): boolean => shape === 'modular-monolith';
  return {
    name: { ...fixed('name', fallback), flawOf: flawOfKebabName },
    shape: fixed('shape', 'microservices'),
    services: { silent: () => [], flawOf: flawOfServiceName },
    bus: {
      offer: ({ answers }) => setting('bus') ?? (isMonolith(textOf(answers, 'shape')) ? 'in-process' : 'nats'),
      silent: ({ answers }) => setting('bus') ?? (isMonolith(textOf(answers, 'shape')) ? 'in-process' : 'nats'),
    },
    http: fixed('http', 'fastify'),
    telemetry: fixed('telemetry', 'none'),
    discovery: fixed('discovery', 'dns'),
    sagas: fixed('sagas', 'orchestration'),
  };
}
