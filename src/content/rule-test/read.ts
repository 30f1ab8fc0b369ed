import schema from '../../../schemas/rule-test.schema.json' with { type: 'json' };
import type { Diagnostic } from '../../core/diagnostic.ts';
import { isArray, isObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import { pointer } from '../../core/pointer.ts';
import { readDocument } from '../../core/text/read-document.ts';
import { checkSchema } from '../../core/schema/schema.ts';
import { rangeOf, type SourceDocument } from '../../core/text/source.ts';
import type { RuleTest, TestFinding } from './model.ts';
import { resolveTest } from './resolve.ts';

/** A test file: its document, its cases where it is valid, and what is wrong with it. */
export type TestFile = {
  readonly document: SourceDocument;
  readonly test: RuleTest | undefined;
  readonly diagnostics: readonly Diagnostic[];
};

/** The JSON Schema of a test file. */
export const testSchema: JsonObject = schema;

/** A finding of a test file at its place. */
export const testDiagnostic = (document: SourceDocument, finding: TestFinding): Diagnostic => ({
  code: finding.code,
  severity: 'error',
  message: finding.message,
  ...(finding.hint === undefined ? {} : { hint: finding.hint }),
  path: document.path,
  range: rangeOf(document, finding),
});

/** Reads a test file and checks it against its schema; a file with an error has no cases. */
export const readTest = (path: string, bytes: Uint8Array | string): TestFile => {
  const read = readDocument(path, bytes);
  const { document } = read;
  const diagnostics = read.diagnostics.length > 0 ? read.diagnostics : checkSchema(testSchema, document);
  if (diagnostics.some(({ severity }) => severity === 'error') || !isObject(document.value))
    return { document, test: undefined, diagnostics };
  const { test, findings } = resolveTest(document.value);
  return {
    document,
    test: findings.length > 0 ? undefined : test,
    diagnostics: [...diagnostics, ...findings.map((finding) => testDiagnostic(document, finding))],
  };
};

const filesIn = (value: JsonValue): readonly string[] => {
  const file = isObject(value) ? value['file'] : undefined;
  return typeof file === 'string' ? [file] : [];
};

/** The files that the cases of a test name, as they name them, each once. */
export const namedFiles = ({ cases }: RuleTest): readonly string[] => [
  ...new Set(cases.flatMap(({ given }) => Object.values(given).flatMap(filesIn))),
];

/** Rows by name of a file of shared rows, and what is wrong with it. */
export type SharedRows = {
  readonly rows: ReadonlyMap<string, readonly JsonObject[]>;
  readonly diagnostics: readonly Diagnostic[];
};

/** Reads a file under `fixtures`: a mapping from names to a row, or to a list of rows. */
export const readSharedRows = (path: string, bytes: Uint8Array | string): SharedRows => {
  const { document, diagnostics } = readDocument(path, bytes);
  const rows = new Map<string, readonly JsonObject[]>();
  const wrong: TestFinding[] = [];
  const complain = (at: string, message: string): void => {
    wrong.push({
      code: 'test/fixture',
      at,
      message,
      hint: 'Write `name: {Column: value}`, or `name:` with a list of such rows.',
    });
  };
  if (document.value !== undefined && !isObject(document.value)) complain('', 'The file holds no rows by name.');
  for (const [name, value] of Object.entries(isObject(document.value) ? document.value : {})) {
    const list = isArray(value) ? value : [value];
    const objects = list.filter(isObject);
    if (objects.length === list.length) rows.set(name, objects);
    else complain(pointer(name), `\`${name}\` is no row.`);
  }
  return { rows, diagnostics: [...diagnostics, ...wrong.map((finding) => testDiagnostic(document, finding))] };
};
