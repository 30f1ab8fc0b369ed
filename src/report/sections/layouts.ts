import type { FileLayout, Report } from '../../core/report.ts';
import { counted } from '../../core/text/phrase.ts';
import { inert } from '../text/style.ts';
import type { Entry, Section } from './entry.ts';

type Mode = NonNullable<Report['layouts']>['mode'];

const lines = ({ path, state, left }: FileLayout, mode: Mode): readonly string[] => [
  ...(state === 'formatted' ? [`${mode === 'check' ? 'would change' : 'formatted'}  ${path}`] : []),
  ...left.map((reason) => `${state === 'unreadable' ? 'unreadable' : 'left alone'}  ${path}: ${reason}`),
];

/** A file as one entry, and one more for each part that stays as it is. */
const entries = ({ path, state, left }: FileLayout, mode: Mode): readonly Entry[] => {
  const base = { name: path, of: 'layout', path };
  if (state === 'unreadable')
    return left.map((message) => ({ ...base, state, code: 'fmt/unreadable', severity: 'error', message }));
  const isDue = state === 'formatted' && mode === 'check';
  return [
    isDue
      ? {
          ...base,
          state: 'to format',
          code: 'fmt/layout',
          severity: 'error',
          message: 'The file is not laid out.',
          hint: 'Run picket fmt.',
        }
      : { ...base, state, code: 'fmt/layout', message: state === 'formatted' ? 'Laid out.' : 'As it was.' },
    ...left.map((message): Entry => ({
      ...base,
      state: 'left alone',
      code: 'fmt/left-alone',
      severity: 'note',
      message,
    })),
  ];
};

/** What a report says of the layout of files: one that is not laid out needs somebody where nothing is written. */
export const layoutsSection = ({ layouts }: Report): Section | undefined => {
  if (layouts === undefined) return undefined;
  const { files, mode } = layouts;
  const count = (wanted: FileLayout['state']): number => files.filter(({ state }) => state === wanted).length;
  const parts = [
    `${count('formatted')} ${mode === 'check' ? 'to format' : 'formatted'}`,
    `${count('unchanged')} unchanged`,
    ...(count('unreadable') === 0 ? [] : [`${count('unreadable')} unreadable`]),
  ];
  const summary = `${counted(files.length, 'file')}: ${parts.join(', ')}`;
  return {
    pretty: () => [...files.flatMap((file) => lines(file, mode)), summary, ''].map(inert).join('\n'),
    json: { version: 1, command: 'fmt', mode, files: files.map((file) => ({ ...file })) },
    title: 'Layout',
    summary: `${summary}.`,
    entries: files.flatMap((file) => entries(file, mode)),
  };
};
