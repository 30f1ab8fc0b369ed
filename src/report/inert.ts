import { hidden, visible, wellFormed, withoutCommands } from './hidden.ts';

/**
 * A text from a rule as it may stand in a terminal or a log: characters that could rewrite the screen or turn the
 * direction of text are made visible, and what GitHub's runner would take for a command is not one any more. Tabs and
 * line ends stay.
 */
export const inert = (text: string): string =>
  withoutCommands(
    wellFormed(text)
      .replaceAll('\r\n', '\n')
      .replaceAll(hidden, (character) => (character === '\r' ? '' : visible(character))),
  );
