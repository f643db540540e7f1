/** Voltages and currents as arrows; drawn as electricians do, L1 upwards. */

import { h, s } from "../dom.js";
import { number } from "../format.js";

const RADIUS = 100;
const PHASES = ["l1", "l2", "l3"];

/** A diagram of a circuit, with another behind it in dashes where one is given. */
export function phasorDiagram(circuit, title, behind) {
  const scale = scales(circuit, behind);
  return h("figure", { class: "phasors" }, s("svg", {
    viewBox: "-135 -135 270 270", role: "img", "aria-label": `${title}: ${words(circuit)}`,
  }, grid(), behind ? arrows(behind, scale, "behind") : [], arrows(circuit, scale, "")));
}

function scales(...circuits) {
  const greatest = (kind) => Math.max(1e-9, ...circuits.filter(Boolean).flatMap((circuit) =>
    Object.entries(circuit[kind]).filter(([name]) => !name.endsWith("n")).map(([, phasor]) =>
      phasor?.magnitude ?? 0)));
  return {
    voltages: RADIUS / greatest("voltages"), currents: RADIUS * 0.72 / greatest("currents"),
  };
}

function grid() {
  return s("g", { class: "grid" },
    [0.5, 1].map((part) => s("circle", { r: RADIUS * part })),
    [0, 30, 60, 90, 120, 150].map((angle) => {
      const [x, y] = point(RADIUS, angle);
      return s("line", { x1: -x, y1: -y, x2: x, y2: y });
    }));
}

/** Where a phasor ends: 0° is up, a lag turns clockwise. */
function point(length, angle) {
  const turn = (angle + 90) * Math.PI / 180;
  return [length * Math.cos(turn), -length * Math.sin(turn)];
}

function arrows(circuit, scale, kind) {
  const one = (family, letter) => PHASES.map((phase, n) => {
    const phasor = circuit[family][`${letter}${n + 1}`];
    if (!phasor || phasor.angle === null || phasor.magnitude < 1e-9) return null;
    const name = `${letter.toUpperCase()}${n + 1}`;
    return arrow(phasor, scale[family], name, `${family} ${kind}`, phase);
  });
  return [one("voltages", "u"), one("currents", "i")].flat().filter(Boolean);
}

function arrow(phasor, scale, name, kind, phase) {
  const length = Math.max(6, phasor.magnitude * scale);
  const [x, y] = point(length, phasor.angle);
  const [left, right] = [-1, 1].map((side) => {
    const [dx, dy] = point(11, phasor.angle + 180 + side * 16);
    return `${(x + dx).toFixed(1)},${(y + dy).toFixed(1)}`;
  });
  const [tx, ty] = point(length + (kind.startsWith("voltages") ? 14 : 12), phasor.angle
    + (kind.startsWith("currents") ? 7 : 0));
  return s("g", { class: `phasor ${kind} ${phase}` },
    s("line", { x1: 0, y1: 0, x2: x.toFixed(1), y2: y.toFixed(1) }),
    s("polygon", { points: `${x.toFixed(1)},${y.toFixed(1)} ${left} ${right}` }),
    kind.endsWith("behind") ? null : s("text", { x: tx.toFixed(1), y: (ty + 4).toFixed(1) }, name));
}

function words({ voltages, currents }) {
  return [["U", "u", voltages, "V"], ["I", "i", currents, "A"]].flatMap(([big, small, all, unit]) =>
    [1, 2, 3].map((n) => [n, all[`${small}${n}`]]).filter(([, phasor]) => phasor)
      .map(([n, { magnitude, angle }]) => angle === null ? `${big}${n} nothing`
        : `${big}${n} ${number(magnitude, 2)} ${unit} at ${number(angle, 0)}°`)).join(", ");
}
