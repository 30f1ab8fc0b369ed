export { isWatchlistFile, readWatchlistSymbols, type WatchlistContent } from './read.ts';
