import { gapsOf, hole, joined, known, objectValue, textOfValue, type Lazy, type Value } from '../value.ts';
import { refused, type TemplateFunction } from './signature.ts';

/** What is known of the place of a deployment; a workspace of picket.yaml says it all, without one nothing is known. */
export type DeploymentFacts = {
  readonly subscription?: string;
  readonly resourceGroup?: string;
  readonly tenant?: string;
  /** Name of the workspace. */
  readonly workspace?: string;
};

const unknownFact = (call: string): string =>
  `${call} is known only at deployment; name a workspace of picket.yaml with -w`;

const subscriptionOf = ({ subscription }: DeploymentFacts): Value =>
  subscription === undefined ? hole(unknownFact('subscription()')) : known(subscription);

const groupOf = ({ resourceGroup }: DeploymentFacts): Value =>
  resourceGroup === undefined ? hole(unknownFact('resourceGroup()')) : known(resourceGroup);

/** picket.yaml may name the tenant of a workspace, and need not. */
const tenantOf = ({ tenant }: DeploymentFacts, call: string): Value =>
  tenant === undefined
    ? hole(`${call}.tenantId is known only at deployment; name a workspace of picket.yaml that has a tenantId with -w`)
    : known(tenant);

const subscriptionId = (facts: DeploymentFacts): Value => joined([known('/subscriptions/'), subscriptionOf(facts)]);

const groupId = (facts: DeploymentFacts): Value =>
  joined([subscriptionId(facts), known('/resourceGroups/'), groupOf(facts)]);

const open =
  (why: string): Lazy =>
  () =>
    hole(why);

/** `Namespace/type1/type2` and as many names: `Namespace/type1/name1/type2/name2`. */
const typePath = (name: string, [type, ...names]: readonly Value[]): Value => {
  if (type === undefined) return refused(name);
  const text = textOfValue(type);
  if (text === undefined) return hole(gapsOf(type)[0] ?? `${name}() is given no resource type`);
  const [space = '', ...types] = text.split('/');
  if (types.length !== names.length || types.length === 0) return refused(name);
  return joined([known(space), ...types.flatMap((part, index) => [known(`/${part}/`), names[index] ?? known('')])]);
};

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Arguments before the type say another subscription and resource group. */
const placed = (values: readonly Lazy[]): { readonly before: readonly Value[]; readonly path: readonly Value[] } => {
  const all = values.map((value) => value());
  const at = all.findIndex((value) => /^[\w.]+\/./.test(textOfValue(value) ?? ''));
  return { before: all.slice(0, Math.max(0, at)), path: all.slice(Math.max(0, at)) };
};

const under = (prefix: Value, path: Value): Value =>
  path.kind === 'hole' ? path : joined([prefix, known('/providers/'), path]);

const resourceId =
  (facts: DeploymentFacts): TemplateFunction =>
  (values) => {
    const { before, path } = placed(values);
    const [head, second] = before;
    const isSubscription = second !== undefined || guid.test(head === undefined ? '' : (textOfValue(head) ?? ''));
    const subscription = isSubscription && head !== undefined ? head : subscriptionOf(facts);
    const group = second ?? (isSubscription ? undefined : head) ?? groupOf(facts);
    const prefix = joined([known('/subscriptions/'), subscription, known('/resourceGroups/'), group]);
    return before.length > 2 ? refused('resourceId') : under(prefix, typePath('resourceId', path));
  };

const subscriptionResourceId =
  (facts: DeploymentFacts): TemplateFunction =>
  (values) => {
    const { before, path } = placed(values);
    const [head = subscriptionOf(facts), ...rest] = before;
    if (rest.length > 0) return refused('subscriptionResourceId');
    return under(joined([known('/subscriptions/'), head]), typePath('subscriptionResourceId', path));
  };

const extensionResourceId: TemplateFunction = ([scope, ...values]) =>
  scope === undefined
    ? refused('extensionResourceId')
    : under(
        scope(),
        typePath(
          'extensionResourceId',
          values.map((value) => value()),
        ),
      );

const tenantResourceId: TemplateFunction = (values) =>
  under(
    known(''),
    typePath(
      'tenantResourceId',
      values.map((value) => value()),
    ),
  );

const atDeployment =
  (why: string): TemplateFunction =>
  () =>
    hole(why);

/** Why nobody but the service can say what these come to. */
const unknowable: Readonly<Record<string, string>> = {
  newguid: 'newGuid() makes up another value at each deployment',
  utcnow: 'utcNow() depends on the moment of the deployment',
  uniquestring: 'uniqueString() is a hash that only the service works out (its algorithm is not documented)',
  deployment: 'deployment() is known only at deployment',
  deployer: 'deployer() is known only at deployment',
  environment: 'environment() is known only at deployment',
  managementgroup: 'managementGroup() is known only at deployment',
  managementgroupresourceid: 'managementGroupResourceId() is known only at deployment',
  reference: 'reference() reads a resource at deployment',
  references: 'references() reads resources at deployment',
  getsecret: 'getSecret() reads a key vault at deployment',
  pickzones: 'pickZones() asks the service',
  tologicalzone: 'toLogicalZone() asks the service',
  tologicalzones: 'toLogicalZones() asks the service',
  tophysicalzone: 'toPhysicalZone() asks the service',
  tophysicalzones: 'toPhysicalZones() asks the service',
  providers: 'providers() asks the service',
  externalinput: 'externalInput() is known only at deployment',
};

/**
 * The functions that speak of resources and of the deployment.
 * Source: Microsoft Learn, "Resource functions for ARM templates", and "Scope functions".
 */
export const resourceFunctions = (facts: DeploymentFacts): ReadonlyMap<string, TemplateFunction> =>
  new Map<string, TemplateFunction>([
    ...Object.entries(unknowable).map(([name, why]) => [name, atDeployment(why)] as const),
    ['resourceid', resourceId(facts)],
    ['subscriptionresourceid', subscriptionResourceId(facts)],
    ['extensionresourceid', extensionResourceId],
    ['tenantresourceid', tenantResourceId],
    ['tenant', () => objectValue([['tenantId', () => tenantOf(facts, 'tenant()')]])],
    [
      'subscription',
      () =>
        objectValue([
          ['id', () => subscriptionId(facts)],
          ['subscriptionId', () => subscriptionOf(facts)],
          ['tenantId', () => tenantOf(facts, 'subscription()')],
          ['displayName', open('subscription().displayName is known only at deployment')],
        ]),
    ],
    [
      'resourcegroup',
      () =>
        objectValue([
          ['id', () => groupId(facts)],
          ['name', () => groupOf(facts)],
          ['type', () => known('Microsoft.Resources/resourceGroups')],
          ['location', open('resourceGroup().location is known only at deployment')],
          ['tags', open('resourceGroup().tags is known only at deployment')],
          ['managedBy', open('resourceGroup().managedBy is known only at deployment')],
          ['properties', open('resourceGroup().properties is known only at deployment')],
        ]),
    ],
  ]);

/** list*() reads keys and values of a resource. */
export const readsResource = (name: string): boolean => /^list[A-Z]?/i.test(name);
