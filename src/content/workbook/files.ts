import type { ItemFiles } from '../../core/file-form.ts';
import { namedGuid } from '../../core/digest.ts';
import { isObject, objectOf, type JsonObject } from '../../core/json.ts';
import type { JsonPointer } from '../../core/pointer.ts';
import { readDocument } from '../../core/text/read-document.ts';
import { nearest } from '../../core/text/nearest.ts';
import type { SourceDocument } from '../../core/text/source.ts';
import { jsonText } from '../../core/text/visible.ts';

/** The file beside a workbook that says what it is called. */
export type DescribedBeside = { readonly name: string; readonly text: string };

/** A workbook as it was read, with the file beside it. */
type WorkbookDocument = SourceDocument & { readonly metadata?: DescribedBeside };

/** The file beside a workbook, where it was read with one. */
export const metadataOf = (document: SourceDocument): DescribedBeside | undefined => {
  const { metadata }: WorkbookDocument = document;
  return metadata;
};

const isBeside = (path: string): boolean => /(?:^|[/.])metadata\.(?:json|ya?ml)$/i.test(path);

/** What a workbook is called by its file alone: the folder of a `workbook.json`, or the name of the file. */
const stemOf = (path: string): string => {
  const [folder = '', file = path] = ['', ...path.split('/')].slice(-2);
  const stem = file.replace(/\.json$/i, '');
  return stem.toLowerCase() === 'workbook' && folder !== '' ? folder : stem;
};

const besideOf = (path: string): readonly string[] => {
  const stem = (path.split('/').at(-1) ?? path).replace(/\.json$/i, '');
  const own = ['json', 'yaml', 'yml'].map((ending) => `${stem}.metadata.${ending}`);
  return stem.toLowerCase() === 'workbook' ? ['metadata.json', 'metadata.yaml', 'metadata.yml', ...own] : own;
};

const inContent = '/content';

/** Whether a place is one of workbook.json, or the whole; every other one is of the file beside it. */
const isOfContent = (at: JsonPointer): boolean => at === '' || at === inContent || at.startsWith(`${inContent}/`);

/** The place in workbook.json of a place in the value; what the file beside it says has none there. */
const placed = (at: JsonPointer): JsonPointer => (at.startsWith(`${inContent}/`) ? at.slice(inContent.length) : '');

/** A workbook is a file of the portal's JSON, and beside it one of what the gallery shows. */
export const files: ItemFiles = {
  isItem: (path) => /\.json$/i.test(path) && !isBeside(path),
  beside: besideOf,
  read: (path, bytes, beside, project) => {
    const { document, diagnostics } = readDocument(path, bytes);
    const [metadata] = besideOf(path).flatMap((name) => {
      const text = beside.get(name);
      return text === undefined ? [] : [{ name, text }];
    });
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    const said = metadata === undefined ? undefined : readDocument(folder + metadata.name, metadata.text);
    const stem = stemOf(path);
    const described = objectOf(said?.document.value);
    const { $schema: _schema, ...own } = described;
    const hasId = own['id'] !== undefined || own['workbookId'] !== undefined;
    // A default beside a misspelt key would say that the right one is there.
    const isMisspelt = nearest('displayName', Object.keys(own)).length > 0;
    const value: JsonObject = {
      ...(hasId ? {} : { id: namedGuid(`workbook/${project ?? ''}/${stem.toLowerCase()}`) }),
      ...(isMisspelt ? {} : { displayName: stem }),
      ...own,
      ...(isObject(document.value) ? { content: document.value } : {}),
    };
    const whole: WorkbookDocument = {
      ...document,
      value,
      locate: (at, part) => document.locate(placed(at), part),
      locateWithin: (at, within) => document.locateWithin(placed(at), within),
      ...(metadata === undefined ? {} : { metadata }),
      ...(said === undefined
        ? {}
        : { elsewhere: (at) => (isOfContent(at) ? undefined : { document: said.document, at }) }),
    };
    return { document: whole, diagnostics: [...diagnostics, ...(said?.diagnostics ?? [])] };
  },
  place: (stem) => `${stem}/workbook.json`,
  write: ({ content: _content, ...described }) => new Map([['metadata.json', jsonText(described)]]),
};
