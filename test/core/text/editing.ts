import { applyEdits, type Edits } from '../../../src/core/text/edit.ts';
import type { SourceDocument } from '../../../src/core/text/source.ts';
import { read } from './reading.ts';

export const document = (text: string): SourceDocument => read(text).document;

/** The text after an edit that there must be. */
export const edited = (text: string, edit: (source: SourceDocument) => Edits): string => {
  const edits = edit(document(text));
  if (edits === undefined) throw new Error('There is no edit.');
  return applyEdits(text, edits);
};
