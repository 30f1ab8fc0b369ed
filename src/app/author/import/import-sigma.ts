import { join, resolve } from 'node:path';
import { firstType } from '../../../content/index.ts';
import type { Io } from '../../../core/io.ts';
import { isObject } from '../../../core/json.ts';
import { refKey } from '../../../core/ref.ts';
import { readDocument } from '../../../core/text/read-document.ts';
import { rewrite } from '../../../core/text/rewrite.ts';
import { transfer, type Transfer, type TransferReport } from '../../../core/transfer.ts';
import { shown } from '../../../files/discover.ts';
import { kindOf, readText, writeAtomically } from '../../../files/disk.ts';
import {
  recordOf,
  reimport,
  toAnalyticsRule,
  toJsonLine,
  toKql,
  usualLicense,
  type ConvertedQuery,
  type GeneratedRule,
  type RuleOptions,
} from '../../../sigma/index.ts';
import { breath, isStopped } from '../../breath.ts';
import { laidOut } from '../../check/fmt.ts';
import { openShelf, type Shelf } from './import-files.ts';
import { openProject, type ConfigChoice } from '../../project.ts';
import { querySchema } from '../../query-schema.ts';
import { findSamples, sampleTests } from './sigma-samples.ts';
import { convertSigmaFiles, type SigmaRequest } from './sigma-conversion.ts';
import { filesById } from '../rule-files.ts';
import { checkWantedSchedule } from './wanted-schedule.ts';

export type ImportSigmaRequest = SigmaRequest & {
  readonly config: ConfigChoice;
  /** Folder for new files; the first content folder where undefined. */
  readonly out: string | undefined;
  readonly rule: Omit<RuleOptions, 'license'>;
  /** Folder of sample events, of which tests are made; undefined for none. */
  readonly samples?: string | undefined;
  readonly finished?: (done: number, total: number) => void;
};

/** A generated rule, and what of its Sigma rule it is told by. */
type Titled = GeneratedRule & { readonly title: string; readonly sigmaId: string; readonly source: string };

/** Whose events they are: their licence asks for the author. */
const sourceOf = ({ title, author, license }: ConvertedQuery['rule']): string =>
  `the Sigma rule ${title}, ${author ?? 'author not stated'} (${license ?? usualLicense})`.replaceAll(/\s+/g, ' ');

const sigmaRule = (rule: Titled, path: string) => ({ id: rule.id, name: rule.title, path });

/** The rule in the layout of `fmt`, and with the record of what stands in it then. */
const finished = async (rule: Titled): Promise<Titled> => {
  const path = `${rule.fileName}.yaml`;
  const { document } = readDocument(path, await laidOut(firstType, path, rule.text));
  const file = rewrite(document);
  if (isObject(document.value)) file.set('/metadata/sigma/generated', recordOf(document.value));
  return { ...rule, text: file.document().text };
};

const create = async (io: Io, rule: Titled, path: string): Promise<Transfer> => {
  await writeAtomically(path, rule.text);
  return transfer({ ...sigmaRule(rule, shown(io.cwd, path)), action: 'created', notes: [...rule.warnings] });
};

/** Brings a file that was generated before up to date; what a hand changed since then stays. */
const update = async (io: Io, rule: Titled, path: string): Promise<Transfer> => {
  const text = (await readText(resolve(io.cwd, path))) ?? '';
  const { document } = readDocument(path, text);
  const merged = reimport(document, rule.text);
  const entry = sigmaRule(rule, path);
  if (merged === undefined)
    return transfer({
      ...entry,
      action: 'left',
      notes: ['The file was not generated from a Sigma rule, or no longer says so: it stays as it is.'],
    });
  if (merged.text !== text) await writeAtomically(resolve(io.cwd, path), merged.text);
  return transfer({
    ...entry,
    action: merged.conflicts.length > 0 ? 'conflict' : merged.text === text ? 'unchanged' : 'updated',
    fields: merged.updated.map((at) => at.slice(1)),
    conflicts: merged.conflicts.map(({ at, ours, theirs }) => ({ field: at.slice(1), ours, theirs })),
    notes: [
      ...rule.warnings,
      ...(merged.kept.length === 0
        ? []
        : [`Changed by hand and kept: ${merged.kept.map((at) => at.slice(1)).join(', ')}.`]),
    ],
  });
};

/** Free names: another rule's file is never written over. */
const pathOf = async (shelf: Shelf, rule: GeneratedRule, taken: Set<string>): Promise<string> => {
  const plain = join(shelf.folder, `${rule.fileName}.yaml`);
  const isFree = !taken.has(plain) && (await kindOf(plain)) === 'nothing';
  const path = isFree ? plain : join(shelf.folder, `${rule.fileName}-${rule.id.slice(0, 8)}.yaml`);
  taken.add(path);
  return path;
};

/**
 * Makes rule files of Sigma rules: new ones, or in place where a file has the id of the rule already. Rejects with a
 * `usage` error for a schedule that no rule can have.
 */
export const importSigma = async (io: Io, request: ImportSigmaRequest): Promise<TransferReport> => {
  checkWantedSchedule(request.rule);
  const project = await openProject(io, request.config);
  const shelf = await openShelf(project, io, request.out);
  if (shelf.unreadable.length > 0) return { command: 'import', transfers: [], diagnostics: shelf.unreadable };
  const { conversions, diagnostics } = await convertSigmaFiles(io, project, request);
  const there = filesById(shelf.content);
  const converted = conversions.flatMap((conversion) =>
    'error' in conversion
      ? []
      : conversion.converted.map((query): Titled => ({
          ...toAnalyticsRule(query, request.rule),
          title: query.rule.title,
          sigmaId: query.rule.id ?? '',
          source: sourceOf(query.rule),
        })),
  );
  const rules: Titled[] = [];
  for (const rule of converted) {
    await breath(io);
    rules.push(await finished(rule));
  }
  const writeTest =
    request.samples === undefined
      ? undefined
      : await sampleTests(io, await findSamples(io, request.samples), await querySchema(project, io));
  const taken = new Set<string>();
  const transfers: Transfer[] = [];
  for (const [index, rule] of rules.entries()) {
    if (await isStopped(io)) break;
    const path = there.get(refKey({ type: firstType.name, id: rule.id }));
    const made =
      path === undefined ? await create(io, rule, await pathOf(shelf, rule, taken)) : await update(io, rule, path);
    const file = resolve(io.cwd, made.path ?? '');
    const said = await writeTest?.({ ...rule, text: (await readText(file)) ?? '' }, file);
    transfers.push(said === undefined ? made : { ...made, notes: [...made.notes, said] });
    request.finished?.(index + 1, rules.length);
  }
  return { command: 'import', transfers, diagnostics };
};

/** The queries of Sigma rules as text for standard output: KQL with comments, or a line of JSON a file. */
export const printSigma = async (
  io: Io,
  request: SigmaRequest & {
    readonly config: ConfigChoice;
    readonly to: 'kql' | 'jsonl';
    readonly tables: 'with-tables' | 'queries-only';
  },
): Promise<{ readonly text: string; readonly report: TransferReport }> => {
  const project = await openProject(io, request.config);
  const { conversions, diagnostics } = await convertSigmaFiles(io, project, request);
  const parts = conversions.map((conversion) =>
    request.to === 'jsonl' ? `${toJsonLine(conversion)}\n` : toKql(conversion, request.tables),
  );
  return {
    text: parts.join(request.to === 'jsonl' ? '' : '\n'),
    report: { command: 'import', transfers: [], diagnostics },
  };
};
