import type { JsonObject } from '../../core/json.ts';
import { whereWords, type ExclusionStanding, type ShownExclusion } from '../../core/overlays/exclusions.ts';
import type { Report } from '../../core/report.ts';
import { counted } from '../../core/text/phrase.ts';
import { oneLine } from '../text/style.ts';
import type { Entry, Section } from './entry.ts';

const words: Readonly<Record<ExclusionStanding, string>> = { holds: 'until', ends: 'ends', ended: 'ended' };

const ends: Readonly<Record<ExclusionStanding, string>> = { holds: 'holds until', ends: 'ends on', ended: 'ended on' };

/** The exclusion in words: of what, where, which rows. */
const about = ({ of, layer, where }: ShownExclusion): string =>
  `${of}${layer === undefined ? '' : ` in ${layer}`}: ${whereWords(where)}`;

/** Why it is there, and whose it is. */
const why = ({ reason, owner }: ShownExclusion): string => `(${reason}${owner === undefined ? '' : `; ${owner}`})`;

const line = (each: ShownExclusion): string =>
  oneLine(
    `${words[each.standing].padEnd(5)} ${each.until}  ${about(each)}  ${why(each)}  ${each.path}:${each.range.start.line}`,
  );

const entry = (each: ShownExclusion, isRemoved: boolean): Entry => ({
  name: about(each),
  of: each.path,
  state: isRemoved ? 'taken out' : each.standing,
  code: each.standing === 'ended' ? 'rule/exclusion-ended' : 'rule/exclusion-ends',
  ...(isRemoved || each.standing === 'holds' ? {} : { severity: each.standing === 'ended' ? 'warning' : 'note' }),
  message: `${about(each)} ${isRemoved ? 'was taken out' : `${ends[each.standing]} ${each.until}`} ${why(each)}.`,
  path: each.path,
  range: each.range,
});

const json = ({ shown, are }: NonNullable<Report['exclusions']>): JsonObject => ({
  version: 1,
  command: 'exclusions',
  are,
  exclusions: shown.map(({ range, ...each }) => ({ ...each, line: range.start.line })),
});

/** What a report says of exclusions: of those that stand in files one that has ended needs somebody. */
export const exclusionsSection = ({ exclusions }: Report): Section | undefined => {
  if (exclusions === undefined) return undefined;
  const { shown, are } = exclusions;
  const ended = shown.filter(({ standing }) => standing === 'ended').length;
  const summary =
    are === 'removed'
      ? `${counted(shown.length, 'exclusion')} taken out.`
      : `${counted(shown.length, 'exclusion')}, ${ended} ended.`;
  return {
    pretty: () => [...shown.map(line), summary, ''].join('\n'),
    json: json(exclusions),
    title: 'Exclusions',
    summary,
    entries: shown.map((each) => entry(each, are === 'removed')),
  };
};
