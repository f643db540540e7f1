/** Which frames are shown: by meter, function and fault. */

import { h } from "../dom.js";
import { checkbox, select } from "../form.js";
import { meterPicker } from "../meter-picker.js";

const FUNCTIONS = [["", "All functions"], [1, "01 coils"], [2, "02 discrete inputs"],
  [3, "03 holding registers"], [4, "04 input registers"], [5, "05 write a coil"],
  [6, "06 write a register"], [8, "08 diagnostics"], [16, "16 write registers"],
  [43, "43 identification"], ["SND_NKE", "SND_NKE"], ["SND_UD", "SND_UD"],
  ["REQ_UD2", "REQ_UD2"], ["RSP_UD", "RSP_UD"]];

export class FilterRow {
  constructor(meter, changed) {
    this.meter = meter;
    this.function = "";
    this.fault = false;
    const picker = meterPicker("Meter", meter, (name) => { this.meter = name; changed(); });
    picker.querySelector("input").addEventListener("change", (event) => {
      if (event.target.value || !this.meter) return;
      this.meter = "";
      changed();
    });
    const choice = select(FUNCTIONS, "", {
      "aria-label": "Function",
      onchange: (event) => { this.function = event.target.value; changed(); },
    });
    this.element = h("div", { class: "row filters" }, picker, choice,
      checkbox("Struck by a fault only", false, (on) => { this.fault = on; changed(); }));
  }

  /** As the API wants it. */
  query() {
    return { meter: this.meter, function: this.function, fault: this.fault ? "*" : "" };
  }

  /** Whether a frame of the stream is one of them. */
  fits(frame) {
    return (!this.meter || frame.meter === this.meter)
      && (!this.function || String(frame.function) === this.function)
      && (!this.fault || frame.fault !== null);
  }
}
