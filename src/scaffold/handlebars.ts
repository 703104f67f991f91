import Handlebars from 'handlebars';

const engine = Handlebars.create();
const compiled = new Map<string, HandlebarsTemplateDelegate>();

/** `{{join names}}`: `a, b` */
engine.registerHelper('join', (items: readonly unknown[]) => items.join(', '));
/** `{{json value}}`: a JSON (and so YAML and JavaScript) literal. */
engine.registerHelper('json', (value: unknown) => JSON.stringify(value));
/** `{{ms 3000}}`: `3_000` */
engine.registerHelper('ms', (value: number) => String(value).replace(/\B(?=(\d{3})+$)/g, '_'));

/** Renders a template. Nothing is escaped, because the output is code; a name that `data` lacks is an error, not an empty text. */
export function render(template: string, data: object): string {
  let run = compiled.get(template);
  if (run === undefined) {
    run = engine.compile(template, {
      strict: true,
      noEscape: true,
      knownHelpersOnly: true,
      knownHelpers: { join: true, json: true, ms: true },
    });
    compiled.set(template, run);
  }
  return run(data);
}
