/** Something that can be said at length or in one line. */
export type Piece = { readonly full: string; readonly brief: string };

export type Fitted = {
  readonly texts: readonly string[];
  /** Pieces that are there in one line only. */
  readonly shortened: number;
  /** Pieces that are not there at all. */
  readonly left: number;
};

/**
 * Says as much of a list as fits into so many characters, in its order: everything at length where that fits; else the
 * first ones at length, the others in a line each, and the last ones not at all. Lines are kept for as many as half of
 * the room can hold. Each text counts one character more, for its line end.
 */
export const fit = (pieces: readonly Piece[], room: number): Fitted => {
  const size = (text: string): number => text.length + 1;
  const whole = pieces.reduce((sum, { full }) => sum + size(full), 0);
  if (whole <= room) return { texts: pieces.map(({ full }) => full), shortened: 0, left: 0 };
  let reserve = pieces.reduce((sum, { brief }) => sum + size(brief), 0);
  let used = 0;
  let shortened = 0;
  const texts: string[] = [];
  for (const { full, brief } of pieces) {
    reserve -= size(brief);
    if (used + size(full) + Math.min(reserve, room / 2) <= room) {
      texts.push(full);
      used += size(full);
    } else if (used + size(brief) <= room) {
      texts.push(brief);
      used += size(brief);
      shortened += 1;
    } else break;
  }
  return { texts, shortened, left: pieces.length - texts.length };
};

/** What was cut, in words; empty where nothing was. */
export const cutText = ({ shortened, left }: Fitted, noun: string): string => {
  const parts = [
    ...(shortened === 0 ? [] : [`${shortened} ${noun} in one line each`]),
    ...(left === 0 ? [] : [`${left} more ${noun} not shown`]),
  ];
  return parts.length === 0 ? '' : `_Cut to fit: ${parts.join(', ')}. The report in JSON holds all of it._`;
};
