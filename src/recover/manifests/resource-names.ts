import { listOf, objectOf, textOf } from './facts.ts';

/** Resources of a template, by their ids. */
export type Resources = Readonly<Record<string, unknown>>;

/**
 * The name by which code sees the resource that a template refers to: `!Ref Orders` and `!GetAtt Orders.Arn` (which are read
 * as their plain text), their long forms, an ARN. The resource's own name, if it has one that is written out. Null for
 * anything else.
 */
export function resourceName(reference: unknown, resources: Resources): string | null {
  const text = referenceText(reference);
  if (text === null) return null;
  const last = text.split(':').at(-1) ?? '';
  if (text.startsWith('arn:')) return last === '' || last.includes('${') ? null : last;
  if (text.includes('${')) return null;
  const id = text.replace(/\.(?:Arn|QueueName|TopicName)$/, '');
  if (!Object.hasOwn(resources, id)) return null;
  const { QueueName, TopicName, TableName } = objectOf(objectOf(resources[id])['Properties']);
  const name = textOf(QueueName) ?? textOf(TopicName) ?? textOf(TableName) ?? id;
  return name.includes('${') ? id : name;
}

function referenceText(reference: unknown): string | null {
  const { Ref, 'Fn::GetAtt': attribute } = objectOf(reference);
  const [id] = listOf(attribute);
  return textOf(reference) ?? textOf(Ref) ?? textOf(id);
}
