import { givenByMoleculer } from '../libraries/moleculer-given.ts';
import { givenBySeneca } from '../libraries/seneca-given.ts';
import { clientValue, registeredClients } from '../libraries/nest-transports.ts';
import { AssignedMembers } from './assigned-members.ts';
import { givenByContainers } from './containers.ts';
import { Callers } from './callers.ts';
import { Evaluator } from './evaluate.ts';
import type { Program } from './program.ts';
import { Providers } from './providers.ts';

// Each round knows the callers that the one before found, so that functions passed through parameters resolve.
const ROUNDS = 3;

/** Finds out who calls whom and what is injected where, until values flow across files. */
export function linkProgram(program: Program): Evaluator {
  let evaluator = new Evaluator(program);
  for (let round = 0; round < ROUNDS; round++) {
    const providers = Providers.find(evaluator, program, { registered: registeredClients, value: clientValue });
    const assigned = AssignedMembers.find(evaluator);
    const callers = Callers.find(new Evaluator(program, evaluator.callers, providers, assigned));
    const knowing = new Evaluator(program, callers, providers, assigned);
    givenByMoleculer(knowing, callers.given);
    givenBySeneca(knowing, callers.given);
    givenByContainers(knowing, callers.given);
    evaluator = new Evaluator(program, callers, providers, assigned);
  }
  return evaluator;
}
