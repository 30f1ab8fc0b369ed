import {
  isFolded,
  namedWithGroups,
  placedChanges,
  placedExceptions,
  placementTable,
  type PlacementTable,
  placementWords,
} from '../../core/fleet/placement.ts';
import { counted } from '../../core/text/phrase.ts';
import type { CatalogueModel, CatalogueRule } from '../model.ts';
import { page } from './frame.ts';
import { markup, type Markup, type Part } from './markup.ts';
import { codes, ruleLink, table, type Links } from './pieces.ts';

/** So many names stand in a line; the others are folded away. */
const mostNames = 6;

const names = (members: readonly string[]): Markup => {
  const more = members.slice(mostNames);
  return markup`${members.slice(0, mostNames).join(', ')}${
    more.length > 0 && markup`<details><summary>and ${more.length} more</summary>${more.join(', ')}</details>`
  }`;
};

/** A cell's words: the state as a badge of its own look, and behind it what is otherwise. */
const cell = (rule: CatalogueRule, words: string, workspace: string | undefined): Markup => {
  const placement = workspace === undefined ? undefined : rule.placements.get(workspace);
  const state = placement?.state ?? 'not-taken';
  if (state === 'not-taken')
    return markup`<td class="none"><span aria-hidden="true">–</span><span class="unseen">not taken</span></td>`;
  const [first = '', ...more] = words.split(', ');
  return markup`<td><span class="placed ${state}">${first}</span>${more.length > 0 && markup` <small>${more.join(', ')}</small>`}</td>`;
};

const matrix = ({ columns, differing }: PlacementTable<CatalogueRule>, links: Links): Markup =>
  markup`<div class="scroll" tabindex="0" role="group" aria-label="Who runs what"><table class="placements"><thead><tr><th scope="col">Item</th><th scope="col">Life cycle</th>${columns.map(
    ({ heading, workspaces: [only, ...more] }) =>
      markup`<th scope="col">${heading}${(heading !== only || more.length > 0) && markup`<br>${counted(more.length + 1, 'workspace')}`}</th>`,
  )}</tr></thead><tbody>${differing.map(
    (rule, at) =>
      markup`<tr><th scope="row" dir="auto">${ruleLink(links, rule)}</th><td>${rule.stage}</td>${columns.map(
        ({ words, workspaces: [first] }) => cell(rule, words[at] ?? '', first),
      )}</tr>`,
  )}</tbody></table></div>`;

const legend = ({ columns }: PlacementTable<CatalogueRule>): Part => {
  const folded = columns.filter(isFolded);
  return (
    folded.length > 0 &&
    markup`<p>Workspaces that are alike share a column:</p>${table(
      'Workspaces of the columns',
      ['Column', 'Workspaces', 'Which'],
      folded.map(({ heading, workspaces, members }) => [heading, workspaces.length, names(members)]),
    )}`
  );
};

/** Who runs what, item by workspace, as files say it. The same model gives the same bytes. */
export const placementsPage = (model: CatalogueModel, links: Links): string => {
  const { rules, workspaces } = model;
  const drawn = placementTable(rules, model);
  const { differing, same } = drawn;
  const exceptions = placedExceptions(rules, workspaces);
  const changes = placedChanges(rules, workspaces);
  const where = (own: readonly string[]): Markup => names(namedWithGroups(own, model));
  return page({
    title: 'Who runs what',
    catalogue: model.title,
    up: links.up,
    current: 'workspaces',
    body: markup`<div class="head"><h1>Who runs what</h1><p class="lead">${counted(rules.length, 'item')} in ${counted(workspaces.length, 'workspace')}, as files say it. <b>*</b> marks what picket.yaml changes there; a dash what a workspace does not take. <a href="${links.up}workspaces/workspaces.json">As JSON</a></p></div>
${
  differing.length > 0 &&
  markup`<section aria-labelledby="differing"><h2 id="differing">Not the same everywhere <span class="none">${differing.length}</span></h2>${matrix(drawn, links)}${legend(drawn)}</section>`
}${
      exceptions.length > 0 &&
      markup`<section aria-labelledby="exceptions"><h2 id="exceptions">Opted out and switched off</h2>${table(
        'Opted out and switched off',
        ['Item', 'Where', 'What', 'Why', 'Until', 'Owner'],
        exceptions.map(({ item, workspaces: own, state, reason, until, owner }) => [
          ruleLink(links, item),
          where(own),
          placementWords[state],
          reason,
          until,
          owner,
        ]),
      )}</section>`
    }${
      changes.length > 0 &&
      markup`<section aria-labelledby="changes"><h2 id="changes">Changed by picket.yaml</h2><details><summary>${counted(changes.length, 'change')}</summary>${table(
        'Changed by picket.yaml',
        ['Item', 'Keys', 'Where'],
        changes.map(({ item, keys, workspaces: own }) => [ruleLink(links, item), codes(keys), where(own)]),
      )}</details></section>`
    }${
      same.length > 0 &&
      markup`<section aria-labelledby="same"><h2 id="same">The same everywhere <span class="none">${same.length}</span></h2><details${differing.length === 0 && markup` open`}><summary>${counted(same.length, 'item')}</summary>${table(
        'The same everywhere',
        ['Item', 'Life cycle', 'Everywhere'],
        same.map(({ item, words }) => [ruleLink(links, item), item.stage, words === '–' ? 'not taken' : words]),
      )}</details></section>`
    }`,
  });
};
