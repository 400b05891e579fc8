// The GraphiQL page: everything it loads comes from this service.
import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL } from "graphiql";
import { createRoot } from "react-dom/client";

import "./workers.js";
import "graphiql/style.css";
import "./page.css";

const page = JSON.parse(document.getElementById("page").textContent);
const fetcher = createGraphiQLFetcher({ url: page.endpoint });

createRoot(document.getElementById("graphiql")).render(
  <GraphiQL
    fetcher={fetcher}
    defaultTabs={page.tabs}
    defaultEditorToolsVisibility="variables"
    isHeadersEditorEnabled={false}
  />,
);
