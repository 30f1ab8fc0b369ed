export { readWatchlistSymbols, watchlistSymbols } from './read.ts';
export { watchlist } from './type.ts';
