/** What the page about the draw says of the visitor's own number. */

const many = (n) => n.toLocaleString("en");

/** @param {{step: string, number: number | null, n: number, place: number | null, listed: boolean | null}} facts
 * `listed`: whether the number is in the list of the draw; null while that is not known. */
export function own({ step, number, n, place, listed }) {
  if (number === null) {
    return "This browser has no number in this waiting room.";
  }
  if (step !== "sealed" && number > n) {
    return `Your number ${many(number)} came after the close. It is not drawn: it is your place.`;
  }
  const kept = listed ? ` It is in the list of the ${many(n)}.` : "";
  if (place === null) {
    return `Your number is ${many(number)}.${kept} Its place is not drawn yet.`;
  }
  return `Your number ${many(number)} has place ${many(place)}.${kept} Coming early did not matter.`;
}

/** @param {{step: string, problem: string, listed: boolean | null, changed?: boolean}} facts `changed`: another list is told than before @returns {[string, string] | null} kind and words */
export function verdict({ step, problem, listed, changed = false }) {
  if (changed) {
    return ["warn", "Another list than before"];
  }
  if (problem) {
    return ["warn", "Does not match"];
  }
  if (listed === false) {
    return ["warn", "Your number is not in the list"];
  }
  return step === "drawn" || listed ? ["good", "Matches on this device"] : null;
}
