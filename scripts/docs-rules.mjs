// Writes docs/rules from what the rules say about themselves: `npm run docs:rules`. A test holds the pages against it.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { designRules } from '../dist/lint/design-rules/index.js';
import { rulePages } from '../dist/lint/rule-pages.js';
import { rules } from '../dist/lint/rules/index.js';
import { suppressionDocs } from '../dist/lint/suppression-rules.js';

const folder = path.resolve(import.meta.dirname, '../docs/rules');
const pages = rulePages([...rules, ...designRules, ...suppressionDocs]);
mkdirSync(folder, { recursive: true });
for (const file of readdirSync(folder)) if (!pages.has(file)) rmSync(path.join(folder, file));
for (const [file, text] of pages) writeFileSync(path.join(folder, file), text);
console.log(`${pages.size} pages in docs/rules`);
