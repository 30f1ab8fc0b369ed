import { coverageOf } from '../../catalogue/coverage.ts';
import { graphJson, graphOf } from '../../catalogue/graph.ts';
import { coverageMarkdown, graphMarkdown } from '../../catalogue/markdown/lists.ts';
import { navigatorLayer } from '../../catalogue/navigator.ts';
import { breakageText, coverageJson, coverageText, graphText, type Paint } from '../../catalogue/terminal.ts';
import { PicketError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { nearest } from '../../core/text/nearest.ts';
import { type JsonObject, objectOf } from '../../core/json.ts';
import type { Listing } from '../../core/report.ts';
import { styleOf, type Look } from '../../report/text/style.ts';
import { loadCatalogue, type CatalogueRequest, type LoadedCatalogue } from './catalogue.ts';
import type { Reported } from '../check/validate.ts';
import { jsonText } from '../../core/text/visible.ts';

type Scope = Pick<CatalogueRequest, 'config' | 'workspace'>;

const load = async (io: Io, { config, workspace }: Scope): Promise<LoadedCatalogue> =>
  loadCatalogue(io, {
    config,
    detail: 'lists',
    history: 'none',
    ...(workspace === undefined ? {} : { workspace }),
  });

const paintOf = (look: Look): Paint => {
  const { bold, dim, green } = styleOf(look);
  return { bold, dim, strong: green };
};

/** Facts that a listing for machines holds, as the JSON that they are. */
const machine = (value: unknown): JsonObject => objectOf(JSON.parse(JSON.stringify(value)));

/** Which ATT&CK techniques the rules cover, of all rules or of one workspace's. Rejects as `loadCatalogue` does. */
export const listCoverage = async (io: Io, request: Scope): Promise<Reported & { readonly navigator?: string }> => {
  const { report, source, model } = await load(io, request);
  if (model === undefined) return { report: { ...report, command: 'coverage' }, source };
  const coverage = coverageOf(model.rules, model.attack);
  const title = `ATT&CK coverage of ${request.workspace ?? model.title}`;
  const layers = coverage.matrices.map((matrix) => navigatorLayer(request.workspace ?? model.title, coverage, matrix));
  const listing: Listing = {
    title,
    pretty: (look) => coverageText(coverage, paintOf(look), io.out.columns()),
    json: machine(coverageJson(coverage, request.workspace)),
    markdown: coverageMarkdown(coverage, title),
  };
  return {
    report: { ...report, command: 'coverage', listing },
    source,
    // Navigator opens a single layer, or a list of them.
    navigator: jsonText(layers.length === 1 ? layers[0] : layers),
  };
};

export type GraphRequest = Scope & {
  /** Only what is called so, without case; undefined for everything. */
  readonly name: string | undefined;
};

/** What the rules need, or what breaks without one thing. Rejects with a `usage` error for a name that no rule needs. */
export const listGraph = async (io: Io, request: GraphRequest): Promise<Reported> => {
  const { report, source, model } = await load(io, request);
  if (model === undefined) return { report: { ...report, command: 'graph' }, source };
  const whole = graphOf(model.rules);
  const wanted = request.name?.toLowerCase();
  const needs = whole.needs.filter(({ name }) => wanted === undefined || name.toLowerCase() === wanted);
  if (request.name !== undefined && needs.length === 0) {
    const names = whole.needs.map(({ name }) => name);
    const close = nearest(request.name, names)[0];
    throw new PicketError('usage', `No rule needs anything called \`${request.name}\`.`, {
      code: 'unknown-dependency',
      hint: close === undefined ? '`picket graph` lists what rules need.' : `Did you mean \`${close}\`?`,
    });
  }
  const rules = wanted === undefined ? whole.rules : [...new Set(needs.flatMap((need) => need.rules))];
  const listing: Listing = {
    title: 'What the rules need',
    pretty: (look) =>
      wanted === undefined ? graphText({ needs, rules }, paintOf(look)) : breakageText(needs, paintOf(look)),
    json: machine(graphJson({ needs, rules })),
    markdown: graphMarkdown({ needs, rules }),
  };
  return { report: { ...report, command: 'graph', listing }, source };
};
