import type { Node, SourceFile } from 'ts-morph';
import type { Texts } from '../support/lint-texts.ts';
import { pathOf, serviceOf, type System } from './system.ts';

/** Replaces what stands from `start` to `end` of a file. */
export interface Edit {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Lines of a file, both included, and the service that a finding there is to name; any service for shared code. */
export interface Place {
  readonly file: string;
  readonly from: number;
  readonly to: number;
  readonly service?: string | undefined;
}

/** One finding that has to appear, at one of these places. */
export interface Expected {
  readonly rule: string;
  readonly places: readonly Place[];
}

/** A system in which one thing was broken, and what has to be found because of it. */
export interface Mutant {
  readonly operator: string;
  /** Where it was broken, for people. */
  readonly site: string;
  readonly texts: Texts;
  readonly expected: readonly Expected[];
}

/** Breaks one thing in a system in every place where it can be broken. */
export interface Operator {
  readonly name: string;
  /** The rule that has to notice; while there is no such rule, the operator rests. */
  readonly rule: string;
  readonly mutants: (system: System) => Iterable<Draft>;
}

/** A mutant before its edits are applied: places are those of the system as it was. */
export interface Draft {
  readonly edits: readonly Edit[];
  /** One finding for each list of places. */
  readonly expected: readonly (readonly Place[])[];
}

/** Applies the edits; expected places move with the text around them. */
export function makeMutant(system: System, { name, rule }: Operator, { edits, expected }: Draft): Mutant {
  const texts = new Map(system.texts);
  for (const file of new Set(edits.map((edit) => edit.file))) {
    const own = edits.filter((edit) => edit.file === file);
    texts.set(file, applied(texts.get(file) ?? '', own));
  }
  const [first] = edits;
  if (first === undefined) throw new Error(`${name} makes a mutant of "${system.name}" without an edit`);
  return {
    operator: name,
    site: `${system.name}/${first.file}:${lineAt(system.texts.get(first.file) ?? '', first.start)}`,
    texts,
    expected: expected.map((places) => ({ rule, places: places.map((place) => moved(system, edits, place)) })),
  };
}

function applied(text: string, edits: readonly Edit[]): string {
  return edits
    .toSorted((a, b) => b.start - a.start)
    .reduce((result, { start, end, text: by }) => result.slice(0, start) + by + result.slice(end), text);
}

// Lines before an edit stay; its own lines grow or shrink with it; those behind it move.
function moved(system: System, edits: readonly Edit[], place: Place): Place {
  const text = system.texts.get(place.file) ?? '';
  const start = positionOf(text, place.from);
  const end = positionOf(text, place.to + 1) - 1;
  let { from, to } = place;
  for (const edit of edits) {
    if (edit.file !== place.file) continue;
    const grown = newlines(edit.text) - newlines(text.slice(edit.start, edit.end));
    // What is put in at the beginning of the place belongs to it.
    if (edit.start < start && edit.end <= start) from += grown;
    if (edit.start <= end) to += grown;
  }
  return { ...place, from, to: Math.max(from, to) };
}

function positionOf(text: string, line: number): number {
  let position = 0;
  for (let n = 1; n < line; n++) position = text.indexOf('\n', position) + 1 || text.length + 1;
  return position;
}

function newlines(text: string): number {
  return text.split('\n').length - 1;
}

/** The line of a position, from 1. */
export function lineAt(text: string, position: number): number {
  return newlines(text.slice(0, position)) + 1;
}

/** Puts a text in the place of a node. */
export function replace(node: Node, text: string): Edit {
  return { file: pathOf(node.getSourceFile()), start: node.getStart(), end: node.getEnd(), text };
}

/** Takes a node away, with the comma and the white space behind it. */
export function remove(node: Node): Edit {
  const text = node.getSourceFile().getFullText();
  const end = node.getEnd() + (/^(\s*,)?[^\S\n]*\n?/.exec(text.slice(node.getEnd()))?.[0].length ?? 0);
  return { file: pathOf(node.getSourceFile()), start: node.getStart(), end, text: '' };
}

/** Puts a line in front of a node. */
export function before(node: Node, line: string): Edit {
  return { file: pathOf(node.getSourceFile()), start: node.getStart(), end: node.getStart(), text: `${line}\n` };
}

/** Puts a line behind a node. */
export function after(node: Node, line: string): Edit {
  return { file: pathOf(node.getSourceFile()), start: node.getEnd(), end: node.getEnd(), text: `\n${line}` };
}

/** Puts a line at the top of a file, behind a line for the interpreter and `'use strict'`. */
export function atTop(source: SourceFile, line: string): Edit {
  const start = /^(#!.*\n|['"]use strict['"];\n)*/.exec(source.getFullText())?.[0].length ?? 0;
  return { file: pathOf(source), start, end: start, text: `${line}\n` };
}

/** The lines of a node. */
export function placeOf(system: System, node: Node): Place {
  const file = pathOf(node.getSourceFile());
  return { file, from: node.getStartLineNumber(), to: node.getEndLineNumber(), service: serviceOf(system, file) };
}

/** One line that the model names. */
export function placeAt(system: System, at: { readonly file: string; readonly line: number }, service?: string): Place {
  return { file: at.file, from: at.line, to: at.line, service: service ?? serviceOf(system, at.file) };
}
