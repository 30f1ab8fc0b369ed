import type { JsonObject, JsonValue } from '../core/json.ts';

/** An answer before it becomes bytes. No body for 204. */
export type Reply = {
  readonly status: number;
  readonly body?: JsonValue;
  /** Instead of a body where the answer is no JSON. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** ARM's error envelope. */
export const failure = (status: number, code: string, message: string, headers?: Record<string, string>): Reply => ({
  status,
  body: { error: { code, message } },
  ...(headers === undefined ? {} : { headers }),
});

/** The problem document (RFC 7807) in which the metadata service refuses; recorded for 404. */
export const problem = (status: number, title: string, detail?: string): Reply => ({
  status,
  body: {
    type: `https://tools.ietf.org/html/rfc7231#section-6.5.${status === 404 ? 4 : 1}`,
    title,
    status,
    ...(detail === undefined ? {} : { errors: { '': [detail] } }),
    traceId: '00-00000000000000000000000000000001-0000000000000001-00',
  },
});

/** The answer to a DELETE under SecurityInsights: a body without members. */
export const removed: Reply = { status: 200, body: {} };

export const ok = (body: JsonObject): Reply => ({ status: 200, body });

/** The plain form in which Sentinel refuses a request. */
export const badRequest = (message: string): Reply => failure(400, 'BadRequest', message);

/**
 * The form in which Sentinel reports errors of its data model; seen live in terraform-provider-azurerm issue 28801 and
 * Azure-Sentinel pull request 4287.
 */
export const invalidModel = (message: string, member = ''): Reply =>
  badRequest(`Invalid data model. [${member}: ${message}]`);

/** ARM's answer to a resource type that a provider does not have in this version. */
export const invalidResourceType = (namespace: string, type: string, version: string): Reply =>
  failure(
    404,
    'InvalidResourceType',
    `The resource type '${type}' could not be found in the namespace '${namespace}' for api version '${version}'.`,
  );

export const notFound = (what: string): Reply => failure(404, 'NotFound', `Resource '${what}' was not found.`);

/** ARM's answer for a missing resource of its own (a workspace). */
export const resourceNotFound = (type: string, name: string, group: string): Reply =>
  failure(
    404,
    'ResourceNotFound',
    `The Resource '${type}/${name}' under resource group '${group}' was not found. ` +
      'For more details please go to https://aka.ms/ARMResourceNotFoundFix',
  );

export const methodNotAllowed = (method: string, type: string): Reply =>
  failure(405, 'MethodNotAllowed', `The method '${method}' is not supported for the resource type '${type}'.`);

/** ARM's answer to a caller without the permission. */
export const authorizationFailed = (caller: string, action: string, scope: string): Reply =>
  failure(
    403,
    'AuthorizationFailed',
    `The client '${caller}' with object id '${caller}' does not have authorization to perform action '${action}' ` +
      `over scope '${scope}' or the scope is invalid. ` +
      'If access was recently granted, please refresh your credentials.',
  );

/** Sentinel's answer for a workspace without it: the message is itself JSON (captured live, Cribl-Microsoft, 2026-07). */
export const notOnboarded = (workspace: string): Reply =>
  badRequest(
    JSON.stringify({
      error: {
        code: 'BadRequest',
        message:
          `Workspace '${workspace}' is not onboarded to Microsoft Sentinel. ` +
          'Please onboard through the portal or use the OnboardingStates ARM api to onboard to Sentinel.',
      },
    }),
  );
