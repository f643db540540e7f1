/** Numbers, times and names as people read them. */

const PREFIXES = [[1e9, "G"], [1e6, "M"], [1e3, "k"]];
const SCALED = new Set(["W", "var", "VA", "Wh", "varh", "VAh"]);
const MINUS = "\u2212";
const THIN = "\u202f";

/** A number with so many decimals; a dash for none. */
export function number(value, decimals = 2) {
  if (value === null || value === undefined) return "–";
  if (typeof value === "string") return value;
  return value.toFixed(decimals).replace("-", MINUS).replace(/^\u2212(0(?:\.0+)?)$/, "$1");
}

/** A value in its unit, with a prefix where that is shorter: 6.21 kW. */
export function quantity(value, unit, digits = 3) {
  if (value === null || value === undefined) return "–";
  if (typeof value === "string") return value;
  const size = Math.abs(value);
  const [factor, prefix] = SCALED.has(unit)
    ? PREFIXES.find(([least]) => size >= least) ?? [1, ""] : [1, ""];
  const shown = value / factor;
  const decimals = prefix || size < 1000 ? decimalsFor(shown, digits + 1) : 0;
  return `${number(shown, decimals)}${unit ? THIN + prefix + unit : ""}`;
}

function decimalsFor(value, digits) {
  if (value === 0) return 0;
  const whole = Math.max(1, Math.floor(Math.log10(Math.abs(value))) + 1);
  return Math.max(0, digits - whole);
}

/** All decimals of an exact value, in its unit. */
export function exact(value, unit) {
  if (value === null || value === undefined) return "–";
  return `${String(value).replace("-", MINUS)}${unit ? THIN + unit : ""}`;
}

/** Groups of three: 12 345. */
export function count(value) {
  return String(value ?? "–").replace(/\B(?=(\d{3})+$)/g, THIN);
}

/** Date and time of a local text such as 2026-01-05T08:00:30+01:00. */
export function localParts(text) {
  const [date, rest = ""] = text.split("T");
  return { date, time: rest.slice(0, 8), offset: rest.replace(/^[0-9:.]+/, "") || "Z" };
}

/** The time of an instant, as UTC, with tenths. */
export function utcTime(instant) {
  return instant.split("T")[1].replace("Z", "").slice(0, 12);
}

/** The time of an instant at the farm, whose clock says how far it is from UTC: 08:00:30. */
export function localTime(instant, clock) {
  const zone = Date.parse(`${clock.local.slice(0, 19)}Z`) - Date.parse(clock.local);
  return new Date(Date.parse(instant) + zone).toISOString().slice(11, 19);
}

/** A duration in seconds, in words that fit. */
export function span(seconds) {
  if (seconds === null || seconds === undefined) return "–";
  if (seconds < 1) return `${number(seconds * 1000, seconds < 0.01 ? 2 : 1)}${THIN}ms`;
  if (seconds < 120) return `${number(seconds, seconds < 10 ? 2 : 0)}${THIN}s`;
  if (seconds < 7200) return `${number(seconds / 60, 0)}${THIN}min`;
  return `${number(seconds / 3600, 1)}${THIN}h`;
}

/** A size in bytes: 41 kB. */
export function bytes(size) {
  const [factor, prefix] = PREFIXES.find(([least]) => size >= least) ?? [1, ""];
  return `${number(size / factor, prefix ? decimalsFor(size / factor, 3) : 0)}${THIN}${prefix}B`;
}

/** camelCase as words: currentTransformer, current transformer. */
export function words(name) {
  return name.replace(/([a-z0-9])([A-Z])/g, (_, left, right) => `${left} ${right.toLowerCase()}`);
}

/** With a capital at the beginning. */
export function sentence(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A speed of the clock: ×60. */
export function speed(value) {
  return `×${count(Number(value.toFixed(3)))}`;
}
