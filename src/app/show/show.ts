import { means } from '../../core/ref.ts';
import { PicketError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import type { LiveResource } from '../../core/resource.ts';
import { type WorkspaceRequest } from '../session.ts';
import { openSession } from '../session.ts';
import { listTypes, ofType } from '../verdicts.ts';
import { namedInContent, namedLive, resolveRules } from '../rule-names.ts';

/** A rule, and what was understood of its name where that was no id. */
export type Shown = { readonly rule: LiveResource; readonly said: readonly string[] };

/** One rule as the service answers it. Rejects with a `usage` error where no rule is named so, or several may be. */
export const show = async (io: Io, request: WorkspaceRequest & { readonly rule: string }): Promise<Shown> => {
  const {
    types,
    content,
    context,
    connection,
    workspace: { name },
  } = await openSession(io, { ...request, queries: 'skip', missingFolders: 'empty' });
  const live = await listTypes(connection.workspace, types);
  const inGit = namedInContent(content);
  const named = types.flatMap((type) => namedLive(ofType(type, live), inGit, type.managed(context)));
  const unknown = (text: string): string => `The workspace ${name} has no rule \`${text}\`.`;
  const {
    ids: [id = ''],
    said,
  } = resolveRules(io, [request.rule], named, { to: 'read', unknown });
  const running = types.flatMap((type) => ofType(type, live).map((rule) => ({ type: type.name, id: rule.name, rule })));
  const rule = running.find((each) => means(id, each))?.rule;
  if (rule !== undefined) return { rule, said };
  throw new PicketError('usage', unknown(request.rule), {
    code: 'unknown-rule',
    hint: `It is in git only: picket plan -w ${name} shows what a deployment would do.`,
  });
};
