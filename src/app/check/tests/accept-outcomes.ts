import { resolve } from 'node:path';
import { expectationOf } from '../../../content/rule-test/index.ts';
import type { Io } from '../../../core/io.ts';
import type { JsonValue } from '../../../core/json.ts';
import { rewrite } from '../../../core/text/rewrite.ts';
import type { SourceDocument } from '../../../core/text/source.ts';
import type { AcceptedExpectation } from '../../../core/tests.ts';
import { writeAtomically } from '../../../files/disk.ts';
import { expectPlace, type CaseVerdict } from './test-case.ts';

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

/**
 * Writes what came out into the cases that failed, or that expect nothing yet: of an expectation the members that it has.
 * A flaky case, and one that could not be run, stays as it is.
 */
export const acceptOutcomes = async (
  io: Pick<Io, 'cwd'>,
  document: SourceDocument,
  verdicts: readonly CaseVerdict[],
): Promise<Accepted> => {
  const edit = rewrite(document);
  const accepted: AcceptedExpectation[] = [];
  const settled = verdicts.map((verdict): CaseVerdict => {
    const { each, outcome, tested, diagnostics } = verdict;
    // What is too much is as expected already.
    const isOpen =
      (tested.status === 'failed' && diagnostics.every(({ code }) => code !== 'test/too-noisy')) ||
      each.case.expect === undefined;
    if (!isOpen || outcome === undefined) return verdict;
    const after = expectationOf(each.case.expect, outcome);
    if (!edit.set(expectPlace(each), after)) return verdict;
    accepted.push({
      path: document.path,
      case: each.case.name,
      before: inWords(each.case.expect),
      after: inWords(after),
    });
    return asPassed(verdict);
  });
  if (accepted.length === 0) return { accepted, verdicts, text: undefined };
  const { text } = edit.document();
  await writeAtomically(resolve(io.cwd, document.path), text);
  return { accepted, verdicts: settled, text };
};
