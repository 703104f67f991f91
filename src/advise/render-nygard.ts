import { nygardHead } from './adr/new-adr.ts';
import type { Verdict } from './recommend.ts';
import {
  adrTitle,
  contextBlocks,
  informationBlocks,
  optionBlocks,
  outcomeBlocks,
  type AdrDetails,
} from './render-adr.ts';

const RENAMED: Readonly<Record<string, string>> = {
  '## Context and Problem Statement': '## Context',
  '## Decision Drivers': '### What counted',
  '## Considered Options': '### What was considered',
  '## Decision Outcome': '## Decision',
  '### Consequences': '## Consequences',
};

/** The verdict as a record in the form of Nygard and adr-tools, with the same content as `renderAdr`. */
export function renderNygard(verdict: Verdict, details: AdrDetails, number: number): string {
  const blocks = [
    ...nygardHead({ ...details, title: adrTitle(verdict), number }),
    ...[...contextBlocks(verdict, details), ...outcomeBlocks(verdict, details)].map((block) => RENAMED[block] ?? block),
    ...optionBlocks(verdict).map((block) => (/^#{2,3} /.test(block) ? `#${block}` : block)),
    ...informationBlocks(verdict),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}
