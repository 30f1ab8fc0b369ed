import type { ItemFiles } from '../../core/file-form.ts';
import { isObject, objectOf, type JsonObject } from '../../core/json.ts';
import { readDocument } from '../../core/text/read-document.ts';
import { jsonText } from '../../core/text/visible.ts';

const fileOf = (path: string): string => path.split('/').at(-1) ?? path;
const isParameters = (path: string): boolean => /(?:^|[/.])parameters\.json$/i.test(path);

/** The name of a playbook by its file: that of the folder of `azuredeploy.json`, else of the file. */
const nameOf = (path: string): string => {
  const [folder = '', file = path] = ['', ...path.split('/')].slice(-2);
  const stem = file.replace(/\.json$/i, '');
  return /^azuredeploy$/i.test(stem) && folder !== '' ? folder : stem;
};

const inTemplate = '/template';

/** A playbook is a template of Azure Resource Manager, and beside it a file of values for its parameters. */
export const files: ItemFiles = {
  isItem: (path) => /\.json$/i.test(path) && !isParameters(path),
  beside: (path) => [fileOf(path).replace(/\.json$/i, '.parameters.json'), 'parameters.json'],
  read: (path, bytes, beside) => {
    const { document, diagnostics } = readDocument(path, bytes);
    const [text] = [...beside.values()];
    const said = text === undefined ? undefined : readDocument(path, text);
    const given = objectOf(objectOf(said?.document.value)['parameters']);
    const placed = (at: string): string => (at.startsWith(`${inTemplate}/`) ? at.slice(inTemplate.length) : '');
    const value: JsonObject = {
      name: nameOf(path),
      ...(isObject(document.value) ? { template: document.value } : {}),
      ...(Object.keys(given).length === 0 ? {} : { parameters: given }),
    };
    return {
      document: {
        ...document,
        value,
        locate: (at, part) => document.locate(placed(at), part),
        locateWithin: (at, within) => document.locateWithin(placed(at), within),
      },
      diagnostics: [...diagnostics, ...(said?.diagnostics ?? [])],
    };
  },
  place: (stem) => `${stem}/azuredeploy.json`,
  write: ({ parameters }) =>
    new Map(isObject(parameters) ? [['azuredeploy.parameters.json', jsonText({ parameters })]] : []),
};
