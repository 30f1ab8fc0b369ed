import type { Diagnostic } from '../../core/diagnostic.ts';
import { isObject, objectOf, type JsonObject, type JsonValue } from '../../core/json.ts';
import { nearest } from '../../core/text/nearest.ts';
import type { DeclaredSymbols, FunctionSchema, SymbolSource } from '../../core/symbols.ts';
import { nestedObjects, readStructured, textOf } from '../structured-file.ts';
import { files, isPlain } from './files.ts';
import { howWritten, printSignature, readSignature } from './signature.ts';

/** The functions that a file declares, and what is wrong with it. */
export type ParserSymbols = DeclaredSymbols & Required<Pick<DeclaredSymbols, 'functions'>>;

/** Whether a file's name is one of those that may hold a parser: `.yaml`, `.yml`, `.json`, `.kql`, `.csl`. */
export const isParserFile = (path: string): boolean => /\.(?:ya?ml|json|kql|csl)$/i.test(path);

const styles = [
  {
    name: ['FunctionAlias', 'FunctionName'],
    query: 'FunctionQuery',
    parameters: ['FunctionParams', 'FunctionParameters'],
  },
  { name: ['ParserName'], query: 'ParserQuery', parameters: ['ParserParams', 'ParserParameters'] },
] as const;
const nameKeys = styles.flatMap(({ name }) => name);

const complain = (path: string, message: string, hint: string): Diagnostic => ({
  code: 'schema/parser',
  severity: 'warning',
  message,
  hint,
  path,
});

const consequence = 'Queries that call it are checked as if it were not known.';

const declare = (path: string, name: string, body: string, parameters: JsonValue | undefined): ParserSymbols => {
  if (!/^[A-Za-z_]\w*$/.test(name))
    return {
      functions: [],
      diagnostics: [
        complain(
          path,
          `No query can call a function \`${name}\`: a name has letters, digits and underscores only.`,
          isPlain(path) ? 'Name the file after the function.' : 'Give it another name.',
        ),
      ],
    };
  if (body.trim() === '')
    return { functions: [], diagnostics: [complain(path, `The query of \`${name}\` is empty.`, consequence)] };
  const { parameters: known, problems } = readSignature(parameters);
  return {
    functions: [{ name, parameters: printSignature(known), result: { kind: 'body', body }, source: 'repository' }],
    diagnostics: problems.map((problem) =>
      complain(path, `In the parser \`${name}\` ${problem}; it is left out.`, howWritten),
    ),
  };
};

const fromText = (path: string, text: string): ParserSymbols => {
  const value = files.read(path, Buffer.from(text), new Map()).document.value;
  const { FunctionName: name, FunctionQuery: body, FunctionParams: parameters } = objectOf(value);
  if (typeof name !== 'string' || typeof body !== 'string') return { functions: [], diagnostics: [] };
  if (/^\s*\./.test(body))
    return {
      functions: [],
      diagnostics: [
        complain(
          path,
          'The file holds a management command, not the query of a function.',
          `Keep the body of the function alone in \`${name}.kql\`, or write a YAML parser with FunctionName and FunctionParams.`,
        ),
      ],
    };
  return declare(path, name, body, parameters);
};

const missingName = (path: string, value: JsonObject, query: string): Diagnostic => {
  const wanted = query === 'ParserQuery' ? 'ParserName' : 'FunctionName';
  const meant = Object.keys(value).find((key) => nearest(key, nameKeys).length > 0);
  return complain(
    path,
    `The parser has a \`${query}\`, but no \`${wanted}\`${meant === undefined ? '' : `; is \`${meant}\` meant to be it?`}`,
    consequence,
  );
};

const fromMapping = (path: string, value: JsonObject): ParserSymbols | undefined => {
  for (const { name: names, query, parameters } of styles) {
    const body = value[query];
    if (typeof body !== 'string') continue;
    const name = names.map((key) => value[key]).find((each) => typeof each === 'string' && each !== '');
    if (typeof name !== 'string') return { functions: [], diagnostics: [missingName(path, value, query)] };
    const key = parameters.find((each) => value[each] !== undefined);
    return declare(path, name.trim(), body, key === undefined ? undefined : value[key]);
  }
  return undefined;
};

/** Saved searches of an ARM template, or as the service answers them: `functionAlias` makes one a function. */
const fromSavedSearches = (path: string, value: JsonValue | undefined): ParserSymbols => {
  const functions: FunctionSchema[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const { object, holders } of nestedObjects(value)) {
    if (object['functionAlias'] === undefined) continue;
    const name = textOf(object['functionAlias'], holders);
    const body = textOf(object['query'], holders);
    const found =
      name === undefined || body === undefined
        ? {
            functions: [],
            diagnostics: [
              complain(
                path,
                `Only Azure can work out the ${name === undefined ? 'name' : 'query'} of the function${name === undefined ? '' : ` \`${name}\``}: it is a template expression.`,
                consequence,
              ),
            ],
          }
        : declare(path, name, body, textOf(object['functionParameters'], holders));
    functions.push(...found.functions);
    diagnostics.push(...found.diagnostics);
  }
  return { functions, diagnostics };
};

/**
 * The functions that a file of a repository declares, each with its body, so that its real columns come out of the
 * queries that call it. Reads parsers in both styles of the Azure-Sentinel repository (`FunctionName`, `FunctionQuery`,
 * `FunctionParams`; `ParserName`, `ParserQuery`, `ParserParams`), saved searches in ARM templates, and a `.kql` or
 * `.csl` file that holds the body and is named after the function.
 *
 * @param path how diagnostics name the file, with forward slashes; its ending decides how the file is read.
 */
export const readParserSymbols = (path: string, text: string): ParserSymbols => {
  if (isPlain(path)) return fromText(path, text);
  const { value, diagnostics } = readStructured(path, text);
  if (value === undefined) return { functions: [], diagnostics };
  const found = (isObject(value) ? fromMapping(path, value) : undefined) ?? fromSavedSearches(path, value);
  if (found.functions.length > 0 || found.diagnostics.length > 0)
    return { functions: found.functions, diagnostics: [...diagnostics, ...found.diagnostics] };
  const message = 'The file declares no function.';
  const hint = 'A parser has FunctionName and FunctionQuery, or ParserName and ParserQuery.';
  return { functions: [], diagnostics: [...diagnostics, complain(path, message, hint)] };
};

/** Files of parsers, as queries may call them. */
export const parserSymbols: SymbolSource = {
  setting: 'parsers',
  calls: true,
  isFile: isParserFile,
  read: readParserSymbols,
};
