import { parseYaml, type YamlText } from '../../io/yaml.ts';
import type { Evidence } from '../../model/system.ts';
import { gapOf, listOf, objectOf, textOf, type Parsed } from './facts.ts';

/** A channel of an AsyncAPI document (2 or 3) that says what its messages hold. */
export interface AsyncApiChannel {
  /** Its address, as written. */
  readonly address: string;
  /** The names of its messages, sorted; those without a payload are none. */
  readonly messages: readonly string[];
  readonly evidence: Evidence;
}

type Json = Readonly<Record<string, unknown>>;

/** True when a text starts as an AsyncAPI document does. */
export function isAsyncApi(text: string): boolean {
  return /^[\s{]*(?:#.*\s+)*["']?asyncapi["']?\s*:\s*["']?[23]/.test(text.slice(0, 4000));
}

/** Reads the channels of an AsyncAPI document whose messages have a payload. A file that is no YAML is a gap. */
export function parseAsyncApi(file: string, text: string): Parsed<readonly AsyncApiChannel[]> {
  try {
    const yaml = parseYaml(file, text, { foreign: true });
    const root = objectOf(yaml.value);
    return { facts: Object.keys(objectOf(root['channels'])).flatMap((key) => channelOf(yaml, root, key)), gaps: [] };
  } catch (error) {
    return { facts: [], gaps: [gapOf(error, file)] };
  }
}

function channelOf(yaml: YamlText, root: Json, key: string): AsyncApiChannel[] {
  const channel = objectOf(objectOf(root['channels'])[key]);
  const written = textOf(root['asyncapi'])?.startsWith('2')
    ? ['publish', 'subscribe'].map((one) => objectOf(channel[one])['message'])
    : Object.entries(objectOf(channel['messages'])).map(([name, one]) => ({ name, ...objectOf(one) }));
  const alternatives = written.flatMap((one) => [one, ...listOf(objectOf(one)['oneOf'])]);
  const messages = [...new Set(alternatives.flatMap((one) => messageOf(root, objectOf(one))))].sort();
  const { line, column } = yaml.where(['channels', key], true);
  const evidence = { file: yaml.file, line, column, note: 'a channel of an AsyncAPI document' };
  return messages.length === 0 ? [] : [{ address: textOf(channel['address']) ?? key, messages, evidence }];
}

function messageOf(root: Json, message: Json): string[] {
  const reference = textOf(message['$ref']);
  const resolved = reference === null ? message : at(root, reference);
  if (resolved['payload'] === undefined) return [];
  return [textOf(resolved['name']) ?? textOf(message['name']) ?? reference?.split('/').at(-1) ?? 'message'];
}

// What a reference of the document into itself leads to; empty for any other.
function at(root: Json, reference: string): Json {
  if (!reference.startsWith('#/')) return {};
  return reference
    .slice(2)
    .split('/')
    .reduce((value, key) => objectOf(value[key.replaceAll('~1', '/').replaceAll('~0', '~')]), root);
}
