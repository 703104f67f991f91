import type { AdrFinding } from '../../../src/advise/adr/adr-finding.ts';
import { lintAdrs } from '../../../src/advise/adr/lint-adrs.ts';
import { readAdr, type Adr } from '../../../src/advise/adr/read-adr.ts';

/** Records of a folder that is nowhere, by the names of their files. */
export function records(files: Readonly<Record<string, string>>): Adr[] {
  return Object.entries(files).map(([name, text]) => readAdr(`decisions/${name}`, name, text));
}

/** What is wrong with the records of a folder, where only these are. */
export function findingsOf(files: Readonly<Record<string, string>>): readonly AdrFinding[] {
  return lintAdrs(records(files), { exists: (path) => Object.hasOwn(files, path) });
}

/** `0001-cache.md:3:7 status the status cannot be "done"`, hints left out unless asked for. */
export function linesOf(files: Readonly<Record<string, string>>, severity: AdrFinding['severity'] = 'error'): string[] {
  return findingsOf(files)
    .filter((finding) => finding.severity === severity)
    .map(({ file, line, column, check, message }) => {
      const place = `${file.replace('decisions/', '')}:${String(line)}:${String(column)}`;
      return `${place} ${check} ${message}`;
    });
}

/** A MADR record without a mistake, with some of its text replaced. */
export function madr(...changes: readonly (readonly [string, string])[]): string {
  return changed(
    `---
status: accepted
date: 2026-11-21
decision-makers: Ada, Grace
---

# Cache products

## Context and Problem Statement

Products are read far more often than they change.

## Considered Options

* Cache in memory
* No cache: ask the store

## Decision Outcome

Chosen option: "Cache in memory", because reads are many.
`,
    changes,
  );
}

/** A record as adr-tools writes it, without a mistake, with some of its text replaced. */
export function nygard(...changes: readonly (readonly [string, string])[]): string {
  return changed(
    `# 1. Cache products

Date: 2026-11-21

## Status

Accepted

## Context

Products are read far more often than they change.

## Decision

We will cache them in memory.

## Consequences

They get old.
`,
    changes,
  );
}

function changed(text: string, changes: readonly (readonly [string, string])[]): string {
  let result = text;
  for (const [from, to] of changes) {
    if (!result.includes(from)) throw new Error(`the record has no "${from}"`);
    result = result.replace(from, () => to);
  }
  return result;
}
