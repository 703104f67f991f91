import type { Finding } from '../../model/finding.ts';
import { contradictions } from '../adr/contradictions.ts';
import { adrLabel, type Adr } from '../adr/read-adr.ts';
import { readDecision } from '../adr/recorded-decision.ts';
import type { GivenAnswers } from '../answers.ts';
import type { DecisionTree, Option } from '../tree.ts';
import { auditConditions } from './audit-conditions.ts';
import { auditRules } from './audit-rules.ts';
import { auditSettings, settledByBlueprint, type Settings } from './audit-settings.ts';
import type { AuditedDecision, DecisionPlace, Facts, Violation } from './audited.ts';

/** Everything that decisions are held against. */
export interface AuditInput {
  readonly records: readonly Adr[];
  readonly trees: ReadonlyMap<string, DecisionTree>;
  /** What is known today about the questions of a tree. */
  readonly factsOf: (tree: DecisionTree) => Facts;
  /** What the rules found, and which of them were run; `known` is what a baseline keeps quiet. */
  readonly lint: {
    readonly findings: readonly Finding[];
    readonly known: readonly Finding[];
    readonly rules: ReadonlySet<string>;
    /** Why the code could not be judged; null when it could. */
    readonly blind: string | null;
  };
  /** archwright.yaml; null without one. */
  readonly settings: Settings | null;
}

/** A decision with all that an audit needs to know of it. */
interface Subject {
  readonly place: DecisionPlace;
  readonly title: string;
  readonly tree: DecisionTree;
  readonly option: Option;
  readonly given: Pick<GivenAnswers, 'answers' | 'overrides'>;
  /** Version of the tree that it was decided with; null when that is not recorded. */
  readonly version: number | null;
}

/** Holds every accepted decision against the code and the settings of today, records first, by their numbers. */
export function auditDecisions(input: AuditInput): readonly AuditedDecision[] {
  const accepted = input.records.filter(({ state }) => state === 'accepted');
  const read = accepted.map((adr) => ({ adr, reading: readDecision(adr, input.trees) }));
  const recorded = read.flatMap(({ adr, reading: { decision } }) =>
    decision ? [{ ...decision, place: placeOf(adr), title: adr.title }] : [],
  );
  const declared = declaredSubjects(input, recorded);
  const subjects: readonly Subject[] = [...recorded, ...declared];
  const against = contradictionViolations(subjects);
  const audited = new Map(subjects.map((one) => [one.place, audit(one, against.get(one) ?? [], input)]));
  return [
    ...read.map(({ adr, reading }) => {
      const own = recorded.find((one) => one.adr === adr);
      const found = own && audited.get(own.place);
      return found ?? unreadable(adr, 'why' in reading ? reading.why : '');
    }),
    ...declared.flatMap(({ place }) => audited.get(place) ?? []),
  ];
}

function audit(subject: Subject, against: readonly Violation[], input: AuditInput): AuditedDecision {
  const { option, tree, place, title } = subject;
  const rules = auditRules(option, input.lint);
  const settings = auditSettings(option, input.settings);
  const conditions = auditConditions(subject, input.factsOf(tree));
  const violations = [...against, ...rules.violations, ...settings.violations];
  const held = [...rules.held, ...settings.held, ...conditions.held];
  const outcome =
    violations.length > 0
      ? 'violated'
      : conditions.passed.length > 0
        ? 'threshold passed'
        : held.length > 0
          ? 'holds'
          : 'unverifiable';
  const open = [...rules.open, ...settings.open, ...conditions.open];
  if (outcome === 'unverifiable' && open.length === 0)
    open.push('the tree names no rule, setting or condition for this option');
  return {
    place,
    title,
    tree,
    option,
    outcome,
    violations,
    passed: conditions.passed,
    held,
    open,
    confirm: option.confirm,
  };
}

// A tree of which a decision is recorded speaks through its record.
function declaredSubjects({ trees, settings }: AuditInput, recorded: readonly Pick<Subject, 'tree'>[]): Subject[] {
  if (settings === null) return [];
  const open = [...trees.values()].filter((tree) => !recorded.some((one) => one.tree.id === tree.id));
  return open.flatMap((tree): Subject[] => {
    const settled = settledByBlueprint(tree, settings);
    if (settled === null) return [];
    const { option, path, at } = settled;
    const place: DecisionPlace = { kind: 'blueprint', label: path, ...at };
    const given = { answers: new Map(), overrides: new Map() };
    return [{ place, title: `${tree.title}: ${option.title}`, tree, option, given, version: null }];
  });
}

function contradictionViolations(subjects: readonly Subject[]): ReadonlyMap<Subject, readonly Violation[]> {
  const found = new Map<Subject, Violation[]>();
  for (const { first, second, because } of contradictions(subjects)) {
    for (const [one, other] of [
      [first, second],
      [second, first],
    ] as const) {
      const { label, file, line, column } = other.place;
      const message = `it contradicts ${label} "${other.title}": ${because}`;
      const violation: Violation = { by: 'other decision', name: label, message, file, line, column, evidence: [] };
      found.set(one, [...(found.get(one) ?? []), violation]);
    }
  }
  return found;
}

function unreadable(adr: Adr, why: string): AuditedDecision {
  return {
    place: placeOf(adr),
    title: adr.title,
    tree: null,
    option: null,
    outcome: 'unverifiable',
    violations: [],
    passed: [],
    held: [],
    open: [why],
    confirm: [],
  };
}

function placeOf(adr: Adr): DecisionPlace {
  const { line, column } = adr.heading ?? { line: 1, column: 1 };
  return { kind: 'record', label: adrLabel(adr), file: adr.file, line, column };
}
