// The GraphiQL page: everything it loads comes from this service.
import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL } from "graphiql";
import { createRoot } from "react-dom/client";

import "./workers.js";
import "graphiql/style.css";
import "./page.css";

const page = JSON.parse(document.getElementById("page").textContent);
// On a first visit the tab that is shown has no variables of its own yet.
const isFirstVisit = localStorage.getItem("graphiql:tabState") === null;
const fetcher = createGraphiQLFetcher({ url: page.endpoint });

createRoot(document.getElementById("graphiql")).render(
  <GraphiQL
    fetcher={fetcher}
    defaultTabs={page.tabs}
    initialVariables={isFirstVisit ? page.tabs[0].variables : undefined}
    defaultEditorToolsVisibility="variables"
    isHeadersEditorEnabled={false}
  />,
);
