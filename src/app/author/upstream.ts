import { resolve } from 'node:path';
import { localProperties } from '../../content/analytics-rule/fields.ts';
import { analyticsRule } from '../../content/analytics-rule/index.ts';
import { firstType } from '../../content/index.ts';
import { bodyOf, mergeLive, raiseVersion } from '../../content/analytics-rule/merge-live.ts';
import { linkOf } from '../../content/analytics-rule/template-link.ts';
import { isNewer, type RuleTemplate } from '../../importers/arm/rule-template.ts';
import type { LintContext } from '../../core/content-type.ts';
import type { Io } from '../../core/io.ts';
import { equalJson, isObject, type JsonObject } from '../../core/json.ts';
import type { Workspace } from '../../core/ports.ts';
import { readDocument } from '../../core/text/read-document.ts';
import { rewrite } from '../../core/text/rewrite.ts';
import { without } from '../../core/engine/live-state.ts';
import { transfer, type Transfer, type TransferReport } from '../../core/transfer.ts';
import { unknownProperties } from '../../content/analytics-rule/normalize.ts';
import { writeAtomically } from '../../files/disk.ts';
import { type RuleItem } from '../content/content.ts';
import { openSession, type WorkspaceRequest } from '../session.ts';
import { type Project } from '../project.ts';
import { namedInContent, resolveRules } from '../rule-names.ts';
import { keepBase, readBase, type UpstreamBase, listTemplates, wholeTemplate } from './upstream-base.ts';

export type UpstreamRequest = WorkspaceRequest & {
  /** Rules to look at, as they were typed; empty for all that are linked to a template. */
  readonly rules: readonly string[];
  /** `show` writes nothing. */
  readonly mode: 'show' | 'apply';
  /** Whose value a field gets that both sides changed; undefined leaves it and the version as they are. */
  readonly conflicts: 'ours' | 'theirs' | undefined;
};

/** What a template says nothing about, or says for itself. */
const own = new Set(localProperties);

type Sides = { readonly taken: readonly string[]; readonly conflicts: readonly string[] };

const propertiesOf = (body: JsonObject): JsonObject => (isObject(body['properties']) ? body['properties'] : {});

/** Field by field: what only the template changed is taken, what both changed differently is a conflict. */
const sidesOf = (base: JsonObject | undefined, ours: JsonObject, theirs: JsonObject): Sides => {
  const names = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])].filter(
    (name) => !own.has(name) && !equalJson(ours[name], theirs[name]),
  );
  if (base === undefined) return { taken: [], conflicts: names };
  const moved = names.filter((name) => !equalJson(base[name], theirs[name]));
  const untouched = (name: string): boolean => equalJson(base[name], ours[name]);
  return { taken: moved.filter(untouched), conflicts: moved.filter((name) => !untouched(name)) };
};

type Look = {
  readonly io: Io;
  readonly project: Project;
  readonly context: LintContext;
  readonly request: UpstreamRequest;
};

const versionOf = ({ raw }: RuleItem): string | undefined => linkOf(raw)?.version;

const namedOf = ({ type, raw }: RuleItem): { readonly id: string; readonly name: string } => {
  const { id = '', name = id } = type.summary(raw);
  return { id, name };
};

/** The new version of the template: in its own key and the rule's version raised, or in the rule's version. */
const withVersion = (path: string, text: string, version: string | undefined): string => {
  if (version === undefined) return text;
  const file = rewrite(readDocument(path, text).document);
  if (typeof file.at('/templateVersion') !== 'string') {
    file.set('/version', version, 'name');
    return file.document().text;
  }
  file.set('/templateVersion', version);
  const { document } = readDocument(path, file.document().text);
  return raiseVersion(document)?.text ?? document.text;
};

const canonical = (body: JsonObject, context: LintContext): JsonObject =>
  propertiesOf(analyticsRule.normalize(without(body, unknownProperties(body)), context));

const examine = async (
  item: RuleItem,
  template: RuleTemplate & { readonly body: JsonObject },
  base: UpstreamBase | undefined,
  { io, project, context, request }: Look,
): Promise<Transfer> => {
  const { document } = item;
  const { id, name } = namedOf(item);
  const entry = { id, name, path: document.path };
  const body = bodyOf(document, context);
  if (body === undefined) return transfer({ ...entry, action: 'refused', notes: ['The file has errors.'] });
  const ours = propertiesOf(body);
  const theirs = canonical(template.body, context);
  const usable = base !== undefined && base.template.toLowerCase() === template.id.toLowerCase() ? base : undefined;
  const { taken, conflicts } = sidesOf(
    usable === undefined ? undefined : canonical(usable.body, context),
    ours,
    theirs,
  );
  const notes = [
    `Template ${template.version ?? 'without a version'}, the file follows ${versionOf(item) ?? 'none'}.`,
    ...(usable === undefined
      ? ['The template that it was made from is not known here, so nobody can tell which side changed a field.']
      : []),
  ];
  const open = request.conflicts === undefined ? conflicts : [];
  const listed = open.map((field) => ({ field, theirs: theirs[field], ours: ours[field] }));
  const wanted = request.conflicts === 'theirs' ? [...taken, ...conflicts] : taken;
  if (request.mode === 'show')
    return transfer({
      ...entry,
      action: listed.length > 0 ? 'conflict' : 'found',
      fields: wanted,
      conflicts: listed,
      notes,
    });
  const target = {
    kind: body['kind'] ?? null,
    properties: { ...ours, ...Object.fromEntries(wanted.map((name) => [name, theirs[name] ?? null])) },
  };
  const merged = mergeLive(document, target, context, wanted);
  const refused = merged?.refused ?? [];
  const settled = open.length === 0 && refused.length === 0;
  const text = settled
    ? withVersion(document.path, merged?.text ?? document.text, template.version)
    : (merged?.text ?? document.text);
  if (text !== document.text) await writeAtomically(resolve(io.cwd, document.path), text);
  if (settled)
    await keepBase(project.root, id, { template: template.id, version: template.version, body: template.body });
  return transfer({
    ...entry,
    action: listed.length > 0 ? 'conflict' : refused.length > 0 ? 'incomplete' : 'updated',
    fields: merged?.written ?? [],
    conflicts: listed,
    notes: [
      ...notes,
      ...refused.map(({ property, reason }) => `${property} was not written: ${reason}.`),
      ...(settled
        ? []
        : [
            'Its template version was not raised, because something is left to be settled: --conflicts ours keeps what git has, --conflicts theirs takes what the template has.',
          ]),
    ],
  });
};

const isWanted = (item: RuleItem, ids: readonly string[]): boolean =>
  linkOf(item.raw) !== undefined &&
  (ids.length === 0 || ids.some((id) => id.toLowerCase() === namedOf(item).id.toLowerCase()));

const examineAll = async (
  items: readonly RuleItem[],
  workspace: Workspace,
  look: Look,
): Promise<readonly Transfer[]> => {
  const templates = new Map((await listTemplates(workspace)).map((template) => [template.id.toLowerCase(), template]));
  const results: Transfer[] = [];
  for (const item of items) {
    if (look.io.signals.stop.aborted) break;
    const { id, name } = namedOf(item);
    const link = linkOf(item.raw)?.template ?? '';
    const template = templates.get(link.toLowerCase());
    const entry = { id, name, path: item.document.path };
    if (template === undefined)
      results.push(transfer({ ...entry, action: 'left', notes: [`The workspace has no template ${link}.`] }));
    else if (template.version === undefined || !isNewer(template.version, versionOf(item)))
      results.push(transfer({ ...entry, action: 'unchanged' }));
    else {
      const whole = await wholeTemplate(workspace, template);
      results.push(await examine(item, whole, await readBase(look.project.root, id), look));
    }
  }
  return results;
};

/**
 * Compares the rules that are linked to a template with a newer version of it: the template that the rule was made from,
 * the file, and the new template. With mode `apply` what only the template changed is written into the files.
 */
export const upstream = async (io: Io, request: UpstreamRequest): Promise<TransferReport> => {
  const session = await openSession(io, { ...request, queries: 'skip' });
  const { project, workspace, content, connection } = session;
  const context = firstType.contextOf(session.context);
  const { ids, said } = resolveRules(io, request.rules, namedInContent(content), {
    to: request.mode === 'apply' ? 'write' : 'read',
    unknown: (text) => `No rule file for the workspace ${workspace.name} is \`${text}\`.`,
  });
  const items = content.items.filter((item) => isWanted(item, ids));
  const transfers = await examineAll(items, connection.workspace, { io, project, context, request });
  const known = new Set(items.map((item) => namedOf(item).id.toLowerCase()));
  const unlinked = ids
    .filter((id) => !known.has(id.toLowerCase()))
    .map((id) =>
      transfer({
        action: 'left',
        id,
        name: '',
        notes: ['Its file is not linked to a template (alertRuleTemplateName).'],
      }),
    );
  return {
    command: 'upstream',
    workspace: workspace.name,
    notes: said,
    transfers: [...transfers, ...unlinked],
    diagnostics: [],
  };
};
