import type { CallFact } from '../facts/file-facts.ts';
import { calleesOf } from './callers.ts';
import type { Evaluator } from './evaluate.ts';

const HANDLER = /^(CommandHandler|QueryHandler|EventsHandler)$/;

/** A function that leads to another without calling it by name. */
export interface Hop {
  readonly from: { readonly file: string; readonly f: number };
  readonly to: { readonly file: string; readonly f: number };
}

/** What goes through Nest's command, query and event buses inside a process: from `execute(new PlaceOrder(…))` to the handler of PlaceOrder. */
export function commandHops(evaluator: Evaluator): Hop[] {
  const handlers = handlersByMessage(evaluator);
  if (handlers.size === 0) return [];
  return [...evaluator.program.files].flatMap(([file, facts]) =>
    facts.calls.flatMap((call) => {
      const messages = isBusCall(evaluator, file, call) ? messagesOf(evaluator, file, call) : [];
      return messages.flatMap((message) =>
        (handlers.get(message) ?? []).map((to) => ({ from: { file, f: call.fn }, to })),
      );
    }),
  );
}

function isBusCall(evaluator: Evaluator, file: string, call: CallFact): boolean {
  if (call.callee.k !== 'get' || !/^(execute|publish|publishAll)$/.test(call.callee.n)) return false;
  return calleesOf(evaluator, file, call).some((value) => value.t === 'lib' && value.lib.pkg === '@nestjs/cqrs');
}

function messagesOf(evaluator: Evaluator, file: string, call: CallFact): string[] {
  const [message] = call.args;
  const values = message ? evaluator.eval(file, message, undefined) : [];
  return values
    .flatMap((value) => (value.t === 'arr' ? evaluator.elements([value]) : [value]))
    .flatMap((value) => (value.t === 'inst' ? [`${value.file}#${value.c}`] : []));
}

function handlersByMessage(evaluator: Evaluator): Map<string, { readonly file: string; readonly f: number }[]> {
  const found = new Map<string, { readonly file: string; readonly f: number }[]>();
  for (const [file, facts] of evaluator.program.files) {
    for (const cls of facts.classes) {
      const method = cls.methods.find(({ name }) => name === 'execute' || name === 'handle');
      if (!method || cls.decorators.length === 0) continue;
      for (const message of handledBy(evaluator, file, cls.decorators)) {
        const known = found.get(message);
        if (known) known.push({ file, f: method.fn });
        else found.set(message, [{ file, f: method.fn }]);
      }
    }
  }
  return found;
}

function handledBy(evaluator: Evaluator, file: string, decorators: readonly number[]): string[] {
  const { calls } = evaluator.program.facts(file);
  return decorators.flatMap((c) => {
    const call = calls[c];
    const isHandler =
      call !== undefined &&
      calleesOf(evaluator, file, call).some(
        (value) => value.t === 'lib' && value.lib.pkg === '@nestjs/cqrs' && HANDLER.test(value.lib.path),
      );
    if (!isHandler) return [];
    return call.args
      .flatMap((arg) => evaluator.eval(file, arg, undefined))
      .flatMap((value) => (value.t === 'class' ? [`${value.file}#${value.c}`] : []));
  });
}
