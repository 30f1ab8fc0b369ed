export { isParserFile, readParserSymbols } from './read.ts';
