import { firstType } from '../../../content/index.ts';
import { foundValue } from './found-value.ts';
import { linkOf } from '../../../content/analytics-rule/template-link.ts';
import type { RuleTemplate } from '../../../importers/arm/rule-template.ts';
import { PicketError } from '../../../core/errors.ts';
import type { Io } from '../../../core/io.ts';
import { isObject, type JsonObject } from '../../../core/json.ts';
import { namedGuid } from '../../../core/digest.ts';
import { nearest } from '../../../core/text/nearest.ts';
import { transfer, type Transfer, type TransferReport } from '../../../core/transfer.ts';
import { openShelf, placeRules, type Incoming, type Shelf } from './import-files.ts';
import { openWorkspace, type WorkspaceRequest } from '../../session.ts';
import { keepBase, listTemplates, wholeTemplate } from '../upstream-base.ts';

export type ImportTemplateRequest = WorkspaceRequest & {
  /** Ids or names of templates. */
  readonly templates: readonly string[];
  readonly out: string | undefined;
};

const find = (templates: readonly RuleTemplate[], wanted: string, workspace: string): RuleTemplate => {
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
            ? `It has ${templates.length} templates of analytics rules.`
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
const linkedFile = (shelf: Shelf, template: RuleTemplate): string | undefined =>
  shelf.content.items.find(({ raw }) => linkOf(raw)?.template.toLowerCase() === template.id.toLowerCase())?.document
    .path;

const incomingOf = (template: RuleTemplate & { readonly body: JsonObject }): Incoming => {
  const id = firstType.imports?.idOf?.(template.body) ?? namedGuid(`template/${template.id.toLowerCase()}`);
  const link = template.version === undefined ? {} : { templateVersion: template.version };
  const { properties } = template.body;
  const linked = {
    kind: template.body['kind'] ?? null,
    properties: {
      ...(isObject(properties) ? properties : {}),
      alertRuleTemplateName: template.id,
      ...link,
    },
  };
  const { value, body, left } = foundValue(firstType, linked, id, template.version);
  return {
    type: firstType,
    id,
    displayName: template.displayName,
    value,
    body,
    source: `template ${template.id}`,
    notes: [
      `Linked to the template ${template.id}${template.version === undefined ? '' : `, version ${template.version}`}.`,
      ...(left.length === 0 ? [] : [`The file has no place for ${left.join(', ')}.`]),
    ],
  };
};

/**
 * Makes rule files of templates of a workspace, linked to them by alertRuleTemplateName and version, and keeps the
 * templates for `picket upstream`. Rejects with a `usage` error for a template that is not there or not the only one.
 */
export const importTemplate = async (io: Io, request: ImportTemplateRequest): Promise<TransferReport> => {
  const { project, workspace: config, connection } = await openWorkspace(io, request);
  const { workspace } = connection;
  const shelf = await openShelf(project, io, request.out);
  if (shelf.unreadable.length > 0)
    return { command: 'import', workspace: config.name, transfers: [], diagnostics: shelf.unreadable };
  const templates = await listTemplates(workspace);
  const wanted = request.templates.map((name) => find(templates, name, config.name));
  const left: Transfer[] = [];
  const incoming: Incoming[] = [];
  for (const template of wanted) {
    const path = linkedFile(shelf, template);
    if (path === undefined) {
      const whole = await wholeTemplate(workspace, template);
      const rule = incomingOf(whole);
      incoming.push(rule);
      await keepBase(project.root, rule.id, { template: whole.id, version: whole.version, body: whole.body });
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
