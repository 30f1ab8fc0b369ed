import { resolve } from 'node:path';
import { expectationOf } from '../../../content/rule-test/index.ts';
import type { Io } from '../../../core/io.ts';
import { equalJson, type JsonValue } from '../../../core/json.ts';
import { pointer } from '../../../core/pointer.ts';
import { rewrite } from '../../../core/text/rewrite.ts';
import type { SourceDocument } from '../../../core/text/source.ts';
import type { AcceptedExpectation } from '../../../core/tests.ts';
import { writeAtomically } from '../../../files/disk.ts';
import type { CaseVerdict } from './test-case.ts';

const inWords = (value: JsonValue | undefined): string => (value === undefined ? '' : JSON.stringify(value));

/** A case that now expects what came out. */
const asPassed = ({ tested, ...rest }: CaseVerdict): CaseVerdict => ({
  ...rest,
  tested: { ...tested, status: 'passed', failures: [] },
  diagnostics: [],
});

export type Accepted = {
  readonly accepted: readonly AcceptedExpectation[];
  readonly verdicts: readonly CaseVerdict[];
  /** The text that was written; undefined where nothing had to be. */
  readonly text: string | undefined;
};

/** Whether what came out is to be written: the case failed, or expects nothing yet. What is too much is as expected already. */
const isOpen = ({ each, tested, diagnostics }: CaseVerdict): boolean =>
  (tested.status === 'failed' && diagnostics.every(({ code }) => code !== 'test/too-noisy')) ||
  each.case.expect === undefined;

/** What a case is to expect afterwards; undefined where nobody knows. */
const wantedBy = (verdict: CaseVerdict): JsonValue | undefined => {
  const { each, outcome, tested } = verdict;
  if (isOpen(verdict)) return outcome === undefined ? undefined : expectationOf(each.case.expect, outcome);
  return tested.status === 'passed' ? each.case.expect : undefined;
};

/**
 * Writes what came out into the cases that failed, or that expect nothing yet: of an expectation the members that it has.
 * A case that takes its expectation from its base gets one of its own where the base expects something else from now on.
 * A flaky case, and one that could not be run, stays as it is.
 */
export const acceptOutcomes = async (
  io: Pick<Io, 'cwd'>,
  document: SourceDocument,
  verdicts: readonly CaseVerdict[],
): Promise<Accepted> => {
  const edit = rewrite(document);
  const byName = new Map(verdicts.map((verdict) => [verdict.each.case.name, verdict]));
  const after = new Map<string, JsonValue | undefined>();
  /** What a case expects once it and those that it stands on are settled. */
  const settle = (verdict: CaseVerdict): JsonValue | undefined => {
    const { name, at, base, expect, origin } = verdict.each.case;
    if (after.has(name)) return after.get(name);
    const place = at + pointer('expect');
    const above = base === undefined || origin('/expect') === place ? undefined : byName.get(base);
    const before = above === undefined ? expect : settle(above);
    const wanted = wantedBy(verdict);
    const isWritten = wanted !== undefined && !equalJson(wanted, before) && edit.set(place, wanted);
    after.set(name, isWritten ? wanted : before);
    return after.get(name);
  };
  for (const verdict of verdicts) settle(verdict);
  const { text } = edit.document();
  if (text === document.text) return { accepted: [], verdicts, text: undefined };
  const accepted: AcceptedExpectation[] = [];
  const settled = verdicts.map((verdict): CaseVerdict => {
    const { name, expect } = verdict.each.case;
    const now = after.get(name);
    if (!isOpen(verdict) || !equalJson(now, wantedBy(verdict))) return verdict;
    accepted.push({ path: document.path, case: name, before: inWords(expect), after: inWords(now) });
    return asPassed(verdict);
  });
  await writeAtomically(resolve(io.cwd, document.path), text);
  return { accepted, verdicts: settled, text };
};
