import { composeReferences, parseCompose, type ComposeService } from '../manifests/compose.ts';
import { composeFilesOf, isShellScript } from '../manifests/docker-run.ts';
import { parseDotenv } from '../manifests/dotenv.ts';
import { folderOf, joinPath, resolvePath } from '../manifests/paths.ts';
import { keep, textOf, type Reader } from './manifest-reader.ts';

/** Reads a compose file once, and the files that it includes; `isTemplate` when others only extend its services. */
export function readCompose(reader: Reader, file: string, isTemplate: boolean): void {
  if (reader.composed.has(file)) return;
  reader.composed.add(file);
  const text = textOf(reader, file);
  const services = keep(reader, parseCompose(file, text, variablesBeside(reader, file)));
  reader.found.compose.push(...services.map((service) => ({ ...service, isTemplate })));
  const { included, extended } = composeReferences(file, text);
  reader.templates.push(...extended);
  for (const one of included) if (reader.files.has(one)) readCompose(reader, one, isTemplate);
}

/** Reads compose files of any name that others extend, or that scripts give to `docker compose -f`. */
export function readReferenced(reader: Reader): void {
  for (const pkg of reader.found.packages) {
    for (const { value } of pkg.scripts.values()) {
      for (const written of composeFilesOf(value)) {
        const file = resolvePath(pkg.folder, written);
        if (file !== null && reader.files.has(file)) readCompose(reader, file, false);
      }
    }
  }
  for (let next = reader.templates.pop(); next !== undefined; next = reader.templates.pop())
    if (reader.files.has(next)) readCompose(reader, next, true);
}

function variablesBeside(reader: Reader, file: string): ReadonlyMap<string, string> {
  const entries = reader.environments.get(joinPath(folderOf(file), '.env')) ?? [];
  return new Map(entries.flatMap(({ name, value }): [string, string][] => (value === null ? [] : [[name, value]])));
}

/** A service with the contents of its `env_file`s: of several the last wins, so they are put in front of each other; `environment` wins over all. */
export function withEnvFiles(reader: Reader, service: ComposeService): ComposeService {
  const environment = `${isShellScript(service.file) ? 'docker' : 'compose'}:${service.file}`;
  const imported = service.envFiles.flatMap((file) => {
    const known = reader.environments.get(file);
    if (known !== undefined) return [known];
    if (!reader.files.has(file)) return [];
    return [parseDotenv(file, textOf(reader, file))];
  });
  const entries = imported
    .reverse()
    .flat()
    .map((entry) => ({ ...entry, environment }));
  return entries.length === 0 ? service : { ...service, environment: [...service.environment, ...entries] };
}
