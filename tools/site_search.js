// Search the built site with its own scripts: node site_search.js SITE QUERY... prints, as JSON,
// the pages that a reader sees for each query, best first.
"use strict";
const fs = require("fs");
const path = require("path");
const vm = require("vm");

const [site, ...queries] = process.argv.slice(2);
const element = () => ({ appendChild: (child) => child, classList: { add() {} }, remove() {} });
const page = { location: { search: "" } };
const context = vm.createContext({
  document: {
    readyState: "loading",
    addEventListener() {},
    getElementById: () => null,
    querySelectorAll: () => [],
    createElement: element,
    documentElement: { dataset: {} },
  },
  window: page,
  localStorage: { setItem() {} },
  URLSearchParams,
  SPHINX_HIGHLIGHT_ENABLED: false,
});
page.document = context.document;
for (const name of ["documentation_options.js", "doctools.js", "searchtools.js", "language_data.js"]) {
  vm.runInContext(fs.readFileSync(path.join(site, "_static", name), "utf8"), context);
}
context.Stemmer = page.Stemmer;
context.stopwords = page.stopwords;
context.Search = vm.runInContext("Search", context);
vm.runInContext(fs.readFileSync(path.join(site, "searchindex.js"), "utf8"), context);

context.queries = queries;
const found = vm.runInContext(
  // results are in ascending order of score: the page shows the last one first
  `queries.map((query) => Search._performSearch(...Search._parseQuery(query)).reverse().map((hit) => hit[0]))`,
  context,
);
console.log(JSON.stringify(found));
