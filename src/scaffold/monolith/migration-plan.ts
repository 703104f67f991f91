import { snake } from '../names.ts';
import type { Blueprint, ServiceSpec } from '../../blueprint/blueprint.ts';
import { hasStore } from '../views/service-parts.ts';
import { facadePrefixes } from './monolith-view.ts';

/** The two blueprints between which a running system has to move. */
interface Change {
  readonly before: Blueprint;
  readonly blueprint: Blueprint;
}

/** The page that tells how the running system is moved, first, and the SQL that it names; by path. */
export function migrationFiles(service: ServiceSpec, change: Change): ReadonlyMap<string, string> {
  const folder = `deploy/extract-${service.name}`;
  const page = [`${folder}/README.md`, migrationPage(service, change)] as const;
  if (!hasStore(service)) return new Map([page]);
  const schema = snake(service.name);
  return new Map([
    page,
    [`${folder}/become-public.sql`, becomeSql(schema, 'public')],
    [`${folder}/become-schema.sql`, becomeSql('public', schema)],
    [`${folder}/contents.sql`, CONTENTS],
  ]);
}

const CONTENTS = `-- One line per table: its name, how many rows it has, and a checksum of all of them in a fixed order.
--   psql "$URL" -At -v schema=... -f contents.sql
SELECT format(
  'SELECT %L, count(*), md5(coalesce(string_agg(line, E''\\n'' ORDER BY line), '''')) FROM (SELECT t::text AS line FROM %I.%I AS t) AS lines',
  tablename, schemaname, tablename)
FROM pg_tables WHERE schemaname = :'schema' ORDER BY tablename
\\gexec
`;

function becomeSql(from: string, to: string): string {
  return `-- Nothing may be in "${to}" yet: DROP refuses a schema that is not empty.
BEGIN;
DROP SCHEMA IF EXISTS "${to}";
ALTER SCHEMA "${from}" RENAME TO "${to}";
COMMIT;
`;
}

function migrationPage(service: ServiceSpec, change: Change): string {
  const { name } = service;
  const steps = [
    prepareStep(service, change),
    ...(hasStore(service) ? dataSteps(service, change) : []),
    switchStep(service, change),
  ];
  const numbered = steps.map((step, index) => `## ${index + 1}. ${step}`);
  return `# Taking "${name}" out of ${change.blueprint.system.name}

The code has moved; this is how the running system follows. Try it with a copy of the data first: that also tells how long
the stop between the steps "Stop" and "Switch" will be. Until "Clean up" there is a way back.

${numbered.join('\n\n')}

## ${steps.length + 1}. Clean up

When nobody wants to go back any more:

${cleaning(service, change)}
${wayBack(service, change)}`;
}

function prepareStep({ name, publishes, subscribes, port }: ServiceSpec, { before, blueprint }: Change): string {
  const { bus } = blueprint.defaults;
  const lines = [
    `- Build both images from this commit: ${blueprint.system.name} and ${name} (port ${port} on your machine).`,
  ];
  if (bus !== before.defaults.bus)
    lines.push(
      `- Start ${bus}: events now go through it, \`BUS_URL\` tells both where it is. Until now they stayed in the process.`,
    );
  if (publishes.length + subscribes.length > 0)
    lines.push(
      `- "${name}" publishes ${listed(publishes)} and hears ${listed(subscribes)}: from now on over the network, at least once. Its outbox and inbox go with its tables, so that nothing is lost or handled twice.`,
    );
  lines.push(`- Keep the images of the present release: they are the way back.`);
  return `Prepare\n\n${lines.join('\n')}`;
}

function dataSteps({ name }: ServiceSpec, { blueprint }: Change): string[] {
  const schema = snake(name);
  const folder = `deploy/extract-${name}`;
  return [
    `Stop

Stop ${blueprint.system.name} with SIGTERM and wait for its end: what is in flight is finished, and nobody writes to the
schema \`${schema}\` any more. What still waits in its outbox is copied with the rest, and sent by the service.`,
    `Copy the tables

The schema becomes a database of its own, with everything that the module keeps: its tables, what it remembers of requests,
events and sagas, and which migrations have run. Nothing is taken away from the old place.

\`\`\`sh
export OLD=postgres://…/${snake(blueprint.system.name)} NEW=postgres://…/${snake(name)}
createdb --maintenance-db="$OLD" ${snake(name)}
pg_dump "$OLD" --schema=${schema} --no-owner --format=custom --file=${name}.dump
pg_restore --dbname="$NEW" --no-owner --exit-on-error ${name}.dump
psql "$NEW" -v ON_ERROR_STOP=1 -f ${folder}/become-public.sql
\`\`\``,
    `Verify

Both sides have to say the same, line by line: the number of rows of each table, and a checksum of all of them.

\`\`\`sh
psql "$OLD" -At -v schema=${schema} -f ${folder}/contents.sql > before.txt
psql "$NEW" -At -v schema=public -f ${folder}/contents.sql > after.txt
diff before.txt after.txt
\`\`\`

Then close the old place, so that nobody writes there by mistake:

\`\`\`sh
psql "$OLD" -c 'ALTER SCHEMA ${schema} RENAME TO ${schema}_moved'
\`\`\``,
  ];
}

function switchStep(service: ServiceSpec, { blueprint }: Change): string {
  const { name, facade } = service;
  const own = hasStore(service) ? ' with `DATABASE_URL` of its own database' : '';
  const variable = `${snake(name).toUpperCase()}_URL`;
  const prefixes = facadePrefixes(service).map((prefix) => `\`${prefix}\``);
  return `Switch

- Start ${name}${own}, and wait until \`GET /health/ready\` answers 200.
- Start the new ${blueprint.system.name}${facade ? ` with \`${variable}\`` : ''}. Its modules now call "${name}" over HTTP where they call it at all: within deadlines, with
  repeats where a request may be repeated, behind a circuit breaker.
${facade ? `- Ask for ${prefixes.join(' and ')} under the old address: the monolith passes it on.` : `- Send who asked for ${prefixes.length > 0 ? prefixes.join(' and ') : 'it'} to the new address: the monolith does not pass it on.`}
- Look at the health of both, and at the log, before you call it done.`;
}

function cleaning(service: ServiceSpec, { blueprint }: Change): string {
  const lines: string[] = [];
  if (hasStore(service))
    lines.push(`- \`psql "$OLD" -c 'DROP SCHEMA ${snake(service.name)}_moved CASCADE'\`, after a last backup.`);
  if (service.facade)
    lines.push(
      `- When the log of ${blueprint.system.name} shows no more requests for the paths that it passes on, take \`facade: true\` out of archwright.yaml, and generate.`,
    );
  lines.push(`- Delete this folder.`);
  return `${lines.join('\n')}\n`;
}

function wayBack(service: ServiceSpec, { blueprint }: Change): string {
  const schema = snake(service.name);
  const folder = `deploy/extract-${service.name}`;
  const system = blueprint.system.name;
  if (!hasStore(service))
    return `\n## The way back\n\nStop ${service.name}, and start the release of ${system} before this one.\n`;
  return `
## The way back

Before anybody has written to the service: stop both, rename the old schema back, and start the old release.

\`\`\`sh
psql "$OLD" -c 'ALTER SCHEMA ${schema}_moved RENAME TO ${schema}'
\`\`\`

Later, what the service has written has to come along. Stop ${system} first, let ${service.name} send what is in its outbox, then stop it:

\`\`\`sh
psql "$NEW" -v ON_ERROR_STOP=1 -f ${folder}/become-schema.sql
pg_dump "$NEW" --schema=${schema} --no-owner --format=custom --file=${service.name}-back.dump
pg_restore --dbname="$OLD" --no-owner --exit-on-error ${service.name}-back.dump
psql "$NEW" -At -v schema=${schema} -f ${folder}/contents.sql > before.txt
psql "$OLD" -At -v schema=${schema} -f ${folder}/contents.sql > after.txt
diff before.txt after.txt
\`\`\`

Then start the old release. Events that wait in the broker for ${service.name} are not read by a monolith whose events stay in its
process: wait until there are none, or leave the broker where it is.
`;
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'nothing' : names.map((name) => `\`${name}\``).join(', ');
}
