import type { ClassFact } from '../facts/file-facts.ts';
import type { Evaluator } from '../link/evaluate.ts';
import { decorations, plainTexts } from './decorated.ts';
import type { Declared } from './nest.ts';
import { optionValues } from './options.ts';

const DECORATORS = /moleculer-decorators/;

/** Actions and events of classes that moleculer-decorators turns into services. */
export function moleculerDecorated(evaluator: Evaluator, file: string, cls: ClassFact): Declared[] {
  const service = decorations(evaluator, file, cls.decorators).find(
    (item) => DECORATORS.test(item.pkg) && item.name === 'Service',
  );
  if (!service) return [];
  const options = service.args[0] ?? [];
  const [name = cls.name] = plainTexts(evaluator, optionValues(evaluator, options, 'name'));
  const version = optionValues(evaluator, options, 'version')[0];
  const prefix =
    version?.t === 'num' ? `v${version.v}.` : version ? `${plainTexts(evaluator, [version])[0] ?? ''}.` : '';
  return cls.methods.flatMap((method) =>
    decorations(evaluator, file, method.decorators).flatMap((item): Declared[] => {
      if (!DECORATORS.test(item.pkg) || !/^(?:Action|Event)$/.test(item.name)) return [];
      const [own = method.name] = plainTexts(evaluator, optionValues(evaluator, item.args[0] ?? [], 'name'));
      const place = { method: '', file, c: item.c, f: method.fn, version: null, controller: file };
      return item.name === 'Action'
        ? [{ ...place, kind: 'rpc', paths: [`${prefix}${name}.${own}`] }]
        : [{ ...place, kind: 'event', paths: [own], broker: 'moleculer' }];
    }),
  );
}
