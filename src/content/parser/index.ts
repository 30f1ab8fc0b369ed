export { isParserFile, parserSymbols, readParserSymbols } from './read.ts';
