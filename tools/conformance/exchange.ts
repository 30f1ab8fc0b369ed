import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isObject, type JsonObject, type JsonValue } from '../../src/core/json.ts';
import type { WireRequest } from '../../src/core/ports.ts';

/** One recorded request with its answer; the form of the recordings' README. */
export type Recorded = {
  readonly name: string;
  /** Exchanges of one scenario run in the order of their steps; null stands alone. */
  readonly scenario: string | null;
  readonly step: number;
  readonly request: {
    readonly method: WireRequest['method'];
    readonly path: string;
    readonly apiVersion: string;
    readonly query: Readonly<Record<string, string>>;
    readonly body: JsonValue;
  };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: JsonValue;
  };
};

const methods = ['GET', 'PUT', 'POST', 'PATCH', 'DELETE'] as const;

const textsOf = (value: JsonValue | undefined): Readonly<Record<string, string>> =>
  isObject(value)
    ? Object.fromEntries(
        Object.entries(value).flatMap(([name, member]) => (typeof member === 'string' ? [[name, member]] : [])),
      )
    : {};

/** Throws where the value is no recorded exchange. */
export const recordedOf = (name: string, value: unknown): Recorded => {
  const bad = (what: string): Error => new TypeError(`${name} is no recorded exchange: ${what}`);
  if (!isObject(value)) throw bad('no object');
  const { request, response, scenario, step } = value;
  if (!isObject(request) || !isObject(response)) throw bad('request or response is missing');
  const method = methods.find((known) => known === request['method']);
  const { path, apiVersion } = request;
  const { status } = response;
  if (method === undefined || typeof path !== 'string' || typeof apiVersion !== 'string' || typeof status !== 'number')
    throw bad('method, path, apiVersion or status is missing');
  return {
    name,
    scenario: typeof scenario === 'string' ? scenario : null,
    step: typeof step === 'number' ? step : 0,
    request: { method, path, apiVersion, query: textsOf(request['query']), body: request['body'] ?? null },
    response: { status, headers: textsOf(response['headers']), body: response['body'] ?? null },
  };
};

/** The recordings of a folder by scenario, each in its order. */
export const readRecordings = (folder: string): readonly (readonly Recorded[])[] => {
  const scenarios = new Map<string, Recorded[]>();
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted()) {
    const value: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    const recorded = recordedOf(file.replace(/\.json$/, ''), value);
    const key = recorded.scenario ?? recorded.name;
    scenarios.set(key, [...(scenarios.get(key) ?? []), recorded]);
  }
  return [...scenarios.values()].map((steps) => steps.toSorted((left, right) => left.step - right.step));
};

/** The path of a resource or of its collection, and whether it is one resource. */
export const placeOf = (path: string): { readonly collection: string; readonly name: string | undefined } => {
  const segments = path.split('/').filter((segment) => segment !== '');
  const behindProvider = segments.length - (segments.lastIndexOf('providers') + 2);
  const isOne = behindProvider % 2 === 0;
  return {
    collection: `/${(isOne ? segments.slice(0, -1) : segments).join('/')}`,
    name: isOne ? segments.at(-1) : undefined,
  };
};

/** The items of a list's answer; undefined for an answer that is none. */
export const itemsOf = (body: JsonValue): readonly JsonObject[] | undefined => {
  const value = isObject(body) ? body['value'] : undefined;
  return Array.isArray(value) ? value.filter(isObject) : undefined;
};

/** The name of a resource; empty where it has none. */
export const nameOf = ({ name }: JsonObject): string => (typeof name === 'string' ? name : '');
