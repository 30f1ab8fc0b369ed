import * as codec from '../../core/fields/codec.ts';
import { rowsFor, type ValuesOf, type WholeOf } from '../../core/fields/field-table.ts';
import { instantOf, printInstant } from '../../core/duration.ts';
import { isObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import * as names from './names.ts';

/** Automation rules are of one kind. */
export type Kind = 'AutomationRule';
export const kind: Kind = 'AutomationRule';

const field = rowsFor<Kind>();
const kinds = [kind] as const;

const oneOf = (values: readonly string[], about: JsonObject = {}): JsonObject => ({
  type: 'string',
  enum: values,
  ...about,
});
const texts = (about: JsonObject = {}): JsonObject => ({ type: 'array', items: { type: 'string' }, ...about });

/** Conditions nest, so their schema names itself; what fits which type of condition is a check's business. */
const condition = (depth: number): JsonObject => ({
  type: 'object',
  additionalProperties: false,
  required: ['conditionType', 'conditionProperties'],
  properties: {
    conditionType: oneOf(names.conditionTypes, {
      description:
        '`Property` compares a property, `PropertyArray` any item of a list, `PropertyChanged` what an update changed, `PropertyArrayChanged` what it added; `Boolean` combines others.',
    }),
    conditionProperties: {
      type: 'object',
      additionalProperties: false,
      properties: {
        propertyName: oneOf([...new Set<string>([...names.properties, ...names.changedProperties])], {
          description: 'What is compared.',
        }),
        operator: oneOf([...names.operators, ...names.combinations], { description: 'How it is compared.' }),
        propertyValues: texts({
          description:
            'Any of these. For ids of analytics rules: the id as the file of the rule has it, or the path of that file from the folder of picket.yaml; each workspace gets the full id of its own.',
        }),
        changeType: oneOf([...names.changes, 'Added'], { description: 'What the update did.' }),
        arrayType: oneOf([...names.searchedLists, ...names.growingLists], {
          description: 'The list that is looked at.',
        }),
        arrayConditionType: oneOf(['AnyItem'], { description: 'Which of its items count.' }),
        itemConditions: { type: 'array', maxItems: 10, items: depth === 0 ? { type: 'object' } : condition(depth - 1) },
        innerConditions: {
          type: 'array',
          minItems: 2,
          maxItems: 10,
          items: depth === 0 ? { type: 'object' } : condition(depth - 1),
        },
      },
    },
  },
});

const structure: codec.Codec<JsonObject> = {
  read: (value: JsonValue) => (isObject(value) ? value : undefined),
  write: (value) => value,
  show: (value) => value,
  shape: { is: 'exact' },
  schema: {},
};

/** An end is kept when it has passed: without it the rule would run for ever. */
const expiration: codec.Codec<string> = {
  ...codec.futureInstant({
    title: 'Expires',
    description: 'When the rule ends by itself; the service then switches it off.',
  }),
  write: (value) => {
    const instant = instantOf(value);
    return instant === undefined ? value : printInstant(Math.floor(instant / 1000) * 1000);
  },
  shape: { is: 'exact' },
};

/** When a rule acts. */
export type Trigger = {
  readonly isEnabled: boolean;
  readonly triggersOn: (typeof names.triggers)[number];
  readonly triggersWhen: (typeof names.moments)[number];
  readonly expirationTimeUtc?: string;
  readonly conditions?: readonly JsonObject[];
};

/** What a rule does, one step; `actionConfiguration` as the service has it, or `{playbook: NAME}`. */
export type Action = {
  readonly order?: number;
  readonly actionType: (typeof names.actionTypes)[number];
  readonly actionConfiguration: JsonObject;
};

const steps = codec.listOf(
  codec.structure<Action>({
    order: { codec: codec.integer({ minimum: 1 }) },
    actionType: { codec: codec.oneOf(names.actionTypes), necessary: true },
    actionConfiguration: { codec: structure, necessary: true },
  }),
);

const actionConfiguration: JsonObject = {
  type: 'object',
  description: 'What the action needs: a playbook, properties of the incident, or a task.',
  additionalProperties: false,
  properties: {
    playbook: {
      type: 'string',
      pattern: '^[A-Za-z0-9_().-]{1,80}$',
      'x-picket-noun': 'name of a playbook',
      'x-picket-hint':
        'Write the name of the logic app in the resource group of the workspace, or its id as `logicAppResourceId`.',
      description: 'The name of the logic app to run, in the resource group of the workspace.',
    },
    logicAppResourceId: {
      type: 'string',
      'x-picket-parameter': true,
      description: 'The full id of a logic app elsewhere.',
    },
    tenantId: {
      type: 'string',
      'x-picket-parameter': true,
      description: "Its tenant; the workspace's own unless given.",
    },
    severity: oneOf(names.severities),
    status: oneOf(names.statuses),
    classification: oneOf(names.classifications),
    classificationReason: oneOf(names.reasons),
    classificationComment: { type: 'string' },
    owner: {
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(
        ['objectId', 'email', 'assignedTo', 'userPrincipalName', 'ownerType'].map((name) => [name, { type: 'string' }]),
      ),
    },
    labels: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['labelName'],
        properties: { labelName: { type: 'string' }, labelType: { type: 'string' } },
      },
    },
    title: { type: 'string', description: 'The title of the task.' },
    description: { type: 'string', description: 'The text of the task.' },
  },
};

/** Every field of an automation rule; the names are those of the service. */
export const fields = {
  id: field(
    codec.filled({
      maxLength: 260,
      pattern: '^[^\\s/\\\\?#%&<>*:+\\u0000-\\u001f\\ud800-\\udfff]+$',
      'x-picket-noun': 'id',
      'x-picket-hint': 'Use a GUID, such as the one `uuidgen` prints.',
      examples: ['5d2c2f0e-7a4b-4b57-9a59-0c4a63c1d0aa'],
    }),
    {
      otherKey: 'automationRuleId',
      label: 'Id',
      about: "The rule's identity, best a GUID: its resource name in Azure. It never changes.",
      kinds,
      required: kinds,
    },
  ),
  displayName: field(
    codec.filled({
      maxLength: 500,
      pattern: '\\S',
      'x-picket-noun': 'name',
      'x-picket-hint': 'Say what the rule does: the portal lists it by this name.',
    }),
    {
      otherKey: 'name',
      label: 'Name',
      about: 'The display name; at most 500 characters.',
      at: '/properties/displayName',
      kinds,
      neverNull: true,
      required: kinds,
    },
  ),
  description: field(codec.description(), {
    label: 'Description',
    about: 'What it is for. Documentation only.',
    kinds,
  }),
  tags: field(codec.listOf(codec.text(), {}), {
    label: 'Tags',
    about: 'Labels for search and for the choice of a workspace. Documentation only.',
    kinds,
  }),
  order: field(codec.integer({ minimum: 1, maximum: 1000 }), {
    label: 'Order',
    about: 'Rules run in this order, from 1 to 1000; of two that set the same property the later one wins.',
    at: '/properties/order',
    kinds,
    required: kinds,
  }),
  triggeringLogic: field(
    codec.structure<Trigger>({
      isEnabled: { codec: codec.flag({ title: 'Enabled', description: 'Whether the rule acts.' }), default: true },
      triggersOn: { codec: codec.oneOf(names.triggers, { description: 'What sets it off.' }), necessary: true },
      triggersWhen: { codec: codec.oneOf(names.moments, { description: 'At which moment.' }), necessary: true },
      expirationTimeUtc: { codec: expiration },
      conditions: {
        codec: codec.listOf(
          { ...structure, schema: condition(2), shape: { is: 'object', members: {} } },
          { maxItems: 50, description: 'All of these must hold; without any, the rule acts on everything.' },
        ),
      },
    }),
    {
      label: 'Trigger',
      about: 'When the rule acts: on what, at which moment, under which conditions, until when.',
      at: '/properties/triggeringLogic',
      kinds,
      required: kinds,
    },
  ),
  actions: field(
    {
      read: (value) => steps.read(value),
      write: (actions) => actions.map((action, index) => ({ ...action, order: action.order ?? index + 1 })),
      show: (value) => value,
      shape: { is: 'exact' },
      schema: {
        type: 'array',
        minItems: 1,
        maxItems: 20,
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['actionType', 'actionConfiguration'],
          properties: {
            order: { type: 'integer', minimum: 1, description: 'Its place among the actions; as listed unless given.' },
            actionType: oneOf(names.actionTypes, { description: 'What is done.' }),
            actionConfiguration,
          },
        },
      },
    } satisfies codec.Codec<readonly Action[]>,
    {
      label: 'Actions',
      about: 'What the rule does, at most 20 steps in order.',
      at: '/properties/actions',
      kinds,
      required: kinds,
    },
  ),
} as const;

export type AutomationValues = ValuesOf<typeof fields>;
export type AutomationRule = WholeOf<typeof fields, Kind>;
