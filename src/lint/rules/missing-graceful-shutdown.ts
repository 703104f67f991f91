import { defineRule } from '../rule.ts';
import { otherSites } from '../sites.ts';
import type { Evidence, Service, SystemModel } from '../../model/system.ts';

const EXEMPT = new Set(['function', 'frontend', 'module']);

/** Reports services that drop what they are doing when they are told to stop. */
export const missingGracefulShutdown = defineRule({
  name: 'missing-graceful-shutdown',
  group: 'core',
  severity: 'warning',
  summary: 'A service that listens or consumes, and does nothing when it is told to stop (SIGTERM).',
  why: 'Every deployment and every scaling down sends SIGTERM. A process that does not handle it dies at once: requests in flight get no answer, messages are handled half, connections stay open on the other side.',
  fix: 'On SIGTERM become not ready, stop taking requests and messages, finish those at hand, close brokers and stores, and exit: process.once("SIGTERM", …) with server.close(), or a library such as close-with-grace; "app.enableShutdownHooks()" in Nest.',
  limits: [
    'Functions, front ends and the modules of a modular monolith.',
    'What the handler does: one that only logs counts.',
    'Frameworks and libraries that stop in order by themselves (Moleculer, LoopBack, Temporal workers, lightship, terminus, …).',
    'A handler of SIGINT alone counts as none: orchestrators send SIGTERM.',
  ],
  options: {},
  examples: {
    bad: 'app.listen(3000);',
    good: 'const server = app.listen(3000);\nprocess.once("SIGTERM", () => server.close(() => pool.end()));',
  },
  references: [
    'https://expressjs.com/en/advanced/healthcheck-graceful-shutdown.html',
    'https://docs.nestjs.com/fundamentals/lifecycle-events#application-shutdown',
    'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination',
  ],
  evidence: 'related',
  *check(model) {
    for (const service of model.services) {
      const [at, ...others] = working(model, service);
      if (!at || service.shutdown.state !== 'absent' || EXEMPT.has(service.kind)) continue;
      const does = service.listens.length > 0 ? 'listens' : 'consumes messages';
      yield {
        at,
        service: service.id,
        message: `service "${service.name}" ${does} here and does nothing on SIGTERM: what it is doing is lost at every deployment`,
        evidence: otherSites(others, at),
        ...(service.frameworks.includes('@nestjs/core') && { fix: { kind: 'shutdown-hooks' } }),
      };
    }
  },
});

// Where it listens, else where it consumes: in its own folder, if a site lies there.
function working(model: SystemModel, service: Service): readonly Evidence[] {
  const isOwn = ({ file }: Evidence): boolean => service.path === '.' || file.startsWith(`${service.path}/`);
  const uses = model.subscriptions.filter((use) => use.service === service.id);
  const sites = service.listens.length > 0 ? service.listens : uses.flatMap(({ evidence }) => evidence.slice(0, 1));
  const own = [...sites, ...uses.flatMap(({ evidence }) => evidence)].filter(isOwn);
  return own.length > 0 ? own : sites;
}
