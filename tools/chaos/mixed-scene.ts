import { contentTypes } from '../../src/content/index.ts';
import type { ContentType } from '../../src/core/content-type.ts';
import type { RunContext } from '../../src/core/lint-rule.ts';
import type { Desired } from '../../src/core/engine/change.ts';
import { canonicalJson, type JsonObject } from '../../src/core/json.ts';
import { chaosNow, chaosTarget, ruleBody, ruleId } from './scene.ts';

/** What a run of chaos renders and reads by. */
export const mixedContext: RunContext = { now: chaosNow, workspace: chaosTarget };
/** The type of a name. Throws where there is none. */
export const typeNamed = (name: string): ContentType => {
  const [type] = contentTypes.filter((each) => each.name === name);
  if (type === undefined) throw new Error(`no type ${name}`);
  return type;
};

/** Content as it lies in git: what files say, by type. */
export type Mixed = readonly { readonly type: string; readonly raw: JsonObject }[];

const lines = (number: number, generation: number): string =>
  `User,Team\n${Array.from({ length: 14 }, (_, index) => {
    const isMoved = generation > 0 && index < number % 5;
    const isGone = generation > 0 && index === 13;
    return isGone ? '' : `user${index},${isMoved ? 'moved' : `team${number}`}\n`;
  }).join('')}${generation > 0 && number % 3 === 0 ? 'fresh1,x\nfresh2,x\n' : ''}`;

type File = (number: number, generation: number) => Mixed[number];

/** One file of each of six types by its number; `generation` 0 is the last deployment, 1 is now. */
export const mixedFiles: readonly File[] = [
  (number, generation) => {
    const { properties } = ruleBody(number);
    return {
      type: 'analytics-rule',
      raw: {
        ...typeNamed('analytics-rule').file.valueOf(
          { kind: 'Scheduled', properties: properties ?? {} },
          ruleId(number),
        ),
        version: `1.0.${generation}`,
        ...(generation > 0 && number % 2 === 0 ? { description: 'Says it otherwise.' } : {}),
      },
    };
  },
  (number, generation) => ({
    type: 'watchlist',
    raw: {
      watchlistAlias: `List${number}`,
      displayName: generation > 0 && number % 4 === 0 ? `Renamed ${number}` : `List number ${number}`,
      itemsSearchKey: 'User',
      data: lines(number, generation),
    },
  }),
  (number, generation) => ({
    type: 'parser',
    raw: {
      ParserName: `Parser${number}`,
      ParserQuery: `SigninLogs | where ResultType == "${number + generation * (number % 2)}"`,
      ParserParams: [{ Name: 'limit', Type: 'int', Default: 5 }],
    },
  }),
  (number, generation) => ({
    type: 'summary-rule',
    raw: {
      name: `Summary${number}`,
      query: `SigninLogs | summarize Count = count() by ResultType, Kind = "${generation * (number % 2)}"`,
      binSize: 60,
      destinationTable: `Summary${number}_CL`,
    },
  }),
  (number, generation) => ({
    type: 'hunting-query',
    raw: {
      id: `d0000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
      name: `Hunt ${number}`,
      description: generation > 0 && number % 2 === 0 ? 'Another text.' : 'A text.',
      query: `AuditLogs | where Id == "${number}"`,
      tactics: ['Persistence'],
      techniques: ['T1098'],
      requiredDataConnectors: [],
    },
  }),
  (number, generation) => ({
    type: 'automation-rule',
    raw: {
      id: `e0000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
      displayName: `Automation ${number}`,
      order: number + generation,
      triggeringLogic: { isEnabled: true, triggersOn: 'Incidents', triggersWhen: 'Created' },
      actions: [{ order: 1, actionType: 'ModifyProperties', actionConfiguration: { severity: 'High' } }],
    },
  }),
];

export type MixedScene = { readonly before: Mixed; readonly after: Mixed };

/** Content of six types before and now: of `each` of a type the first stays, the last two come, others change, one goes. */
export const mixedScene = (each: number): MixedScene => {
  const numbers = Array.from({ length: each }, (_, index) => index + 1);
  return {
    before: mixedFiles.flatMap((file) => numbers.slice(0, -2).map((number) => file(number, 0))),
    after: mixedFiles.flatMap((file) =>
      numbers.filter((number) => number !== 2).map((number) => file(number, number === 1 ? 0 : 1)),
    ),
  };
};

/** What a type has that no deployment of six types is about: its own first file, under several names. */
const startedBy =
  (type: ContentType): File =>
  (number) => {
    const id = `f0000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
    return { type: type.name, raw: type.starter?.({ name: `Page ${number}`, id, word: `Word${number}` }) ?? {} };
  };

const others = contentTypes.filter(({ name }) => mixedFiles.every((file) => file(1, 0).type !== name)).map(startedBy);

/** So many files of every type that there is. */
export const ofEveryType = (each: number): Mixed =>
  Array.from({ length: each }, (_, index) => index + 1).flatMap((number) =>
    [...mixedFiles, ...others].map((file) => file(number, 0)),
  );

const rendered = ({ type, raw }: Mixed[number]): Desired => {
  const item = typeNamed(type).complete(raw);
  if (item === undefined) throw new Error(`${type} is not complete: ${canonicalJson(raw)}`);
  return {
    type,
    resource: item.render(mixedContext),
    displayName: item.name ?? item.id,
    version: item.version,
    path: `${type}/${item.id}.yaml`,
  };
};

/** The same content is deployed thousands of times: it is rendered once. */
const renderedOnce = new WeakMap<Mixed, readonly Desired[]>();
/** Content as the files of a project render it. */
export const desiredOf = (content: Mixed): readonly Desired[] => {
  const desired = renderedOnce.get(content) ?? content.map(rendered);
  renderedOnce.set(content, desired);
  return desired;
};
