import type { ContentItem, ItemRule, LintRule } from '../../../core/lint-rule.ts';
import type { Finding } from '../../../core/diagnostic.ts';
import { isObject, objectOf, textOf, type JsonObject } from '../../../core/json.ts';
import { pointer } from '../../../core/pointer.ts';
import { armId, textsIn } from '../../texts.ts';
import type { PlaybookValues } from '../fields.ts';
import { connectionsIn, startedBy, workflowsIn } from '../template.ts';

/** The valid fields of a file. */
export type PlaybookDraft = { readonly values: Partial<PlaybookValues>; readonly invalid: readonly string[] };

type PlaybookCheck = ItemRule<PlaybookDraft>;

const templateIn = ({ raw }: Pick<ContentItem<PlaybookDraft>, 'raw'>): JsonObject => objectOf(raw['template']);
const within = '/template';

const noWorkflow: PlaybookCheck = {
  id: 'rule/playbook-template',
  scope: 'item',
  severity: 'error',
  summary: 'The template of a playbook deploys no Logic App.',
  why:
    'A playbook is a Logic App (Microsoft.Logic/workflows). What the designer exports as its code view is the definition alone: ' +
    'Azure deploys it only within a template, together with its connections.',
  *check(item) {
    if (item.raw['template'] === undefined || workflowsIn(templateIn(item)).length > 0) return;
    yield {
      at: within,
      message: 'The template has no resource of the type Microsoft.Logic/workflows.',
      hint: 'Export the template of the Logic App, or put its definition into one.',
    };
  },
};

/** A name of a template as far as it is a text, or a parameter with a value; undefined for any other expression. */
const nameIn = (
  { resource }: { readonly resource: JsonObject },
  { raw }: ContentItem<PlaybookDraft>,
): string | undefined => {
  const name = textOf(resource['name']);
  if (name?.startsWith('[') !== true) return name;
  const [, parameter = ''] = /^\[parameters\('([^']+)'\)\]$/i.exec(name) ?? [];
  const given = objectOf(objectOf(raw['parameters'])[parameter])['value'];
  return textOf(given ?? objectOf(objectOf(templateIn({ raw })['parameters'])[parameter])['defaultValue']);
};

const otherName: PlaybookCheck = {
  id: 'rule/playbook-name',
  scope: 'item',
  severity: 'warning',
  summary: 'The Logic App of a playbook is called otherwise than its folder.',
  why:
    'Automation rules name a playbook by its folder, and each workspace gets the id of the Logic App of that name. Where the Logic ' +
    'App has another name, they name what is not there.',
  *check(item) {
    const workflows = workflowsIn(templateIn(item));
    const folder = textOf(item.raw['name']);
    const names = workflows.map((workflow) => nameIn(workflow, item));
    const [first] = workflows;
    if (first === undefined || folder === undefined || names.includes(undefined)) return;
    if (names.some((name) => name?.toLowerCase() === folder.toLowerCase())) return;
    yield {
      at: within + first.at + pointer('name'),
      message: `The Logic App is called \`${names.join('`, `')}\`, and the playbook \`${folder}\`.`,
      hint: 'Give the two one name.',
    };
  },
};

const secret = /[?&](?:sig|code|subscription-key|api[_-]?key|token)=[^\s"'&{[]{8,}|\bBearer\s+[A-Za-z0-9._~+/-]{16,}/i;
const secretName = /password|secret|api-?key|token|client-?key/i;

/** Whether a value of a connection is one to be kept: `token:` before a name says only that signing in takes it. */
const isSecret = (name: string): boolean => secretName.test(name.replace(/^token:/i, ''));

const secretInTemplate: PlaybookCheck = {
  id: 'rule/playbook-secret',
  scope: 'item',
  severity: 'error',
  summary: 'The template of a playbook holds a secret.',
  why:
    'Everybody who reads the repository, the deployment or the run history of the Logic App reads it too. A parameter of the ' +
    'type securestring without a default, a reference to a key vault or a managed identity keeps it out.',
  *check(item) {
    const template = templateIn(item);
    for (const { at, text } of textsIn(template))
      if (secret.test(text))
        yield {
          at: within + at,
          message: 'The text holds a key or a token.',
          hint: 'Take it out and renew it; use a managed identity, or a parameter of the type `securestring`.',
        };
    for (const [name, parameter] of Object.entries(objectOf(template['parameters']))) {
      const { type, defaultValue } = objectOf(parameter);
      const isOpen = textOf(type)?.toLowerCase() === 'string' && secretName.test(name);
      if (isOpen && typeof defaultValue === 'string' && defaultValue !== '' && !defaultValue.startsWith('['))
        yield {
          at: within + pointer('parameters', name, 'defaultValue'),
          message: `The parameter \`${name}\` has its secret as a default.`,
          hint: 'Make it a `securestring` without a default.',
        };
    }
  },
};

const hardCodedId: PlaybookCheck = {
  id: 'rule/playbook-resource-id',
  scope: 'item',
  severity: 'warning',
  summary: 'The template of a playbook names a resource of one subscription.',
  why:
    'A whole id that is written out holds for one subscription: deployed anywhere else the playbook uses the connection or the ' +
    'workspace of the first one, or fails.',
  *check(item) {
    for (const { at, text } of textsIn(templateIn(item))) {
      const [found] = armId.exec(text) ?? [];
      if (found !== undefined)
        yield {
          at: within + at,
          message: `It names a resource by its whole id: \`${found}…\`.`,
          hint: 'Use `resourceId(…)`, `subscription().subscriptionId` or a parameter.',
        };
    }
  },
};

const passwordConnection: PlaybookCheck = {
  id: 'rule/playbook-connection',
  scope: 'item',
  severity: 'warning',
  summary: 'A connection of a playbook signs in as a person, or with a password.',
  why:
    'A connection of Sentinel without `parameterValueType: Alternative` must be authorised by hand after each deployment, and ' +
    'breaks when the password of that person changes. A managed identity needs neither.',
  *check(item) {
    for (const { at, resource } of connectionsIn(templateIn(item))) {
      const { api, parameterValueType, parameterValues } = objectOf(resource['properties']);
      const isSentinel = /\bazuresentinel\b/i.test(textOf(objectOf(api)['id']) ?? '');
      const hasPassword = isObject(parameterValues) && Object.keys(parameterValues).some(isSecret);
      if (!hasPassword && (!isSentinel || parameterValueType === 'Alternative')) continue;
      yield {
        at: within + at,
        message: hasPassword
          ? 'The connection signs in with a password or a key.'
          : 'The connection signs in as whoever authorises it.',
        hint: 'Let the Logic App sign in with its managed identity: `parameterValueType: Alternative`.',
      };
    }
  },
};

/** Where names are those of something else: a deployment within the template, and functions that it makes. */
const ownNames = /^\/functions\/|\/properties\/template\//;

/** What expressions read that the template does not have. */
function* undeclared(template: JsonObject): Generator<Finding> {
  const declared = (kind: string): ReadonlySet<string> =>
    new Set(Object.keys(objectOf(template[kind])).map((name) => name.toLowerCase()));
  const known = { parameters: declared('parameters'), variables: declared('variables') };
  for (const { at, text } of textsIn(template)) {
    if (!text.startsWith('[') || text.startsWith('[[') || ownNames.test(at)) continue;
    for (const [, kind, name = ''] of text.matchAll(/\b(parameters|variables)\(\s*'([^']*)'\s*\)/gi)) {
      const list = kind?.toLowerCase() === 'variables' ? 'variables' : 'parameters';
      if (known[list].has(name.toLowerCase()) || (list === 'variables' && known.variables.has('copy'))) continue;
      yield {
        at: within + at,
        severity: 'error',
        message: `The template has no ${list === 'variables' ? 'variable' : 'parameter'} \`${name}\`.`,
        hint:
          known[list].size === 0
            ? `Declare it under \`${list}\`.`
            : `It has ${Object.keys(objectOf(template[list])).join(', ')}.`,
      };
    }
  }
}

const openParameter: PlaybookCheck = {
  id: 'rule/playbook-parameter',
  scope: 'item',
  severity: 'warning',
  worst: 'error',
  summary: 'A parameter of a playbook has no value, or is read and not declared.',
  why:
    'A deployment asks nobody: a parameter without a default and without a value in the file beside the template fails it, ' +
    'and so does an expression that reads a parameter or a variable that the template does not have.',
  *check(item) {
    const given = objectOf(item.raw['parameters']);
    yield* undeclared(templateIn(item));
    for (const [name, parameter] of Object.entries(objectOf(templateIn(item)['parameters'])))
      if (isObject(parameter) && parameter['defaultValue'] === undefined && given[name] === undefined)
        yield {
          at: within + pointer('parameters', name),
          message: `The parameter \`${name}\` has neither a default nor a value.`,
          hint: 'Give it one in azuredeploy.parameters.json.',
        };
  },
};

const otherTrigger: PlaybookCheck = {
  id: 'rule/playbook-trigger',
  scope: 'item',
  severity: 'note',
  summary: 'Nothing of Sentinel starts a playbook.',
  why:
    'Automation rules run a playbook only where its trigger is one of the connector of Sentinel: for incidents, alerts or ' +
    'entities. Any other, such as a schedule, runs by itself.',
  *check(item) {
    const workflows = workflowsIn(templateIn(item));
    const [first] = workflows;
    if (first === undefined || workflows.some((workflow) => startedBy(workflow) !== undefined)) return;
    yield {
      at: `${within}${first.at}`,
      message: 'No trigger of it waits for incidents, alerts or entities of Sentinel: no automation rule can run it.',
      hint: 'Nothing has to be done where it starts by itself, or where other playbooks call it.',
    };
  },
};

/** Every check of playbooks beyond the schema. */
export const lint: readonly LintRule<PlaybookDraft>[] = [
  noWorkflow,
  otherName,
  secretInTemplate,
  hardCodedId,
  passwordConnection,
  openParameter,
  otherTrigger,
];
