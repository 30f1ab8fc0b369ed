import type { CatalogueModel } from '../model.ts';
import type { TechniquePart, TechniqueSubject } from '../subjects.ts';
import { counted } from '../words.ts';
import { page } from './frame.ts';
import { encoded, markup, type Markup } from './markup.ts';
import { mitreLink, tacticLinks, type Links } from './pieces.ts';
import { rulesTable } from './rules-table.ts';

const part = (model: CatalogueModel, { id, name, rules }: TechniquePart, links: Links): Markup =>
  markup`<section id="${id.toLowerCase()}" aria-labelledby="${id.toLowerCase()}-title"><h2 id="${id.toLowerCase()}-title"><code>${id}</code> ${name}</h2>${
    id.includes('.') && markup`<p class="note">${mitreLink(id)} at MITRE</p>`
  }${rulesTable({ rules, links, attack: model.attack, detail: 'short', label: `Rules of ${id}` })}</section>`;

const states = {
  current: '',
  retired: ' ATT&CK has retired it.',
  unknown: ' ATT&CK does not have it.',
} as const;

/** Sub-techniques that ATT&CK has and no enabled rule names. */
const gapsOf = ({ attack }: CatalogueModel, subject: TechniqueSubject): readonly string[] => {
  const covered = new Set(
    subject.parts.filter(({ rules }) => rules.some(({ enabled }) => enabled)).map(({ id }) => id),
  );
  return [...attack.techniques]
    .filter(([id, { retired }]) => id.startsWith(`${subject.id}.`) && !retired && !covered.has(id))
    .map(([id]) => id)
    .toSorted();
};

/** The page of one technique with its sub-techniques, for `techniques/<id>/index.html`. */
export const techniquePage = (model: CatalogueModel, subject: TechniqueSubject, links: Links): string => {
  const { id, name, rules, tactics, state, parts } = subject;
  const enabled = rules.filter((rule) => rule.enabled).length;
  const gaps = gapsOf(model, subject);
  return page({
    title: name === undefined ? id : `${id} ${name}`,
    catalogue: model.title,
    up: links.up,
    current: 'none',
    body: markup`<nav class="trail" aria-label="You are here"><a href="${links.up}coverage/index.html">ATT&amp;CK coverage</a> <span aria-hidden="true">›</span> <code>${id}</code></nav>
<div class="head"><h1><code>${id}</code> ${name}</h1><ul class="chips">${tacticLinks(links.up, tactics)}</ul><p class="lead">${counted(rules.length, 'rule')} ${rules.length === 1 ? 'names' : 'name'} it or a part of it${enabled < rules.length && `, ${enabled} of them enabled`}.${states[state]} <a href="${links.up}index.html#technique=${encoded(id)}">Search in them</a>${state !== 'unknown' && markup` · ${mitreLink(id)} at MITRE`}</p></div>
${parts.map((each) => part(model, each, links))}${
      gaps.length > 0 &&
      markup`<section aria-labelledby="gaps"><h2 id="gaps">Sub-techniques without an enabled rule <span class="none">${gaps.length}</span></h2><ul class="inline">${gaps.map((gap) => markup`<li>${mitreLink(gap, model.attack.names.get(gap))}</li>`)}</ul></section>`
    }`,
  });
};
