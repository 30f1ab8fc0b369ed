import type { FieldChange } from '../../core/engine/change.ts';
import { diff, fieldName } from '../../core/engine/diff.ts';
import { PicketError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Listing } from '../../core/report.ts';
import { refKey, type Ref } from '../../core/ref.ts';
import { version } from '../../version.ts';
import { isText, sidesText } from '../../report/plan/plan-text.ts';
import { diffText, prettyDiff } from '../../report/plan/query-diff.ts';
import { codeBlock, codeSpan, escaped } from '../../report/text/markdown-text.ts';
import { oneLine, styleOf, type Look } from '../../report/text/style.ts';
import { distinct } from '../check/tests/test-files.ts';
import { sourceOf, type Reported } from '../check/validate.ts';
import { loadContent, type Content } from '../content/content.ts';
import { lintContext } from '../lint-context.ts';
import { chooseWorkspace, openProject, type ConfigChoice } from '../project.ts';
import { itemNamed } from './origin.ts';

export type DiffRequest = {
  readonly config: ConfigChoice;
  /** Names in picket.yaml. */
  readonly workspaces: readonly [string, string];
  /** A rule as it was typed; undefined for everything. */
  readonly rule: string | undefined;
};

/** What one piece of content is in two workspaces; `fields` are empty where only one has it whole. */
export type Differing = Ref & {
  readonly name: string;
  /** The workspace that alone is to have it. */
  readonly only?: string;
  /** The workspace for which it has errors, so that there is nothing to compare. */
  readonly invalid?: string;
  readonly fields: readonly FieldChange[];
};

type Side = {
  readonly bodies: ReadonlyMap<
    string,
    Ref & { readonly name: string; readonly path: string; readonly body: JsonObject }
  >;
  /** The files that have errors there. */
  readonly invalid: ReadonlySet<string>;
};

/** The bodies that a workspace is to have, as they compare, by what they are. Ids differ where files have some of their own. */
const sideOf = (content: Content, context: ReturnType<typeof lintContext>): Side => {
  const sound = new Set(content.rules.map(({ item }) => item.document.path));
  return {
    bodies: new Map(
      content.rules.map(({ rule, item }) => {
        const { type, raw, document } = item;
        const ref = { type: type.name, id: type.summary(raw).id ?? rule.id };
        const { body } = rule.render(context);
        const value = { name: rule.name ?? rule.id, path: document.path, body: type.normalize(body, context) };
        return [`${refKey(ref)} ${document.path}`, { ...ref, ...value }] as const;
      }),
    ),
    invalid: new Set(content.items.map(({ document }) => document.path).filter((path) => !sound.has(path))),
  };
};

const differences = (names: readonly [string, string], before: Side, after: Side): readonly Differing[] =>
  [...new Set([...before.bodies.keys(), ...after.bodies.keys()])].flatMap((key): readonly Differing[] => {
    const [left, right] = [before.bodies.get(key), after.bodies.get(key)];
    const there = left ?? right;
    if (there === undefined) return [];
    const { type, id, name, path } = there;
    if (left === undefined || right === undefined) {
      const [owner, other] = left === undefined ? [names[1], names[0]] : names;
      const isInvalid = (left === undefined ? before : after).invalid.has(path);
      return [{ type, id, name, ...(isInvalid ? { invalid: other } : { only: owner }), fields: [] }];
    }
    const fields = diff(left.body, right.body);
    return fields.length === 0 ? [] : [{ type, id, name, fields }];
  });

/** What is said of content that only one workspace has whole; undefined where both have it. */
const oneSided = (
  { only, invalid }: Pick<Differing, 'only' | 'invalid'>,
  shown: (name: string) => string,
): string | undefined => {
  if (invalid !== undefined) return `not compared: it has errors in ${shown(invalid)}, which picket validate shows`;
  return only === undefined ? undefined : `in ${shown(only)} only`;
};

/** Characters of a value on one line: what differs shows. */
const longest = 60;

const pretty = (names: readonly [string, string], found: readonly Differing[], look: Look): string => {
  const style = styleOf(look);
  const { bold, dim } = style;
  const said = found.flatMap(({ name, id, fields, ...rest }) => [
    `${bold(oneLine(name))}  ${dim(oneLine(id))}`,
    ...[oneSided(rest, oneLine)].flatMap((words) => (words === undefined ? [] : [`  ${words}`])),
    ...fields.flatMap((field) => {
      const place = oneLine(fieldName(field.at));
      if (isText(field)) return [`  ${place}:`, ...prettyDiff(field.before, field.after, style)];
      const [before, after] = sidesText(field, longest);
      return [`  ${place}: ${oneLine(before)} → ${oneLine(after)}`];
    }),
  ]);
  const head = `${oneLine(names[0])} → ${oneLine(names[1])}: ${found.length === 0 ? 'no difference' : `${found.length} of the content differ${found.length === 1 ? 's' : ''}`}`;
  return [head, ...said, ''].join('\n');
};

const listingOf = (names: readonly [string, string], found: readonly Differing[]): Listing => {
  const title = `Content of ${names[0]} and ${names[1]}`;
  const rows = found.map(({ type, id, name, only, invalid, fields }) => ({
    type,
    id,
    name,
    ...(only === undefined ? {} : { only }),
    ...(invalid === undefined ? {} : { invalid }),
    fields: fields.map(({ at, before, after }) => ({
      at,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    })),
  }));
  return {
    title,
    pretty: (look) => pretty(names, found, look),
    json: { version: 1, workspaces: [...names], items: rows },
    markdown: [
      `## ${escaped(title)}`,
      '',
      ...found.map(({ name, fields, ...rest }) =>
        [
          [`- ${escaped(name)}`, oneSided(rest, escaped) ?? []].flat().join(': '),
          ...fields.map((field) => {
            const place = codeSpan(fieldName(field.at));
            if (!isText(field)) return `  - ${place}: ${sidesText(field, longest).map(codeSpan).join(' → ')}`;
            const block = codeBlock(diffText(field.before, field.after), 'diff').replaceAll(/^/gm, '    ');
            return `  - ${place}:\n\n${block}\n`;
          }),
        ].join('\n'),
      ),
      ...(found.length === 0 ? ['No difference.'] : []),
      '',
    ].join('\n'),
  };
};

/** What is otherwise in one workspace than in another, of what git means for them. Asks no service. */
export const listDifferences = async (io: Io, request: DiffRequest): Promise<Reported> => {
  const project = await openProject(io, request.config);
  const [one, other] = request.workspaces.map((name) => chooseWorkspace(project, io, name));
  if (one === undefined || other === undefined)
    throw new PicketError('usage', 'Two workspaces are compared.', { code: 'two-workspaces' });
  const load = (workspace: typeof one): Promise<Content> =>
    loadContent(project, io, lintContext(io, workspace), {
      paths: [],
      workspace,
      queries: 'skip',
      missingFolders: 'empty',
    });
  const [before, after] = [await load(one), await load(other)];
  const wanted =
    request.rule === undefined ? undefined : pathNamed(io, [before, after], request.rule, request.workspaces);
  const context = lintContext(io);
  const wantedOf = (content: Content): Side =>
    sideOf(
      {
        ...content,
        rules: content.rules.filter(({ item }) => wanted === undefined || item.document.path === wanted),
      },
      context,
    );
  const diagnostics = [...before.diagnostics, ...after.diagnostics].filter(({ severity }) => severity === 'error');
  const sources = new Map([...before.sources, ...after.sources]);
  return {
    report: {
      command: 'diff',
      version,
      diagnostics: distinct(diagnostics),
      files: before.files,
      listing: listingOf(request.workspaces, differences(request.workspaces, wantedOf(before), wantedOf(after))),
    },
    source: sourceOf({ sources }),
  };
};

/** The file of the rule that was named, in whichever of the two. */
const pathNamed = (
  io: Io,
  contents: readonly [Content, Content],
  rule: string,
  names: readonly [string, string],
): string => {
  const items = new Map(contents.flatMap(({ items: each }) => each.map((item) => [item.document.path, item] as const)));
  return itemNamed(io, { ...contents[0], items: [...items.values()] }, rule, names.join(' and ')).item.document.path;
};
