import type { ContentDefinition } from '../../core/content-type.ts';
import type { NormalizeContext } from '../../core/lint-rule.ts';
import { isArray, isObject, objectOf, parseJson, textsOf, type JsonObject } from '../../core/json.ts';
import { jsonText } from '../../core/text/visible.ts';
import { itemTable, itemType } from '../item-type.ts';
import { canonicalIn, contracted, ofService, wire } from './body.ts';
import { fields, kind, type Kind, type Workbook, type WorkbookValues } from './fields.ts';
import { files } from './files.ts';
import { contentOf, isItemName, itemsIn } from './items.ts';
import { lint, type WorkbookDraft } from './lint/index.ts';
import { mergeInto } from './merge.ts';
import { queriesIn } from './queries.ts';
import { workspacePath, type ResourceKind } from '../../core/resource.ts';

/** Answers hold the content only where it is asked for, and keep it back for workbooks that lie in somebody's own storage. */
const isWhole = ({ properties }: JsonObject): boolean =>
  isObject(properties) &&
  (typeof properties['serializedData'] === 'string' || typeof properties['storageUri'] === 'string');

const withContent = { canFetchContent: 'true' };

/** Workbooks lie in the resource group; a list is asked for by gallery, and by the workspace whose workbooks they are. */
const workbooks: ResourceKind = {
  words: 'workbooks',
  collection: 'workbooks',
  provider: 'Microsoft.Insights',
  scope: 'resource-group',
  apiVersion: '2023-06-01',
  etag: 'body',
  created: 200,
  located: true,
  ask: {
    one: () => withContent,
    // The service keeps the id of the workspace in lower case (recorded).
    list: (target) => ({ category: 'sentinel', sourceId: workspacePath(target).toLowerCase(), ...withContent }),
  },
  isWhole,
};

const table = itemTable<Kind, WorkbookValues, Workbook>(fields, kind, 'id');

const bodyOf = (model: Workbook, flat: JsonObject, context: NormalizeContext): JsonObject => {
  const properties = { ...objectOf(flat['properties']), serializedData: JSON.stringify(model.content) };
  return wire({ properties }, context);
};

const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

/** The workbook that a body holds, sent or answered, or in the canonical form. */
const contentIn = (body: JsonObject): JsonObject => {
  const { serializedData, layout, items, ...rest } = objectOf(body['properties']);
  if (typeof serializedData !== 'string') {
    const parts = Object.entries(rest).filter(([name]) => isItemName(name));
    return contentOf({ layout: objectOf(layout), order: textsOf(items), items: Object.fromEntries(parts) });
  }
  const { fallbackResourceIds: _ofTools, ...content } = objectOf(parseJson(serializedData));
  return content;
};

/** The value of new files for a body. */
const valueOf = (body: JsonObject, name: string, { workspace }: Partial<NormalizeContext> = {}): JsonObject => {
  const { displayName, description } = objectOf(body['properties']);
  const isDescribed = typeof description === 'string' && description !== '';
  return {
    id: name,
    ...(displayName === undefined || displayName === null ? {} : { displayName }),
    ...(isDescribed ? { description } : {}),
    content: contracted(contentIn(body), workspace),
  };
};

/** Workbooks: pages of charts and tables, as the portal keeps them, in the gallery of Sentinel. */
export const workbook: ContentDefinition<WorkbookDraft, Workbook> = {
  ...itemType(table, {
    name: 'workbook',
    words: { one: 'workbook', many: 'workbooks' },
    directory: 'workbooks',
    folders: [],
    schema: {
      title: 'Workbook',
      description:
        'A workbook of Microsoft Sentinel as a folder: workbook.json as the portal has it, and metadata.json (or YAML) with the keys below; content is the whole of workbook.json.',
      aliases: { name: 'displayName', title: 'displayName' },
    },
    resource: { ...workbooks, marker: { kind: 'Workbook', prefix: 'workbook' } },
    after: ['parser', 'summary-rule', 'hunting-query', 'automation-rule'],
    queries: [],
    queriesIn: (raw) => queriesIn(objectOf(raw['content'])).flatMap(({ kql }) => kql ?? []),
    queriesOf: (body) => queriesIn(contentIn(body)).map(({ text }) => text),
    recognise: (raw) => {
      const { content } = raw;
      return isObject(content) && isArray(content['items']);
    },
    idKeys: ['id', 'workbookId'],
    files,
    starter: ({ name, id }) => ({
      id,
      displayName: name,
      content: {
        version: 'Notebook/1.0',
        items: [
          { type: 1, name: 'title', content: { json: `## ${name}` } },
          {
            type: 3,
            name: 'sign-ins',
            content: {
              version: 'KqlItem/1.0',
              query:
                'SigninLogs\n| where TimeGenerated > ago(7d)\n| summarize SignIns = count() by bin(TimeGenerated, 1d)',
              size: 0,
              queryType: 0,
              resourceType: 'microsoft.operationalinsights/workspaces',
              visualization: 'timechart',
            },
          },
        ],
        $schema: 'https://github.com/Microsoft/Application-Insights-Workbooks/blob/master/schema/workbook.json',
      },
    }),
    summary: ({ values: { id, displayName, tags = [] } }) => ({ id, name: displayName, version: undefined, tags }),
    bodyOf,
    canonical: canonicalIn,
    describe: ({ displayName, description = '', content }) => ({
      name: displayName,
      description,
      handling: [
        `Shows ${counted([...itemsIn(content)].length, 'item')} with ${counted(queriesIn(content).length, 'query').replace(/querys$/, 'queries')}.`,
      ],
    }),
    fileOf: valueOf,
    file: {
      print: ({ content }) => jsonText(content ?? {}),
      merge: (document, target, context, properties) => {
        const model = isObject(document.value) ? table.complete(table.parse(document.value)) : undefined;
        return model === undefined
          ? undefined
          : mergeInto(document, bodyOf(model, table.bodyOf(model), context), target, context, properties);
      },
    },
    imports: { aside: ofService.filter((name) => name !== 'serializedData') },
  }),
  lint,
};
