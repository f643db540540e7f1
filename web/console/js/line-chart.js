/** Curves over time by Chart.js; where it is not installed, a table of the last values. */

import { h, replace } from "./dom.js";
import { quantity } from "./format.js";
import { colour } from "./theme.js";

const KEPT = 600;
const SHOWN = 8;

/**
 * A chart with series of `{ name, colour, dash }`; `add(time, values)` appends a point, of which
 * the oldest are forgotten.
 */
export class LineChart {
  constructor({ label, unit, series, signal }) {
    Object.assign(this, { label, unit, series });
    this.labels = [];
    this.values = series.map(() => []);
    this.table = h("tbody", {});
    this.element = h("figure", { class: "chart" }, this.picture(signal), h("details", {},
      h("summary", {}, "As a table"), h("table", {},
        h("caption", {}, `${label}, the last values`),
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "time"),
          series.map((one) => h("th", { scope: "col", class: "number" }, one.name)))),
        this.table)));
    if (!this.chart) this.element.querySelector("details").open = true;
  }

  picture(signal) {
    if (!globalThis.Chart) return null;
    const canvas = h("canvas", { role: "img", "aria-label": this.label });
    this.chart = new globalThis.Chart(canvas, this.configuration());
    const paint = () => { this.paint(); this.chart.update("none"); };
    document.addEventListener("themechange", paint, { signal });
    signal.addEventListener("abort", () => this.chart.destroy(), { once: true });
    this.paint();
    return h("div", { class: "chart-frame" }, canvas);
  }

  configuration() {
    return {
      type: "line",
      data: {
        labels: this.labels,
        datasets: this.series.map((one, n) => ({
          label: one.name, data: this.values[n], borderWidth: n === 0 ? 2.5 : 1.5,
          borderDash: one.dash ?? [], pointRadius: 0, tension: 0, spanGaps: false,
        })),
      },
      options: {
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        interaction: { mode: "index", intersect: false },
        scales: {
          x: { ticks: { maxTicksLimit: 6, maxRotation: 0 } },
          y: { ticks: { callback: (value) => quantity(value, this.unit) } },
        },
        plugins: {
          legend: { position: "bottom", labels: { boxWidth: 18, boxHeight: 2 } },
          tooltip: {
            callbacks: {
              label: (item) => `${item.dataset.label}: ${quantity(item.parsed.y, this.unit)}`,
            },
          },
        },
      },
    };
  }

  paint() {
    this.chart.data.datasets.forEach((curve, n) => {
      curve.borderColor = colour(this.series[n].colour);
    });
    const { scales, plugins } = this.chart.options;
    for (const axis of [scales.x, scales.y]) {
      axis.grid = { color: colour("--line") };
      axis.ticks.color = colour("--muted");
    }
    plugins.legend.labels.color = colour("--ink");
  }

  add(time, values) {
    this.labels.push(time);
    this.values.forEach((list, n) => list.push(values[n] ?? null));
    if (this.labels.length > KEPT) [this.labels, ...this.values].forEach((list) => list.shift());
    this.chart?.update("none");
    this.fillTable();
  }

  fillTable() {
    if (!this.element.querySelector("details").open) return;
    const first = Math.max(0, this.labels.length - SHOWN);
    replace(this.table, this.labels.slice(first).map((time, n) => h("tr", {},
      h("th", { scope: "row" }, time),
      this.values.map((list) => h("td", { class: "number" },
        quantity(list[first + n], this.unit))))));
  }
}
