import { resolve } from 'node:path';
import { everyLayer } from '../../core/config/layers.ts';
import type { Io } from '../../core/io.ts';
import { PicketError } from '../../core/errors.ts';
import { isArray, isNothing, objectOf, textOf, type JsonObject } from '../../core/json.ts';
import { exclusionsIn, type ShownExclusion, type WrittenExclusion } from '../../core/overlays/exclusions.ts';
import { parentOf, pointer, type JsonPointer } from '../../core/pointer.ts';
import { rewrite, type Rewrite } from '../../core/text/rewrite.ts';
import type { SourceDocument } from '../../core/text/source.ts';
import { writeAtomically } from '../../files/disk.ts';
import { loadEvery } from '../content/content-folders.ts';
import { lintContext } from '../lint-context.ts';
import { openProject, type ConfigChoice, type Project } from '../project.ts';

type Found = { readonly document: SourceDocument; readonly at: JsonPointer; readonly shown: ShownExclusion };

/** What an overlay selects, in words: its names and ids, or all of its lists. */
const selectionWords = (select: JsonObject): string => {
  const lists = Object.entries(select).filter(([, value]) => isArray(value));
  return lists.length === 0
    ? 'all content'
    : lists
        .map(([, value]) => JSON.stringify(value))
        .join(' ')
        .replaceAll(/["[\]]/g, '')
        .replaceAll(',', ', ');
};

const inConfig = ({ document, config }: Pick<Project, 'document' | 'config'>, now: number): readonly Found[] => {
  if (document === undefined) return [];
  return everyLayer(config).flatMap(({ name, overlays, at }) =>
    overlays.flatMap(({ exclude, select }, index) =>
      exclusionsIn(exclude, at + pointer('overlays', index, 'exclude'), now).map((entry) =>
        found(document, entry, { of: selectionWords({ ...select }), layer: name }),
      ),
    ),
  );
};

/**
 * Exclusions that a parameter holds, of a rule that says `exclude: {param: NAME}`: those of its default, and those that groups
 * and workspaces set.
 */
const ofParameter = (
  { document: configFile, config }: Pick<Project, 'document' | 'config'>,
  name: string,
  file: { readonly document: SourceDocument; readonly raw: JsonObject },
  of: Pick<ShownExclusion, 'of' | 'ruleOwner'>,
  now: number,
): readonly Found[] => {
  const place = pointer('parameters', name, 'default');
  const own = objectOf(objectOf(file.raw['parameters'])[name]);
  const inIt = exclusionsIn(own['default'], place, now).map((entry) => found(file.document, entry, of));
  if (configFile === undefined) return inIt;
  const declared = isNothing(own) ? exclusionsIn(objectOf(config.parameters[name])['default'], place, now) : [];
  return [
    ...inIt,
    ...declared.map((entry) => found(configFile, entry, of)),
    ...everyLayer(config).flatMap(({ name: layer, parameters, at }) =>
      exclusionsIn(parameters[name], at + pointer('parameters', name), now).map((entry) =>
        found(configFile, entry, { ...of, layer }),
      ),
    ),
  ];
};

const found = (
  document: SourceDocument,
  { at, ...entry }: WrittenExclusion,
  of: Pick<ShownExclusion, 'of' | 'layer' | 'ruleOwner'>,
): Found => ({
  document,
  at,
  shown: { ...entry, ...of, path: document.path, range: document.range(document.locate(at)) },
});

const everywhere = async (io: Io, choice: ConfigChoice): Promise<readonly Found[]> => {
  const project = await openProject(io, choice);
  const now = io.clock.now();
  const content = await loadEvery(project, io, lintContext(io), { paths: [], queries: 'skip' });
  const inFiles = content.items.flatMap((item) => {
    const { document, raw } = item.made?.file ?? item;
    const { name, id } = item.type.summary(raw);
    const owner = textOf(objectOf(raw['metadata'])['owner']);
    const of = { of: name ?? id ?? document.path, ...(owner === undefined ? {} : { ruleOwner: owner }) };
    const parameter = textOf(objectOf(raw['exclude'])['param']);
    return parameter === undefined
      ? exclusionsIn(raw['exclude'], pointer('exclude'), now).map((entry) => found(document, entry, of))
      : ofParameter(project, parameter, { document, raw }, of, now);
  });
  return [...inFiles, ...inConfig(project, now)];
};

/** Every exclusion of a project, in its files and in picket.yaml, those that end first before the others. */
export const listExclusions = async (io: Io, choice: ConfigChoice): Promise<readonly ShownExclusion[]> =>
  (await everywhere(io, choice))
    .map(({ shown }) => shown)
    .toSorted((left, right) => Date.parse(left.until) - Date.parse(right.until));

/** Takes away what is empty once its last exclusion is gone: the list, an overlay that only selects, the list of overlays. */
const withoutRests = (file: Rewrite, list: JsonPointer): boolean => {
  // Of a parameter: without a value it would have another one.
  if (!list.endsWith('/exclude')) return true;
  if (!isNothing(file.at(list))) return true;
  if (!file.remove(list)) return false;
  const overlay = parentOf(list);
  const { select: _, ...rest } = objectOf(file.at(overlay));
  if (overlay === '' || !isNothing(rest)) return true;
  const overlays = parentOf(overlay);
  return file.remove(overlay) && (!isNothing(file.at(overlays)) || file.remove(overlays));
};

/**
 * Takes the exclusions out of their files that have ended, and says which. Rejects with a `config` error, and writes
 * nothing, where a file cannot lose one without other lines being touched.
 */
export const removeEnded = async (io: Io, choice: ConfigChoice): Promise<readonly ShownExclusion[]> => {
  const ended = (await everywhere(io, choice)).filter(({ shown }) => shown.standing === 'ended');
  const files = new Map<string, Rewrite>();
  // From the end on, so that places before it stay what they are.
  for (const { document, at, shown } of ended.toReversed()) {
    const file = files.get(document.path) ?? rewrite(document);
    files.set(document.path, file);
    if (!file.remove(at) || !withoutRests(file, parentOf(at)))
      throw new PicketError(
        'config',
        `${shown.path}:${shown.range.start.line} cannot be taken out without other lines being touched.`,
        {
          code: 'cannot-edit',
          hint: 'Take the exclusion out by hand.',
        },
      );
  }
  for (const [path, file] of files) await writeAtomically(resolve(io.cwd, path), file.document().text);
  return ended.map(({ shown }) => shown);
};
