import type { Lib, Value } from '../link/values.ts';
import { argument, everyOption, optionValues } from './options.ts';
import { listed, publication, subscription } from './queues.ts';
import type { MessageShape, Recogniser, Site } from './recogniser.ts';

/** Recognisers of less common queues: Kue, NSQ, Celery, RSMQ, Inngest, Trigger.dev. */
export const taskQueues: readonly Recogniser[] = [
  { packages: ['kue'], message: kue },
  { packages: ['nsqjs'], message: nsq },
  { packages: ['celery-node'], message: celery },
  { packages: ['rsmq'], message: rsmq },
  { packages: ['rsmq-worker'], message: rsmqWorker },
  { packages: ['inngest'], message: inngest },
  { packages: ['@trigger.dev/sdk'], message: trigger },
];

function functionsIn({ evaluator, args }: Site): Value[] {
  return args.flatMap((arg) => evaluator.of(arg)).filter((value) => value.t === 'fn');
}

function kue(lib: Lib, site: Site): MessageShape | undefined {
  const member = /^createQueue\(\)\.(create|createJob|process)$/.exec(lib.path)?.[1];
  if (member === undefined) return undefined;
  const names = argument(site.evaluator, site.args, 0);
  return member === 'process' ? subscription('redis', names, functionsIn(site)) : publication('redis', names);
}

// A reader takes from one topic; what is done with a message stands at `on('message', …)`.
function nsq(lib: Lib, site: Site): MessageShape | undefined {
  const { evaluator } = site;
  const names = argument(evaluator, site.args, 0);
  if (/^Writer!\.(?:publish|deferPublish)$/.test(lib.path)) return publication('nsq', names);
  if (lib.path !== 'Reader' || !site.call.isNew) return undefined;
  return subscription('nsq', names, handlersOf(lib, site));
}

function handlersOf(lib: Lib, site: Site): Value[] {
  const made = { ...lib, path: `${lib.path}!`, site: { file: site.file, call: site.c } };
  return site.uses.on(made).flatMap(({ name, file, c }) => {
    const [, handler] = site.evaluator.program.facts(file).calls[c]?.args ?? [];
    return name === 'on' && handler ? site.evaluator.eval(file, handler, undefined) : [];
  });
}

function celery(lib: Lib, site: Site): MessageShape | undefined {
  const member = /^create(?:Client|Worker)\(\)\.(sendTask|register|createTask\(\)\.(?:applyAsync|delayed|delay))$/.exec(
    lib.path,
  )?.[1];
  if (member === undefined) return undefined;
  const { evaluator, args } = site;
  if (member === 'register') return subscription('celery', argument(evaluator, args, 0), functionsIn(site));
  return publication('celery', argument(evaluator, member === 'sendTask' ? args : lib.args, 0));
}

function rsmq(lib: Lib, site: Site): MessageShape | undefined {
  const member = /^(?:default)?!\.(sendMessage|receiveMessage|popMessage)(?:Async)?$/.exec(lib.path)?.[1];
  if (member === undefined) return undefined;
  const names = everyOption(site.evaluator, argument(site.evaluator, site.args, 0), 'qname');
  return member === 'sendMessage' ? publication('redis', names) : subscription('redis', names, functionsIn(site));
}

function rsmqWorker(lib: Lib, site: Site): MessageShape | undefined {
  const member = /^(?:default)?!\.(send|on)$/.exec(lib.path)?.[1];
  if (member === undefined) return undefined;
  const names = argument(site.evaluator, lib.args, 0);
  if (member === 'send') return publication('redis', names);
  const [event] = argument(site.evaluator, site.args, 0);
  const isMessage = event?.t === 'text' && event.parts.every((part) => part.p === 'text' && part.s === 'message');
  return isMessage ? subscription('redis', names, functionsIn(site)) : undefined;
}

// https://www.inngest.com/docs/events
function inngest(lib: Lib, site: Site): MessageShape | undefined {
  const { evaluator, args } = site;
  const named = (i: number): readonly Value[] =>
    everyOption(evaluator, listed(site, argument(evaluator, args, i)), 'name').filter((value) => value.t === 'text');
  if (lib.path === 'Inngest!.send') return publication('inngest', named(0));
  if (/^Inngest!\.createFunction\(cb\d\.0\)\.step\.sendEvent$/.test(lib.path)) return publication('inngest', named(1));
  if (lib.path !== 'Inngest!.createFunction') return undefined;
  const inOptions = listed(site, optionValues(evaluator, argument(evaluator, args, 0), 'triggers'));
  const triggers = [...listed(site, argument(evaluator, args, 1)), ...inOptions];
  const names = everyOption(evaluator, triggers, 'event');
  // One that a clock starts takes nothing.
  return names.length > 0 ? subscription('inngest', names, functionsIn(site)) : undefined;
}

// https://trigger.dev/docs/triggering
function trigger(lib: Lib, site: Site): MessageShape | undefined {
  const { evaluator, args } = site;
  const path = lib.path.replace(/^v3\./, '');
  const first = argument(evaluator, args, 0);
  if (/^(?:task|schemaTask)$/.test(path))
    return subscription('trigger.dev', optionValues(evaluator, first, 'id'), optionValues(evaluator, first, 'run'));
  if (/^tasks\.(?:batchT|t)rigger\w*$/.test(path)) return publication('trigger.dev', first);
  if (!/^(?:task|schemaTask)\(\)\.(?:batchT|t)rigger\w*$/.test(path)) return undefined;
  return publication('trigger.dev', optionValues(evaluator, argument(evaluator, lib.args, 0), 'id'));
}
