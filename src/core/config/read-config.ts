import schema from '../../../schemas/picket.schema.json' with { type: 'json' };
import type {
  ApprovedLoss,
  Config,
  DisabledRule,
  EmulatorSetting,
  FleetConfig,
  IgnoredDrift,
  Limits,
  RequiredTests,
  SchemaFolders,
  Selection,
  WorkspaceConfig,
} from './config.ts';
import { configProblems } from './config-problems.ts';
import { groupsOf, layerOf } from './layers.ts';
import type { Diagnostic } from '../diagnostic.ts';
import {
  isArray,
  isObject,
  type JsonObject,
  type JsonValue,
  mappingsIn,
  objectOf,
  objectsOf,
  some,
  textOrEmpty,
} from '../json.ts';
import { inlined } from '../schema/annotations.ts';
import { checkSchema } from '../schema/schema.ts';
import type { SourceDocument } from '../text/source.ts';

/** The JSON Schema of picket.yaml. */
export const configSchema: JsonObject = inlined(schema);

/** How the dates of picket.yaml are written: a day, or a moment with its zone. */
export const datePattern = new RegExp(schema.properties.disabled.items.properties.until.pattern, 'u');

export type ConfigResult = { readonly config?: Config; readonly diagnostics: readonly Diagnostic[] };

const optional = <Key extends string>(
  holder: JsonObject,
  ...keys: readonly Key[]
): { readonly [key in Key]?: string } => {
  const found: { [key in Key]?: string } = {};
  for (const key of keys) {
    const value = holder[key];
    if (typeof value === 'string') found[key] = value;
  }
  return found;
};

const strings = (value: JsonValue | undefined): readonly string[] | undefined =>
  isArray(value) ? value.filter((item) => typeof item === 'string') : undefined;

/** Folders of content: a text each, or a mapping that names the type of their files besides. */
const folders = (value: JsonValue | undefined): readonly string[] | undefined =>
  isArray(value)
    ? value.flatMap((entry) => {
        const folder = isObject(entry) ? entry['folder'] : entry;
        return typeof folder === 'string' ? [folder] : [];
      })
    : undefined;

const declaredIn = (value: JsonValue | undefined): Config['declared'] =>
  objectsOf(value).flatMap(({ folder, type }) =>
    typeof folder === 'string' && typeof type === 'string' ? [{ folder, type }] : [],
  );

const selection = (value: JsonValue | undefined): Selection | undefined =>
  isObject(value)
    ? {
        ...some('paths', strings(value['paths'])),
        ...some('ids', strings(value['ids'])),
        ...some('tags', strings(value['tags'])),
      }
    : undefined;

const emulator = (value: JsonValue | undefined): EmulatorSetting | undefined => {
  if (!isObject(value)) return undefined;
  const settings = some('settings', isObject(value['settings']) ? value['settings'] : undefined);
  return typeof value['url'] === 'string'
    ? { url: value['url'], ...settings }
    : { state: textOrEmpty(value['state']), ...settings };
};

const cloud = (value: JsonValue | undefined): WorkspaceConfig['cloud'] =>
  value === 'usgov' || value === 'china' ? value : 'public';

const ownershipOf = (workspace: JsonObject, project: Config['project']): WorkspaceConfig['ownership'] =>
  project === undefined || workspace['ownership'] === 'none' ? 'none' : 'markers';

/** Keys of a workspace that say something of its content. */
const layerKeys = ['lifecycle', 'parameters', 'overlays', 'optOut'] as const;

const workspaceOf = (name: string, value: JsonObject, project: Config['project']): WorkspaceConfig => ({
  name,
  subscriptionId: textOrEmpty(value['subscriptionId']),
  resourceGroup: textOrEmpty(value['resourceGroup']),
  workspaceName: textOrEmpty(value['workspaceName']),
  cloud: cloud(value['cloud']),
  ...optional(value, 'tenantId', 'apiVersion', 'credential'),
  ...some('emulator', emulator(value['emulator'])),
  ...some('content', folders(value['content'])),
  ...some('include', selection(value['include'])),
  ...some('exclude', selection(value['exclude'])),
  ...some('groups', strings(value['groups'])),
  ...some('layer', layerKeys.some((key) => value[key] !== undefined) ? layerOf(value) : undefined),
  ownership: ownershipOf(value, project),
});

/** The emulated workspace that is there without being configured. */
const local = {
  subscriptionId: '00000000-0000-0000-0000-000000000000',
  resourceGroup: 'local',
  workspaceName: 'picket-local',
  emulator: { state: '.picket/emulator/local.json' },
} as const;

const workspacesOf = (value: JsonValue | undefined, project: Config['project']): Config['workspaces'] => {
  const entries = mappingsIn(value).map(([name, workspace]) => [name, workspaceOf(name, workspace, project)] as const);
  return Object.fromEntries<WorkspaceConfig>([
    ['local', { ...workspaceOf('local', local, project), implied: true }],
    ...entries,
  ]);
};

const severitiesOf = (value: JsonValue | undefined): Config['severities'] => {
  const found: Record<string, Config['severities'][string]> = {};
  for (const [code, severity] of Object.entries(objectOf(value)))
    if (severity === 'error' || severity === 'warning' || severity === 'note' || severity === 'off')
      found[code] = severity;
  return found;
};

const ignored = (entry: JsonObject): IgnoredDrift => ({
  rule: textOrEmpty(entry['rule']),
  ...optional(entry, 'workspace'),
  ...some('fields', strings(entry['fields'])),
  reason: textOrEmpty(entry['reason']),
  expires: textOrEmpty(entry['expires']),
});

const approved = (entry: JsonObject): ApprovedLoss => ({
  rule: textOrEmpty(entry['rule']),
  loss: textOrEmpty(entry['loss']),
  reason: textOrEmpty(entry['reason']),
  expires: textOrEmpty(entry['expires']),
});

const disabled = (entry: JsonObject): DisabledRule => ({
  rule: textOrEmpty(entry['rule']),
  ...optional(entry, 'workspace'),
  until: textOrEmpty(entry['until']),
  reason: textOrEmpty(entry['reason']),
});

const limitsOf = (value: JsonValue | undefined): Limits =>
  Object.fromEntries(
    Object.entries(objectOf(value)).flatMap(([name, limit]) =>
      typeof limit === 'number' ? [[name, limit] as const] : [],
    ),
  );

const credentialsOf = (value: JsonValue | undefined): Config['credentials'] =>
  Object.fromEntries(
    mappingsIn(value).map(([name, credential]) => [
      name,
      {
        clientId: textOrEmpty(credential['clientId']),
        ...optional(credential, 'tenantId', 'secretVariable', 'certificateVariable'),
      },
    ]),
  );

const fleetOf = (value: JsonValue | undefined): FleetConfig => {
  const { concurrency, waves, maxFailures } = objectOf(value);
  return {
    ...some('concurrency', typeof concurrency === 'number' ? concurrency : undefined),
    ...some('waves', strings(waves)),
    ...some(
      'maxFailures',
      typeof maxFailures === 'number' || typeof maxFailures === 'string' ? String(maxFailures) : undefined,
    ),
  };
};

const requiredTests = (value: JsonValue | undefined): RequiredTests | undefined =>
  isObject(value)
    ? { ...some('severities', strings(value['severities'])), ...some('statuses', strings(value['statuses'])) }
    : undefined;

const schemaFolders = (value: JsonValue | undefined): SchemaFolders => {
  const named = objectOf(value);
  return {
    tables: strings(named['tables']) ?? ['tables'],
    parsers: strings(named['parsers']) ?? ['parsers'],
    watchlists: strings(named['watchlists']) ?? ['watchlists'],
    locks: textOrEmpty(named['locks']) || 'workspace-schema',
  };
};

const windowsEventsOf = (value: JsonValue | undefined): Config['windowsEvents'] => {
  const named = isObject(value) ? value['windowsEvents'] : undefined;
  return named === 'WindowsEvent' || named === 'Event' || named === 'both' ? named : undefined;
};

const deploymentLog = (value: JsonValue | undefined): Config['deployments'] => {
  if (!isObject(value)) return undefined;
  const [branch, container] = [textOrEmpty(value['branch']), textOrEmpty(value['container'])];
  if (container !== '')
    return {
      container: container.replace(/\/$/, ''),
      ...optional(value, 'credential'),
      ...some('emulator', emulator(value['emulator'])),
    };
  return branch === '' ? { folder: textOrEmpty(value['folder']) || 'deployments' } : { branch };
};

const configOf = (value: JsonObject): Config => {
  const places = mappingsIn(value['workspaces']).map(([, place]) => place);
  const { project: named } = value;
  const project = isObject(named)
    ? { name: textOrEmpty(named['name']), id: textOrEmpty(named['id']).toLowerCase() }
    : undefined;
  return {
    ...some('project', project),
    content: folders(value['content']) ?? [],
    declared: [value['content'], ...places.map((place) => place['content'])].flatMap(declaredIn),
    optIns: value['playbooks'] === 'stack' ? ['playbooks: stack'] : [],
    schema: schemaFolders(value['schema']),
    workspaces: workspacesOf(value['workspaces'], project),
    parameters: objectOf(value['parameters']),
    groups: groupsOf(value['groups']),
    severities: severitiesOf(value['severities']),
    ignoreDrift: objectsOf(value['ignoreDrift']).map(ignored),
    approvals: objectsOf(value['approvals']).map(approved),
    credentials: credentialsOf(value['credentials']),
    limits: limitsOf(value['limits']),
    fleet: fleetOf(value['fleet']),
    disabled: objectsOf(value['disabled']).map(disabled),
    ...some('requireTests', requiredTests(value['requireTests'])),
    ...some('windowsEvents', windowsEventsOf(value['sigma'])),
    ...some('deployments', deploymentLog(value['deployments'])),
  };
};

/** What holds without a picket.yaml: the emulated workspace `local`. */
export const defaultConfig: Config = configOf({});

/**
 * Reads picket.yaml: the configuration with its defaults, or none while anything in it is wrong. Diagnostics are those of
 * the schema (`schema/…`) and of what it cannot say (`config/…`); problems of the YAML itself are readDocument's.
 */
export const readConfig = (document: SourceDocument): ConfigResult => {
  const { value } = document;
  if (value === undefined) return { diagnostics: [] };
  const violations = checkSchema(configSchema, document);
  if (violations.some(({ severity }) => severity === 'error') || !isObject(value)) return { diagnostics: violations };
  const config = configOf(value);
  const found = [...configProblems(value, config)].map((finding): Diagnostic => ({
    code: finding.code,
    severity: 'error',
    message: finding.message,
    ...(finding.hint !== undefined && { hint: finding.hint }),
    path: document.path,
    range: document.range(document.locate(finding.at, finding.part)),
  }));
  const diagnostics = [...violations, ...found];
  return found.length > 0 ? { diagnostics } : { config, diagnostics };
};
