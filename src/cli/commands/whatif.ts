import { InvalidArgumentError, Option, type Command } from 'commander';
import { assumedHits, type WhatIfChange } from '../../model/what-if/change.ts';
import { availability, wholeNumber } from '../parse-option.ts';
import type { WhatIfFlags } from '../run-system-what-if.ts';

const EXAMPLES = `
Examples:
  archwright whatif --async "orders>payment"         an event instead of a call
  archwright whatif --cache "catalogue>inventory=0.95"
  archwright whatif --replicas payment=3 --latency 20
  archwright whatif --merge orders,payment
  archwright whatif --split "orders=reports:/reports"
  archwright whatif --from blueprint --async "orders>payment" --format markdown -o decision.md

Several changes are made together: split, merge, async, cache, replicas. Nothing is written but what -o names.
Exit status: 0 told, 2 wrong use or an internal error.`;

export function define(command: Command): void {
  command
    .argument('[dir]', 'root of the repository', '.')
    .option('--async <call>', '"orders>payment": an event instead of this call (repeatable)', edges)
    .option(
      '--cache <call>',
      '"orders>payment=0.9": this share of its requests is answered from a cache (repeatable)',
      caches,
    )
    .option('--replicas <service>', '"orders=3": so many replicas (repeatable)', replicas)
    .option('--merge <services>', '"orders,payment": one service of them (repeatable)', merges)
    .option(
      '--split <service>',
      '"orders=reports:/reports": a new service answers what is under this path (repeatable)',
      splits,
    )
    .addOption(
      new Option('--from <source>', 'where the model comes from (default: code, where there is any)').choices([
        'code',
        'blueprint',
      ]),
    )
    .option('--facts <files...>', 'link these fact files (or folders of them) instead of reading a repository')
    .option('--availability <percent>', 'assumed availability of each replica', availability, 99.9)
    .option('--latency <ms>', 'assumed time of each service by itself', wholeNumber, 50)
    .addOption(
      new Option('-f, --format <format>', 'how to report').choices(['text', 'json', 'markdown']).default('text'),
    )
    .option('-o, --output <file>', 'write to a file')
    .option('--no-color', 'no color')
    .addHelpText('after', EXAMPLES)
    .action(run);
}

async function run(dir: string, flags: WhatIfFlags): Promise<void> {
  const { runSystemWhatIf } = await import('../run-system-what-if.ts');
  await runSystemWhatIf(dir, flags);
}

type Changes = readonly WhatIfChange[];

function edges(text: string, before: Changes = []): Changes {
  const [, from = '', to = ''] = /^\s*([^>\s]+)\s*>\s*([^>\s]+)\s*$/.exec(text) ?? [];
  if (from === '') throw new InvalidArgumentError('Two services are expected, like "orders>payment".');
  return [...before, { kind: 'async', from, to }];
}

function caches(text: string, before: Changes = []): Changes {
  const [, from = '', to = '', share] = /^\s*([^>\s]+)\s*>\s*([^>=\s]+)\s*(?:=\s*([\d.]+)\s*)?$/.exec(text) ?? [];
  const hits = share === undefined ? assumedHits : Number(share);
  if (from !== '' && hits >= 0 && hits <= 1) return [...before, { kind: 'cache', from, to, hits }];
  throw new InvalidArgumentError('Two services and a share from 0 to 1 are expected, like "orders>payment=0.9".');
}

function replicas(text: string, before: Changes = []): Changes {
  const [, service = '', count] = /^\s*([^=\s]+)\s*=\s*(\d+)\s*$/.exec(text) ?? [];
  if (service !== '' && Number(count) >= 1 && Number(count) <= 1000)
    return [...before, { kind: 'replicas', service, count: Number(count) }];
  throw new InvalidArgumentError('A service and a number from 1 are expected, like "orders=3".');
}

function merges(text: string, before: Changes = []): Changes {
  const services = [...new Set(text.split(',').map((name) => name.trim()))].filter(Boolean);
  if (services.length < 2) throw new InvalidArgumentError('Two services or more are expected, like "orders,payment".');
  return [...before, { kind: 'merge', services }];
}

function splits(text: string, before: Changes = []): Changes {
  const [, service = '', into = '', path = ''] = /^\s*([^=\s]+)\s*=\s*([^:\s]+)\s*:\s*(\/\S*)\s*$/.exec(text) ?? [];
  if (service === '')
    throw new InvalidArgumentError('A service, a new one and a path are expected, like "orders=reports:/reports".');
  return [...before, { kind: 'split', service, into, path }];
}
