import { decoratedEndpoints } from './decorated-endpoints.ts';
import { fileRoutes } from './file-routes.ts';
import { functionExports } from './function-exports.ts';
import { graphqlFields } from './graphql-fields.ts';
import { builtSchemas } from './graphql-schemas.ts';
import { handlerDecorators } from './handler-decorators.ts';
import { moleculerDecorated } from './moleculer-decorated.ts';
import { nestDeclarations, type Declared } from './nest.ts';
import { plainRoutes } from './plain-routes.ts';
import { sailsRoutes } from './sails.ts';
import { trpcProcedures } from './trpc.ts';
import { tsRestHandlers } from './ts-rest.ts';
import type { Evaluator } from '../link/evaluate.ts';
import type { ProtoFile } from '../manifests/proto.ts';

/** What a file declares rather than calls: by decorators, by its name and exports, by maps of resolvers and procedures. */
export function declarations(evaluator: Evaluator, file: string, protos: readonly ProtoFile[]): Declared[] {
  const facts = evaluator.program.facts(file);
  return [
    ...facts.classes.flatMap((cls) => [
      ...nestDeclarations(evaluator, file, cls, protos),
      ...decoratedEndpoints(evaluator, file, cls),
      ...handlerDecorators(evaluator, file, cls),
      ...moleculerDecorated(evaluator, file, cls),
    ]),
    ...graphqlFields(evaluator, file),
    ...builtSchemas(evaluator, file),
    ...trpcProcedures(evaluator, file),
    ...tsRestHandlers(evaluator, file),
    ...fileRoutes(evaluator, file),
    ...sailsRoutes(evaluator, file),
    ...plainRoutes(evaluator, file),
    ...functionExports(evaluator, file),
  ];
}
