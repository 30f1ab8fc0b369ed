/** A list of names that hold no spaces, written as one text. */
export const wordList = (text: string): readonly string[] => text.trim().split(/\s+/);
