/** The one stream of the shell: clock, changes and faults, for whoever listens. */

import { get } from "./api.js";
import { follow } from "./event-stream.js";

const listeners = new Map();
let latestClock = null;

/** Calls a function at each event of a name until the signal says otherwise. */
export function listen(name, handler, signal) {
  if (!listeners.has(name)) listeners.set(name, new Set());
  listeners.get(name).add(handler);
  signal?.addEventListener("abort", () => listeners.get(name).delete(handler), { once: true });
  if (name === "clock" && latestClock) handler(latestClock);
}

/** Tells those who listen. */
export function tell(name, data) {
  if (name === "clock") latestClock = data;
  for (const handler of listeners.get(name) ?? []) handler(data);
}

/** The clock as it was told last; null before the first time. */
export function clockNow() {
  return latestClock;
}

/** Begins to follow the farm. */
export async function begin() {
  const forever = new AbortController();
  const names = ["clock", "change", "fault"];
  const handlers = Object.fromEntries(names.map((name) => [name, (data) => tell(name, data)]));
  tell("clock", await get("/v1/clock"));
  await follow({ topics: "clock,changes,faults" }, handlers, {
    signal: forever.signal,
    state: (state) => tell("link", state),
  });
}

/** Does something now and every so many milliseconds while the page is seen. */
export function repeat(milliseconds, action, signal) {
  const turn = async () => {
    if (signal.aborted) return;
    if (!document.hidden) await action();
    if (!signal.aborted) setTimeout(turn, milliseconds);
  };
  return turn();
}
