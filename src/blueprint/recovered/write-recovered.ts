import type { SystemModel } from '../../model/system.ts';
import { toKebab, flawOfKebabName } from '../names.ts';
import { line, remark, type Line } from './lines.ts';
import { serviceLines } from './service.ts';
import { settle } from './settle.ts';
import { place, surveyOf } from './survey.ts';

/** The first line of a blueprint, by which editors know its schema. */
export const schemaLine = '# yaml-language-server: $schema=./node_modules/archwright/schema/archwright.schema.json';

/**
 * A blueprint of what was recovered from code: each service is marked as existing, so that nothing of it is ever generated. What
 * is not known, or cannot be said in a blueprint, is a comment with its place. `file` is where it will lie, `system` its name.
 */
export function recoveredBlueprint(model: SystemModel, file: string, system: string): string {
  const survey = surveyOf(model);
  const name = toKebab(system);
  const uses = model.publications.length + model.subscriptions.length;
  const { gaps } = model.coverage;
  const lines: Line[] = [
    line(0, schemaLine),
    remark(
      0,
      'What was found in the code. Behind each line stands where; "unknown" is what the code did not tell, and',
    ),
    remark(0, '"not said" what has no words here. Health, metrics and documentation endpoints are left out.'),
    remark(0, 'Services marked "existing" are linted and documented, and never generated or changed.'),
    ...(gaps.length > 0
      ? [
          remark(
            0,
            `unknown: ${gaps.length} places were not understood, the first at ${place(gaps.slice(0, 1).map((gap) => ({ ...gap, note: gap.reason })))}`,
          ),
        ]
      : []),
    line(0, `system: { name: ${flawOfKebabName(name) === undefined ? name : 'system'}, shape: microservices }`),
    line(0, uses > 0 ? `defaults: { bus: ${survey.bus} }` : '', uses > 0 ? 'for services that are generated' : ''),
    line(0, 'services:'),
    ...model.services.flatMap((service) => [line(0, ''), ...serviceLines(service, survey)]),
  ];
  const isSpare = ({ text, note }: Line, index: number): boolean => text === '' && note === '' && index < 10;
  return settle(
    file,
    lines.filter((one, index) => !isSpare(one, index)),
  );
}
