import { UserError } from '../util/user-error.ts';
import { isDate } from '../advise/adr/check-fields.ts';

/** The date of a record: what `--date` says, else today as the machine's calendar has it. Throws UserError for what is no day. */
export function adrDate(given: string | undefined): string {
  if (given === undefined) return today();
  if (isDate(given)) return given;
  throw new UserError(`--date cannot be "${given}"`, { help: 'write it as YYYY-MM-DD' });
}

function today(): string {
  const now = new Date();
  const pad = (part: number): string => String(part).padStart(2, '0');
  return `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`;
}
