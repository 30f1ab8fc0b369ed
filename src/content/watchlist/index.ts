export { isWatchlistFile, readWatchlistSymbols, type WatchlistSymbols } from './read.ts';
