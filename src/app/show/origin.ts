import { PicketError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { isArray, isObject, type JsonValue } from '../../core/json.ts';
import type { Origin } from '../../core/overlays/sourced.ts';
import { pointer, type JsonPointer } from '../../core/pointer.ts';
import { means } from '../../core/ref.ts';
import type { Listing } from '../../core/report.ts';
import { cut } from '../../core/text/cut.ts';
import { codeCell, escaped } from '../../report/text/markdown-text.ts';
import { oneLine } from '../../report/text/style.ts';
import type { RuleItem } from '../content/content.ts';
import { type Content } from '../content/content.ts';
import { type Project } from '../project.ts';
import { namedInContent, resolveRules } from '../rule-names.ts';
import { openContent, type WorkspaceRequest } from '../session.ts';

/** One value of an item as a workspace gets it, and where it is said. */
export type ShownOrigin = {
  /** Keys and indexes: `entityMappings.0.entityType`. */
  readonly key: string;
  readonly value: JsonValue;
  readonly path: string;
  readonly line: number;
  /** The group or workspace that says it; absent where the file does. */
  readonly layer?: string;
  readonly parameter?: string;
  /** The places that say parts of a text: values of parameters, and exclusions. */
  readonly parts?: readonly ShownPlace[];
};

/** A place in a file, and the group or workspace that says what stands there. */
type ShownPlace = { readonly path: string; readonly line: number; readonly layer?: string };

/** The leaves of a value: texts, numbers, and what is empty. */
const leavesOf = function* (
  value: JsonValue,
  at: JsonPointer,
  key: string,
): Iterable<{ at: JsonPointer; key: string; value: JsonValue }> {
  const entries: readonly (readonly [string | number, JsonValue])[] = isArray(value)
    ? [...value.entries()]
    : isObject(value)
      ? Object.entries(value)
      : [];
  if (entries.length === 0) yield { at, key, value };
  for (const [name, member] of entries)
    yield* leavesOf(member, at + pointer(name), key === '' ? String(name) : `${key}.${name}`);
};

const originIn = ({ document, made }: RuleItem, at: JsonPointer): Origin =>
  made === undefined
    ? { in: 'file', at }
    : document === made.document
      ? made.document.originOf(at)
      : { in: 'file', at };

/** Every value of an item with the place that says it. */
export const originsIn = (project: Pick<Project, 'document'>, item: RuleItem): readonly ShownOrigin[] =>
  [...leavesOf(item.raw, '', '')].map(({ at, key, value }) => {
    const origin = originIn(item, at);
    const file = item.made?.file.document ?? item.document;
    const placeOf = ({ in: where, at: place, layer }: Origin): ShownPlace => {
      const document = where === 'config' ? (project.document ?? file) : file;
      const { line } = document.range(document.locate(place)).start;
      return { path: document.path, line, ...(layer === undefined ? {} : { layer }) };
    };
    const within = new Map(
      (item.made?.document.originsWithin(at) ?? []).map((each) => [`${each.in} ${each.at}`, placeOf(each)] as const),
    );
    return {
      key,
      value,
      ...placeOf(origin),
      ...(origin.parameter === undefined ? {} : { parameter: origin.parameter }),
      ...(within.size === 0 ? {} : { parts: [...within.values()] }),
    };
  });

/** The one item of some content that a person named; `where` is whose content it is, where it is not all. Throws a `usage` error where none is, or several may be. */
export const itemNamed = (
  io: Io,
  content: Content,
  text: string,
  where: string | undefined,
): { readonly item: RuleItem; readonly said: readonly string[] } => {
  const unknown = (name: string): string =>
    `There is no rule \`${name}\`${where === undefined ? '' : ` for ${where}`} in git.`;
  const {
    ids: [id = ''],
    said,
  } = resolveRules(io, [text], namedInContent(content), { to: 'read', unknown });
  const item = content.items.find(({ type, raw }) => means(id, { type: type.name, id: type.summary(raw).id ?? '' }));
  if (item === undefined) throw new PicketError('usage', unknown(text), { code: 'unknown-rule' });
  return { item, said };
};

const placeText = ({ path, line, layer }: ShownPlace, also: readonly string[]): string => {
  const by = [...(layer === undefined ? [] : [layer]), ...also];
  return `${oneLine(path)}:${line}${by.length === 0 ? '' : ` (${oneLine(by.join(', '))})`}`;
};

const placesOf = ({ parameter, parts = [], ...place }: ShownOrigin): readonly string[] => {
  const named = parameter === undefined ? [] : [`parameter ${parameter}`];
  return [placeText(place, named), ...parts.map((part) => placeText(part, []))];
};

const pretty = (origins: readonly ShownOrigin[]): string => {
  const width = Math.max(0, ...origins.map(({ key }) => key.length));
  return origins
    .map((origin) => `${oneLine(origin.key).padEnd(width)}  ${short(origin.value)}  ← ${placesOf(origin).join(', ')}\n`)
    .join('');
};

const markdown = (title: string, origins: readonly ShownOrigin[]): string =>
  [
    `### ${escaped(title)}`,
    '',
    '| key | value | from |',
    '|---|---|---|',
    ...origins.map(
      (origin) =>
        `| ${codeCell(origin.key)} | ${escaped(cut(short(origin.value), 200))} | ${placesOf(origin).map(codeCell).join(', ')} |`,
    ),
    '',
  ].join('\n');

/** Where each value comes from, in each way to say it. */
const originListing = (
  origins: readonly ShownOrigin[],
  { rule, workspace }: { readonly rule: string; readonly workspace: string },
): Listing => {
  const title = `Origin of ${rule} in ${workspace}`;
  return {
    title,
    json: {
      version: 1,
      command: 'show',
      workspace,
      origins: origins.map(({ parts, ...origin }) => ({
        ...origin,
        ...(parts === undefined ? {} : { parts: parts.map((part) => ({ ...part })) }),
      })),
    },
    markdown: markdown(title, origins),
    pretty: () => pretty(origins),
  };
};

/** Where each value of a rule comes from as a workspace gets it. Asks no service. */
export const showOrigins = async (
  io: Io,
  request: WorkspaceRequest & { readonly rule: string },
): Promise<{ readonly listing: Listing; readonly workspace: string; readonly said: readonly string[] }> => {
  const { project, workspace, content } = await openContent(io, { ...request, queries: 'skip' });
  const { item, said } = itemNamed(io, content, request.rule, `the workspace ${workspace.name}`);
  const rule = item.type.summary(item.raw).name ?? item.document.path;
  const of = { rule, workspace: workspace.name };
  return { listing: originListing(originsIn(project, item), of), workspace: workspace.name, said };
};

/** A value on one line: of a longer text its first line. */
const short = (value: JsonValue): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const [first = '', ...rest] = text.trimEnd().split('\n');
  return oneLine(rest.length === 0 ? first : `${first} … (${rest.length + 1} lines)`);
};
