import sarifSchema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' };
import { Ajv, type ValidateFunction } from 'ajv';

/** Says whether something is SARIF 2.1.0, by the schema that comes with the standard. */
export function validateSarif(): ValidateFunction {
  // The schema is of draft 4; all that it uses means the same in draft 7, but for the names of these two.
  const schema: Record<string, unknown> = { ...sarifSchema };
  delete schema['id'];
  delete schema['$schema'];
  return new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);
}
