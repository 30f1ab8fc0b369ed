import { means, refKey, type Ref } from '../../core/ref.ts';
import type { Verdict } from '../../core/engine/change.ts';
import type { Io } from '../../core/io.ts';
import type { Transfer, TransferReport } from '../../core/transfer.ts';
import { shownName } from '../../core/resource.ts';
import { type WorkspaceRequest } from '../session.ts';
import { readJudged } from '../verdicts.ts';
import { forEachOf } from '../each-of.ts';
import { pullStep, type PullChoice, type PullScope, type PullStep } from './pull-choice.ts';
import { openPull, type PullSession } from './pull-content.ts';
import { createFile, mergeFile } from './pull-rule.ts';
import { namedInContent, namedInVerdicts, resolveRules } from '../rule-names.ts';
import { newPaths, unreadable } from './rule-files.ts';

export type PullRequest = WorkspaceRequest & {
  readonly only: PullScope;
  /** Rules to look at, as they were typed; empty for all. */
  readonly rules: readonly string[];
  /** Folder for new files, relative to the working directory; the first content folder where undefined. */
  readonly out: string | undefined;
  /** Called as each rule that needs a write is done. */
  readonly finished?: (done: number, total: number) => void;
};

/** Built-in rules have a display name that only the service knows. */
const named = (verdict: Verdict, session: PullSession): Verdict => {
  const { live } = verdict;
  if (live === undefined || verdict.desired !== undefined) return verdict;
  const { body } = session.typeOf(verdict.type).canonical.stripAutoDisabled(live.body);
  return { ...verdict, displayName: shownName(body) ?? live.name };
};

/** The file of a rule that cannot be planned. The content holds those that are meant for the workspace, errors or not. */
const ownFile = (ref: Ref, { files, content }: PullSession): PullChoice['file'] => {
  const path = files.get(refKey(ref));
  if (path === undefined) return undefined;
  return { path, why: content.items.some(({ document }) => document.path === path) ? 'errors' : 'not-selected' };
};

type Planned = { readonly verdict: Verdict; readonly step: PullStep };

const perform = async (
  io: Io,
  session: PullSession,
  planned: readonly Planned[],
  all: readonly Verdict[],
  request: PullRequest,
): Promise<readonly Transfer[]> => {
  const creates = planned.filter(({ step }) => step.kind === 'create').map(({ verdict }) => verdict);
  const paths = await newPaths(
    session.folderOf,
    creates,
    all.filter(({ live }) => live !== undefined),
  );
  const results = new Map<string, Transfer>();
  for (const { verdict, step } of planned) if (step.kind === 'report') results.set(refKey(verdict), step.transfer);
  const work = planned.filter(({ step }) => step.kind !== 'report');
  let done = 0;
  await forEachOf(work, io.signals.stop, async ({ verdict, step }) => {
    const path = paths.get(refKey(verdict));
    if (step.kind === 'create' && path !== undefined)
      results.set(refKey(verdict), await createFile(io, session, verdict, path));
    else if (step.kind === 'merge') results.set(refKey(verdict), await mergeFile(io, session, verdict, step));
    done += 1;
    request.finished?.(done, work.length);
  });
  await session.config?.save(io.cwd);
  return planned.flatMap(({ verdict }) => results.get(refKey(verdict)) ?? []);
};

/**
 * Brings the rules of a workspace into files: new files for rules that have none, and what the workspace changed into
 * the files that are there, field by field. Asks the service for its listing pages only. Writes nothing while a rule
 * file cannot be read, since that may be the file of any rule.
 * @returns what became of each rule, in the order of the comparison
 */
export const pull = async (io: Io, request: PullRequest): Promise<TransferReport> => {
  const session = await openPull(io, request);
  const base = { command: 'pull', workspace: session.workspace.name } as const;
  const broken = unreadable(session.content);
  if (broken.length > 0) return { ...base, transfers: [], diagnostics: broken };
  const judged = await readJudged(session);
  const verdicts = judged.verdicts.map((verdict) => named(verdict, session));
  const there = new Set(verdicts.map(refKey));
  const files = namedInContent(session.content).filter(
    ({ type, id }) => type !== undefined && there.has(refKey({ type, id })),
  );
  const { ids, said } = resolveRules(io, request.rules, [...namedInVerdicts(verdicts, session.typeOf), ...files], {
    to: 'write',
    unknown: (text) => `Neither the workspace ${session.workspace.name} nor git has \`${text}\`.`,
  });
  const chosen = verdicts.filter((verdict) => ids.length === 0 || ids.some((id) => means(id, verdict)));
  const planned = chosen.map((verdict) => ({
    verdict,
    step: pullStep(verdict, {
      only: request.only,
      named: ids.length > 0,
      file: verdict.desired === undefined ? ownFile(verdict, session) : undefined,
    }),
  }));
  return { ...base, notes: said, transfers: await perform(io, session, planned, verdicts, request), diagnostics: [] };
};
