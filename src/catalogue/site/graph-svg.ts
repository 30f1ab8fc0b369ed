import { type Graph, type Need, needKinds, needTitles, type NeedKind } from '../graph.ts';
import type { CatalogueModel, CatalogueRule } from '../model.ts';
import { severityRank, tacticTitle } from '../phrases.ts';
import { encoded, markup, type Markup, type Part } from './markup.ts';
import { type Links, codes, ruleLink, severityBadge, tableLink } from './pieces.ts';
import { page } from './frame.ts';
import { counted } from '../../core/text/phrase.ts';

/** The dependency map, and for each dependency what breaks when it goes. */
export const graphPage = (model: CatalogueModel, graph: Graph<CatalogueRule>, links: Links): string => {
  const shown = graph.needs.filter(({ kind }) => kind !== 'connector');
  const most = Math.max(1, ...graph.needs.map(({ rules }) => rules.length));
  const anchor = (need: Need<CatalogueRule>): string => {
    const index = shown.indexOf(need);
    return `${need.kind}-${index < 0 ? `c${graph.needs.indexOf(need)}` : index}`;
  };
  const item = (need: Need<CatalogueRule>): Markup =>
    markup`<li id="${anchor(need)}"><details><summary><code>${need.name}</code>${need.kind === 'table' && !need.known && markup` <span class="warn">not known</span>`}<span class="use"><svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="fill" width="${Math.max(2, Math.round((need.rules.length / most) * 100))}" height="8" rx="2"/></svg>${counted(need.rules.length, 'rule')}</span></summary>${
      need.columns.length > 0 && markup`<p>Columns read: ${codes(need.columns)}</p>`
    }${
      need.kind === 'table' && markup`<p>${tableLink(links, need.name)}: its rules and columns on one page</p>`
    }<p>Without it these rules break:</p><ul class="broken">${need.rules.map(
      (rule) =>
        markup`<li dir="auto">${severityBadge(rule.severity)} ${ruleLink(links, rule)}${!rule.enabled && ' (disabled)'}</li>`,
    )}</ul></details></li>`;
  const group = (kind: NeedKind): Part => {
    const needs = graph.needs.filter((need) => need.kind === kind);
    return (
      needs.length > 0 &&
      markup`<section aria-labelledby="kind-${kind}"><h2 id="kind-${kind}">${needTitles[kind]} <span class="none">${needs.length}</span></h2><ul class="needs">${needs.map(item)}</ul></section>`
    );
  };
  return page({
    title: 'Dependencies',
    catalogue: model.title,
    up: links.up,
    current: 'dependencies',
    body: markup`<div class="hero"><h1>Dependencies</h1><p class="lead">What the rules read, and what breaks when it goes. <a href="graph.json" download>The same as JSON</a></p></div>${dependencyMap(model, graph, links)}${needKinds.map(group)}${
      graph.needs.length === 0 && markup`<p>No rule says what it reads.</p>`
    }`,
  });
};

/** Above this many rules their names could not be read: the map then shows tactics instead. */
const mostRules = 60;
/** Above this many needs nobody could follow a line: the map then shows those that most rules have. */
const mostNeeds = 40;
const step = 22;
/** Width of a letter of the names at the left, which are set in a type of one width. */
const letter = 7.6;
const longestName = 36;
/** From this many lines on they are drawn fainter, so that one can see through them. */
const denseFrom = 150;
const spread = 270;
const roomForTargets = 480;

type Target = { readonly label: string; readonly href: string; readonly weight: number };
type Edge = { readonly need: Need<CatalogueRule>; readonly target: Target; readonly weight: number };

const shortened = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text;

const byRule = (needs: readonly Need<CatalogueRule>[], { up, places }: Links): readonly Edge[] => {
  const targets = new Map<CatalogueRule, Target>();
  const targetOf = (rule: CatalogueRule): Target => {
    const known = targets.get(rule);
    if (known !== undefined) return known;
    const made = {
      label: rule.name,
      href: `${up}${places.rule(rule)}/index.html`,
      weight: severityRank(rule.severity),
    };
    targets.set(rule, made);
    return made;
  };
  return needs.flatMap((need) => need.rules.map((rule) => ({ need, target: targetOf(rule), weight: 1 })));
};

const byTactic = (model: CatalogueModel, needs: readonly Need<CatalogueRule>[], up: string): readonly Edge[] =>
  model.attack.tactics.flatMap((tactic, weight) => {
    const rules = new Set(model.rules.filter(({ tactics }) => tactics.includes(tactic)));
    const target = {
      label: `${tacticTitle(tactic)} (${rules.size})`,
      href: `${up}index.html#tactic=${encoded(tactic)}`,
      weight,
    };
    return needs
      .map((need) => ({ need, target, weight: need.rules.filter((rule) => rules.has(rule)).length }))
      .filter((edge) => edge.weight > 0);
  });

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** The needs that are drawn, in their order. */
const drawnOf = (needs: readonly Need<CatalogueRule>[]): readonly Need<CatalogueRule>[] => {
  const kept = new Set(needs.toSorted((left, right) => right.rules.length - left.rules.length).slice(0, mostNeeds));
  return needs.filter((need) => kept.has(need));
};

const kinds = {
  table: 'table',
  parser: 'parser or function',
  watchlist: 'watchlist',
  content: 'other content',
  remote: 'outside the workspace',
};

/** What the colours mean, and what is not drawn. */
const key = (all: readonly Need<CatalogueRule>[], drawn: readonly Need<CatalogueRule>[]): Markup =>
  markup`<ul class="key">${Object.entries(kinds)
    .filter(([kind]) => drawn.some((need) => need.kind === kind))
    .map(([kind, label]) => markup`<li><i class="swatch ${kind}"></i>${label}</li>`)}${
    drawn.length < all.length &&
    markup`<li>the ${drawn.length} that most rules need, of ${all.length}; all of them are below</li>`
  }</ul>`;

/** Targets where their needs are, so that fewer lines cross; the same input gives the same order. */
const arranged = (needs: readonly Need<CatalogueRule>[], edges: readonly Edge[]): readonly Target[] => {
  const place = new Map(needs.map((need, index) => [need, index]));
  const centre = new Map(
    [...new Set(edges.map(({ target }) => target))].map((target) => [
      target,
      mean(edges.filter((edge) => edge.target === target).map(({ need }) => place.get(need) ?? 0)),
    ]),
  );
  return [...centre.keys()].toSorted(
    (left, right) =>
      (centre.get(left) ?? 0) - (centre.get(right) ?? 0) ||
      left.weight - right.weight ||
      (left.label < right.label ? -1 : Number(left.label > right.label)),
  );
};

const thickness = (weight: number): number => Math.round(Math.min(9, 1.2 + Math.sqrt(weight)) * 10) / 10;

/**
 * The map: what rules need at the left, the rules (or, for many, their tactics in the order of the kill chain) at the
 * right, a line for each need. Undefined where there is nothing to draw.
 */
export const dependencyMap = (model: CatalogueModel, graph: Graph<CatalogueRule>, links: Links): Markup | undefined => {
  const all = graph.needs.filter(({ kind }) => kind !== 'connector');
  const needs = drawnOf(all);
  const isShort = model.rules.length <= mostRules;
  const edges = isShort ? byRule(needs, links) : byTactic(model, needs, links.up);
  if (edges.length === 0) return undefined;
  const targets = isShort ? arranged(needs, edges) : [...new Set(edges.map(({ target }) => target))];
  const leftEdge = Math.round(24 + letter * Math.max(...needs.map(({ name }) => Math.min(name.length, longestName))));
  const rightEdge = leftEdge + spread;
  const width = rightEdge + roomForTargets;
  const height = Math.max(needs.length, targets.length) * step + 24;
  const round = (value: number): number => Math.round(value * 10) / 10;
  const heights = <T>(items: readonly T[]): ReadonlyMap<T, number> =>
    new Map(items.map((item, index) => [item, round(12 + ((index + 0.5) * (height - 24)) / items.length)]));
  const [leftY, rightY] = [heights(needs), heights(targets)];
  const needIndex = new Map(all.map((need, index) => [need, index]));
  const targetIndex = new Map(targets.map((target, index) => [target, index]));
  const line = ({ need, target, weight }: Edge): Markup => {
    const [from, to] = [leftY.get(need) ?? 0, rightY.get(target) ?? 0];
    return markup`<path data-need="${needIndex.get(need) ?? 0}" data-target="${targetIndex.get(target) ?? 0}" stroke-width="${thickness(weight)}" d="M${leftEdge} ${from}C${leftEdge + 130} ${from} ${rightEdge - 130} ${to} ${rightEdge} ${to}"/>`;
  };
  const left = (need: Need<CatalogueRule>): Markup => {
    const [index, y] = [needIndex.get(need) ?? 0, leftY.get(need) ?? 0];
    return markup`<a href="#${need.kind}-${index}" data-node="need" data-index="${index}" class="${need.kind}"><title>${need.name}: ${need.kind}, needed by ${counted(need.rules.length, 'rule')}</title><circle cx="${leftEdge}" cy="${y}" r="4.5"/><text x="${leftEdge - 12}" y="${round(y + 4)}" text-anchor="end">${shortened(need.name, longestName)}</text></a>`;
  };
  const right = (target: Target, index: number): Markup => {
    const y = rightY.get(target) ?? 0;
    return markup`<a href="${target.href}" data-node="target" data-index="${index}"><title>${target.label}</title><circle cx="${rightEdge}" cy="${y}" r="4.5"/><text x="${rightEdge + 12}" y="${round(y + 4)}">${shortened(target.label, 64)}</text></a>`;
  };
  return markup`<div class="scroll map${edges.length > denseFrom && ' dense'}" tabindex="0" role="group" aria-label="Map of dependencies; the lists below say the same"><svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" data-map><g class="edges" aria-hidden="true">${edges.map(line)}</g><g class="needs">${needs.map(left)}</g><g class="targets">${targets.map(right)}</g></svg></div>${key(all, needs)}`;
};
