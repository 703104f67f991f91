import { relative } from 'node:path';
import { readAdrFolder } from '../advise/adr/read-adr-folder.ts';
import { adrLabel, type Adr } from '../advise/adr/read-adr.ts';
import { successions, type Succession } from '../advise/adr/supersession.ts';
import { declaredModel } from '../blueprint/declared-model.ts';
import { findBlueprint, readBlueprint } from '../blueprint/read-blueprint.ts';
import type { DecisionRecord, DeclaredSaga, DocsBeside } from '../docs/docs-beside.ts';
import { placedDrift } from '../docs/drift/placed-drift.ts';
import { readRuntime } from '../docs/drift/runtime/read-runtime.ts';
import { readText } from '../io/read-text.ts';
import { lintModel } from '../lint/engine.ts';
import { onlyAbout } from '../lint/settings.ts';
import { rules } from '../lint/rules/index.ts';
import { suppressionDocs } from '../lint/suppression-rules.ts';
import type { Recovery } from '../model/recovery.ts';
import { decisionsFolder } from './decisions-folder.ts';
import { readLintSettings } from './lint/lint-settings.ts';
import { sourceReader } from './source-reader.ts';

/**
 * What documents tell besides the model: decisions and sagas of the repository in `dir`, and the findings of the built-in
 * rules on what was recovered (rules of the repository itself would be code of its own, and are not run).
 */
export function docsBeside(dir: string, recovery: Recovery | null, wantsFindings: boolean): DocsBeside {
  return {
    findings: recovery !== null && wantsFindings ? findingsOf(dir, recovery) : null,
    decisions: decisionsIn(dir),
    sagas: sagasIn(dir),
    drift: null,
  };
}

/**
 * What the blueprint in `dir`, the recovered model and, where it is given, a file of telemetry say differently. Null when
 * nothing was recovered, and where there is no blueprint to hold the code against: none with services, or one of a modular
 * monolith, whose modules are no services in the code.
 */
export function driftBeside(dir: string, recovery: Recovery | null, telemetry?: string): DocsBeside['drift'] {
  const file = findBlueprint(dir);
  if (file === undefined || recovery === null) return null;
  const blueprint = readBlueprint(file);
  if (blueprint.services.length === 0 || blueprint.system.shape === 'modular-monolith') return null;
  const runtime = telemetry === undefined ? [] : readRuntime(telemetry, readText(telemetry, 'the telemetry'));
  return placedDrift(declaredModel(blueprint), recovery.model, runtime);
}

function inRoot(dir: string, file: string): string {
  return relative(dir, file).replaceAll('\\', '/');
}

function findingsOf(dir: string, recovery: Recovery): DocsBeside['findings'] {
  const { settings, locate, declared } = readLintSettings(dir, undefined);
  const names = [...rules, ...suppressionDocs].map(({ name }) => name);
  const beside = declared === undefined ? {} : { beside: { declared } };
  return lintModel(
    { ...recovery, ...beside },
    { settings: onlyAbout(settings, names), rules, sources: sourceReader(dir), locate, isPartial: true },
  ).findings;
}

function decisionsIn(dir: string): readonly DecisionRecord[] {
  const records = readAdrFolder(decisionsFolder(dir));
  const pairs = successions(records);
  return records.map((adr) => recordOf(dir, adr, pairs));
}

function recordOf(dir: string, adr: Adr, pairs: readonly Succession[]): DecisionRecord {
  const { markdown, heading, title, state, date, file } = adr;
  const reads = markdown.lines.filter(({ kind, text }) => kind === 'prose' && text.trim() !== '');
  return {
    label: adrLabel(adr),
    title,
    state,
    date: date?.text ?? null,
    file: inRoot(dir, file),
    supersedes: pairs.filter(({ newer }) => newer === adr).map(({ older }) => adrLabel(older)),
    supersededBy: pairs.filter(({ older }) => older === adr).map(({ newer }) => adrLabel(newer)),
    lines: reads.map(({ number, text }) => ({ number, text, isTitle: number === heading?.line })),
  };
}

function sagasIn(dir: string): readonly DeclaredSaga[] {
  const file = findBlueprint(dir);
  if (file === undefined) return [];
  const blueprint = readBlueprint(file);
  return blueprint.services.flatMap(({ name: service, sagas }) =>
    sagas.map(({ name, style, steps }): DeclaredSaga => {
      const { line, column } = blueprint.where(['services', service, 'sagas', name], true);
      return {
        name,
        service,
        style,
        evidence: { file: inRoot(dir, file), line, column },
        steps: steps.map((step) => ({
          service: step.do.service,
          request: `${step.do.endpoint.method} ${step.do.endpoint.path}`,
          undo: step.undo && `${step.undo.endpoint.method} ${step.undo.endpoint.path}`,
          timeout: step.timeout,
          pivot: step.pivot,
        })),
      };
    }),
  );
}
