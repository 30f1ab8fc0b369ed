import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isParserFile, readParserSymbols } from '../../src/content/parser/index.ts';
import { readJson } from '../../src/importers/read-json.ts';
import { readUserSchema, type FunctionSchema, type TableSchema } from '../../src/kql/index.ts';

/** What a checkout of Azure-Sentinel declares: the tables and functions of its query validation, and its parsers. */
export type Checkout = {
  readonly tables: readonly TableSchema[];
  readonly functions: readonly FunctionSchema[];
  readonly parsers: readonly FunctionSchema[];
  /** Files that declare nothing that can be read, each with the reason. */
  readonly passedOver: readonly string[];
};

const validation = join('.script', 'tests', 'KqlvalidationsTests');

const filesIn = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .toSorted()
        .map((name) => join(folder, name))
    : [];

const isParser = (path: string): boolean =>
  /[/\\]Parsers?[/\\]/i.test(path) && isParserFile(path) && !/\.json$/i.test(path);

/** Reads a checkout; a folder that it lacks declares nothing. */
export const readCheckout = (root: string): Checkout => {
  const passedOver: string[] = [];
  const tables: TableSchema[] = [];
  const functions: FunctionSchema[] = [];
  for (const kind of ['CustomTables', 'CustomFunctions'])
    for (const path of filesIn(join(root, validation, kind)).filter((each) => each.endsWith('.json'))) {
      const bytes = readFileSync(path);
      const json = readJson(bytes);
      const read = json.ok ? readUserSchema(json.value) : { ok: false as const, problem: json.message };
      if (!read.ok) {
        passedOver.push(`${path.slice(root.length + 1)}: ${read.problem}`);
        continue;
      }
      // Reading a table adds what every table has; a parser that is declared as a table has only what is listed.
      const listed = new Set([...bytes.toString('utf8').matchAll(/"name"\s*:\s*"([^"]*)"/gi)].map(([, name]) => name));
      const isListed = ({ name }: { readonly name: string }): boolean => listed.has(name);
      tables.push(...read.tables.map((table) => ({ ...table, columns: table.columns.filter(isListed) })));
      functions.push(...read.functions);
    }
  const parsers: FunctionSchema[] = [];
  for (const folder of ['Parsers', 'Solutions', 'ASIM'])
    for (const path of filesIn(join(root, folder)).filter((each) => isParser(each.slice(root.length)))) {
      const read = readParserSymbols(path.slice(root.length + 1), readFileSync(path, 'utf8'));
      parsers.push(...read.functions);
      passedOver.push(...read.diagnostics.map(({ message }) => `${path.slice(root.length + 1)}: ${message}`));
    }
  return { tables, functions, parsers, passedOver };
};
