import { coverageOf } from '../../catalogue/coverage.ts';
import { graphJson, graphOf } from '../../catalogue/graph.ts';
import { coverageMarkdown, graphMarkdown } from '../../catalogue/markdown/lists.ts';
import { navigatorLayer } from '../../catalogue/navigator.ts';
import { breakageText, coverageJson, coverageText, graphText, type Paint } from '../../catalogue/terminal.ts';
import { PicketError } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { nearest } from '../../core/text/nearest.ts';
import { styleOf } from '../../report/text/style.ts';
import { loadCatalogue, type CatalogueRequest, type LoadedCatalogue } from './catalogue.ts';
import type { Reported } from '../check/validate.ts';

/** A listing's text, or none where the content has errors. */
export type Listing = Reported & { readonly text: string | undefined };

type Scope = Pick<CatalogueRequest, 'config' | 'workspace'>;

const load = async (io: Io, { config, workspace }: Scope): Promise<LoadedCatalogue> =>
  loadCatalogue(io, {
    config,
    detail: 'lists',
    history: 'none',
    ...(workspace === undefined ? {} : { workspace }),
  });

const paintOf = ({ out }: Pick<Io, 'out'>): Paint => {
  const { bold, dim, green } = styleOf({ colour: out.colour, columns: out.columns() });
  return { bold, dim, strong: green };
};

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

export const coverageFormats = ['pretty', 'json', 'markdown', 'navigator'] as const;
export type CoverageRequest = Scope & { readonly format: (typeof coverageFormats)[number] };

/** Which ATT&CK techniques the rules cover, of all rules or of one workspace's. Rejects as `loadCatalogue` does. */
export const listCoverage = async (io: Io, request: CoverageRequest): Promise<Listing> => {
  const { report, source, model } = await load(io, request);
  if (model === undefined) return { report, source, text: undefined };
  const coverage = coverageOf(model.rules, model.attack);
  const title = request.workspace ?? model.title;
  const print = (): string => {
    switch (request.format) {
      case 'pretty':
        return coverageText(coverage, paintOf(io), io.out.columns());
      case 'json':
        return json(coverageJson(coverage, request.workspace));
      case 'markdown':
        return coverageMarkdown(coverage, `ATT&CK coverage of ${title}`);
      case 'navigator': {
        // Navigator opens a single layer, or a list of them.
        const layers = coverage.matrices.map((matrix) => navigatorLayer(title, coverage, matrix));
        return json(layers.length === 1 ? layers[0] : layers);
      }
    }
  };
  return { report, source, text: print() };
};

export const graphFormats = ['pretty', 'json', 'markdown'] as const;
export type GraphRequest = Scope & {
  readonly format: (typeof graphFormats)[number];
  /** Only what is called so, without case; undefined for everything. */
  readonly name: string | undefined;
};

/** What the rules need, or what breaks without one thing. Rejects with a `usage` error for a name that no rule needs. */
export const listGraph = async (io: Io, request: GraphRequest): Promise<Listing> => {
  const { report, source, model } = await load(io, request);
  if (model === undefined) return { report, source, text: undefined };
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
  const print = (): string => {
    switch (request.format) {
      case 'pretty':
        return wanted === undefined ? graphText({ needs, rules }, paintOf(io)) : breakageText(needs, paintOf(io));
      case 'json':
        return json(graphJson({ needs, rules }));
      case 'markdown':
        return graphMarkdown({ needs, rules });
    }
  };
  return { report, source, text: print() };
};
