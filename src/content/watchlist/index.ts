export { isWatchlistFile, readWatchlistSymbols } from './read.ts';
