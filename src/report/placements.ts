import {
  type Fleet,
  isFolded,
  namedWithGroups,
  type Placed,
  placedExceptions,
  placementTable,
  placementWords,
  samePlacements,
} from '../core/fleet/placement.ts';
import { counted } from '../core/text/phrase.ts';
import { tableLines } from './text/rows.ts';
import { clipped, oneLine, styleOf, type Look } from './text/style.ts';

const longestName = 48;
/** So many columns are drawn, and so many names written out. */
const mostColumns = 8;
const mostNames = 10;

/** Names in a line, not all of many. */
const names = (members: readonly string[]): string => {
  const more = members.length - mostNames;
  return oneLine(`${members.slice(0, mostNames).join(', ')}${more > 0 ? ` and ${more} more` : ''}`);
};

/** One item, and what becomes of it where. */
const one = (item: Placed, fleet: Fleet, look: Look): readonly string[] => [
  styleOf(look).bold(`${oneLine(item.name)}  ${oneLine(item.path)}  ${item.stage}`),
  ...samePlacements(item, fleet.workspaces).map(({ state, stage, reason, until, owner, changed, workspaces: own }) => {
    const more = [
      ...(stage === item.stage ? [] : [stage]),
      ...(until === undefined ? [] : [`until ${until}`]),
      ...(reason === undefined ? [] : [`${reason}${owner === undefined ? '' : ` (${owner})`}`]),
      ...(changed.length === 0 ? [] : [`changed: ${changed.join(', ')}`]),
    ];
    return `  ${placementWords[state].padEnd(12)}  ${names(namedWithGroups(own, fleet))}${more.length === 0 ? '' : `  ${oneLine(more.join('; '))}`}`;
  }),
];

/** Who runs what, for a terminal. */
export const placementsText = (items: readonly Placed[], fleet: Fleet, look: Look): string => {
  const { workspaces } = fleet;
  const [only, ...others] = items;
  if (only !== undefined && others.length === 0) return `${one(only, fleet, look).join('\n')}\n`;
  const { columns, differing, same } = placementTable(items, fleet);
  const shown = columns.slice(0, mostColumns);
  const hidden = columns.slice(mostColumns).flatMap((column) => column.workspaces);
  const everywhere = new Map<string, number>();
  for (const { words } of same) everywhere.set(words, (everywhere.get(words) ?? 0) + 1);
  const marked = columns.some(({ words }) => words.some((word) => word.includes('*')));
  return [
    ...(differing.length === 0
      ? []
      : [
          ...tableLines(
            ['', 'life cycle', ...shown.map(({ heading }) => oneLine(heading))],
            differing.map((item, at) => [
              clipped(item.name, longestName),
              item.stage,
              ...shown.map(({ words }) => words[at] ?? ''),
            ]),
            look.columns,
          ),
          '',
          ...shown
            .filter(isFolded)
            .map(
              ({ heading, workspaces: own, members }) =>
                `${heading}: ${counted(own.length, 'workspace')} (${names(members)})`,
            ),
          ...(hidden.length === 0
            ? []
            : [`${counted(hidden.length, 'workspace')} of other columns: ${names(hidden)}.`]),
          ...(marked ? ['* changed by picket.yaml there'] : []),
          '– not taken',
          '',
        ]),
    ...[...everywhere].map(
      ([words, count]) => `${counted(count, 'item')} everywhere ${words === '–' ? 'not taken' : words}`,
    ),
    ...placedExceptions(items, workspaces).map(
      ({ item, state, reason, until, owner, workspaces: own }) =>
        `${placementWords[state]}${until === undefined ? '' : ` until ${until}`}: ${oneLine(item.name)} in ${names(namedWithGroups(own, fleet))} (${oneLine(reason)}${owner === undefined ? '' : `; ${oneLine(owner)}`})`,
    ),
    `${counted(items.length, 'item')} in ${counted(workspaces.length, 'workspace')}`,
    '',
  ].join('\n');
};
