import type { Unit } from '../inventory/unit.ts';
import type { Declared } from '../libraries/nest.ts';
import type { Attribution } from './attribution.ts';
import type { Evaluator } from './evaluate.ts';

/** What each service makes of its Nest modules: an application that answers over HTTP, or one that takes messages only. */
export class NestApplications {
  private readonly evaluator: Evaluator;
  private readonly made = new Map<string, Set<string>>();

  constructor(evaluator: Evaluator, attribution: Attribution) {
    this.evaluator = evaluator;
    for (const [file, facts] of evaluator.program.files) {
      facts.calls.forEach(({ callee }, c) => {
        if (callee.k !== 'get' || !/^create(?:Microservice)?$/.test(callee.n)) return;
        const isNest = evaluator
          .eval(file, callee.o, undefined)
          .some((value) => value.t === 'lib' && value.lib.pkg === '@nestjs/core' && value.lib.path === 'NestFactory');
        if (!isNest) return;
        for (const { id } of attribution.services({ file, c }))
          this.made.set(id, (this.made.get(id) ?? new Set()).add(callee.n));
      });
    }
  }

  /** False of a route of Nest in a service whose every application is `NestFactory.createMicroservice`: nobody can ask for it. */
  answers({ id }: Unit, { kind, file, c }: Declared): boolean {
    const made = this.made.get(id);
    if (kind !== 'http' || made === undefined || made.has('create')) return true;
    const callee = this.evaluator.program.files.get(file)?.calls[c]?.callee;
    const values = callee && callee.k !== 'super' ? this.evaluator.eval(file, callee, undefined) : [];
    return values.some((value) => value.t === 'lib' && value.lib.pkg !== '@nestjs/common');
  }
}
