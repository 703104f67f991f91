import type { CallFact } from '../facts/file-facts.ts';
import type { Evaluator } from './evaluate.ts';
import type { Lib, Value } from './values.ts';

// Decorators of Nest's modules that inject an object of a driver; their argument says which.
const INJECTORS: Readonly<Record<string, { readonly pkg: string; readonly path: string }>> = {
  'InjectQueue@@nestjs/bull': { pkg: 'bull', path: 'Queue!' },
  'InjectQueue@@nestjs/bullmq': { pkg: 'bullmq', path: 'Queue!' },
  'InjectFlowProducer@@nestjs/bullmq': { pkg: 'bullmq', path: 'FlowProducer!' },
  'InjectModel@@nestjs/mongoose': { pkg: 'mongoose', path: 'model()' },
  'InjectConnection@@nestjs/mongoose': { pkg: 'mongoose', path: 'createConnection()' },
  'InjectModel@@nestjs/sequelize': { pkg: 'sequelize', path: 'Model' },
  'InjectRepository@@nestjs/typeorm': { pkg: 'typeorm', path: 'getRepository()' },
  'InjectDataSource@@nestjs/typeorm': { pkg: 'typeorm', path: 'DataSource!' },
  'InjectEntityManager@@nestjs/typeorm': { pkg: 'typeorm', path: 'EntityManager!' },
  'InjectRepository@@mikro-orm/nestjs': { pkg: '@mikro-orm/core', path: 'getRepository()' },
  'InjectKnex@nestjs-knex': { pkg: 'knex', path: '()' },
  'InjectConnection@nest-knexjs': { pkg: 'knex', path: '()' },
  'InjectRedis@@nestjs-modules/ioredis': { pkg: 'ioredis', path: '!' },
  'InjectRedis@@liaoliaots/nestjs-redis': { pkg: 'ioredis', path: '!' },
  'InjectRedis@nestjs-redis': { pkg: 'ioredis', path: '!' },
};

/** What a decorator of a framework's module injects: `@InjectQueue('mail')` is bull's queue of that name. */
export function injectedLibrary(evaluator: Evaluator, file: string, call: CallFact): Value[] {
  return evaluator.eval(file, call.callee, undefined).flatMap((value): Value[] => {
    const found = value.t === 'lib' ? INJECTORS[`${value.lib.path}@${value.lib.pkg}`] : undefined;
    if (!found) return [];
    const args = call.args.map((expr) => ({ file, expr, frame: undefined }));
    const base: Lib = {
      pkg: found.pkg,
      path: found.path.replace(/(?:\(\)|!)$/, ''),
      base: undefined,
      args,
      site: undefined,
    };
    return [{ t: 'lib', lib: { ...base, path: found.path, base } }];
  });
}
