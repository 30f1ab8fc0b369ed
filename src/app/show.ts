import { PicketError } from '../core/errors.ts';
import type { Io } from '../core/io.ts';
import { nearest } from '../core/nearest.ts';
import type { LiveResource } from '../core/resource.ts';
import { connect } from './connection.ts';
import type { WorkspaceRequest } from './judge.ts';
import { chooseWorkspace, openProject } from './project.ts';

/** One rule as the service answers it. Rejects with a `usage` error where no rule has the id. */
export const show = async (io: Io, request: WorkspaceRequest & { readonly id: string }): Promise<LiveResource> => {
  const project = await openProject(io, request.config);
  const config = chooseWorkspace(project, io, request.workspace);
  const { workspace } = await connect(project, config, io);
  const found = await workspace.get('alertRules', request.id);
  if (found !== undefined) return found;
  const names = (await workspace.list('alertRules')).map((rule) => rule.name);
  const close = nearest(request.id, names)[0];
  throw new PicketError('usage', `The workspace ${config.name} has no rule with the id \`${request.id}\`.`, {
    code: 'unknown-rule',
    hint:
      close === undefined
        ? `It has ${names.length} rules; \`picket drift\` lists those that git does not know.`
        : `Did you mean \`${close}\`?`,
  });
};
