// JSON for the variables and the answer: colours and brackets, without Monaco's language service.
import { languages } from "monaco-editor/esm/vs/editor/editor.api.js";

languages.register({ id: "json", extensions: [".json"], mimetypes: ["application/json"] });
// Not before a document is JSON: this starts the editor's services, and all of them must be known by then.
languages.onLanguageEncountered("json", () => {
  languages.setLanguageConfiguration("json", {
    brackets: [
      ["{", "}"],
      ["[", "]"],
    ],
    autoClosingPairs: [
      { open: "{", close: "}" },
      { open: "[", close: "]" },
      { open: '"', close: '"', notIn: ["string"] },
    ],
  });
  languages.setMonarchTokensProvider("json", {
    tokenizer: {
      root: [
        [/"(?:[^"\\]|\\.)*"(?=\s*:)/, "string.key.json"],
        [/"(?:[^"\\]|\\.)*"/, "string.value.json"],
        [/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/, "number.json"],
        [/\b(?:true|false|null)\b/, "keyword.json"],
        [/[{}[\]]/, "@brackets"],
        [/[,:]/, "delimiter"],
      ],
    },
  });
});
languages.json = { jsonDefaults: { diagnosticsOptions: { schemas: [] }, setDiagnosticsOptions() {} } };
