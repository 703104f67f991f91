import { objectOf } from '../manifests/facts.ts';
import { readValues, type TemplateValues } from '../manifests/helm.ts';
import { baseOf, folderOf, joinPath } from '../manifests/paths.ts';
import { textOf, type Reader } from './manifest-reader.ts';

/**
 * What fills the template `file`: the values of the chart that it belongs to, and what other files of values in the
 * repository say. Without a chart, placeholders come from another tool (Kustomize, envsubst, Jinja) and are filled as plain words.
 */
export function chartOf(reader: Reader, file: string): TemplateValues {
  for (let folder = folderOf(file); ; folder = folderOf(folder)) {
    const known = reader.charts.get(folder);
    if (known !== undefined) return known;
    if (reader.files.has(joinPath(folder, 'Chart.yaml'))) {
      const own = joinPath(folder, 'values.yaml');
      const chart = folder === '.' ? 'chart' : baseOf(folder);
      const read = { chart, values: valuesIn(reader, own), others: othersOf(reader, chart, own) };
      reader.charts.set(folder, read);
      return read;
    }
    if (folder === '.') return { chart: 'chart', values: {}, others: [] };
  }
}

// A chart around this one says under its name what it is given; files that are no chart's own may be given to any.
function othersOf(reader: Reader, chart: string, own: string): TemplateValues['others'] {
  return [...reader.files]
    .filter((file) => file !== own && isValues(file))
    .flatMap((file) => {
      const values = valuesIn(reader, file);
      const isOfChart = baseOf(file) === 'values.yaml' && reader.files.has(joinPath(folderOf(file), 'Chart.yaml'));
      return isOfChart ? [objectOf(values[chart])] : [values, objectOf(values[chart])];
    });
}

// `values-prod.yaml`, `prod-values.yml`, `environments/prod/values.yaml`
function isValues(file: string): boolean {
  return /(?:^|[-_.])values(?:[-_.][\w.-]*)?\.ya?ml$/.test(baseOf(file));
}

function valuesIn(reader: Reader, file: string): TemplateValues['values'] {
  const known = reader.values.get(file);
  if (known !== undefined) return known;
  const read = readValues(file, reader.files.has(file) ? textOf(reader, file) : '');
  reader.values.set(file, read);
  return read;
}
