import {
  isFolded,
  namedWithGroups,
  placedChanges,
  placedExceptions,
  placementTable,
  placementWords,
} from '../../core/fleet/placement.ts';
import { counted } from '../../core/text/phrase.ts';
import type { Places } from '../address.ts';
import type { CatalogueModel, CatalogueRule } from '../model.ts';
import { cellCode, line, ruleLink, table } from './text.ts';

/** So many names of workspaces are written out. */
const mostNames = 10;

const names = (members: readonly string[]): string => {
  const more = members.length - mostNames;
  return `${members.slice(0, mostNames).map(line).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
};

/** Who runs what as Markdown, with links where pages are written. */
export const placementsMarkdown = (
  fleet: Pick<CatalogueModel, 'rules' | 'workspaces' | 'groups'>,
  places?: Places,
): string => {
  const named = (rule: CatalogueRule): string => ruleLink(rule, places);
  const { rules, workspaces } = fleet;
  const where = (own: readonly string[]): string => names(namedWithGroups(own, fleet));
  const { columns, differing, same } = placementTable(rules, fleet);
  const exceptions = placedExceptions(rules, workspaces);
  const changes = placedChanges(rules, workspaces);
  return `${[
    '# Who runs what',
    `${counted(rules.length, 'item')} in ${counted(workspaces.length, 'workspace')}, as files say it. \\* changed by picket.yaml there; – not taken.`,
    ...(differing.length === 0
      ? []
      : [
          '## Not the same everywhere',
          table(
            ['', 'Life cycle', ...columns.map(({ heading }) => line(heading))],
            differing.map((rule, at) => [
              named(rule),
              rule.stage,
              ...columns.map(({ words }) => line(words[at] ?? '')),
            ]),
          ),
          columns
            .filter(isFolded)
            .map(
              ({ heading, workspaces: own, members }) =>
                `- ${line(heading)}: ${counted(own.length, 'workspace')} (${names(members)})`,
            )
            .join('\n'),
        ]),
    ...(same.length === 0
      ? []
      : [
          '## The same everywhere',
          table(
            ['', 'Life cycle', 'Everywhere'],
            same.map(({ item, words }) => [named(item), item.stage, line(words)]),
          ),
        ]),
    ...(exceptions.length === 0
      ? []
      : [
          '## Opted out and switched off',
          table(
            ['', 'Where', 'What', 'Why', 'Until', 'Owner'],
            exceptions.map(({ item, workspaces: own, state, reason, until = '', owner = '' }) => [
              named(item),
              where(own),
              placementWords[state],
              line(reason),
              line(until),
              line(owner),
            ]),
          ),
        ]),
    ...(changes.length === 0
      ? []
      : [
          '## Changed by picket.yaml',
          table(
            ['', 'Keys', 'Where'],
            changes.map(({ item, keys, workspaces: own }) => [named(item), keys.map(cellCode).join(', '), names(own)]),
          ),
        ]),
  ]
    .filter((part) => part !== '')
    .join('\n\n')}\n`;
};
