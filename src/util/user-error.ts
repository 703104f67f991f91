/** Where in a file a mistake stands; line and column are 1-based, absent when the whole file is meant. */
export interface Where {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/**
 * A mistake that the user can mend: printed as what, where, why and what to do, never with a stack.
 * Any other error that reaches the command line is a bug of ours.
 */
export class UserError extends Error {
  readonly where: Where | undefined;
  /** The source text around the mistake, ready to print, or undefined. */
  readonly frame: string | undefined;
  readonly help: string | undefined;

  constructor(what: string, details: { where?: Where; frame?: string; help?: string } = {}) {
    super(what);
    this.name = 'UserError';
    this.where = details.where;
    this.frame = details.frame;
    this.help = details.help;
  }
}

/** `file:line:column`, as far as known. */
export function formatWhere(where: Where): string {
  if (where.line === undefined) return where.file;
  return `${where.file}:${where.line}:${where.column ?? 1}`;
}
