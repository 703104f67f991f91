import type { Surroundings } from './fix.ts';

/** Node.js 17.3 brought `AbortSignal.timeout`. */
const FIRST_WITH_SIGNAL = 18;

/** Reads package.json texts, the nearest first; those that are no JSON objects say nothing. */
export function readSurroundings(manifests: readonly string[]): Surroundings {
  const objects = manifests.map(objectIn);
  const rangeOf = (dependency: string): string | undefined =>
    objects
      .flatMap((manifest) => [manifest['dependencies'], manifest['devDependencies'], manifest['peerDependencies']])
      .map((group) => textAt(group, dependency))
      .find((range) => range !== undefined);
  const major = (dependency: string): number | undefined => majorOf(rangeOf(dependency));
  const engine = objects.map((manifest) => textAt(manifest['engines'], 'node')).find((range) => range !== undefined);
  const known = [majorOf(engine), major('@types/node')].filter((version) => version !== undefined);
  return { major, hasTimeoutSignal: known.every((version) => version >= FIRST_WITH_SIGNAL) };
}

function objectIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

function textAt(group: unknown, key: string): string | undefined {
  const value = isRecord(group) && Object.hasOwn(group, key) ? group[key] : undefined;
  return typeof value === 'string' ? value : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The lowest major version that a range allows, such as 18 of `>=18 <21`; undefined for `latest`, `*` and addresses. */
function majorOf(range: string | undefined): number | undefined {
  const majors = [...(range ?? '').matchAll(/(?:^|[\s|^~>=v-])(\d+)(?=[.\sx|*]|$)/g)].map(([, digits]) =>
    Number(digits),
  );
  return range === undefined || /[:/]/.test(range.replace(/^(npm|workspace):/, '')) || majors.length === 0
    ? undefined
    : Math.min(...majors);
}
