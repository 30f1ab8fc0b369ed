import { resolve } from 'node:path';
import { applyEdits, insertItem, replaceValue, setValue, type Edits } from '../../core/text/edit.ts';
import { PicketError } from '../../core/errors.ts';
import { withoutSwitch } from '../../core/text/phrase.ts';
import type { Io } from '../../core/io.ts';
import type { JsonObject } from '../../core/json.ts';
import { pointer } from '../../core/pointer.ts';
import { means, type Ref } from '../../core/ref.ts';
import type { SourceDocument } from '../../core/text/source.ts';
import { writeAtomically } from '../../files/disk.ts';
import type { WorkspaceRequest } from '../session.ts';
import { chooseWorkspace, openProject } from '../project.ts';
import { openContent } from '../session.ts';
import { writtenId } from '../file-ids.ts';
import { namedInContent, resolveRules } from '../rule-names.ts';
import { untilOf } from './until.ts';

export type DisableRequest = WorkspaceRequest & {
  /** The rule as it was typed: id, path, display name or the beginning of its id. */
  readonly rule: string;
  /** A date (to its end in UTC), an ISO 8601 time, or a length of time from now (`4h`). */
  readonly until: string;
  readonly reason: string;
};

/** What was recorded, and where. */
export type Disabled = {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly workspace: string;
  readonly until: string;
};

const ruleOf = async (io: Io, request: DisableRequest): Promise<{ id: string; name: string }> => {
  const { workspace, content, context } = await openContent(io, { ...request, queries: 'skip' });
  const rules = namedInContent(content);
  const [id = ''] = resolveRules(io, [request.rule], rules, {
    // What is written is the id, into a file that somebody reads before it counts.
    to: 'read',
    unknown: (text) => `No rule of the repository for ${workspace.name} is \`${text}\`.`,
    hint: 'A rule that git does not have is switched off in the portal, or taken over with `picket pull` first.',
  }).ids;
  const isMeant = (ref: Ref): boolean => means(id, ref);
  const name = rules.find((rule) => isMeant({ type: rule.type ?? '', id: rule.id }))?.displayName ?? id;
  const item = content.items.find((each) => isMeant({ type: each.type.name, id: writtenId(each) ?? '' }));
  if (item !== undefined && item.type.managed(context).canonical.enabled === undefined)
    throw new PicketError('usage', withoutSwitch(name, item.type.words), {
      code: 'no-switch',
      hint: 'Leave it as it is.',
    });
  return { id, name };
};

const recorded = (document: SourceDocument, entry: JsonObject, index: number, length: number): Edits => {
  if (length === 0) return setValue(document, pointer('disabled'), [entry]);
  return index < 0
    ? insertItem(document, pointer('disabled'), length, entry)
    : replaceValue(document, pointer('disabled', index), entry);
};

/**
 * Switches a rule off until a date: as an entry under `disabled` of picket.yaml, which keeps its comments. The next
 * deployment disables the rule, and the first one after the date enables it. Rejects with a `usage` error for a rule that
 * the repository does not have and for a date that has passed, and with a `config` error without a picket.yaml.
 */
export const disable = async (io: Io, request: DisableRequest): Promise<Disabled> => {
  const until = untilOf(request.until, io.clock.now());
  const project = await openProject(io, request.config);
  const { document, config } = project;
  if (document === undefined)
    throw new PicketError('config', 'There is no picket.yaml to record it in.', {
      code: 'no-config-file',
      hint: 'Make one with `picket init`.',
    });
  const workspace = chooseWorkspace(project, io, request.workspace).name;
  const { id, name } = await ruleOf(io, request);
  const index = config.disabled.findIndex(
    (entry) => entry.rule.toLowerCase() === id.toLowerCase() && entry.workspace === workspace,
  );
  const entry = { rule: id, workspace, until, reason: request.reason };
  const edits = recorded(document, entry, index, config.disabled.length);
  if (edits === undefined)
    throw new PicketError('config', `${document.path} cannot take the entry without other lines being touched.`, {
      code: 'cannot-edit',
      hint: `Add it under disabled by hand: ${JSON.stringify(entry)}`,
    });
  await writeAtomically(resolve(io.cwd, document.path), applyEdits(document.text, edits));
  return { id, name, path: document.path, workspace, until };
};
