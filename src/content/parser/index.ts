export { isParserFile, readParserSymbols, type ParserSymbols } from './read.ts';
