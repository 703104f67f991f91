import type { Difference } from '../../model/difference.ts';
import { isHealthPath } from '../../model/health-path.ts';
import type { Service, SystemModel } from '../../model/system.ts';

/**
 * Why it cannot be told that code lacks something that is declared: what is not known may be what is looked for.
 * Undefined when the code is known well enough.
 */
export function whyUndecided(model: SystemModel, service: Service, { kind }: Difference): string | undefined {
  const { id, path, language } = service;
  const { coverage } = model;
  if (!/^(?:java|type)script$/.test(language)) return `its code is in another language (${language || 'unknown'})`;
  if (coverage.opaqueServices.includes(id)) return 'no known library was recognised in its code';
  const gap = coverage.gaps.find(({ file }) => path === '.' || file.startsWith(`${path}/`));
  if (gap) return `${gap.file} was not understood: ${gap.reason}`;
  const channels = new Map(model.channels.map((channel) => [channel.id, channel.name]));
  const isOpen = ({ channel, service: owner }: { readonly channel: string; readonly service: string }): boolean =>
    owner === id && (channels.get(channel) ?? '{').includes('{');
  switch (kind) {
    case 'endpoint':
      return whyApi(model, service);
    case 'call':
      return model.calls.some((call) => call.from === id && call.toKind === 'unresolved')
        ? 'the target of one of its calls is not known'
        : undefined;
    case 'publication':
      return model.publications.some(isOpen) ? 'it publishes on a channel whose name is not known' : undefined;
    case 'subscription':
      return model.subscriptions.some(isOpen) ? 'it consumes a channel whose name is not known' : undefined;
    case 'table':
      return model.datastoreUses.some(
        (use) => use.service === id && use.accesses.some(({ table, mode }) => table === null && mode === 'write'),
      )
        ? 'it writes a table whose name is not known'
        : undefined;
    default:
      return undefined;
  }
}

// Routes that are made elsewhere (a document, a loop) do not show; where some are known and none is open, the rest is, too.
function whyApi(model: SystemModel, { id, completeApi }: Service): string | undefined {
  if (completeApi.state === 'present') return undefined;
  const own = model.endpoints.filter(({ service, path }) => service === id && !isHealthPath(path));
  if (own.length === 0) return 'none of its endpoints is known';
  const open = own.find(({ method, path }) => method === 'ALL' || /[{*]/.test(path));
  return open && `it also answers "${open.method} ${open.path}", and what stands behind that is not known`;
}
