import type { ContentType } from '../../core/content-type.ts';
import { readDocument } from '../../core/text/read-document.ts';
import { checkSchema } from '../../core/schema/schema.ts';

/** What YAML and schema object to in the text of a rule file, each with its hint in one line. */
export const errorsIn = (
  { schema, files, foreign }: ContentType,
  text: string,
  path: string,
  beside: ReadonlyMap<string, string> = new Map(),
): readonly string[] => {
  const { document, diagnostics } =
    files === undefined ? readDocument(path, text) : files.read(path, Buffer.from(text), beside);
  return [...diagnostics, ...checkSchema(schema, document, foreign)]
    .filter(({ severity }) => severity === 'error')
    .map(({ message, hint }) => (hint === undefined ? message : `${message} ${hint}`));
};
