import { applyEdits } from './edit.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { readDocument } from './read-document.ts';
import type { SourceDocument } from './source.ts';
import type { TextEdit } from './span.ts';

/** A file with the repairs of findings made, and the findings that they answer. */
export type Fixed = { readonly text: string; readonly fixed: readonly Diagnostic[] };

/** Edits at one place compete even where both only insert: which comes first would be chance. */
const competes = (left: TextEdit, right: TextEdit): boolean =>
  left.span.start === right.span.start || (left.span.start < right.span.end && right.span.start < left.span.end);

const isSame = (left: TextEdit, right: TextEdit): boolean =>
  left.text === right.text && left.span.start === right.span.start && left.span.end === right.span.end;

const commentsOf = (document: SourceDocument): string => document.comments.map(({ text }) => text.trimEnd()).join('\n');

const errorsOf = (diagnostics: readonly Diagnostic[]): number =>
  diagnostics.filter(({ severity }) => severity === 'error').length;

/** Repairs one after the other: each counts only if the file still reads and has the same comments after it. */
const accepted = (document: SourceDocument, before: number, edits: readonly TextEdit[]): boolean => {
  const { document: after, diagnostics } = readDocument(document.path, applyEdits(document.text, edits));
  return errorsOf(diagnostics) <= before && commentsOf(after) === commentsOf(document);
};

/**
 * Makes the repairs that findings about one file bring along: of two that compete for a place the first in the file, and
 * none after which the file could not be read or a comment would be gone. What is left can be tried again on the result.
 */
export const applyFixes = (document: SourceDocument, diagnostics: readonly Diagnostic[]): Fixed => {
  const before = errorsOf(readDocument(document.path, document.text).diagnostics);
  const taken: TextEdit[] = [];
  const fixed: Diagnostic[] = [];
  for (const diagnostic of diagnostics) {
    const fix = diagnostic.path === document.path ? (diagnostic.fix ?? []) : [];
    const fresh = fix.filter((edit) => !taken.some((other) => isSame(edit, other)));
    if (fix.length === 0 || fresh.some((edit) => taken.some((other) => competes(edit, other)))) continue;
    if (fresh.length > 0 && !accepted(document, before, [...taken, ...fresh])) continue;
    taken.push(...fresh);
    fixed.push(diagnostic);
  }
  return { text: taken.length === 0 ? document.text : applyEdits(document.text, taken), fixed };
};
