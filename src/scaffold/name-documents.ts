import type { ServiceView } from './views/service-view.ts';

/** Writes into the README of each service which documents among the files describe it: what it answers and says, and what was agreed on. */
export function nameDocuments(services: readonly ServiceView[], files: Map<string, string>): void {
  for (const { path, name, rootPath } of services) {
    const readme = files.get(`${path}/README.md`);
    const lines = [
      ...(files.has(`${path}/openapi.json`)
        ? [
            '- [openapi.json](openapi.json): what it answers, the same as under `/openapi.json` of the service (OpenAPI 3.1)',
          ]
        : []),
      ...(files.has(`${path}/asyncapi.yaml`)
        ? ['- [asyncapi.yaml](asyncapi.yaml): the events that it sends and hears (AsyncAPI 3)']
        : []),
      ...(files.has(`${path}/test/contracts.test.ts`) ? contractLines(name, rootPath, files) : []),
    ];
    const at = readme?.indexOf('## Configuration\n') ?? -1;
    // A README of somebody's own making says what they want it to.
    if (readme === undefined || lines.length === 0 || at < 0) continue;
    const text = `${readme.slice(0, at)}## Documents\n\n${lines.join('\n')}\n\n${readme.slice(at)}`;
    files.set(`${path}/README.md`, text);
  }
}

function contractLines(name: string, rootPath: string, files: ReadonlyMap<string, string>): string[] {
  const own = [...files].filter(([path, text]) => {
    if (!path.startsWith('contracts/') || !path.endsWith('.json')) return false;
    const { consumer, provider } = JSON.parse(text) as { consumer?: string; provider?: string };
    return consumer === name || provider === name;
  });
  const links = own.map(([path]) => `[${path.slice(path.lastIndexOf('/') + 1)}](${rootPath}${path})`);
  if (links.length === 0) return [];
  return [
    `- ${links.sort().join(', ')}: what services need of each other; [test/contracts.test.ts](test/contracts.test.ts) holds this side to it`,
  ];
}
