import type { Blueprint } from '../blueprint/blueprint.ts';
import { readText } from '../io/read-text.ts';
import type { Finding } from '../model/finding.ts';
import type { Operation } from '../scaffold/plan.ts';
import { judgeBlueprint } from './lint/judge-blueprint.ts';

/**
 * Judges a blueprint before it is generated from, on standard error: warnings as hints, errors with what to do. False when
 * there is an error. `also` may hold the blueprint's new text, when it is written in the same stroke.
 */
export function isSound(blueprint: Blueprint, also: readonly Operation[]): boolean {
  const fresh = also.find((operation) => 'text' in operation && /archwright\.ya?ml$/.test(operation.path));
  const text = fresh && 'text' in fresh && typeof fresh.text === 'string' ? fresh.text : undefined;
  const { findings } = judgeBlueprint(blueprint, text ?? readText(blueprint.file, 'the blueprint'), { asGraded: true });
  for (const finding of findings) if (finding.severity === 'warning') process.stderr.write(`hint: ${line(finding)}\n`);
  const errors = findings.filter(({ severity }) => severity === 'error');
  for (const finding of errors) process.stderr.write(`error: ${line(finding)}\n = fix: ${finding.help}\n`);
  if (errors.length > 0)
    process.stderr.write(
      'nothing was written; "archwright lint --blueprint" tells more, --no-lint generates all the same\n',
    );
  return errors.length === 0;
}

function line({ file, line: at, column, message, rule }: Finding): string {
  return `${file}:${String(at)}:${String(column)}: ${message} [${rule}]`;
}
