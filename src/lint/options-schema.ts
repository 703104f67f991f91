import type { OptionSchema, OptionSpec } from './rule.ts';

/** JSON Schema (2020-12) of a rule's settings in `archwright.yaml`: its severity and its options. */
export function settingsSchema(options: OptionSchema): Readonly<Record<string, unknown>> {
  const severity = { enum: ['error', 'warning', 'info', 'off'] };
  const properties = Object.fromEntries(Object.entries(options).map(([name, spec]) => [name, valueSchema(spec)]));
  return {
    anyOf: [severity, { type: 'object', additionalProperties: false, properties: { severity, ...properties } }],
  };
}

function valueSchema(spec: OptionSpec): Readonly<Record<string, unknown>> {
  const { description, default: preset } = spec;
  return spec.type === 'number'
    ? { type: 'number', minimum: spec.minimum, default: preset, description }
    : { type: 'array', items: { type: 'string' }, default: preset, description };
}

/** What a value of the option looks like, for people. */
export function optionKind(spec: OptionSpec): string {
  return spec.type === 'number' ? `a number from ${spec.minimum}` : 'a list of texts';
}
