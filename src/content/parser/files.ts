import type { ItemFiles, MergedFile } from '../../core/file-form.ts';
import { isObject, type JsonObject, textOrEmpty } from '../../core/json.ts';
import { readPlain, type PlainValue } from '../../core/text/plain-document.ts';
import { readDocument } from '../../core/text/read-document.ts';
import type { SourceDocument } from '../../core/text/source.ts';
import { printSignature, readSignature } from './signature.ts';

/** A file that holds the body of a function and nothing else. */
export const isPlain = (path: string): boolean => /\.(?:kql|csl)$/i.test(path);

/** The first line of such a file may say what callers give: `// parameters: starttime:datetime, disabled:bool=false`. */
const declared = /^\uFEFF?\/\/ ?parameters:([^\r\n]*)(\r?\n|$)/i;

/** The name of the function that a plain file holds: that of the file, without a leading `Function-`. */
const nameOf = (path: string): string =>
  (path.split('/').at(-1) ?? path).replace(/\.[^.]*$/, '').replace(/^function[-_]/i, '');

const plainValue =
  (path: string) =>
  (text: string): PlainValue => {
    const signature = declared.exec(text);
    const start = signature === null ? (text.startsWith('\uFEFF') ? 1 : 0) : signature[0].length;
    const [whole = '', said = '', end = ''] = signature ?? [];
    const parameters = said.trim();
    const head = whole.length - end.length - said.trimStart().length;
    return {
      value: {
        FunctionName: nameOf(path),
        ...(signature === null ? {} : { FunctionParams: parameters }),
        FunctionQuery: text.slice(start),
      },
      places: new Map([
        ['/FunctionName', { start: 0, end: 0 }],
        ['/FunctionParams', { start: head, end: head + parameters.length }],
        ['/FunctionQuery', { start, end: text.length }],
      ]),
    };
  };

/** Which files are parsers: YAML, and files of the query alone that are named after the function. */
export const files: ItemFiles = {
  isItem: (path) => /\.(?:ya?ml|kql|csl)$/i.test(path),
  beside: () => [],
  read: (path, bytes) => (isPlain(path) ? readPlain(path, bytes, plainValue(path)) : readDocument(path, bytes)),
  place: (stem) => `${stem}.yaml`,
  write: () => new Map(),
};

/** The plain file with another query or other parameters; what it cannot say is refused. */
export const mergePlain = (
  document: SourceDocument,
  before: JsonObject,
  after: JsonObject,
  differing: readonly string[],
): MergedFile => {
  const says = (name: string): boolean => name === 'query' || name === 'parameters';
  const value = isObject(document.value) ? document.value : {};
  const wanted = (name: string): JsonObject[string] | undefined =>
    differing.includes(name) ? after[name] : before[name];
  const query = wanted('query');
  const { parameters } = readSignature(wanted('parameters'));
  const old = value['FunctionQuery'];
  const body = differing.includes('query') ? `${textOrEmpty(query)}\n` : old;
  const lines = parameters.length === 0 ? '' : `// parameters: ${printSignature(parameters)}\n`;
  const head = differing.includes('parameters')
    ? lines
    : document.text.slice(0, document.text.length - (typeof old === 'string' ? old.length : 0));
  return {
    text: differing.some(says) ? `${head}${textOrEmpty(body)}` : document.text,
    written: differing.filter(says),
    refused: differing
      .filter((name) => !says(name))
      .map((property) => ({ property, reason: 'a file of the query alone cannot say it: write the parser as YAML' })),
  };
};
