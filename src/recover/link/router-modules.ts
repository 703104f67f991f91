import { decorations } from '../libraries/decorated.ts';
import { optionValues } from '../libraries/options.ts';
import type { Evaluator } from './evaluate.ts';
import { joinTexts } from './texts.ts';
import type { Value } from './values.ts';

/** `RouterModule.register([{ path, module, children }])` of Nest: the paths under which controllers of modules answer. */
export class RouterModules {
  private readonly byController = new Map<string, string>();
  private readonly evaluator: Evaluator;

  constructor(evaluator: Evaluator) {
    this.evaluator = evaluator;
    for (const [file, facts] of evaluator.program.files) {
      for (const call of facts.calls) {
        if (call.callee.k !== 'get' || !/^(?:register|forRoutes)$/.test(call.callee.n)) continue;
        const isRouter = evaluator
          .eval(file, call.callee, undefined)
          .some((value) => value.t === 'lib' && /^RouterModule\.(?:register|forRoutes)$/.test(value.lib.path));
        const [routes] = call.args;
        if (isRouter && routes) this.add(evaluator.eval(file, routes, undefined), '', 0);
      }
    }
  }

  /** The path of the module that a controller (`file#class`) belongs to; empty when no route names it. */
  pathOf(controller: string): string {
    return this.byController.get(controller) ?? '';
  }

  private add(routes: readonly Value[], prefix: string, depth: number): void {
    if (depth > 8) return;
    for (const route of routes.flatMap((one) => (one.t === 'arr' ? this.evaluator.elements([one]) : [one]))) {
      if (route.t === 'class') this.addModule(route, prefix);
      if (route.t !== 'obj') continue;
      const [own = ''] = joinTexts(optionValues(this.evaluator, [route], 'path'));
      const path = `${prefix}/${own}`;
      for (const module of optionValues(this.evaluator, [route], 'module'))
        if (module.t === 'class') this.addModule(module, path);
      this.add(optionValues(this.evaluator, [route], 'children'), path, depth + 1);
    }
  }

  private addModule(module: Extract<Value, { t: 'class' }>, path: string): void {
    const { evaluator } = this;
    const cls = evaluator.program.cls(module.file, module.c);
    for (const item of cls ? decorations(evaluator, module.file, cls.decorators) : []) {
      if (item.pkg !== '@nestjs/common' || item.name !== 'Module') continue;
      for (const controller of evaluator.elements(optionValues(evaluator, item.args[0] ?? [], 'controllers')))
        if (controller.t === 'class') this.byController.set(`${controller.file}#${controller.c}`, path);
    }
  }
}
