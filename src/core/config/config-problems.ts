import type { Config } from './config.ts';
import { groupProblems } from './layers.ts';
import type { Finding } from '../diagnostic.ts';
import { beginsWithDay } from '../duration.ts';
import { waved, wavesOf } from '../fleet/waves.ts';
import { unsupportedGlob } from '../text/glob.ts';
import { isObject, type JsonObject, type JsonValue, mappingsIn } from '../json.ts';
import { nearest } from '../text/nearest.ts';
import { pointer, type JsonPointer } from '../pointer.ts';

const isDate = (date: string): boolean => beginsWithDay(date) && !Number.isNaN(Date.parse(date));

const optOutDatesOf = ({ groups, workspaces }: Config): readonly { at: JsonPointer; date: string }[] =>
  [
    ...Object.entries(groups).map(([name, layer]) => ({ layer, at: pointer('groups', name) })),
    ...Object.entries(workspaces).map(([name, { layer }]) => ({ layer, at: pointer('workspaces', name) })),
  ].flatMap(({ layer, at }) =>
    (layer?.optOut ?? []).flatMap(({ until }, index) =>
      until === undefined ? [] : [{ at: at + pointer('optOut', index, 'until'), date: until }],
    ),
  );

const datesOf = (config: Config): readonly { at: JsonPointer; date: string }[] => [
  ...config.ignoreDrift.map(({ expires }, index) => ({ at: pointer('ignoreDrift', index, 'expires'), date: expires })),
  ...config.approvals.map(({ expires }, index) => ({ at: pointer('approvals', index, 'expires'), date: expires })),
  ...config.disabled.map(({ until }, index) => ({ at: pointer('disabled', index, 'until'), date: until })),
  ...optOutDatesOf(config),
];

/** Where picket.yaml says who signs in. */
const credentialsIn = ({
  workspaces,
  groups,
  deployments,
}: Config): readonly { at: JsonPointer; credential: string }[] => [
  ...Object.entries({ workspaces, groups }).flatMap(([key, holders]) =>
    Object.entries(holders).flatMap(([name, { credential }]) =>
      credential === undefined ? [] : [{ at: pointer(key, name, 'credential'), credential }],
    ),
  ),
  ...(deployments !== undefined && 'container' in deployments && deployments.credential !== undefined
    ? [{ at: pointer('deployments', 'credential'), credential: deployments.credential }]
    : []),
];

/** An emulator that runs by itself and is given settings, which it has of its own. */
const remoteSettings = function* (emulated: JsonValue | undefined, ...path: readonly string[]) {
  if (isObject(emulated) && emulated['url'] !== undefined && emulated['settings'] !== undefined)
    yield {
      code: 'config/settings-of-remote-emulator' as const,
      at: pointer(...path, 'emulator', 'settings'),
      part: 'key' as const,
      message: 'A running emulator has its own settings; these would have no effect.',
      hint: 'Give them to `picket emulator`, or use `state` instead of `url`.',
    };
};

const logPlaces = ['folder', 'branch', 'container'] as const;

/** A log lies in one place, and only a container is signed in to. */
const logProblems = function* (log: JsonValue | undefined) {
  if (!isObject(log)) return;
  const [place, ...others] = logPlaces.filter((key) => log[key] !== undefined);
  for (const key of others)
    yield {
      code: 'config/several-logs' as const,
      at: pointer('deployments', key),
      part: 'key' as const,
      message: `The log of deployments lies in one place, and \`${place}\` is one already.`,
      hint: `Take out all of ${logPlaces.map((each) => `\`${each}\``).join(', ')} but one.`,
    };
  if (log['container'] === undefined)
    for (const key of ['credential', 'emulator'] as const)
      if (log[key] !== undefined)
        yield {
          code: 'config/several-logs' as const,
          at: pointer('deployments', key),
          part: 'key' as const,
          message: `\`${key}\` is for a \`container\`, and there is none.`,
          hint: `Add \`container\`, or take \`${key}\` out.`,
        };
};

/** What the schema cannot say about picket.yaml, as findings in it: `value` is the file's, `config` what was read of it. */
export const configProblems = function* (
  value: JsonObject,
  config: Config,
): Iterable<Finding & { readonly code: `config/${string}` }> {
  const names = Object.keys(config.workspaces);
  for (const [name, workspace] of mappingsIn(value['workspaces'])) {
    if (config.project === undefined && workspace['ownership'] === 'markers')
      yield {
        code: 'config/markers-without-project',
        at: pointer('workspaces', name, 'ownership'),
        message: 'Markers record which project owns a rule, and picket.yaml names no project.',
        hint: 'Add `project` with a name and an id, or take `ownership` out.',
      };
    for (const side of ['include', 'exclude'] as const)
      for (const [index, pattern] of (config.workspaces[name]?.[side]?.paths ?? []).entries()) {
        const part = unsupportedGlob(pattern);
        if (part === undefined) continue;
        yield {
          code: 'config/no-such-pattern',
          at: pointer('workspaces', name, side, 'paths', index),
          message: `\`${part}\` of the pattern \`${pattern}\` means nothing here.`,
          hint: 'Patterns have `*`, `**`, `?`, `[a-z]` and `{a,b}`; what is not wanted goes under `exclude`.',
        };
      }
    yield* remoteSettings(workspace['emulator'], 'workspaces', name);
  }
  const { deployments } = value;
  yield* logProblems(deployments);
  if (isObject(deployments)) yield* remoteSettings(deployments['emulator'], 'deployments');
  yield* groupProblems(config);
  for (const [code, severity] of Object.entries(config.severities))
    if (severity === 'off' && /^(?:yaml|schema)\/.*\*$/.test(code))
      yield {
        code: 'config/not-adjustable',
        at: pointer('severities', code),
        message: `\`${code}\` cannot be switched off as a whole: a rule that cannot be read would vanish without a word.`,
        hint: 'Name the single finding that is not wanted.',
      };
  for (const list of ['ignoreDrift', 'disabled'] as const)
    for (const [index, { workspace }] of config[list].entries()) {
      if (workspace === undefined || names.includes(workspace)) continue;
      const [near] = nearest(workspace, names);
      yield {
        code: 'config/unknown-workspace',
        at: pointer(list, index, 'workspace'),
        message: `There is no workspace \`${workspace}\`${near === undefined ? '.' : `: did you mean \`${near}\`?`}`,
        hint: `There are ${names.map((name) => `\`${name}\``).join(', ')}.`,
      };
    }
  for (const { at, credential } of credentialsIn(config)) {
    if (Object.hasOwn(config.credentials, credential)) continue;
    const [near] = nearest(credential, Object.keys(config.credentials));
    yield {
      code: 'config/unknown-credential',
      at,
      message: `There is no credential \`${credential}\`${near === undefined ? '.' : `: did you mean \`${near}\`?`}`,
      hint: 'Credentials stand by their names under `credentials` of picket.yaml.',
    };
  }
  const everybody = waved(config);
  for (const [index, word] of (config.fleet.waves ?? []).entries())
    if ('unknown' in wavesOf(everybody, [word]))
      yield {
        code: 'config/unknown-wave',
        at: pointer('fleet', 'waves', index),
        message: `\`${word}\` is no wave: it is no group, no workspace, no share and not \`all\`.`,
        hint: 'A wave is a group, the name of a workspace or a pattern of names, a share such as `10%`, or `all`.',
      };
  for (const { at, date } of datesOf(config))
    if (!isDate(date)) yield { code: 'config/no-such-date', at, message: `\`${date}\` is no day of the calendar.` };
};
