// Monaco's workers as files of this service.
import GraphQLWorker from "monaco-graphql/esm/graphql.worker.js?worker";
import EditorWorker from "monaco-editor/esm/vs/editor/editor.worker.js?worker";

globalThis.MonacoEnvironment = {
  getWorker: (_id, label) => (label === "graphql" ? new GraphQLWorker() : new EditorWorker()),
};
