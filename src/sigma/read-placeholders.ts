import type { Diagnostic } from '../core/diagnostic.ts';
import { isArray, isObject, type JsonValue } from '../core/json.ts';
import { pointer } from '../core/pointer.ts';
import type { SourceDocument } from '../core/text/source.ts';
import type { PlaceholderValues } from './placeholders.ts';

const textIn = (value: JsonValue): string | undefined =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;

/**
 * The values of placeholders from a user's file: a mapping from name (without percent signs) to a value or a list of
 * values. Values are Sigma strings: `*` and `?` are wildcards.
 */
export const readPlaceholders = (
  document: SourceDocument,
): { readonly placeholders: PlaceholderValues; readonly diagnostics: readonly Diagnostic[] } => {
  const diagnostics: Diagnostic[] = [];
  const refuse = (at: string, message: string): void => {
    diagnostics.push({
      code: 'sigma/placeholders',
      severity: 'error',
      message,
      path: document.path,
      range: document.range(document.locate(at)),
    });
  };
  const { value } = document;
  if (value !== undefined && !isObject(value))
    refuse('', 'The file of placeholders has to be a mapping from names to values.');
  const entries = Object.entries(isObject(value) ? value : {}).map(([name, member]) => {
    const items = isArray(member) ? member : [member];
    const texts = items.flatMap((item, index) => {
      const text = textIn(item);
      if (text === undefined)
        refuse(
          isArray(member) ? pointer(name, index) : pointer(name),
          `A value of the placeholder \`${name}\` has to be a text or a number.`,
        );
      return text ?? [];
    });
    return [name, texts] as const;
  });
  return { placeholders: Object.fromEntries(entries), diagnostics };
};
