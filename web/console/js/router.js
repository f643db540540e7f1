/** Addresses behind the #: "#/meter/incomer/registers?search=x". */

/** What the address says: the names of the path, and the query. */
export function place() {
  const [path, query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  const names = path.split("/").filter(Boolean).map(decodeURIComponent);
  return { names, query: new URLSearchParams(query) };
}

/** The address of a page. */
export function link(...names) {
  return `#/${names.map(encodeURIComponent).join("/")}`;
}

/** Writes a page's state into the address without opening the page anew. */
export function note(...names) {
  history.replaceState(null, "", link(...names));
}

/**
 * Opens pages: `pages` has a function for each first name. A page gets its place and a signal that
 * ends when another page is opened.
 */
export function route(pages, main, opened) {
  let current = null;
  const open = async () => {
    current?.abort();
    current = new AbortController();
    const { names, query } = place();
    const page = pages[names[0] ?? ""] ?? pages[""];
    main.replaceChildren();
    main.setAttribute("aria-busy", "true");
    window.scrollTo(0, 0);
    opened(names[0] ?? "");
    const { signal } = current;
    await page(main, { names: names.slice(1), query, signal });
    if (!signal.aborted) main.setAttribute("aria-busy", "false");
  };
  addEventListener("hashchange", open);
  return open();
}
