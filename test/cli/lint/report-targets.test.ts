import { expect, test } from 'vitest';
import { FORMATS, formatFlag, reportTargets } from '../../../src/cli/lint/report-targets.ts';
import { reporters } from '../../../src/lint/reporters/index.ts';

/** Words as they are typed: `-f sarif -o lint.sarif`. */
function targets(line: string): string[] {
  const words = line.split(' ').filter(Boolean);
  const values = (flag: string): string[] => words.filter((_, index) => words[index - 1] === flag);
  return reportTargets(
    values('-f').map((value) => formatFlag(value)!),
    values('-o'),
  ).map(({ format, file }) => `${format} > ${file ?? 'terminal'}`);
}

test('every format has a reporter', () => {
  expect([...FORMATS]).toEqual(Object.keys(reporters));
});

test.each([
  ['', ['pretty > terminal']],
  ['-f sarif', ['sarif > terminal']],
  // One format and one file belong together, whatever the file is called.
  ['-f sarif -o lint.sarif', ['sarif > lint.sarif']],
  ['-f sarif -o results.json', ['sarif > results.json']],
  ['-f gitlab -o gl-code-quality-report.json', ['gitlab > gl-code-quality-report.json']],
  ['-f compact -o findings', ['compact > findings']],
  // The ending says the format where nothing else does.
  ['-o report.html', ['html > report.html']],
  [
    '-o a.JSON -o b.md -o c.xml -o d.sarif.json -o e.txt',
    ['json > a.JSON', 'markdown > b.md', 'junit > c.xml', 'sarif > d.sarif.json', 'pretty > e.txt'],
  ],
  // A format that does not go with the ending is for the terminal.
  ['-f pretty -o lint.sarif -o report.html', ['pretty > terminal', 'sarif > lint.sarif', 'html > report.html']],
  ['-f github -f gitlab -o quality.json', ['github > terminal', 'gitlab > quality.json']],
  [
    '-f sarif=out.sarif -f html=report.html -f pretty',
    ['pretty > terminal', 'sarif > out.sarif', 'html > report.html'],
  ],
  ['-f sarif=a=b.sarif', ['sarif > a=b.sarif']],
])('%j', (line, expected) => {
  expect(targets(line)).toEqual(expected);
});

test.each(['yaml', 'sarif=', '', 'toString'])('%j is no format', (text) => {
  expect(formatFlag(text)).toBeNull();
});

test.each([
  ['-f pretty -f json', 'two reports cannot both go to standard output: pretty and json'],
  ['-f sarif=x.json -f gitlab=x.json', 'two reports cannot both go to "x.json": sarif and gitlab'],
  ['-o x.html -o x.html', 'two reports cannot both go to "x.html": html and html'],
])('%j is refused', (line, message) => {
  expect(() => targets(line)).toThrow(message);
});
