/** Runs the page of a draw: what this browser recorded at the close, and the visitor's own number, computed here. */

import { drawProblem, isIncluded } from "./verify.js";
import { compareOption, isDifferentClose, recordClose, closeText, secondsFormat } from "./close_record.js";
import { placeOf } from "./permutation.js";
import { readPlaceProof } from "../place_cookie.js";
import "./auto_refresh.js";
import { ownNumberText, verdict } from "./result_text.js";

const main = document.querySelector("main.draw");
const {
  step,
  root = "",
  seal = "",
  key = "",
  value = "",
  seed = "",
  outside: kind = "none",
  witness = "",
  zone,
  head = "",
} = main.dataset;
const room = Number(main.dataset.room);
const n = Number(main.dataset.n ?? 0);
const roundAt = main.dataset.comes ? Date.parse(main.dataset.comes) : 0;
const [line, hash] = head.split(":");
const closeRecord = recordClose(room, { root, n, log: [Number(line), hash], seed });
const isChanged = isDifferentClose(closeRecord, { root, n });
const element = (name) => main.querySelector(`[data-say="${name}"]`);

async function fetchProof(number) {
  const answer = await fetch(`/waiting-rooms/${room}/draw/leaves/${number}.json`);
  return answer.ok ? (await answer.json()).path : null;
}

/** Whether the number is in the list; null without a number, a close or an answer. */
async function isListed(proof) {
  if (!proof || !root || proof.number > n) {
    return null;
  }
  const path = await fetchProof(proof.number).catch(() => null);
  return path && isIncluded(proof, { n, root }, path);
}

async function showOwnNumber() {
  const proof = readPlaceProof(document.cookie, room);
  const drawn = step === "drawn";
  const problem = drawn ? await drawProblem({ room, n, root, seal, key, value, seed }) : "";
  const number = proof ? proof.number : null;
  const place = drawn && proof ? await placeOf(seed, n, proof.number) : null;
  const listed = await isListed(proof);
  element("yours").textContent = problem || ownNumberText({ step, number, n, place, listed });
  const [kind, text] = verdict({ step, problem, listed, changed: isChanged }) ?? [];
  const status = element("checked");
  status.hidden = !kind;
  status.classList.toggle("good", kind === "good");
  status.classList.toggle("warn", kind === "warn");
  status.querySelector("span").textContent = text ?? "";
}

if (element("heard")) {
  element("heard").textContent = closeText(closeRecord, { root, n, kind, roundAt, witness }, secondsFormat(zone));
  element("heard").closest("li").hidden = false;
  element("command").textContent += compareOption(closeRecord, { kind, roundAt });
}
if (element("yours")) {
  if (globalThis.crypto?.subtle) {
    showOwnNumber();
  } else {
    element("yours").textContent =
      "This browser works nothing out on a page without https. The download can be checked anywhere.";
  }
}
