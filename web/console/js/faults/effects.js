/** What a fault can do, each with the fields that it needs. */

import { field, numberIn, numberInput, select, textInput } from "../form.js";

const EXCEPTIONS = ["serverDeviceBusy", "illegalFunction", "illegalDataAddress", "illegalDataValue",
  "serverDeviceFailure", "acknowledge", "negativeAcknowledge", "memoryParityError",
  "gatewayPathUnavailable", "gatewayTargetFailedToRespond"];
const VALUES = ["zero", "frozen", "maximum", "notAvailable", "nan", "stepBack", "torn",
  "wordsSwapped"];

const word = (text) => ({ text, make: () => ({ fields: [] }) });
const choice = (text, label, key, words) => ({
  text, make: () => one(label, key, select(words.map((name) => [name, name]))),
});
const amount = (text, label, key, usual, limits) => ({
  text, make: () => one(label, key, numberInput({ value: usual, ...limits }), numberIn),
});
const textual = (text, label, key, usual, hint) => ({
  text, make: () => one(label, key, textInput({ value: usual }), numberOrText, hint),
});

/** A field under one key of the effect. */
function one(label, key, control, read = (input) => input.value, hint = undefined) {
  return {
    fields: [field(label, control, { pointer: `/effect/${key}`, hint })],
    read: () => ({ [key]: read(control) }),
  };
}

/** A number where it looks like one without a sign, "+1" as a text. */
function numberOrText(input) {
  return /^[0-9.]+$/.test(input.value) ? Number(input.value) : input.value;
}

function wrongValue(key, label) {
  return {
    text: `Registers show ${key === "stuck" ? "this value" : "a multiple"}`,
    make: () => {
      const control = numberInput({ value: key === "stuck" ? 230 : 10 });
      return {
        fields: [field(label, control, { pointer: "/effect/value" })],
        read: () => ({ value: { [key]: numberIn(control) } }),
      };
    },
  };
}

/** The effects by a name for the form; those without fields are words. */
export const EFFECTS = {
  noReply: word("No answer"),
  exception: choice("An exception", "Exception", "exception", EXCEPTIONS),
  restart: word("The meter restarts"),
  value: choice("Wrong values", "Registers show", "value", VALUES),
  stuck: wrongValue("stuck", "Value, in the register's unit"),
  scale: wrongValue("scale", "Times"),
  delay: textual("The answer comes later", "Later by", "delay", "200ms", "such as 200ms or 2s"),
  late: word("The answer comes after the next request"),
  checksum: choice("A wrong checksum", "Checksum", "checksum",
    ["bitFlip", "swap", "zero", "offByOne"]),
  truncate: amount("Bytes are missing", "Bytes", "truncate", 2, { min: 1, max: 1000, step: 1 }),
  extra: amount("Bytes too many at the end", "Bytes", "extra", 3, { min: 1, max: 256, step: 1 }),
  garbage: amount("Bytes of chance before it", "Bytes", "garbage", 3,
    { min: 1, max: 256, step: 1 }),
  duplicate: amount("The answer comes again", "Times more", "duplicate", 1,
    { min: 1, max: 10, step: 1 }),
  unit: textual("Another address answers", "Address", "unit", "+1", "a number, or a change: +1"),
  function: textual("Another function code", "Function", "function", "+1", "a number, or +1"),
  transactionId: textual("Another transaction identifier", "Identifier", "transactionId", "+1"),
  length: textual("The length lies", "Length", "length", "+1", "a number, or a change: +1"),
  tcp: choice("The connection ends", "How", "tcp", ["reset", "halfClose", "dropMidFrame"]),
  connection: choice("Nobody is let in", "How", "connection", ["refuse", "silent"]),
  merge: word("Two answers in one piece"),
  stuckFrameCount: word("M-Bus: the frame count bit is stuck"),
};

/** The effect that the fields say, as the API wants it. */
export function effectOf(name, made) {
  return made.read ? made.read() : name;
}
