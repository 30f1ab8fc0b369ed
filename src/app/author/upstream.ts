import { resolve } from 'node:path';
import type { ContentType } from '../../core/content-type.ts';
import type { InstalledTemplate, TemplateLink } from '../../core/file-form.ts';
import { PicketError } from '../../core/errors.ts';
import type { RunContext } from '../../core/lint-rule.ts';
import type { Io } from '../../core/io.ts';
import { equalJson, objectOf, type JsonObject } from '../../core/json.ts';
import type { Workspace } from '../../core/ports.ts';
import { means, type Ref } from '../../core/ref.ts';
import { readDocument } from '../../core/text/read-document.ts';
import { without } from '../../core/engine/live-state.ts';
import { inSeries } from '../../core/text/phrase.ts';
import { transfer, type Transfer, type TransferReport } from '../../core/transfer.ts';
import { isNewer } from '../../importers/arm/content-template.ts';
import { writeAtomically } from '../../files/disk.ts';
import type { RuleItem } from '../content/content.ts';
import { openSession, type WorkspaceRequest } from '../session.ts';
import type { Project } from '../project.ts';
import { writtenId } from '../file-ids.ts';
import { namedInContent, resolveRules } from '../rule-names.ts';
import { writeBeside } from './rule-files.ts';
import {
  followingTypes,
  keepBase,
  listTemplates,
  readBase,
  templateKey,
  wholeTemplate,
  type FollowingType,
  type UpstreamBase,
} from './templates.ts';

export type UpstreamRequest = WorkspaceRequest & {
  /** Rules to look at, as they were typed; empty for all that are linked to a template. */
  readonly rules: readonly string[];
  /** `show` writes nothing. */
  readonly mode: 'show' | 'apply';
  /** Whose value a field gets that both sides changed; undefined leaves it and the version as they are. */
  readonly conflicts: 'ours' | 'theirs' | undefined;
};

type Sides = { readonly taken: readonly string[]; readonly conflicts: readonly string[] };

const propertiesOf = ({ properties }: JsonObject): JsonObject => objectOf(properties);

/** Field by field: what only the template changed is taken, what both changed differently is a conflict. */
const sidesOf = (own: readonly string[], base: JsonObject | undefined, ours: JsonObject, theirs: JsonObject): Sides => {
  const names = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])].filter(
    (name) => !own.includes(name) && !equalJson(ours[name], theirs[name]),
  );
  if (base === undefined) return { taken: [], conflicts: names };
  const moved = names.filter((name) => !equalJson(base[name], theirs[name]));
  const untouched = (name: string): boolean => equalJson(base[name], ours[name]);
  return { taken: moved.filter(untouched), conflicts: moved.filter((name) => !untouched(name)) };
};

type Look = {
  readonly io: Io;
  readonly project: Project;
  readonly context: RunContext;
  readonly request: UpstreamRequest;
};

/** A file with the template that it follows. */
type Follower = {
  readonly item: RuleItem;
  readonly type: FollowingType;
  readonly ref: Ref;
  readonly name: string;
  readonly link: TemplateLink;
};

/** The files that follow templates, of those that are meant. */
const followersIn = (items: readonly RuleItem[], wanted: readonly string[]): readonly Follower[] =>
  items.flatMap((item) => {
    const type = followingTypes.find(({ name }) => name === item.type.name);
    const link = type?.upstream.linkOf(item.raw);
    if (type === undefined || link === undefined) return [];
    const { id = '', name = id } = type.summary(item.raw);
    const ref = { type: type.name, id };
    return wanted.length === 0 || wanted.some((text) => means(text, ref)) ? [{ item, type, ref, name, link }] : [];
  });

/** The properties of the canonical body, without what Picket does not know. */
const canonical = (type: FollowingType, body: JsonObject, context: RunContext): JsonObject => {
  const { unknownProperties } = type.managed(context).canonical;
  return propertiesOf(type.normalize(without(body, unknownProperties(body)), context));
};

const examine = async (
  { item, type, ref, name, link }: Follower,
  template: InstalledTemplate,
  base: UpstreamBase | undefined,
  { io, project, context, request }: Look,
): Promise<Transfer> => {
  const { document } = item;
  const entry = { id: ref.id, name, path: document.path };
  const said = type.complete(item.raw)?.render(context).body;
  if (said === undefined) return transfer({ ...entry, action: 'refused', notes: ['The file has errors.'] });
  const body = type.normalize(said, context);
  const ours = propertiesOf(body);
  const theirs = canonical(type, template.body, context);
  const usable = base !== undefined && base.id.toLowerCase() === template.id.toLowerCase() ? base : undefined;
  const { taken, conflicts } = sidesOf(
    type.upstream.own,
    usable === undefined ? undefined : canonical(type, usable.body, context),
    ours,
    theirs,
  );
  const notes = [
    `Template ${template.version ?? 'without a version'}, the file follows ${link.version ?? 'none'}.`,
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
    ...body,
    properties: { ...ours, ...Object.fromEntries(wanted.map((name) => [name, theirs[name] ?? null])) },
  };
  const merged = type.file.merge(document, target, type.contextOf(context), wanted);
  const refused = merged?.refused ?? [];
  const settled = open.length === 0 && refused.length === 0;
  const brought = merged === undefined ? document : readDocument(document.path, merged.text).document;
  const text =
    settled && template.version !== undefined ? type.upstream.follow(brought, template.version) : brought.text;
  const path = resolve(io.cwd, document.path);
  if (text !== document.text) await writeAtomically(path, text);
  await writeBeside(path, merged?.beside);
  if (settled) await keepBase(project.root, ref, template);
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

const examineAll = async (
  followers: readonly Follower[],
  named: readonly string[],
  workspace: Workspace,
  look: Look,
): Promise<readonly Transfer[]> => {
  const templates = new Map(
    (await listTemplates(workspace)).map((template) => [templateKey(template.type, template.id), template]),
  );
  const results: Transfer[] = [];
  for (const follower of followers) {
    if (look.io.signals.stop.aborted) break;
    const { item, type, ref, name, link } = follower;
    const template = templates.get(templateKey(type, link.template));
    const entry = { id: ref.id, name, path: item.document.path };
    if (template === undefined) {
      // Whatever has an id would be linked, templates or not: nothing is missing where nobody named it.
      if (link.isImplied !== true || named.length > 0)
        results.push(
          transfer({ ...entry, action: 'left', notes: [`The workspace has no template ${link.template}.`] }),
        );
    } else if (template.version === undefined || !isNewer(template.version, link.version))
      results.push(transfer({ ...entry, action: 'unchanged' }));
    else {
      const whole = await wholeTemplate(workspace, template);
      results.push(await examine(follower, whole, await readBase(look.project.root, ref), look));
    }
  }
  return results;
};

/** Why there is nothing to follow, where the run is about types whose files have no place for a template. */
const refuseOthers = ({ only }: Project): void => {
  if (only === undefined || only.some(({ upstream }) => upstream !== undefined)) return;
  throw new PicketError('usage', `Files of ${inSeries(only.map(({ words }) => words.many))} follow no templates.`, {
    code: 'no-templates',
    hint: `They have no place for the template that they were made from and its version; those of ${inSeries(followingTypes.map(({ words }) => words.many))} have.`,
  });
};

const unlinked = (type: ContentType | undefined): string =>
  type?.upstream === undefined
    ? `Files of ${type?.words.many ?? 'its type'} follow no templates.`
    : `Its file is not linked to a template (${type.upstream.key}).`;

/**
 * Compares the files that follow a template with a newer version of it: the template that the file was made from, the
 * file, and the new template. With mode `apply` what only the template changed is written into the files.
 */
export const upstream = async (io: Io, request: UpstreamRequest): Promise<TransferReport> => {
  const session = await openSession(io, { ...request, queries: 'skip' });
  const { project, workspace, content, connection, context } = session;
  refuseOthers(project);
  const { ids, said } = resolveRules(io, request.rules, namedInContent(content), {
    to: request.mode === 'apply' ? 'write' : 'read',
    unknown: (text) => `No rule file for the workspace ${workspace.name} is \`${text}\`.`,
  });
  const followers = followersIn(content.items, ids);
  const transfers = await examineAll(followers, ids, connection.workspace, { io, project, context, request });
  const left = ids
    .filter((text) => !followers.some(({ ref }) => means(text, ref)))
    .map((text) => {
      const { type } =
        content.items.find((item) => means(text, { type: item.type.name, id: writtenId(item) ?? '' })) ?? {};
      return transfer({ action: 'left', id: text, name: '', notes: [unlinked(type)] });
    });
  return {
    command: 'upstream',
    workspace: workspace.name,
    notes: said,
    transfers: [...transfers, ...left],
    diagnostics: [],
  };
};
