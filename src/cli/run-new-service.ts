import { basename, join, resolve } from 'node:path';
import type { Blueprint, BusKind } from '../blueprint/blueprint.ts';
import { editBlueprint } from '../blueprint/edit-blueprint.ts';
import { toKebab } from '../blueprint/names.ts';
import { findBlueprint, parseBlueprint } from '../blueprint/read-blueprint.ts';
import { readText } from '../io/read-text.ts';
import { defaultEndpoints, defaultTables, serviceEdits, type ServiceAnswers } from '../scaffold/service-answers.ts';
import { UserError } from '../util/user-error.ts';
import { runGeneration, type GenerationFlags } from './run-generation.ts';

/** The flags of `new service`. */
export interface NewServiceFlags extends GenerationFlags {
  readonly dir: string;
  readonly endpoint?: readonly string[];
  readonly owns?: readonly string[];
  readonly calls?: readonly string[];
  readonly publishes?: readonly string[];
  readonly subscribes?: readonly string[];
  readonly bus?: BusKind;
  readonly port?: number;
  readonly yes?: boolean;
}

/** Adds a service to archwright.yaml (made when it is not there) and generates. `terminal`: whether there is somebody to ask. */
export async function runNewService(
  name: string | undefined,
  flags: NewServiceFlags,
  terminal: boolean,
): Promise<void> {
  const root = flags.dir;
  const path = findBlueprint(root) ?? join(root, 'archwright.yaml');
  const before = findBlueprint(root) === undefined ? null : readText(path, 'the blueprint');
  const blueprint = before === null ? undefined : parseBlueprint(path, before);
  const answers = await completeAnswers(name, flags, blueprint, terminal);
  const system = toKebab(basename(resolve(root))) || answers.name;
  const text = editBlueprint(before ?? '', serviceEdits(answers, blueprint, system), path);
  const file = basename(path);
  const change =
    before === null
      ? { kind: 'create' as const, path: file, text }
      : { kind: 'update' as const, path: file, before, text, merged: false };
  const written = runGeneration(root, readEdited(path, text), flags, [change]);
  if (flags.install && written > 0) await (await import('./install-dependencies.ts')).installDependencies(root);
}

async function completeAnswers(
  name: string | undefined,
  flags: NewServiceFlags,
  blueprint: Blueprint | undefined,
  terminal: boolean,
): Promise<ServiceAnswers> {
  const { endpoint: endpoints, owns, calls, publishes, subscribes, bus, port, yes = false } = flags;
  const given: Partial<ServiceAnswers> = {
    ...(name !== undefined && { name }),
    ...(endpoints && { endpoints }),
    ...(owns && { owns }),
    ...(calls && { calls }),
    ...(publishes && { publishes }),
    ...(subscribes && { subscribes }),
    ...(bus && { bus }),
    ...(port !== undefined && { port }),
  };
  if (terminal && !yes) {
    const { askService } = await import('./ask-service.ts');
    return askService(given, blueprint);
  }
  return withDefaults(given, yes);
}

/** Without anybody to ask: what has a sensible answer takes it, the rest is listed. */
function withDefaults(given: Partial<ServiceAnswers>, yes: boolean): ServiceAnswers {
  const { name } = given;
  const idle = given.endpoints === undefined && given.subscribes === undefined;
  const missing = [
    ...(name === undefined ? ['the name: archwright new service <name>'] : []),
    ...(idle && !yes
      ? ['what it does: --endpoint "POST /orders", --subscribes order.created, or --yes for a collection to begin with']
      : []),
  ];
  if (name === undefined || missing.length > 0)
    throw new UserError('answers are missing, and there is no terminal to ask at', {
      frame: missing.map((line) => ` missing: ${line}`).join('\n'),
      help: 'archwright new service --help shows every flag',
    });
  return {
    name,
    endpoints: given.endpoints ?? (idle ? defaultEndpoints(name) : []),
    owns: given.owns ?? (idle ? defaultTables(name) : []),
    calls: given.calls ?? [],
    publishes: given.publishes ?? [],
    subscribes: given.subscribes ?? [],
    bus: given.bus ?? null,
    port: given.port ?? null,
  };
}

// The edited text is not on disk: a position in it would send the user to a line that is not there.
function readEdited(path: string, text: string): Blueprint {
  try {
    return parseBlueprint(path, text);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const frame = [error.frame, ...error.others.map((other) => other.message)]
      .filter((part) => part !== undefined)
      .join('\n');
    throw new UserError(error.message, { frame, ...(error.help !== undefined && { help: error.help }) });
  }
}
