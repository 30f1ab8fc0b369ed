import type { LintRule, ContentItem, ItemRule } from '../../../core/lint-rule.ts';
import { queryChecksFor } from '../../query-checks.ts';
import { queriesIn, namedIn, parametersIn } from '../queries.ts';
import { objectOf, type JsonObject, isArray } from '../../../core/json.ts';
import type { WorkbookValues } from '../fields.ts';
import { pointer } from '../../../core/pointer.ts';
import { workspaceIdPlaceholder } from '../../../core/resource.ts';
import { armId, textsIn } from '../../texts.ts';
import { itemsIn } from '../items.ts';

/** The valid fields of a file. */
export type WorkbookDraft = { readonly values: Partial<WorkbookValues>; readonly invalid: readonly string[] };

type WorkbookCheck = ItemRule<WorkbookDraft>;

const noItems: WorkbookCheck = {
  id: 'rule/workbook-items',
  scope: 'item',
  severity: 'error',
  summary: 'A workbook has no list of items.',
  why:
    "The portal's advanced editor shows a workbook as a mapping with `items`. A template of Azure Resource Manager holds that " +
    'as a text within another file; what is deployed must be the mapping itself, or the portal shows an empty page.',
  *check({ raw: { content } }) {
    if (content === undefined || isArray(contentIn({ raw: { content } })['items'])) return;
    yield {
      at: within,
      message: 'The workbook has no `items`.',
      hint: "Save what the portal's advanced editor shows; `picket import` takes templates apart.",
    };
  },
};

const hardCodedId: WorkbookCheck = {
  id: 'rule/workbook-resource-id',
  scope: 'item',
  severity: 'warning',
  summary: 'A workbook names a resource of one subscription.',
  why:
    'A workbook that names a workspace or another resource by its whole id shows the data of that one wherever it is ' +
    `deployed. ${workspaceIdPlaceholder} stands for the workspace that a workbook is deployed to.`,
  *check(item) {
    const { fallbackResourceIds: _ofTools, ...content } = contentIn(item);
    for (const { at, text } of textsIn(content)) {
      const [found] = armId.exec(text) ?? [];
      if (found !== undefined)
        yield {
          at: within + at,
          message: `It names a resource by its whole id: \`${found}…\`.`,
          hint: `Write \`${workspaceIdPlaceholder}\` for the workspace, or let a parameter choose the resource.`,
        };
    }
  },
};

const sameName: WorkbookCheck = {
  id: 'rule/workbook-item-name',
  scope: 'item',
  severity: 'warning',
  summary: 'Two items of a workbook have one name.',
  why:
    'Items are told apart by their names: differences are shown by them, and a change of the portal is merged into the item ' +
    'of its name. The portal itself gives each item one of its own.',
  *check(item) {
    const seen = new Map<string, string>();
    for (const { at, item: each } of itemsIn(contentIn(item))) {
      const { name } = each;
      const level = at.slice(0, at.lastIndexOf('/items/'));
      if (typeof name !== 'string') continue;
      const key = `${level} ${name}`;
      if (seen.has(key))
        yield {
          at: within + at + pointer('name'),
          message: `\`${name}\` is also the name of an item before it.`,
          hint: 'Give each item a name of its own.',
        };
      seen.set(key, at);
    }
  },
};

/** Parameters that an item gives when somebody clicks on it, or that a link sets. */
function* exportedNames(value: Parameters<typeof textsIn>[0]): Generator<string> {
  for (const { at, text } of textsIn(value))
    if (/\/(?:exportParameterName|parameterName)$/.test(at) || (/\/links\/\d+\/cellValue$/.test(at) && text !== ''))
      yield text;
}

const undefinedParameter: WorkbookCheck = {
  id: 'rule/workbook-parameter',
  scope: 'item',
  severity: 'warning',
  summary: 'A query of a workbook uses a parameter that the workbook does not define.',
  why: 'A parameter without a definition stays as it is written, in braces, and the query fails for everybody who opens the workbook.',
  *check(item) {
    const content = contentIn(item);
    const known = new Set([...parametersIn(content).keys(), ...exportedNames(content)]);
    for (const { at, text } of queriesIn(content))
      for (const { name, start, end } of namedIn(text))
        if (!known.has(name))
          yield {
            at: within + at,
            within: { start, end },
            message: `No item of the workbook defines the parameter \`${name}\`.`,
            hint: 'Add it to an item of parameters, or let an item export it.',
          };
  },
};

/** A part of an address that opens what lies behind it for anybody. */
const secret =
  /https:\/\/[^\s"'<>?]+\?(?:[^\s"'<>&]*&)*(sig|code|token|access_token|apikey|api_key|subscription-key)=[^\s"'<>&{]{8,}/i;

const secretInUrl: WorkbookCheck = {
  id: 'rule/workbook-secret',
  scope: 'item',
  severity: 'error',
  summary: 'An address in a workbook holds a secret.',
  why:
    'Everybody who may read the workbook reads the address too, and so does everybody who reads the repository: a signature ' +
    'or a key in it opens what lies behind it.',
  *check(item) {
    for (const { at, text } of textsIn(contentIn(item))) {
      const [, name] = secret.exec(text) ?? [];
      if (name !== undefined)
        yield {
          at: within + at,
          message: `An address has \`${name}\` among its parameters, which opens what lies behind it.`,
          hint: 'Take the key out and renew it: it is known from now on.',
        };
    }
  },
};

/** The workbook of a file. */
export const contentIn = ({ raw }: Pick<ContentItem<WorkbookDraft>, 'raw'>): JsonObject => objectOf(raw['content']);

/** Where the value of a file has the workbook. */
export const within = '/content';

/** Every check of workbooks beyond the schema. */
export const lint: readonly LintRule<WorkbookDraft>[] = [
  noItems,
  hardCodedId,
  sameName,
  undefinedParameter,
  secretInUrl,
  ...queryChecksFor<WorkbookDraft>((item) =>
    queriesIn(contentIn(item)).flatMap(({ at, kql }) =>
      kql === undefined ? [] : [{ at: within + at, text: kql, checks: 'all' as const }],
    ),
  ),
];
