import { produced } from '../link/produced.ts';
import { injectedBeside } from '../link/provider-tokens.ts';
import type { Value } from '../link/values.ts';
import { argument, optionValues } from './options.ts';
import type { Site } from './recogniser.ts';

// A class of options is asked for them by a method of its own.
const METHODS = ['createTypeOrmOptions', 'createMongooseOptions', 'createSequelizeOptions', 'createMikroOrmOptions'];

/** The options of a Nest module's `forRootAsync`: what its factory gives, or its class of options. */
export function asyncValues(site: Site): readonly Value[] {
  const { evaluator } = site;
  const given = argument(evaluator, site.args, 0);
  const factory = optionValues(evaluator, given, 'useFactory');
  const at = evaluator.evidence(site.file, site.call);
  const made = optionValues(evaluator, given, 'useClass', 'useExisting').flatMap((value) => {
    if (value.t !== 'class') return [];
    const inst: Value = { t: 'inst', file: value.file, c: value.c, ctor: undefined, site: 'open' };
    return METHODS.flatMap((name) => evaluator.member([inst], name, at));
  });
  const injected = injectedBeside(evaluator, given);
  return [
    ...factory.flatMap((value) => (value.t === 'fn' ? produced(evaluator, value, injected) : [])),
    ...made.flatMap((value) => (value.t === 'fn' ? produced(evaluator, value) : [])),
  ];
}
