import type { Evidence, Observed } from '../../model/system.ts';
import type { Unit } from '../inventory/unit.ts';
import type { CallFact } from '../facts/file-facts.ts';
import type { Attribution } from './attribution.ts';
import { calleesOf } from './callers.ts';
import type { Evaluator } from './evaluate.ts';

// Libraries whose purpose is to stop a process in order, and frameworks that do it unless told otherwise.
const LIBRARIES = new Set([
  'close-with-grace',
  '@godaddy/terminus',
  'lightship',
  'http-graceful-shutdown',
  'fastify-graceful-shutdown',
  'express-graceful-shutdown',
  'nestjs-graceful-shutdown',
  'node-graceful-shutdown',
  'node-graceful',
  'async-exit-hook',
  'exit-hook',
  'signal-exit',
  'node-cleanup',
  'death',
  'hapi-pulse',
  'exiting',
  '@temporalio/worker',
  '@loopback/core',
  '@adonisjs/core',
  'moleculer',
  'sails',
  '@remix-run/serve',
  '@sap/cds',
  'next',
  'nuxt',
]);
// Products that start their own server: what they do on a signal is theirs to say.
const IN_CHARGE =
  /^(@strapi\/strapi|@keystone-6\/core|directus|payload|@medusajs\/medusa|@apollo\/server\/standalone)$/;
const STARTERS = /\b(moleculer-runner|fastify(-cli)? start|next start|nuxt|remix-serve|pm2-graceful)\b/;

/** By the ids of services: whether each does something when it is told to stop. */
export function findShutdowns(
  evaluator: Evaluator,
  attribution: Attribution,
  units: readonly Unit[],
  imports: ReadonlyMap<string, ReadonlyMap<string, Evidence>>,
): ReadonlyMap<string, Observed> {
  const handled = new Map<string, Evidence[]>();
  for (const [file, facts] of evaluator.program.files) {
    facts.calls.forEach((call, c) => {
      const note = handles(evaluator, file, call);
      if (note === undefined) return;
      for (const unit of attribution.services({ file, c }))
        handled.set(unit.id, [...(handled.get(unit.id) ?? []), evaluator.evidence(file, call, note)]);
    });
  }
  return new Map(
    units.map((unit) => [unit.id, observe(unit, handled.get(unit.id) ?? [], imports.get(unit.id) ?? new Map())]),
  );
}

function observe(unit: Unit, handled: readonly Evidence[], imports: ReadonlyMap<string, Evidence>): Observed {
  if (handled.length > 0) return { state: 'present', evidence: handled };
  for (const [specifier, evidence] of imports)
    if (LIBRARIES.has(packageOf(specifier))) return { state: 'present', evidence: [evidence] };
  for (const script of unit.packageJson?.scripts.values() ?? [])
    if (STARTERS.test(script.value)) return { state: 'present', evidence: [script.evidence] };
  if ([...imports.keys()].some((specifier) => IN_CHARGE.test(specifier))) return { state: 'unknown', evidence: [] };
  return { state: /^(typescript|javascript)$/.test(unit.language) ? 'absent' : 'unknown', evidence: [] };
}

function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

// `process.on('SIGTERM', …)`, also in a loop over signals; `app.enableShutdownHooks()`.
function handles(evaluator: Evaluator, file: string, call: CallFact): string | undefined {
  if (isStopper(evaluator, file, call)) return 'a package stops the process in order';
  if (call.callee.k !== 'get') return undefined;
  const name = call.callee.n;
  if (name === 'enableShutdownHooks') return 'enables shutdown hooks';
  if (!/^(on|once|addListener|prependListener|prependOnceListener)$/.test(name)) return undefined;
  const [signal] = call.args;
  if (!signal || !isOfProcess(evaluator, file, call)) return undefined;
  const values = evaluator.eval(file, signal, undefined);
  const isTerm = values.some(
    (value) => value.t === 'text' && value.parts.some((part) => part.p === 'text' && part.s === 'SIGTERM'),
  );
  // A signal that only the caller knows may be this one.
  const isOpen = values.length === 0 || values.some((value) => value.t === 'unknown');
  return isTerm || isOpen ? 'handles SIGTERM' : undefined;
}

// `registerShutdownHandlers()` of a package: by its name, what it is for. A member of what a package made stops that alone.
function isStopper(evaluator: Evaluator, file: string, call: CallFact): boolean {
  return calleesOf(evaluator, file, call).some(
    (value) => value.t === 'lib' && value.lib.pkg !== 'global' && /^\w*(?:shutdown|graceful)\w*$/i.test(value.lib.path),
  );
}

function isOfProcess(evaluator: Evaluator, file: string, call: CallFact): boolean {
  return calleesOf(evaluator, file, call).some(
    (value) => value.t === 'lib' && value.lib.pkg === 'global' && /^process\.\w+$/.test(value.lib.path),
  );
}
