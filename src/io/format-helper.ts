// A thread that helps to format: takes jobs until none is left. See format-together.ts.
import { workerData } from 'node:worker_threads';
import { ANSWERED, TAKEN, formatOne, type FormatAnswer, type FormatterData } from './format-together.ts';

const { jobs, counts, port } = workerData as FormatterData;
for (let index = Atomics.add(counts, TAKEN, 1); index < jobs.length; index = Atomics.add(counts, TAKEN, 1)) {
  port.postMessage({ index, text: formatOne(jobs[index]) } satisfies FormatAnswer);
  Atomics.add(counts, ANSWERED, 1);
  Atomics.notify(counts, ANSWERED);
}
port.close();
