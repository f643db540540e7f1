/** The client of the control API. */

const TOKEN = "meterfarm.token";

/** An error that the API tells, RFC 9457. */
export class Problem extends Error {
  constructor(status, body) {
    super(body.detail ?? `the farm answered ${status}`);
    this.status = status;
    this.title = body.title ?? "";
    this.problems = body.problems ?? [];
  }
}

let tokenSource = async () => null;
let asked = null;

/** Says who asks the user for a token: a function that resolves to it, or to null. */
export function askTokenBy(source) {
  tokenSource = source;
}

/** The fields that every request carries. */
export function authorisation() {
  const token = sessionStorage.getItem(TOKEN);
  return token ? { Authorization: `Bearer ${token}` } : {};
}

/** Asks for a token, once however many requests want it; whether there is one now. */
export async function renewToken() {
  asked ??= tokenSource().finally(() => { asked = null; });
  const token = await asked;
  if (token) sessionStorage.setItem(TOKEN, token);
  return Boolean(token);
}

/** A path with its names and query encoded; what is null or empty is left out. */
export function address(path, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== ""
    && value !== undefined);
  const text = new URLSearchParams(given).toString();
  return text ? `${path}?${text}` : path;
}

/** The path of a part of a meter. */
export function meterPath(name, part = "") {
  return `/v1/meters/${encodeURIComponent(name)}${part ? `/${part}` : ""}`;
}

/** One request; throws a Problem for anything but success. */
export async function request(method, path, { query, body, signal } = {}) {
  const send = () => fetch(address(path, query), {
    method,
    signal,
    headers: { ...authorisation(), ...(body === undefined ? {} : JSON_BODY) },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  let response = await reached(send);
  if (response.status === 401 && await renewToken()) response = await reached(send);
  const answer = await read(response);
  if (!response.ok) throw new Problem(response.status, answer);
  return answer;
}

const JSON_BODY = { "Content-Type": "application/json" };

async function reached(send) {
  try {
    return await send();
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem(0, { title: "No answer", detail: "the farm does not answer" });
  }
}

async function read(response) {
  const text = await response.text();
  try {
    return text ? JSON.parse(text) : {};
  } catch {
    return { detail: `the farm answered ${response.status} without JSON` };
  }
}

export const get = (path, query, signal) => request("GET", path, { query, signal });
export const post = (path, body) => request("POST", path, { body });
export const put = (path, body) => request("PUT", path, { body });
export const patch = (path, body) => request("PATCH", path, { body });
export const remove = (path) => request("DELETE", path);

/** All items of a list that is short, however many pages it has. */
export async function all(path, query = {}, signal) {
  const items = [];
  let after = 0;
  while (after !== null) {
    const page = await get(path, { ...query, limit: 1000, after }, signal);
    items.push(...page.items);
    after = page.next;
  }
  return items;
}
