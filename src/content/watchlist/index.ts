export { readWatchlistSymbols } from './read.ts';
export { watchlist } from './type.ts';
