import { describe, expect, test } from 'vitest';
import { findingsOf, linesOf, madr, nygard } from './support.ts';

const name = '0001-cache-products.md';
const supersededBy = (link: string): string => madr(['status: accepted', `status: superseded by ${link}`]);
const supersedes = (link: string): string => `${madr()}\n## More Information\n\nSupersedes ${link}.\n`;

test('records without a mistake have no findings', () => {
  expect(findingsOf({ [name]: madr() })).toEqual([]);
  expect(findingsOf({ [name]: nygard() })).toEqual([]);
  expect(findingsOf({ '0001-a.md': madr(), '0002-b.md': nygard(['# 1.', '# 2.']) })).toEqual([]);
  expect(findingsOf({})).toEqual([]);
});

describe('one record', () => {
  test.each([
    ['status', madr(['accepted', 'aproved']), ['2:9 status the status cannot be "aproved"']],
    ['status of Nygard', nygard(['Accepted', 'In use']), ['7:1 status the status cannot be "In use"']],
    ['no status', madr(['status: accepted\n', '']), ['1:1 status the record has no status']],
    ['date in words', madr(['2026-11-21', '21 November']), ['3:7 date the date cannot be "21 November"']],
    ['day that is none', nygard(['2026-11-21', '2026-02-30']), ['3:7 date the date cannot be "2026-02-30"']],
    [
      'field that is nearly one',
      madr(['decision-makers', 'decision-maker']),
      ['4:1 front-matter there is no field "decision-maker"'],
    ],
    [
      'field that is a list',
      madr(['status: accepted', 'status: [accepted]']),
      ['1:1 status the record has no status', '2:1 front-matter "status" has no text'],
    ],
    [
      'front matter that is no YAML',
      madr(['Ada, Grace', '"Ada']),
      ['1:1 status the record has no status', '5:1 front-matter YAML: Missing closing "quote'],
    ],
    ['no title', madr(['# Cache products\n', '']), ['1:1 missing-heading the record has no title']],
    [
      'a part is missing',
      madr(['## Considered Options', '## Options']),
      ['7:3 missing-heading there is no part "Considered Options"'],
    ],
    [
      'a part of Nygard is missing',
      nygard(['## Consequences\n\nThey get old.\n', '']),
      ['1:3 missing-heading there is no part "Consequences"'],
    ],
    [
      'an empty part',
      madr(['\nProducts are read far more often than they change.\n', '']),
      ['9:4 empty-section the part "Context and Problem Statement" is empty'],
    ],
    [
      'a part with nothing but a comment',
      nygard(['They get old.', '<!-- to\nbe\nwritten -->']),
      ['17:4 empty-section the part "Consequences" is empty'],
    ],
    [
      'another option is chosen',
      madr(['option: "Cache in memory"', 'option: "Cache on disk"']),
      ['20:17 chosen-option "Cache on disk" is chosen, and not among the considered options'],
    ],
    [
      'a link that leads nowhere',
      madr(['change.', 'change, see [there](0007-store.md).']),
      ['11:56 broken-link the link leads to "0007-store.md", which is not there'],
    ],
  ])('%s', (_what, text, expected) => {
    expect(linesOf({ [name]: text }).map((line) => line.replace(`${name}:`, ''))).toEqual(expected);
  });

  test('says what to do', () => {
    const [status] = findingsOf({ [name]: madr(['accepted', 'aproved']) });
    expect(status?.help).toContain('draft, proposed, accepted, rejected, deprecated, superseded by …');
    const [option] = findingsOf({ [name]: madr(['option: "Cache in memory"', 'option: "Cache in memry"']) });
    expect(option?.help).toBe('did you mean "Cache in memory"?');
  });

  test('an option may be named with a word about it, in other capitals and with emphasis', () => {
    const chosen = madr(
      ['option: "Cache in memory"', 'option: "No cache"'],
      ['* Cache in memory', '* **Cache** in memory'],
    );
    expect(findingsOf({ [name]: chosen })).toEqual([]);
    expect(findingsOf({ [name]: madr(['"Cache in memory"', '"cache in Memory"']) })).toEqual([]);
  });

  test('what stands in code or in a comment is not read', () => {
    const text = `${madr()}\n## More Information\n\n\`\`\`md\n## Empty\n[gone](0009-gone.md)\n\`\`\`\n<!-- [gone](0008-gone.md) -->\n`;
    expect(findingsOf({ [name]: text })).toEqual([]);
  });

  test('the text of the template is a mistake only where it is accepted', () => {
    const template = ['Products are read far more often than they change.', '{What is the situation?}'] as const;
    const line = `${name}:11:1 template-text the text of the template is still there: "Context and Problem Statement"`;
    expect(linesOf({ [name]: madr(template) })).toEqual([line]);
    const draft = { [name]: madr(template, ['status: accepted', 'status: proposed']) };
    expect(linesOf(draft)).toEqual([]);
    expect(linesOf(draft, 'info')).toEqual([line]);
    expect(linesOf({ [name]: madr(['Products are', 'GET /products/{id} is']) }, 'info')).toEqual([]);
  });
});

describe('names and numbers', () => {
  test('a number stands once; a gap is a hint', () => {
    const files = { '0001-a.md': madr(), '0001-b.md': madr(), '0004-c.md': madr(), '0006-d.md': madr() };
    expect(linesOf(files)).toEqual(['0001-b.md:1:1 duplicate-number "0001-a.md" has the number 1, too']);
    expect(linesOf(files, 'info')).toEqual([
      '0004-c.md:1:1 number-gap no record has the numbers 0002 to 0003',
      '0006-d.md:1:1 number-gap no record has the number 0005',
    ]);
  });

  test('a folder keeps to one form, whichever that is', () => {
    expect(linesOf({ 'adr-001-a.md': madr(), 'adr-002-b.md': madr(), '0003-c.md': madr(), 'idea.md': madr() })).toEqual(
      [
        '0003-c.md:1:1 file-name "0003-c.md" is named differently from the other records',
        'idea.md:1:1 file-name "idea.md" has no number',
      ],
    );
    expect(linesOf({ 'adr-001-a.md': madr() })).toEqual([]);
    expect(linesOf({ 'adr-001-a.md': madr() }, 'info')).toEqual([
      'adr-001-a.md:1:1 file-name the records are named like "adr-NNN-title.md"',
    ]);
  });
});

describe('supersession', () => {
  test('said by both is in order, in each form', () => {
    expect(
      findingsOf({ '0001-a.md': supersededBy('ADR-0002'), '0002-b.md': supersedes('[Cache](0001-a.md)') }),
    ).toEqual([]);
    expect(
      findingsOf({
        '0001-a.md': nygard(['Accepted', 'Superseded by [2. B](0002-b.md)']),
        '0002-b.md': nygard(['Accepted', 'Accepted\n\nSupersedes [1. A](0001-a.md)']),
      }),
    ).toEqual([]);
    const fields = {
      '0001-a.md': madr(['status: accepted', 'status: superseded\nsuperseded-by: 2']),
      '0002-b.md': madr(['status: accepted', 'status: accepted\nsupersedes: [ADR-0001]']),
    };
    expect(findingsOf(fields)).toEqual([]);
  });

  test('said by one of the two', () => {
    expect(linesOf({ '0001-a.md': supersededBy('ADR-0002'), '0002-b.md': madr() })).toEqual([
      '0001-a.md:2:23 one-way-supersede it is superseded by ADR-0002, which does not say so',
    ]);
    expect(linesOf({ '0001-a.md': madr(), '0002-b.md': supersedes('ADR-0001') })).toEqual([
      '0002-b.md:24:12 one-way-supersede it supersedes ADR-0001, which is accepted',
    ]);
  });

  test('by nothing that is there', () => {
    expect(linesOf({ '0001-a.md': supersededBy('ADR-0009') })).toEqual([
      '0001-a.md:2:23 superseded-by-nothing "superseded by" names a record that is not there: number 9',
    ]);
    expect(linesOf({ '0001-a.md': nygard(['Accepted', 'Superseded by [9. C](0009-c.md)']) })).toEqual([
      '0001-a.md:7:15 superseded-by-nothing "superseded by" names a record that is not there: 0009-c.md',
    ]);
    expect(linesOf({ '0001-a.md': madr(['status: accepted', 'status: superseded']) })).toEqual([
      '0001-a.md:2:9 superseded-by-nothing the record is superseded, and does not say by which one',
    ]);
  });

  test('in a circle, told once', () => {
    const both = (by: string, of: string): string => `${supersededBy(by)}\n## More Information\n\nSupersedes ${of}.\n`;
    expect(linesOf({ '0001-a.md': both('ADR-0002', 'ADR-0002'), '0002-b.md': both('ADR-0001', 'ADR-0001') })).toEqual([
      '0001-a.md:2:9 supersede-cycle the records supersede each other in a circle: ADR-0001 → ADR-0002 → ADR-0001',
    ]);
  });
});
