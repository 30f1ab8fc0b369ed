import type { Severity } from '../../core/diagnostic.ts';
import type { Range, TextEdit } from '../../core/text/span.ts';

type Foldable = {
  readonly code: string;
  readonly severity: Severity;
  readonly path?: string;
  readonly range?: Range;
  readonly fix?: readonly TextEdit[];
};

/** A finding that is shown, with those of its code in its file that are only counted. */
export type Folded<T> = { readonly finding: T; readonly more: readonly T[] };

/** Each names something else of the configuration, which is one file. */
const isOfConfiguration = (code: string): boolean => code.startsWith('config/');

/**
 * One entry for each code and file, where the first one stood. Errors are never folded, nor is what is in no file or
 * about the configuration.
 */
export const folded = <T extends Foldable>(findings: readonly T[]): readonly Folded<T>[] => {
  const groups = new Map<string, { readonly finding: T; readonly more: T[] }>();
  for (const [index, finding] of findings.entries()) {
    const { code, severity, path } = finding;
    const isAlone = severity === 'error' || path === undefined || isOfConfiguration(code);
    const key = isAlone ? String(index) : `${severity} ${code} ${path}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { finding, more: [] });
    else group.more.push(finding);
  }
  return [...groups.values()];
};

const mostLines = 8;

/** `3 more in this file, at lines 12, 18 and 20`; empty where there are none. */
export const moreOf = ({ more }: Folded<Foldable>): string => {
  if (more.length === 0) return '';
  const lines = [...new Set(more.flatMap(({ range }) => (range === undefined ? [] : [range.start.line])))];
  const shown = lines.slice(0, mostLines).join(', ');
  const places = lines.length === 0 ? '' : `, at line${lines.length === 1 ? '' : 's'} ${shown}`;
  return `${more.length} more in this file${places}${lines.length > mostLines ? ', …' : ''}`;
};

/** Whether `picket validate --fix` repairs one of them. */
export const isRepaired = ({ finding, more }: Folded<Foldable>): boolean =>
  [finding, ...more].some(({ fix }) => fix !== undefined && fix.length > 0);
