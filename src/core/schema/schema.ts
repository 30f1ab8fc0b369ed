import type { ErrorObject } from 'ajv';
import { dialectDiagnostic, recogniseDialect, type ForeignForm } from './dialect.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { JsonObject } from '../json.ts';
import { valueAt } from '../pointer.ts';
import { placeOf, type SourceDocument } from '../text/source.ts';
import { keysOf, notes, severityAt } from './annotations.ts';
import { validatorFor } from './compile.ts';
import { explain } from './explain.ts';
import type { Context, Explanation } from './explanation.ts';

/** What is wrong at bottom comes first: a value of the wrong type is not also one that is not allowed. */
const order = ['forbidden-key', 'wrong-type', 'empty', 'not-allowed-value', 'unknown-value', 'pattern', 'bad-name'];

const rank = (explanation: Explanation): number => {
  const position = order.indexOf(explanation.code.slice('schema/'.length));
  return position < 0 ? order.length : position;
};

/** One problem, one diagnostic: of several violations at one place the most basic remains. */
const withoutEchoes = (explanations: readonly Explanation[]): readonly Explanation[] => {
  const meant = new Set(
    explanations.flatMap(({ code, means }) => (code === 'schema/unknown-key' && means !== undefined ? [means] : [])),
  );
  const best = new Map<string, Explanation>();
  for (const explanation of explanations) {
    const missing = explanation.code === 'schema/missing-key';
    if (missing && explanation.means !== undefined && meant.has(explanation.means)) continue;
    const place = missing ? `missing ${explanation.means ?? ''}` : explanation.at;
    const before = best.get(place);
    if (before === undefined || rank(explanation) < rank(before)) best.set(place, explanation);
  }
  return [...best.values()];
};

/** A variable of SentinelARConverter (`%%Name%%`, `%%Name:default%%`), which only its queries have. */
const variable = /%%[A-Za-z_]\w{0,63}(?::[^\n]*)?%%/;

/** What to do about a value that is wrong because a variable stands there; undefined for any other. */
const variableHint = ({ at, part }: Explanation, { document }: Context): string | undefined => {
  const value = part === 'key' ? undefined : valueAt(document.value, at);
  const [name] = (typeof value === 'string' ? variable.exec(value) : undefined) ?? [];
  return name === undefined
    ? undefined
    : `\`${name}\` is a variable of SentinelARConverter, which fills them into queries only. Write the value, or declare a parameter and write \`{param: NAME}\`; \`OverwriteProperties\` of its parameter file sets a field.`;
};

const place = (explanation: Explanation, { root, document }: Context, hint = explanation.hint): Diagnostic => ({
  code: explanation.code,
  severity: explanation.severity ?? severityAt(root, explanation.at),
  message: explanation.message,
  ...(hint !== undefined && { hint }),
  path: document.path,
  ...placeOf(document, explanation),
  ...(explanation.fix !== undefined && { fix: explanation.fix }),
});

const explainAll = (errors: readonly ErrorObject[], context: Context): readonly Diagnostic[] =>
  withoutEchoes(errors.flatMap((error) => explain(error, context) ?? [])).map((found) =>
    place(found, context, variableHint(found, context)),
  );

/**
 * Checks a document against a JSON Schema (draft-07, annotated as schema/annotations.ts says) and tells each violation
 * once, at the key or value concerned, with the nearest allowed name and a fix where exactly one repair is safe. A file
 * that is written for another tool gets one diagnostic, `schema/dialect`. An empty document gives nothing: reading it
 * has said so already.
 *
 * @param foreign files that the type of this one knows not to be its own.
 * @throws Error when the schema itself is wrong, which is a bug.
 */
export const checkSchema = (
  schema: JsonObject,
  document: SourceDocument,
  foreign?: ForeignForm,
): readonly Diagnostic[] => {
  if (document.value === undefined) return [];
  const validate = validatorFor(schema);
  if (validate(document.value)) return [];
  const context: Context = { root: schema, document };
  const names = [...keysOf(schema), ...notes(schema, 'x-picket-aliases').keys()];
  const dialect = recogniseDialect(document.value, names, foreign);
  if (dialect !== undefined) return [dialectDiagnostic(document, dialect)];
  return explainAll(validate.errors ?? [], context);
};
