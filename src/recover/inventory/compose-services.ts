import type { ComposeService } from '../manifests/compose.ts';
import { baseOf, folderOf } from '../manifests/paths.ts';

/** True for compose files and Dockerfiles that only tests or CI use. */
export function isTestFile(file: string): boolean {
  const name = baseOf(file);
  // `integration-worker.yaml` is a file of the integration worker.
  return (
    /(?:^|[.\-_])(?:tests?|e2e|ci|spec|mocks?|bench|load|k6|loadtest)(?:[.\-_]|$)/i.test(name) ||
    /(?:\.|compose[-_])integration(?:[.\-_]|$)/i.test(name)
  );
}

/** True for a compose service that only tests start: by its file, the profiles that it is limited to, or by what it runs. */
export function isTestService(service: ComposeService): boolean {
  const isTestProfile = (profile: string): boolean =>
    /(?:^|[-_])(?:tests?|e2e|ci|bench|load|mocks?)(?:[-_]|$)/i.test(profile);
  return (
    isTestFile(service.file) ||
    runsTests(service) ||
    (service.profiles.length > 0 && service.profiles.every(isTestProfile))
  );
}

// `yarn run --silent test:acceptance`, `npx vitest run`: the container is a test run of the service, not the service.
function runsTests({ command, entrypoint }: ComposeService): boolean {
  return [command, entrypoint].some(
    (text) =>
      text !== null &&
      /(?:^|[\s"'&;])(?:(?:npm|pnpm|yarn)(?:\s+(?:run(?:-script)?|-\S+))*\s+t(?:est)?(?:[:\s"'&;]|$)|(?:npx\s+)?(?:mocha|jest|vitest|cypress|playwright)\s)/.test(
        `${text} `,
      ),
  );
}

/** True for a compose service that prepares others and ends: they wait until it is done. */
export function isPreparation(service: ComposeService, services: readonly ComposeService[]): boolean {
  return services.some(
    ({ file, awaits }) => folderOf(file) === folderOf(service.file) && awaits?.includes(service.name) === true,
  );
}

/** Compose services with `extends` followed, and with the build or image that a file beside theirs gives them (`-f a.yml -f b.yml`). */
export function effectiveServices(services: readonly ComposeService[]): ComposeService[] {
  return services
    .filter((service) => !service.isTemplate)
    .map((service) => extended(services, service, []))
    .map((service) => {
      if (service.build !== null || service.image !== null) return service;
      const same = services.filter((one) => one.name === service.name && folderOf(one.file) === folderOf(service.file));
      const base = same.find((one) => one.build !== null) ?? same.find((one) => one.image !== null);
      return base === undefined ? service : { ...service, build: base.build, image: base.image };
    })
    .filter((service) => service.build !== null || service.image !== null);
}

function extended(
  services: readonly ComposeService[],
  service: ComposeService,
  seen: readonly ComposeService[],
): ComposeService {
  const { parent } = service;
  if (parent === null) return service;
  const found = services.find((one) => one.file === parent.file && one.name === parent.service && one !== service);
  if (found === undefined || seen.includes(found)) return service;
  const base = extended(services, found, [...seen, service]);
  return {
    ...service,
    containerName: service.containerName ?? base.containerName,
    hostname: service.hostname ?? base.hostname,
    build: service.build ?? (service.image === null ? base.build : null),
    image: service.image ?? base.image,
    environment: [
      ...service.environment,
      ...base.environment.map((entry) => ({ ...entry, environment: `compose:${service.file}` })),
    ],
    ports: [...service.ports, ...base.ports],
    expose: [...service.expose, ...base.expose],
    healthcheck: service.healthcheck ?? base.healthcheck,
    command: service.command ?? base.command,
    entrypoint: service.entrypoint ?? base.entrypoint,
    workingDir: service.workingDir ?? base.workingDir,
    volumes: [...service.volumes, ...base.volumes],
  };
}
