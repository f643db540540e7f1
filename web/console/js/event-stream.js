/** Server-sent events by fetch, so that they can carry the token; begins again when they end. */

import { address, authorisation, renewToken } from "./api.js";

/**
 * Follows the events of the farm until the signal says otherwise, as long as the page is seen: a
 * browser has few connections for one address, and those behind must not take them.
 * `handlers` has a function for each event by name; `state` hears "live" and "broken".
 */
export async function follow(query, handlers, { signal, state = () => {} }) {
  let pause = 2000;
  while (!signal.aborted) {
    await seen(signal);
    const end = untilHidden(signal);
    try {
      const response = await fetch(address("/v1/events", query), {
        signal: end, headers: { Accept: "text/event-stream", ...authorisation() },
      });
      if (response.status === 401) await renewToken();
      if (response.ok) {
        state("live");
        pause = await readEvents(response.body, handlers) ?? pause;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!end.aborted && !(error instanceof TypeError)) throw error;
    }
    state("broken");
    if (!document.hidden) await wait(pause, signal);
  }
}

/** Waits until the page is seen. */
function seen(signal) {
  if (!document.hidden) return Promise.resolve();
  return new Promise((done) => {
    document.addEventListener("visibilitychange", done, { once: true, signal });
    signal.addEventListener("abort", done, { once: true });
  });
}

/** A signal that ends with the other, or when the page is hidden or left. */
function untilHidden(signal) {
  const end = new AbortController();
  const stop = () => end.abort();
  const hidden = () => { if (document.hidden) stop(); };
  document.addEventListener("visibilitychange", hidden, { signal: end.signal });
  addEventListener("pagehide", stop, { signal: end.signal });
  signal.addEventListener("abort", stop, { once: true });
  return end.signal;
}

/** Reads until the stream ends; the pause that the server asks for, if any. */
async function readEvents(body, handlers) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  let retry;
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return retry;
    const blocks = (rest + value).split(/\r?\n\r?\n/);
    rest = blocks.pop();
    for (const block of blocks) {
      const event = parse(block);
      retry = event.retry ?? retry;
      if (event.data) handlers[event.name]?.(JSON.parse(event.data));
    }
  }
}

function parse(block) {
  const event = { name: "message", data: "" };
  for (const line of block.split(/\r?\n/)) {
    const value = line.slice(line.indexOf(":") + 1).replace(/^ /, "");
    if (line.startsWith("event:")) event.name = value;
    else if (line.startsWith("data:")) event.data += value;
    else if (line.startsWith("retry:")) event.retry = Number(value);
  }
  return event;
}

function wait(milliseconds, signal) {
  return new Promise((done) => {
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", () => { clearTimeout(timer); done(); }, { once: true });
  });
}
