// What GraphiQL asks of prettier for JSON, by the parser it already carries.
import { applyEdits, format } from "jsonc-parser";

const formatted = (text) =>
  applyEdits(text, format(text, undefined, { tabSize: 2, insertSpaces: true, eol: "\n" }));

export const parsers = {
  jsonc: {
    parse: (text) => ({ text: formatted(text) }),
    astFormat: "formatted-json",
    locStart: () => 0,
    locEnd: (node) => node.text.length,
  },
};
export const printers = { "formatted-json": { print: (path) => path.node.text } };
