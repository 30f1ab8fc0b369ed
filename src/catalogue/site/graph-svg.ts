import type { Graph, Need } from '../graph.ts';
import type { CatalogueModel, CatalogueRule } from '../model.ts';
import { counted, severityRank, tacticTitle } from '../words.ts';
import { encoded, markup, type Markup } from './markup.ts';

/** Above this many rules their names could not be read: the map then shows tactics instead. */
const mostRules = 60;
const step = 22;
const width = 1040;
const leftEdge = 290;
const rightEdge = 560;

type Target = { readonly label: string; readonly href: string; readonly weight: number };
type Edge = { readonly need: Need<CatalogueRule>; readonly target: Target; readonly weight: number };

const shortened = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text;

const byRule = (needs: readonly Need<CatalogueRule>[], addressOf: (rule: CatalogueRule) => string): readonly Edge[] => {
  const targets = new Map<CatalogueRule, Target>();
  const targetOf = (rule: CatalogueRule): Target => {
    const known = targets.get(rule);
    if (known !== undefined) return known;
    const made = {
      label: rule.name,
      href: `../rules/${addressOf(rule)}/index.html`,
      weight: severityRank(rule.severity),
    };
    targets.set(rule, made);
    return made;
  };
  return needs.flatMap((need) => need.rules.map((rule) => ({ need, target: targetOf(rule), weight: 1 })));
};

const byTactic = (model: CatalogueModel, needs: readonly Need<CatalogueRule>[]): readonly Edge[] =>
  model.attack.tactics.flatMap((tactic, weight) => {
    const rules = new Set(model.rules.filter(({ tactics }) => tactics.includes(tactic)));
    const target = {
      label: `${tacticTitle(tactic)} (${rules.size})`,
      href: `../index.html#tactic=${encoded(tactic)}`,
      weight,
    };
    return needs
      .map((need) => ({ need, target, weight: need.rules.filter((rule) => rules.has(rule)).length }))
      .filter((edge) => edge.weight > 0);
  });

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

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
 * The map: what rules need at the left, the rules (or, for many, their tactics) at the right, a line for each need.
 * Undefined where there is nothing to draw.
 */
export const dependencyMap = (
  model: CatalogueModel,
  graph: Graph<CatalogueRule>,
  addressOf: (rule: CatalogueRule) => string,
): Markup | undefined => {
  const needs = graph.needs.filter(({ kind }) => kind !== 'connector');
  const edges = model.rules.length <= mostRules ? byRule(needs, addressOf) : byTactic(model, needs);
  if (edges.length === 0) return undefined;
  const targets = arranged(needs, edges);
  const height = Math.max(needs.length, targets.length) * step + 24;
  const spread = (count: number) => (height - 24) / count;
  const leftY = new Map(needs.map((need, index) => [need, 12 + (index + 0.5) * spread(needs.length)]));
  const rightY = new Map(targets.map((target, index) => [target, 12 + (index + 0.5) * spread(targets.length)]));
  const round = (value: number | undefined): number => Math.round((value ?? 0) * 10) / 10;
  const needIndex = new Map(needs.map((need, index) => [need, index]));
  const targetIndex = new Map(targets.map((target, index) => [target, index]));
  const line = ({ need, target, weight }: Edge): Markup => {
    const [from, to] = [round(leftY.get(need)), round(rightY.get(target))];
    return markup`<path data-need="${needIndex.get(need) ?? 0}" data-target="${targetIndex.get(target) ?? 0}" stroke-width="${thickness(weight)}" d="M${leftEdge} ${from}C${leftEdge + 130} ${from} ${rightEdge - 130} ${to} ${rightEdge} ${to}"/>`;
  };
  return markup`<div class="scroll map" tabindex="0" role="group" aria-label="Map of dependencies; the table below says the same"><svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" data-map><g class="edges" aria-hidden="true">${edges.map(line)}</g><g class="needs">${needs.map(
    (need, index) =>
      markup`<a href="#${need.kind}-${index}" data-node="need" data-index="${index}" class="${need.kind}"><title>${need.name}: ${need.kind}, needed by ${counted(need.rules.length, 'rule')}</title><circle cx="${leftEdge}" cy="${round(leftY.get(need))}" r="4.5"/><text x="${leftEdge - 12}" y="${round((leftY.get(need) ?? 0) + 4)}" text-anchor="end">${shortened(need.name, 36)}</text></a>`,
  )}</g><g class="targets">${targets.map(
    (target, index) =>
      markup`<a href="${target.href}" data-node="target" data-index="${index}"><title>${target.label}</title><circle cx="${rightEdge}" cy="${round(rightY.get(target))}" r="4.5"/><text x="${rightEdge + 12}" y="${round((rightY.get(target) ?? 0) + 4)}">${shortened(target.label, 64)}</text></a>`,
  )}</g></svg></div>`;
};
