import { isObject, type JsonObject } from '../../../core/json.ts';
import { pointer } from '../../../core/pointer.ts';
import { isPlain } from '../files.ts';
import type { Style } from '../styles.ts';
import type { ParserCheck, ParserRepositoryCheck } from './draft.ts';

const stem = (path: string): string => (path.split('/').at(-1) ?? path).replace(/\.[^.]*$/, '');

/** The key that a file has the name of its function under. */
const aliasKey = (raw: JsonObject, { alias, otherAlias = alias }: Style): string =>
  raw[alias] === undefined ? otherAlias : alias;

export const aliasUnlikeFile: ParserCheck = {
  id: 'rule/alias-unlike-file',
  scope: 'item',
  severity: 'note',
  summary: 'A parser is called otherwise than its file.',
  why: 'Whoever looks for a function that a query calls looks for a file of that name.',
  *check({ document, raw, draft: { style, values } }) {
    const { functionAlias } = values;
    const file = stem(document.path);
    if (
      functionAlias === undefined ||
      isPlain(document.path) ||
      file.toLowerCase().includes(functionAlias.toLowerCase())
    )
      return;
    const key = aliasKey(raw, style);
    yield {
      at: pointer(key),
      message: `The function is called \`${functionAlias}\`, the file \`${file}\`.`,
      hint: `Name the file \`${functionAlias}.yaml\`.`,
    };
  },
};

/** Prefixes by what a parser of a schema does: without parameters, with them, or for all sources together. */
const prefixes = ['ASim', 'vim', 'im'];

/** What the names have of a schema: parsers of ProcessEvent are those of process creation, too. */
const family = (schema: string): string => schema.replace(/Event$/i, '');

export const asimName: ParserCheck = {
  id: 'rule/asim-name',
  scope: 'item',
  severity: 'warning',
  summary: 'The name of an ASIM parser does not follow the schema that it fills.',
  why:
    'ASIM names parsers after their schema: `ASim<Schema><Source>` without parameters, `vim<Schema><Source>` with them, ' +
    '`im<Schema>` for all sources. The unifying parsers and the built-in ones, which begin with an underscore, find them ' +
    'by these names.',
  *check({ raw, draft: { style, values } }) {
    const normalization = raw['Normalization'];
    const schema = isObject(normalization) ? normalization['Schema'] : undefined;
    const { functionAlias } = values;
    if (typeof schema === 'string' && functionAlias !== undefined) {
      const fits = prefixes.some((prefix) =>
        functionAlias.toLowerCase().startsWith(`${prefix}${family(schema)}`.toLowerCase()),
      );
      if (!fits)
        yield {
          at: pointer(style.alias),
          message: `\`${functionAlias}\` fills the schema ${schema} and is not named after it.`,
          hint: `Begin the name with ${prefixes.map((prefix) => `\`${prefix}${family(schema)}\``).join(', ')}.`,
        };
    }
    for (const key of ['EquivalentBuiltInParser', 'EquivalentBuiltInFunction']) {
      const builtIn = raw[key];
      if (typeof builtIn === 'string' && builtIn !== '' && !builtIn.startsWith('_'))
        yield {
          at: pointer(key),
          message: `\`${builtIn}\` is no name of a built-in function: those begin with an underscore.`,
          hint: `Write \`_${builtIn}\`.`,
        };
    }
  },
};

export const shadowsTable: ParserCheck = {
  id: 'kql/function-shadows-table',
  scope: 'item',
  severity: 'warning',
  summary: 'A parser makes a function that has the name of a table.',
  why:
    'A query that says the name gets one of the two, and whoever reads it takes it for the other: rules that meant the ' +
    'table run over what the parser makes of it, or the parser is never called.',
  *check({ raw, draft: { style, values } }, { isTable }) {
    const { functionAlias } = values;
    if (functionAlias === undefined || isTable?.(functionAlias) !== true) return;
    yield {
      at: pointer(aliasKey(raw, style)),
      message: `There is a table \`${functionAlias}\`, too.`,
      hint: `Give the function another name, such as \`${functionAlias}_parsed\`.`,
    };
  },
};

export const duplicateAlias: ParserRepositoryCheck = {
  id: 'repo/duplicate-function',
  scope: 'repository',
  severity: 'error',
  summary: 'Two parsers make a function of the same name.',
  why: 'The name of a function is unique in a workspace: of two that have it the service keeps one, or refuses the second.',
  *check(items) {
    const seen = new Map<string, string>();
    for (const { document, raw, draft } of items) {
      const { functionAlias } = draft.values;
      if (functionAlias === undefined) continue;
      const first = seen.get(functionAlias.toLowerCase());
      const key = aliasKey(raw, draft.style);
      if (first === undefined) seen.set(functionAlias.toLowerCase(), document.path);
      else
        yield {
          path: document.path,
          at: pointer(key),
          message: `The function \`${functionAlias}\` is also made by ${first}.`,
          hint: 'Keep one of the two, or give one another name.',
        };
    }
  },
};
