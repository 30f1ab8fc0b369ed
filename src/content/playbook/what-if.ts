import { listOf, objectOf, textOf, type JsonObject } from '../../core/json.ts';
import { groupPath, type Resource, type WorkspaceTarget } from '../../core/resource.ts';
import { stacks, whatIfs } from './resource.ts';

/** What asks the service what a stack would change; kept for a day unless it is deleted before. */
export const questionOf = ({ name, body }: Resource, target: WorkspaceTarget): Resource => {
  const { bypassStackOutOfSyncError: _ofWrites, ...properties } = objectOf(body['properties']);
  return {
    type: whatIfs.collection,
    name: `picket-${name}`,
    body: {
      properties: {
        ...properties,
        deploymentStackResourceId: `${groupPath(target)}/providers/${stacks.provider ?? ''}/${stacks.collection}/${name}`,
        retentionInterval: 'P1D',
      },
    },
  };
};

/** The changes that an answer tells, a sentence each: `create Microsoft.Logic/workflows/Enrich`. */
export const changesIn = (body: JsonObject): readonly string[] =>
  listOf(objectOf(objectOf(body['properties'])['changes'])['resourceChanges']).flatMap((change) => {
    const { changeType, id, changeCertainty } = objectOf(change);
    const kind = textOf(changeType);
    const path = textOf(id);
    if (kind === undefined || path === undefined || /^(?:noChange|ignore)$/i.test(kind)) return [];
    const place = path.slice(path.toLowerCase().lastIndexOf('/providers/') + '/providers/'.length);
    const doubt = textOf(changeCertainty);
    return [`${kind} ${place}${doubt === undefined || /^definite$/i.test(doubt) ? '' : ' (perhaps)'}`];
  });
