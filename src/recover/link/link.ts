import { givenByMoleculer } from '../libraries/moleculer-given.ts';
import { givenByFastifyCli } from '../libraries/fastify-cli.ts';
import { givenByGlue } from '../libraries/glue-given.ts';
import { givenBySeneca } from '../libraries/seneca-given.ts';
import { clientValue, registeredClients } from '../libraries/nest-transports.ts';
import { AssignedMembers } from './assigned-members.ts';
import { givenByContainers } from './containers.ts';
import { Callers } from './callers.ts';
import { Evaluator } from './evaluate.ts';
import { Known } from './known.ts';
import type { Program } from './program.ts';
import { Providers } from './providers.ts';

// Each round knows the callers that the one before found, so that functions passed through parameters resolve.
const ROUNDS = 3;

/** Finds out who calls whom and what is injected where, until values flow across files. */
export function linkProgram(program: Program): Evaluator {
  const known = new Known();
  const { answers } = known;
  const source = { registered: registeredClients, value: clientValue };
  let callers = new Callers(answers);
  let providers = new Providers(source, answers);
  let assigned = new AssignedMembers(answers);
  let evaluator = new Evaluator(program);
  for (let round = 0; round < ROUNDS; round++) {
    const injected = Providers.find(evaluator, program, source, answers);
    const members = AssignedMembers.find(evaluator, answers);
    answers.next([...injected.changes(providers), ...members.changes(assigned)]);
    [providers, assigned] = [injected, members];
    const calling = Callers.find(new Evaluator(program, callers, providers, assigned, known));
    // What is given is found out while it is asked for: nothing of that is remembered.
    const knowing = new Evaluator(program, calling, providers, assigned);
    givenByMoleculer(knowing, calling.given);
    givenBySeneca(knowing, calling.given);
    givenByFastifyCli(knowing, calling.given);
    givenByGlue(knowing, calling.given);
    givenByContainers(knowing, calling.given);
    answers.next(calling.changes(callers));
    callers = calling;
    evaluator = new Evaluator(program, callers, providers, assigned, known);
  }
  return evaluator;
}
