import { UserError } from '../../util/user-error.ts';
import { parseBlueprint } from '../read-blueprint.ts';
import { remark, textOf, type Line } from './lines.ts';

/**
 * The lines as a blueprint that reads without a mistake: what the reader refuses is said more plainly where it can be, and
 * becomes a comment with the reason where it cannot.
 */
export function settle(file: string, lines: readonly Line[]): string {
  let settled = [...lines];
  for (;;) {
    const refused = refusals(file, textOf(settled));
    if (refused.size === 0) return textOf(settled);
    settled = settled.map((one, index) => {
      const reason = refused.get(index + 1);
      if (reason === undefined) return one;
      if (one.text === '') throw new Error(`a comment was refused: ${reason}`);
      if (one.plain !== undefined) return { indent: one.indent, text: one.plain, note: one.note };
      const place = one.note === '' ? '' : `, see ${one.note}`;
      return remark(one.indent, `not said: ${one.text.replace(/^- /, '')} (${reason}${place})`);
    });
  }
}

/** What is refused, by line. */
function refusals(file: string, text: string): ReadonlyMap<number, string> {
  try {
    parseBlueprint(file, text);
    return new Map();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return new Map([error, ...error.others].map(({ where, message }) => [where?.line ?? 1, message]));
  }
}
