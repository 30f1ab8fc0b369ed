import { analyticsRule } from '../content/analytics-rule/index.ts';
import { readDocument } from '../core/read-document.ts';
import { checkSchema } from '../core/schema.ts';

/** What YAML and schema object to in the text of a rule file, each with its hint in one line. */
export const errorsIn = (text: string, path: string): readonly string[] => {
  const { document, diagnostics } = readDocument(path, text);
  return [...diagnostics, ...checkSchema(analyticsRule.schema, document)]
    .filter(({ severity }) => severity === 'error')
    .map(({ message, hint }) => (hint === undefined ? message : `${message} ${hint}`));
};
