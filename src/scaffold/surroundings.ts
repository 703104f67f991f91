import type { Blueprint } from '../blueprint/blueprint.ts';
import { allContracts, contractFiles } from './contracts.ts';
import { renderKubernetes } from './kubernetes/render-kubernetes.ts';
import { ownerFiles } from './owners.ts';
import { renderTemplate, type Templates } from './render-service.ts';
import { asyncapiDocument } from './specs/asyncapi.ts';
import { openapiDocument } from './specs/openapi.ts';
import { contractView } from './views/contract-view.ts';
import type { ServiceView } from './views/service-view.ts';
import type { SystemView } from './views/system-view.ts';

/** What stands around the code of services: documents of what they answer and say, and what deploys them. By path relative to the root. */
export function surroundings(
  blueprint: Blueprint,
  services: readonly ServiceView[],
  system: SystemView,
  templates: Templates,
): Map<string, string> {
  const files = new Map<string, string>();
  for (const service of services) {
    if (service.has.openapi) files.set(`${service.path}/openapi.json`, openapiDocument(service, services));
    const events = asyncapiDocument(service, blueprint.services);
    if (events !== null) files.set(`${service.path}/asyncapi.yaml`, events);
  }
  for (const [path, text] of ownerFiles(blueprint, services, system.libraries)) files.set(path, text);
  for (const [path, text] of contractsAndTests(services, blueprint, templates)) files.set(path, text);
  if (!blueprint.defaults.deploy.includes('kubernetes')) return files;
  return new Map([...files, ...renderKubernetes(system, templates)]);
}

/** What services need of each other, and the tests that hold both sides to it. */
function contractsAndTests(
  services: readonly ServiceView[],
  blueprint: Blueprint,
  templates: Templates,
): Map<string, string> {
  const all = allContracts(services, blueprint.services);
  const files = contractFiles(all);
  for (const service of services) {
    const contracts = contractView(service, all);
    if (contracts === null) continue;
    const path = `${service.path}/test`;
    files.set(`${path}/contract.ts`, renderTemplate(templates, 'service/test/contract.ts', {}));
    const data = { ...service, contracts };
    files.set(`${path}/contracts.test.ts`, renderTemplate(templates, 'service/test/contracts.test.ts.hbs', data));
  }
  return files;
}
