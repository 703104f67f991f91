import { expect, test } from 'vitest';
import { withKeptSections } from '../../src/docs/keep-sections.ts';
import { UserError } from '../../src/util/user-error.ts';

const NOTES = ['<!-- archwright:keep notes -->', '<!-- /archwright:keep -->'];
const fresh = ['# orders', '', '## Calls out', '', 'three', '', '## Events', '', 'none', '', ...NOTES, ''].join('\n');

function page(...lines: readonly string[]): string {
  return lines.join('\n');
}

test('a page without hand-written sections is the fresh one', () => {
  expect(withKeptSections(fresh, fresh, 'orders.md')).toBe(fresh);
});

test('what stands in the place for notes stays there', () => {
  const old = page(
    '# orders',
    '',
    '<!-- archwright:keep notes -->',
    'Owned by Ada.',
    '',
    '## Mine',
    '<!-- /archwright:keep -->',
    '',
  );
  const merged = withKeptSections(fresh, old, 'orders.md');
  expect(merged).toBe(
    fresh.replace(
      page(...NOTES),
      page('<!-- archwright:keep notes -->', 'Owned by Ada.', '', '## Mine', '<!-- /archwright:keep -->'),
    ),
  );
});

test('a section of the reader stays under its heading, and a second run changes nothing', () => {
  const why = ['<!-- archwright:keep why -->', 'Because of the audit.', '<!-- /archwright:keep -->'];
  const how = ['<!-- archwright:keep how -->', '```', '## not a heading', '```', '<!-- /archwright:keep -->'];
  const old = page('# orders', '', '## Calls out', '', ...why, 'two', ...how, '', '## Events', '', ...NOTES, '');
  const merged = withKeptSections(fresh, old, 'orders.md');
  const expected = page(
    ...[
      '# orders',
      '',
      '## Calls out',
      '',
      'three',
      '',
      ...why,
      '',
      ...how,
      '',
      '## Events',
      '',
      'none',
      '',
      ...NOTES,
      '',
    ],
  );
  expect(merged).toBe(expected);
  expect(withKeptSections(fresh, merged, 'orders.md')).toBe(merged);
});

test('a section under a heading that is gone moves to the end', () => {
  const mine = ['<!-- archwright:keep mine -->', 'Still true.', '<!-- /archwright:keep -->'];
  const merged = withKeptSections(fresh, page('# orders', '## Sagas', ...mine, ...NOTES), 'orders.md');
  expect(merged).toContain(page('none', '', ...mine, '', ...NOTES));
  expect(withKeptSections(fresh, merged, 'orders.md')).toBe(merged);
});

test('a section in the last part of the page comes before the place for notes', () => {
  const mine = ['<!-- archwright:keep mine -->', 'About events.', '<!-- /archwright:keep -->'];
  const merged = withKeptSections(fresh, page('# orders', '## Events', ...mine, ...NOTES), 'orders.md');
  expect(merged).toContain(page('none', '', ...mine, '', ...NOTES));
});

test('reads pages with other line endings', () => {
  const old = fresh.replace('<!-- /archwright:keep -->', 'Owned by Ada.\n<!-- /archwright:keep -->');
  expect(withKeptSections(fresh, old.replaceAll('\n', '\r\n'), 'orders.md')).toBe(old);
});

test.each([
  ['not closed', ['<!-- archwright:keep why -->', 'text'], 'the section to keep "why" is not closed', 2],
  [
    'opened again',
    ['<!-- archwright:keep a -->', '<!-- archwright:keep b -->', '<!-- /archwright:keep -->'],
    'the section to keep "a" is not closed',
    2,
  ],
  ['without a name', ['<!-- archwright:keep -->', '<!-- /archwright:keep -->'], 'a section to keep has no name', 2],
  ['twice', [...NOTES, ...NOTES], 'two sections to keep are named "notes"', 4],
])('says where a section is %s, so that nothing is lost', (_, lines, message, line) => {
  let thrown: unknown;
  try {
    withKeptSections(fresh, page('# orders', ...lines), 'services/orders.md');
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(UserError);
  expect(thrown).toMatchObject({ message, where: { file: 'services/orders.md', line } });
});
