import type { Io } from '../core/io.ts';
import { version } from '../version.ts';
import { isBroken, judge, openSession, type WorkspaceRequest } from './judge.ts';
import { sourceOf, type Reported } from './validate.ts';

/** Compares the live workspace with the repository, both ways. With errors in the content nothing is compared. */
export const drift = async (io: Io, request: WorkspaceRequest): Promise<Reported> => {
  const session = await openSession(io, request);
  const { content, workspace } = session;
  const source = sourceOf(content);
  const report = {
    command: 'drift',
    version,
    diagnostics: content.diagnostics,
    files: content.files,
    workspace: workspace.name,
  } as const;
  if (isBroken(content)) return { report, source };
  const { verdicts } = await judge(session);
  return { report: { ...report, verdicts }, source };
};
