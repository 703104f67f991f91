import { parseYaml } from '../../io/yaml.ts';
import { UserError } from '../../util/user-error.ts';
import { objectOf, textOf } from './facts.ts';
import { valueUnder, withoutDisabled } from './helm-conditions.ts';

/** What fills the placeholders of a chart's templates: its values.yaml and its name. */
export interface TemplateValues {
  readonly chart: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** What other files of values say instead (`values-prod.yaml`, `environments/prod/values.yaml`, a chart around it). */
  readonly others: readonly Readonly<Record<string, unknown>>[];
}

/** Values of a chart; empty when values.yaml is no YAML. */
export function readValues(file: string, text: string): TemplateValues['values'] {
  try {
    return objectOf(parseYaml(file, text, { foreign: true }).value);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return {};
  }
}

/**
 * Text of a Helm template as YAML, line by line: control lines, comments and what is switched off become empty,
 * `{{ .Values.x }}` its value, names of the release and the chart the chart's name, anything else a plain word.
 */
export function fillTemplate(text: string, { chart, values, others }: TemplateValues): string {
  const withoutComments = text.replace(/\{\{-?\s*\/\*[^]*?\*\/\s*-?\}\}/g, (comment) => comment.replace(/[^\n]/g, ''));
  // A switch that one installation turns the other way is not decided.
  const switchAt = (path: string): unknown => {
    const own = valueUnder(values, path);
    return others.map((one) => valueUnder(one, path)).some((value) => typeof value === 'boolean' && value !== own)
      ? undefined
      : own;
  };
  return withoutDisabled(withoutComments.split('\n'), switchAt)
    .map((line) =>
      line.replace(/\{\{-?\s*(.*?)\s*-?\}\}/g, (_, expression: string) => evaluate(expression, chart, values)),
    )
    .join('\n');
}

function evaluate(expression: string, chart: string, values: Readonly<Record<string, unknown>>): string {
  const fallback = /\bdefault\s+["']?([\w.:/-]+)["']?/.exec(expression)?.[1];
  const path = /\.Values\.([\w.]+)/.exec(expression)?.[1];
  if (path !== undefined && !/^(?:if|else|end|range|with|and|or|not|eq)\b/.test(expression)) {
    const value = textOf(valueUnder(values, path));
    if (value !== null && value !== '') return value.includes('\n') ? 'placeholder' : value;
    return fallback !== undefined && !fallback.startsWith('.') ? fallback : 'placeholder';
  }
  if (/\b(?:include|template)\b.*name|\.Chart\.Name|\.Release\.Name|fullname/.test(expression)) return chart;
  return /^(?:if|else|end|range|with|define|block|toYaml|tpl|-)/.test(expression) ? '' : 'placeholder';
}
