import { runsAs, type Invalid } from '../../core/engine/compare.ts';
import type { ContentType } from '../../core/content-type.ts';
import type { RunContext } from '../../core/lint-rule.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { withValue } from '../../core/engine/live-state.ts';
import type { TypeOf } from '../../core/engine/managed-type.ts';
import type { Ref } from '../../core/ref.ts';
import type { LiveResource } from '../../core/resource.ts';
import type { Content } from './content.ts';
import { writtenId } from '../file-ids.ts';

/** The files that have errors. */
export const invalidFiles = ({ diagnostics }: Pick<Content, 'diagnostics'>): readonly string[] => [
  ...new Set(diagnostics.flatMap(({ severity, path }) => (severity === 'error' ? [path] : []))),
];

/** Whose files of a type have errors, as far as their ids can be read; undefined where all are valid. */
export const invalidOf = (content: Content, type: ContentType): Invalid | undefined => {
  const others = new Set(content.items.filter((item) => item.type !== type).map(({ document }) => document.path));
  // A file that nobody could read at all may be of any type.
  const files = invalidFiles(content).filter((path) => !others.has(path));
  if (files.length === 0) return undefined;
  const byPath = new Map(content.items.map((item) => [item.document.path, writtenId(item)]));
  const ids = new Map<string, string>();
  const unread: string[] = [];
  for (const path of files) {
    const id = byPath.get(path);
    if (id !== undefined) ids.set(id.toLowerCase(), path);
    else unread.push(path);
  }
  return { ids, unread };
};

const isQueryFinding = ({ code }: Diagnostic): boolean => code.startsWith('kql/');

/**
 * The content with the findings about queries as warnings where the workspace runs the very rule that the file says,
 * or that rule switched off as picket.yaml wants it (`isOff`): what runs was taken once, whatever the engine says of it
 * here.
 */
export const asItRuns = (
  content: Content,
  live: readonly LiveResource[],
  {
    typeOf,
    context,
    isOff,
  }: { readonly typeOf: TypeOf; readonly context: RunContext; readonly isOff: (ref: Ref) => boolean },
): Content => {
  const errors = content.diagnostics.filter(({ severity }) => severity === 'error');
  const other = new Set(errors.filter((error) => !isQueryFinding(error)).map(({ path }) => path));
  const candidates = new Set(errors.map(({ path }) => path).filter((path) => !other.has(path)));
  if (candidates.size === 0) return content;
  const keyOf = (collection: string, name: string): string => `${collection}/${name.toLowerCase()}`;
  const running = new Map(live.map((rule) => [keyOf(rule.type, rule.name), rule]));
  const settled = content.items.flatMap((item) => {
    const rule = candidates.has(item.document.path) ? item.type.complete(item.raw) : undefined;
    const there = rule === undefined ? undefined : running.get(keyOf(item.type.resource.collection, rule.id));
    if (rule === undefined || there === undefined) return [];
    const wanted = rule.render(context);
    const { body } = wanted;
    const { canonical } = typeOf(item.type.name);
    const { enabled } = canonical;
    const bodies =
      isOff({ type: item.type.name, id: rule.id }) && enabled !== undefined
        ? [body, withValue(body, enabled, false)]
        : [body];
    return bodies.some((each) => runsAs({ ...wanted, body: each }, there, canonical)) ? [{ rule, item }] : [];
  });
  const paths = new Set(settled.map(({ item }) => item.document.path));
  return {
    ...content,
    rules: [...content.rules, ...settled],
    diagnostics: content.diagnostics.map((diagnostic) =>
      diagnostic.severity === 'error' && paths.has(diagnostic.path)
        ? { ...diagnostic, severity: 'warning' as const }
        : diagnostic,
    ),
  };
};
