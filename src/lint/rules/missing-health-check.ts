import { defineRule } from '../rule.ts';
import { otherSites } from '../sites.ts';

// They are watched by their platform or by what they consume, not by a request to a port.
const EXEMPT = new Set(['function', 'frontend', 'worker', 'job', 'module']);

/** Reports services that listen on a network port and cannot be asked whether they work. */
export const missingHealthCheck = defineRule({
  name: 'missing-health-check',
  group: 'core',
  severity: 'warning',
  summary: 'A service that listens on a network port and has neither a health endpoint nor a probe in its manifests.',
  why: 'Whoever starts the service cannot tell whether it works: a hung process keeps getting traffic, and a deployment goes on although the version before it never came up.',
  fix: 'Answer GET /health/live (the process runs) and GET /health/ready (its dependencies answer), and let compose, the Dockerfile or Kubernetes ask them.',
  limits: [
    'Functions, workers, front ends and the modules of a modular monolith.',
    'Services in other languages than JavaScript and TypeScript.',
    'Whether the endpoint looks at anything: one that always answers 200 counts.',
    'Probes that are kept in another repository.',
    'Services whose routes stand in an OpenAPI document that a package serves.',
  ],
  options: {},
  examples: {
    bad: "app.get('/orders', listOrders);\napp.listen(3000);",
    good: "app.get('/orders', listOrders);\napp.get('/health/live', (request, response) => response.sendStatus(200));\napp.listen(3000);",
  },
  references: [
    'https://microservices.io/patterns/observability/health-check-api.html',
    'https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/',
  ],
  evidence: 'related',
  *check(model) {
    for (const service of model.services) {
      const [at, ...others] = service.listens;
      if (!at || service.health.state !== 'absent' || EXEMPT.has(service.kind)) continue;
      yield {
        at,
        service: service.id,
        message: `service "${service.name}" listens here and has no health check: no health endpoint and no probe in its manifests`,
        evidence: otherSites(others, at),
      };
    }
  },
});
