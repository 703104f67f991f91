import type { Expr } from '../facts/file-facts.ts';
import { loopFrames } from './elements.ts';
import type { Evaluator } from './evaluate.ts';
import { joinTexts } from './texts.ts';
import type { Value } from './values.ts';

/** A member of a computed name that code gives an object: `db[model.name] = model`, in function `fn`. */
interface Given {
  readonly file: string;
  readonly fn: number;
  readonly index: Expr;
  readonly expr: Expr;
}

/**
 * What a loop over a known list gives an object under a name, element by element: of the files of a folder, say, each is loaded
 * by itself, and what it gives has that name
 * (`readdirSync(__dirname).forEach((file) => { const model = require(join(__dirname, file))(db); all[model.name] = model; })`).
 */
export function loadedMember(evaluator: Evaluator, { file, fn, index, expr }: Given, name: string): Value[] {
  return loopFrames(evaluator, file, fn, [expr]).flatMap((frame) => {
    const values = evaluator.eval(file, expr, frame);
    const isNamed = joinTexts(evaluator.eval(file, index, frame)).includes(name);
    return isNamed ? values : values.filter((value) => modelName(evaluator, value) === name);
  });
}

// `sequelize.define('Order', …)`, `mongoose.model('Order', …)`, `class Order extends Model`.
function modelName(evaluator: Evaluator, value: Value): string | undefined {
  if (value.t === 'class') return evaluator.program.cls(value.file, value.c)?.name;
  const [name] = value.t === 'lib' && /(?:^|\.)(?:define|model)\(\)$/.test(value.lib.path) ? value.lib.args : [];
  return name && joinTexts(evaluator.of(name))[0];
}
