import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { main } from '../../src/cli/main.ts';
import type { Io } from '../../src/core/io.ts';

/** A moment in the terminal: a command, one that nobody sees, or an edit between two of them. */
type Step =
  | { readonly type: readonly string[] }
  | { readonly unseen: readonly string[] }
  | { readonly edit: readonly [file: string, old: string, now: string] };

const rule = 'analytics-rules/password-spray.yaml';

const steps: readonly Step[] = [
  { unseen: ['deploy', '-w', 'prod', '--yes'] },
  { edit: [rule, 'Failed > 20', 'Failed > 10'] },
  { edit: [rule, 'dcountif(UserPrincipalName, ResultType == \'50126\')', 'dcountif(UserPrincipalNam, ResultType == \'50126\')'] },
  { type: ['validate'] },
  { edit: [rule, 'UserPrincipalNam,', 'UserPrincipalName,'] },
  { type: ['plan', '-w', 'prod'] },
  { type: ['deploy', '-w', 'prod', '--yes'] },
  { type: ['drift', '-w', 'prod'] },
];

const columns = 120;
const noon = Date.UTC(2026, 10, 22, 12);

/** Runs the steps in a copy of the folder; gives the terminal's text with its colours. */
const transcript = async (files: string): Promise<string> => {
  const cwd = mkdtempSync(join(tmpdir(), 'picket-picture-'));
  let text = '';
  const stream: Io['out'] = {
    write: (part) => void (text += part),
    interactive: false,
    colour: true,
    columns: () => columns,
  };
  const idle = new AbortController().signal;
  const io: Io = {
    out: stream,
    err: stream,
    ask: async () => undefined,
    attended: false,
    env: {},
    cwd,
    clock: { now: () => noon, sleep: async (milliseconds, signal) => sleep(milliseconds, undefined, signal === undefined ? {} : { signal }) },
    signals: { stop: idle, abort: idle },
    workers: 0,
  };
  try {
    cpSync(files, cwd, { recursive: true });
    for (const step of steps) {
      if ('edit' in step) {
        const [file, old, now] = step.edit;
        const before = readFileSync(join(cwd, file), 'utf8');
        if (!before.includes(old)) throw new Error(`${file} does not have ${old}`);
        writeFileSync(join(cwd, file), before.replace(old, now));
        continue;
      }
      if ('unseen' in step) {
        await main(step.unseen, io);
        text = '';
        continue;
      }
      text += `\u001b[2m$\u001b[22m \u001b[1mpicket ${step.type.join(' ')}\u001b[22m\n`;
      await main(step.type, io);
      text += '\n';
    }
    return text.trimEnd();
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
};

type Look = { readonly bold: boolean; readonly dim: boolean; readonly colour: string };

const plain: Look = { bold: false, dim: false, colour: 'text' };

const colours: Readonly<Record<number, string>> = {
  31: 'red',
  32: 'green',
  33: 'yellow',
  34: 'blue',
  35: 'magenta',
  36: 'cyan',
  39: 'text',
  90: 'grey',
};

/** The look after one more SGR code of a terminal (ECMA-48). */
const after = (look: Look, sgr: number): Look => {
  if (sgr === 0) return plain;
  if (sgr === 1) return { ...look, bold: true };
  if (sgr === 2) return { ...look, dim: true };
  if (sgr === 22) return { ...look, bold: false, dim: false };
  return { ...look, colour: colours[sgr] ?? look.colour };
};

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const classesOf = ({ bold, dim, colour }: Look): string =>
  [colour, ...(bold ? ['bold'] : []), ...(dim ? ['dim'] : [])].join(' ');

/** One line as pieces of text; the look goes on from line to line. */
const lineOf = (line: string, begin: Look): { readonly spans: string; readonly end: Look } => {
  let look = begin;
  let spans = '';
  for (const part of line.split(/(\u001b\[[\d;]*m)/)) {
    const code = /^\u001b\[([\d;]*)m$/.exec(part)?.[1];
    if (code !== undefined) for (const sgr of code.split(';')) look = after(look, Number(sgr));
    else if (part !== '') spans += `<tspan class="${classesOf(look)}">${escaped(part)}</tspan>`;
  }
  return { spans, end: look };
};

/** Lines that are too long for the terminal go on in the next one, as they do there; colours do not count. */
const wrapped = (text: string): string[] =>
  text.split('\n').flatMap((line) => {
    const rows = [''];
    let used = 0;
    for (const part of line.split(/(\u001b\[[\d;]*m)/)) {
      const characters = part.startsWith('\u001b') ? [part] : [...part];
      for (const character of characters) {
        const width = part.startsWith('\u001b') ? 0 : 1;
        if (used + width > columns) {
          rows.push('');
          used = 0;
        }
        rows.push(`${rows.pop() ?? ''}${character}`);
        used += width;
      }
    }
    return rows;
  });

const style = `text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;white-space:pre}
.text{fill:#e6edf3}.red{fill:#ff7b72}.green{fill:#7ee787}.yellow{fill:#e3b341}.blue{fill:#79c0ff}.magenta{fill:#d2a8ff}.cyan{fill:#76e3ea}.grey{fill:#8b949e}
.bold{font-weight:bold}.dim{opacity:.65}`;

const draw = (text: string): string => {
  const lines = wrapped(text);
  const width = columns * 7.83 + 44;
  const height = lines.length * 18 + 64;
  let look = plain;
  const rows = lines.map((line, index) => {
    const { spans, end } = lineOf(line, look);
    look = end;
    return spans === '' ? '' : `<text x="20" y="${58 + index * 18}">${spans}</text>\n`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${Math.ceil(width)} ${height}" role="img" aria-labelledby="title">`,
    '<title id="title">A terminal: picket validate finds a misspelt column, picket plan shows what would change, picket deploy does it.</title>',
    `<style>${style}</style>`,
    `<rect width="100%" height="100%" rx="8" fill="#0d1117"/>`,
    '<circle cx="22" cy="20" r="6" fill="#ff5f57"/><circle cx="42" cy="20" r="6" fill="#febc2e"/><circle cx="62" cy="20" r="6" fill="#28c840"/>',
    `${rows.join('')}</svg>`,
    '',
  ].join('\n');
};

/** `docs/images/run.svg`: what a terminal shows when the commands are really run over the files of a folder. */
export const picture = async (files = join('test', 'fixtures', 'docs', 'picture')): Promise<string> =>
  draw(await transcript(files));
