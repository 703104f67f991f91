import type { WhatIfReport } from '../docs/what-if/what-if-report.ts';
import { missingFrom, structuralFindings } from '../lint/structural-findings.ts';
import type { SystemModel } from '../model/system.ts';
import type { WhatIfChange } from '../model/what-if/change.ts';
import { assumptions } from '../model/what-if/request-figures.ts';
import { whatIf } from '../model/what-if/what-if.ts';
import { didYouMean } from '../util/did-you-mean.ts';
import { UserError } from '../util/user-error.ts';
import { docsModel, type DocsSource } from './docs-model.ts';
import { deliver } from './output.ts';

type Changes = readonly WhatIfChange[];

/** Options of `archwright whatif`, as commander gives them. */
export interface WhatIfFlags {
  readonly facts?: readonly string[];
  readonly async?: Changes;
  readonly cache?: Changes;
  readonly replicas?: Changes;
  readonly merge?: Changes;
  readonly split?: Changes;
  readonly from?: DocsSource;
  readonly availability: number;
  readonly latency: number;
  readonly format: 'text' | 'json' | 'markdown';
  readonly output?: string;
}

/** Tells what changes would do to the system in `dir`. Throws UserError for a change that cannot be made. */
export async function runSystemWhatIf(dir: string, flags: WhatIfFlags): Promise<void> {
  const { split = [], merge = [], async: asynchronous = [], cache = [], replicas = [] } = flags;
  const changes = [...split, ...merge, ...asynchronous, ...cache, ...replicas];
  if (changes.length === 0) {
    throw new UserError('whatif needs something to change', {
      help: 'give it with --async, --cache, --replicas, --merge or --split; "archwright whatif --help" shows how',
    });
  }
  const model = await modelOf(dir, flags);
  const assumed = { ...assumptions, availability: flags.availability / 100, latency: flags.latency };
  const outcome = whatIf(model, changes, assumed);
  if ('flaw' in outcome) throw impossible(outcome, model);
  const [before, after] = [outcome.models.before, outcome.models.after].map(structuralFindings);
  const findings = { gone: missingFrom(before ?? [], after ?? []), new: missingFrom(after ?? [], before ?? []) };
  deliver(await rendered({ changes, outcome, findings, assumed }, flags), flags.output);
}

async function modelOf(dir: string, flags: WhatIfFlags): Promise<SystemModel> {
  const recovery = { cache: true, ...(flags.facts && { facts: flags.facts }) };
  if (flags.from !== undefined) return docsModel(dir, flags.from, recovery);
  const { findBlueprint } = await import('../blueprint/read-blueprint.ts');
  if (flags.facts !== undefined || findBlueprint(dir) === undefined) return docsModel(dir, 'code', recovery);
  const model = await docsModel(dir, 'code', recovery).catch(() => undefined);
  return model === undefined || model.services.length === 0 ? docsModel(dir, 'blueprint', recovery) : model;
}

function impossible({ flaw }: { readonly flaw: string }, { services }: SystemModel): UserError {
  const names = services.map(({ name }) => name);
  const [, unknown = ''] = /no service "([^"]*)"/.exec(flaw) ?? [];
  const near = unknown === '' ? undefined : didYouMean(unknown, names);
  const list = `services: ${names.join(', ')}`;
  return new UserError(flaw, { help: near === undefined ? list : `did you mean "${near}"? ${list}` });
}

async function rendered(report: WhatIfReport, { format, output }: WhatIfFlags): Promise<string> {
  if (format === 'json') return (await import('../docs/what-if/what-if-json.ts')).whatIfJson(report);
  if (format === 'markdown') return (await import('../docs/what-if/what-if-markdown.ts')).whatIfMarkdown(report);
  const { whatIfText } = await import('./what-if-text.ts');
  const { terminalWidth } = await import('./palette.ts');
  const { default: chalk, Chalk } = await import('chalk');
  return whatIfText(report, output === undefined ? chalk : new Chalk({ level: 0 }), terminalWidth());
}
