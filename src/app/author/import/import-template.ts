import { foundValue } from './found-value.ts';
import type { InstalledTemplate } from '../../../core/file-form.ts';
import { PicketError } from '../../../core/errors.ts';
import type { Io } from '../../../core/io.ts';
import { nearest } from '../../../core/text/nearest.ts';
import { transfer, type Transfer, type TransferReport } from '../../../core/transfer.ts';
import { openShelf, placeRules, type Incoming, type Shelf } from './import-files.ts';
import { openWorkspace, type WorkspaceRequest } from '../../session.ts';
import {
  keepBase,
  listTemplates,
  templateKey,
  wholeTemplate,
  type FollowingType,
  type Template,
} from '../templates.ts';

export type ImportTemplateRequest = WorkspaceRequest & {
  /** Ids or names of templates. */
  readonly templates: readonly string[];
  readonly out: string | undefined;
};

const find = (templates: readonly Template[], wanted: string, workspace: string): Template => {
  const key = wanted.toLowerCase();
  const byId = templates.find(({ id }) => id.toLowerCase() === key);
  if (byId !== undefined) return byId;
  const [found, ...others] = templates.filter(({ displayName }) => displayName.toLowerCase() === key);
  if (found === undefined) {
    const close = nearest(
      wanted,
      templates.flatMap(({ id, displayName }) => [displayName, id]),
    )[0];
    throw new PicketError(
      'usage',
      `The workspace ${workspace} has no template \`${wanted}\` in its gallery or Content Hub.`,
      {
        code: 'unknown-template',
        hint:
          close === undefined
            ? 'It has none of content that was asked for; solutions of Content Hub bring them.'
            : `Did you mean \`${close}\`?`,
      },
    );
  }
  if (others.length > 0)
    throw new PicketError('usage', `\`${wanted}\` is the name of ${others.length + 1} templates.`, {
      code: 'ambiguous-template',
      hint: `Name one by its id: ${[found, ...others].map(({ id }) => id).join(', ')}.`,
    });
  return found;
};

/** The file of this project that is linked to a template already. */
const linkedFile = (shelf: Shelf, { type: followed, id }: Template): string | undefined =>
  shelf.content.items.find(({ type, raw }) => {
    const link = type.name === followed.name ? followed.upstream.linkOf(raw)?.template : undefined;
    return link !== undefined && templateKey(type, link) === templateKey(followed, id);
  })?.document.path;

const incomingOf = (type: FollowingType, displayName: string, template: InstalledTemplate): Incoming => {
  const { version } = template;
  const { id, body: linked } = type.upstream.linked(template);
  const { value, body, left } = foundValue(type, linked, id, version);
  return {
    type,
    id,
    displayName,
    value,
    body,
    source: `template ${template.id}`,
    notes: [
      `Linked to the template ${template.id}${version === undefined ? '' : `, version ${version}`}.`,
      ...(left.length === 0 ? [] : [`The file has no place for ${left.join(', ')}.`]),
    ],
  };
};

/**
 * Makes files of templates of a workspace, linked to them by what their type has for it, and keeps the
 * templates for `picket upstream`. Rejects with a `usage` error for a template that is not there or not the only one.
 */
export const importTemplate = async (io: Io, request: ImportTemplateRequest): Promise<TransferReport> => {
  const { project, workspace: config, connection } = await openWorkspace(io, request);
  const { workspace } = connection;
  const shelf = await openShelf(project, io, request.out);
  if (shelf.unreadable.length > 0)
    return { command: 'import', workspace: config.name, transfers: [], diagnostics: shelf.unreadable };
  const templates = (await listTemplates(workspace)).filter(({ type }) => project.only?.includes(type) !== false);
  const wanted = request.templates.map((name) => find(templates, name, config.name));
  const left: Transfer[] = [];
  const incoming: Incoming[] = [];
  for (const template of wanted) {
    const path = linkedFile(shelf, template);
    if (path === undefined) {
      const whole = await wholeTemplate(workspace, template);
      const { type } = template;
      const made = incomingOf(type, template.displayName, whole);
      incoming.push(made);
      await keepBase(project.root, { type: type.name, id: made.id }, whole);
    } else
      left.push(
        transfer({
          action: 'left',
          id: template.id,
          name: template.displayName,
          path,
          notes: ['This file is linked to the template already; picket upstream shows what a newer version changes.'],
        }),
      );
  }
  const placed = await placeRules(io, shelf, incoming);
  return { command: 'import', workspace: config.name, transfers: [...placed, ...left], diagnostics: [] };
};
