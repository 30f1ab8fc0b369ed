import type { ContentType } from '../../core/content-type.ts';
import type { RunContext } from '../../core/lint-rule.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { isObject } from '../../core/json.ts';
import { atOnce } from '../../core/lint.ts';
import { readDocument } from '../../core/text/read-document.ts';
import { checkSchema } from '../../core/schema/schema.ts';
import { applySuppressions, isSuppressible } from '../../core/text/suppress.ts';

/** The errors that a rule file would have by itself; its query is not looked at. */
const errorsIn = (type: ContentType, path: string, text: string, context: RunContext): readonly Diagnostic[] => {
  const { document, diagnostics } = readDocument(path, text);
  const raw = isObject(document.value) ? document.value : {};
  const found = [
    ...diagnostics,
    ...checkSchema(type.schema, document, type.foreign),
    ...atOnce(type.check([{ document, raw }], context)),
  ];
  return applySuppressions([document], found).filter(({ severity }) => severity === 'error');
};

/** The line, from 0, of the key that a finding is about: what stands below it may be a block of text. */
const keyLine = (lines: readonly string[], { range }: Diagnostic): number => {
  const from = Math.min(lines.length, range?.start.line ?? 1) - 1;
  return Math.max(
    0,
    lines.slice(0, from + 1).findLastIndex((line) => /^[^\s#]/.test(line)),
  );
};

/**
 * The text of a rule file with a comment above each key that says what Picket's checks refuse and the service runs:
 * what was read from a workspace can be deployed there. `before` is the text that the file had; its own errors stay.
 */
export const ignoringWhatRuns = (
  type: ContentType,
  path: string,
  text: string,
  context: RunContext,
  before?: string,
): string => {
  // Only YAML has comments for it.
  if (!/\.ya?ml$/i.test(path)) return text;
  const known = new Set(
    before === undefined ? [] : errorsIn(type, path, before, context).map(({ code, message }) => `${code} ${message}`),
  );
  const errors = errorsIn(type, path, text, context).filter(
    ({ code, message }) => isSuppressible(code) && !known.has(`${code} ${message}`),
  );
  if (errors.length === 0) return text;
  const lines = text.split('\n');
  const comments = new Map<number, Set<string>>();
  for (const error of errors) {
    const line = keyLine(lines, error);
    comments.set(line, (comments.get(line) ?? new Set()).add(error.code));
  }
  const ending = text.includes('\r\n') ? '\r' : '';
  return lines
    .flatMap((line, index) => {
      const codes = comments.get(index);
      if (codes === undefined) return [line];
      return [`# picket-ignore ${[...codes].join(', ')} -- the workspace runs it so${ending}`, line];
    })
    .join('\n');
};
