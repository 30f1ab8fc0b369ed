import { createServer } from 'node:http';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inFolder } from '../../test/cli/io.ts';
import { isArray, isObject, type JsonObject, type JsonValue } from '../../src/core/json.ts';
import { none, type Result } from './result.ts';

type Recorded = { readonly name: string; readonly path: string; readonly body: JsonObject };

/** The recorded answers that hold something, with the path that they were asked for. */
const recordedIn = (folder: string): readonly Recorded[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .flatMap((name) => {
      // Names of workspaces have at least four characters.
      const text = readFileSync(join(folder, name), 'utf8').replaceAll('/workspaces/ws/', '/workspaces/wsws/');
      const { request, response }: { request: { path: string }; response: { status: number; body: JsonValue } } =
        JSON.parse(text);
      return response.status < 300 && isObject(response.body)
        ? [{ name, path: request.path, body: response.body }]
        : [];
    });

const itemsOf = ({ body }: Recorded): readonly JsonValue[] => (isArray(body['value']) ? body['value'] : []);

type Lists = { readonly name: string; readonly rules: readonly JsonValue[]; readonly metadata: readonly JsonValue[] };

/** Every recorded list of rules, and what was recorded of rules one by one as one more. */
const listsIn = (folder: string): readonly Lists[] => {
  const all = recordedIn(folder);
  const metadata = all.filter(({ path }) => /\/metadata$/i.test(path)).flatMap(itemsOf);
  const lists = all.filter(({ path }) => /\/alertRules$/i.test(path));
  const single = new Map<string, JsonObject>();
  for (const { path, body } of all)
    if (/\/alertRules\/[^/]+$/i.test(path) && isObject(body['properties'])) single.set(path.toLowerCase(), body);
  return [
    ...lists.map((list) => ({ name: list.name, rules: itemsOf(list), metadata })),
    { name: 'rules recorded one by one', rules: [...single.values()], metadata },
  ];
};

const config = (url: string): string => `project: { name: recorded, id: 5b0d1d5c-2d0c-4a53-8a4e-3f0a0f6f2f11 }
workspaces:
  local:
    subscriptionId: 00000000-0000-0000-0000-000000000000
    resourceGroup: rg
    workspaceName: wsws
    emulator: { url: '${url}' }
`;

/** Answers the two lists as they were recorded; whatever else is asked may not be read. */
const serving = async <T>({ rules, metadata }: Lists, work: (url: string) => Promise<T>): Promise<T> => {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const list = /\/alertRules$/i.test(path) ? rules : /\/metadata$/i.test(path) ? metadata : undefined;
    response.writeHead(list === undefined ? 403 : 200, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify(
        list === undefined ? { error: { code: 'AuthorizationFailed', message: 'Not recorded.' } } : { value: list },
      ),
    );
  });
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  const address = server.address();
  try {
    return await work(`http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
};

const obstacles = (lists: Lists): Promise<readonly string[]> =>
  serving(lists, (url) =>
    inFolder(async (shell) => {
      await shell.write('picket.yaml', config(url));
      const pulled = await shell.picket('pull');
      const planned = await shell.picket('plan', '--format', 'json');
      if (pulled.code !== 0 || !planned.out.startsWith('{'))
        return [`${lists.name}: pull ended with ${pulled.code}: ${pulled.out}${pulled.err}${planned.err}`];
      const plan: {
        changes?: { action: string; id: string; fields: { at: string }[] }[];
        refusals?: { id?: string; message: string }[];
        diagnostics?: { severity: string; code: string; path: string; message: string }[];
      } = JSON.parse(planned.out);
      return [
        ...(plan.changes ?? [])
          .filter(({ action }) => action !== 'refresh')
          .map(({ action, id, fields }) => `${lists.name}: ${action} ${id} ${fields.map(({ at }) => at).join(' ')}`),
        ...(plan.refusals ?? []).map(({ id, message }) => `${lists.name}: ${id ?? ''} ${message}`),
        ...(plan.diagnostics ?? [])
          .filter(({ severity, code }) => severity === 'error' && !code.startsWith('kql/'))
          .map(({ path, code, message }) => `${lists.name}: ${path} ${code} ${message}`),
      ];
    }),
  );

/** The recorded lists, served word for word: `pull`, then `plan` has nothing to do to a rule. */
export const checkRecordedLists = async (shared: string): Promise<readonly Result[]> => {
  const lists = listsIn(join(shared, 'recordings'));
  const found: string[] = [];
  for (const list of lists) found.push(...(await obstacles(list)));
  const rules = lists.reduce((sum, list) => sum + list.rules.length, 0);
  return [none(`${rules} rules in ${lists.length} recorded lists through pull and plan: obstacles`, found)];
};
