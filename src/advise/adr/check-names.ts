import type { Report } from './adr-finding.ts';
import { commonForm, formText, numberText, usualForm, type NameForm } from './adr-names.ts';
import type { Adr } from './read-adr.ts';

/** Names of the files, and the numbers in them. A folder may have a form of its own, as long as it keeps to it. */
export function checkNames(records: readonly Adr[], report: Report): void {
  const form = commonForm(records.map(({ name }) => name));
  const numbered = records.filter(({ parts }) => parts.number !== null);
  for (const { file, name, parts } of records) {
    const help = `the others are named like "${formText(form)}"`;
    if (parts.form === null && numbered.length > 0) report('file-name', file, null, `"${name}" has no number`, help);
    else if (parts.form && formText(parts.form) !== formText(form))
      report('file-name', file, null, `"${name}" is named differently from the other records`, help);
    else if (parts.form && parts.slug === '')
      report('file-name', file, null, `"${name}" has a number and no title`, 'add what it decides: 0007-one-store.md');
  }
  checkUsualForm(records, form, report);
  checkDuplicates(numbered, report);
  checkGaps(numbered, form, report);
}

function checkUsualForm(records: readonly Adr[], form: NameForm, report: Report): void {
  const first = records.find(({ parts }) => parts.form !== null && formText(parts.form) === formText(form));
  if (first === undefined || formText(form) === formText(usualForm)) return;
  const message = `the records are named like "${formText(form)}"`;
  const help = `Structurizr and adr-tools read "${formText(usualForm)}" only; nothing has to be done about it otherwise`;
  report('file-name', first.file, null, message, help, 'info');
}

function checkDuplicates(records: readonly Adr[], report: Report): void {
  const first = new Map<number, Adr>();
  for (const adr of records) {
    const number = adr.parts.number ?? 0;
    const other = first.get(number);
    if (other === undefined) first.set(number, adr);
    else
      report(
        'duplicate-number',
        adr.file,
        null,
        `"${other.name}" has the number ${String(number)}, too`,
        'give the younger of the two the next free number, and mend the links to it',
      );
  }
}

function checkGaps(records: readonly Adr[], form: NameForm, report: Report): void {
  let before = 0;
  for (const { parts, file } of records) {
    const number = parts.number ?? 0;
    // The first record may have any number: 0, 1, or the one at which somebody began.
    if (before > 0 && number > before + 1) {
      const missing = [before + 1, number - 1].map((each) => numberText(each, form));
      const which =
        missing[0] === missing[1]
          ? `no record has the number ${missing[0] ?? ''}`
          : `no record has the numbers ${missing.join(' to ')}`;
      report(
        'number-gap',
        file,
        null,
        which,
        'numbers are not given again; a record that was deleted leaves a gap',
        'info',
      );
    }
    before = number;
  }
}
