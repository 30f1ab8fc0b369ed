import { type Cell, type Column, type Coverage, domainNames, type Matrix } from '../coverage.ts';
import type { CatalogueModel, CatalogueRule } from '../model.ts';
import { tacticTitle } from '../phrases.ts';
import { page } from './frame.ts';
import { encoded, markup, type Markup, type Part } from './markup.ts';
import { chips, mitreLink, ruleLink, table, techniqueLink, type Links, tacticLinks } from './pieces.ts';
import type { TechniquePart, TechniqueSubject } from '../subjects.ts';
import { rulesTable } from './rules-table.ts';
import { counted } from '../../core/text/phrase.ts';

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
<div class="head"><h1><code>${id}</code> ${name}</h1>${chips(tacticLinks(links.up, tactics))}<p class="lead">${counted(rules.length, 'rule')} ${rules.length === 1 ? 'names' : 'name'} it or a part of it${enabled < rules.length && `, ${enabled} of them enabled`}.${states[state]} <a href="${links.up}index.html#technique=${encoded(id)}">Search in them</a>${state !== 'unknown' && markup` · ${mitreLink(id)} at MITRE`}</p></div>
${parts.map((each) => part(model, each, links))}${
      gaps.length > 0 &&
      markup`<section aria-labelledby="gaps"><h2 id="gaps">Sub-techniques without an enabled rule <span class="none">${gaps.length}</span></h2><ul class="inline">${gaps.map((gap) => markup`<li>${mitreLink(gap, model.attack.names.get(gap))}</li>`)}</ul></section>`
    }`,
  });
};

export type CoveragePage = {
  readonly model: CatalogueModel;
  readonly coverage: Coverage<CatalogueRule>;
  /** Undefined for the page over all rules. */
  readonly workspace: string | undefined;
  /** The pages there are, for the choice at the top: every rule, and each workspace. */
  readonly siblings: readonly { readonly label: string; readonly path: string; readonly current: boolean }[];
  readonly links: Links;
};

/** The file name of a matrix's Navigator layer, beside the page. */
export const layerFile = ({ domain }: Matrix<CatalogueRule>): string => `navigator-${domain}.json`;

const ruleLinks = ({ links }: CoveragePage, rules: readonly CatalogueRule[]): readonly Markup[] =>
  rules.map((rule) => markup`<li dir="auto">${ruleLink(links, rule)}${!rule.enabled && ' (disabled)'}</li>`);

/** Steps of the shading: 1, 2, 3 and 4, 5 and more rules. */
const shade = (count: number): number => (count === 0 ? 0 : Math.min(4, Math.ceil((count + 1) / 2)));

const covered = (input: CoveragePage, cell: Cell<CatalogueRule>): Markup =>
  markup`<li class="cell s${shade(cell.enabled.length)}"><details><summary><code>${cell.id}</code> <span class="called">${cell.name}</span> <b>${cell.enabled.length}</b><span class="unseen"> ${cell.enabled.length === 1 ? 'enabled rule' : 'enabled rules'}</span></summary><div class="inside">${
    cell.children.length > 0 &&
    markup`<p>${cell.children.map(({ id, name, enabled }, index) => markup`${index > 0 && ', '}${techniqueLink(input.links, id, name)} (${enabled.length})`)}${cell.known > 0 && ` of ${cell.known} sub-techniques`}</p>`
  }<ul>${ruleLinks(input, [...cell.enabled, ...cell.disabled])}</ul><p>${techniqueLink(input.links, cell.id)} with its rules on one page · ${mitreLink(cell.id)} at MITRE${cell.retired && '; retired there'}</p></div></details></li>`;

/** A tactic over the whole width: a cell that is opened takes a row of its own, so that its rules can be read. */
const tactic = (
  input: CoveragePage,
  { tactic: name, cells, covered: done, total, rules }: Column<CatalogueRule>,
): Markup => {
  const used = cells.filter(({ enabled, disabled }) => enabled.length + disabled.length > 0);
  const gaps = cells.filter(({ enabled, disabled }) => enabled.length + disabled.length === 0);
  return markup`<section class="tactic"><div class="tactic-head"><h3><a href="${input.links.up}index.html#tactic=${encoded(name)}">${tacticTitle(name)}</a></h3><p class="ratio"><span>${done} of ${total}</span><svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="6" rx="3"/><rect class="fill" width="${total === 0 ? 0 : Math.round((done / total) * 100)}" height="6" rx="3"/></svg><span>${counted(rules.length, 'rule')}</span></p></div><div class="tactic-body">${
    used.length > 0 && markup`<ul class="cells">${used.map((cell) => covered(input, cell))}</ul>`
  }${
    gaps.length > 0 &&
    markup`<details class="gaps"><summary>${counted(gaps.length, 'gap')}</summary><ul>${gaps.map(({ id, name: called }) => markup`<li>${mitreLink(id, called)}</li>`)}</ul></details>`
  }</div></section>`;
};

const legend = markup`<ul class="key"><li><i class="swatch s0"></i>disabled rules only</li><li><i class="swatch s1"></i>1 rule</li><li><i class="swatch s2"></i>2 or 3</li><li><i class="swatch s3"></i>4 or 5</li><li><i class="swatch s4"></i>6 and more</li></ul>`;

const matrixSection = (input: CoveragePage, matrix: Matrix<CatalogueRule>): Markup =>
  markup`<section aria-labelledby="${matrix.domain}"><div class="bar-head"><h2 id="${matrix.domain}">${domainNames[matrix.domain]}: ${matrix.covered} of ${matrix.total} techniques</h2><p class="actions-row"><button type="button" data-open-all=".gaps" hidden>Show all gaps</button> <a class="button" href="${layerFile(matrix)}" download>ATT&amp;CK Navigator layer</a></p></div>${legend}<div class="matrix">${matrix.columns.map((entry) => tactic(input, entry))}</div></section>`;

const leftOver = (input: CoveragePage): Part => {
  const { withoutTechnique, unknown } = input.coverage;
  return [
    withoutTechnique.length > 0 &&
      markup`<section><h2>Enabled rules without a technique</h2><p>They detect something, and no matrix can show it.</p><ul>${ruleLinks(input, withoutTechnique)}</ul></section>`,
    unknown.length > 0 &&
      markup`<section><h2>Techniques that ATT&amp;CK does not have</h2>${table(
        'Unknown techniques',
        ['Technique', 'Rules'],
        unknown.map(({ id, rules }) => [
          markup`<code>${techniqueLink(input.links, id)}</code>`,
          markup`<ul>${ruleLinks(input, rules)}</ul>`,
        ]),
      )}</section>`,
  ];
};

/** The ATT&CK matrix of all rules or of one workspace's. */
export const coveragePage = (input: CoveragePage): string => {
  const { model, coverage, workspace, siblings } = input;
  const { up } = input.links;
  return page({
    title: workspace === undefined ? 'ATT&CK coverage' : `ATT&CK coverage of ${workspace}`,
    catalogue: model.title,
    up,
    current: 'coverage',
    body: markup`<div class="hero"><h1>ATT&amp;CK coverage${workspace !== undefined && markup` of <span dir="auto">${workspace}</span>`}</h1><p class="lead">Techniques of ATT&amp;CK ${coverage.version} by the number of enabled rules that name them or one of their sub-techniques.${coverage.disabled > 0 && ` ${counted(coverage.disabled, 'disabled rule')} ${coverage.disabled === 1 ? 'does' : 'do'} not count.`}</p></div>${
      siblings.length > 1 &&
      markup`<nav aria-label="Workspace"><ul class="choice">${siblings.map(({ label, path, current }) => markup`<li><a href="${path}"${current && markup` aria-current="page"`}>${label}</a></li>`)}</ul></nav>`
    }${coverage.matrices.map((matrix) => matrixSection(input, matrix))}${leftOver(input)}`,
  });
};
