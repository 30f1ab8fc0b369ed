export { readWatchlistSymbols, watchlistSymbols } from './read.ts';
