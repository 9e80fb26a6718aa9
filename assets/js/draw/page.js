/** The page of a draw: what this browser recorded at the close, and the visitor's own number, computed here. */

/** @import { PlaceProof } from "../place_cookie.js" */
/** @import { LogHead, OutsideKind } from "./types.js" */

import { find } from "../dom.js";
import { joinSentences } from "../language/sentences.js";
import { gettext } from "../language/translate.js";
import { readPlaceProof } from "../place_cookie.js";
import "./auto_refresh.js";
import { compareOption, isDifferentClose, recordClose, closeText } from "./close_record.js";
import { placeOf } from "./permutation.js";
import { ownNumberText, verdict } from "./result_text.js";
import { drawProblem, isIncluded } from "./verify.js";

const main = find(document, "main.draw");
const { step = "", root = "", seal = "", key = "", value = "", seed = "", witness = "", head = "" } = main.dataset;
const kind = /** @type {OutsideKind} */ (main.dataset.outside ?? "none");
const room = Number(main.dataset.room);
const n = Number(main.dataset.n ?? 0);
const roundAt = main.dataset.comes ? Date.parse(main.dataset.comes) : 0;
const [line, hash] = head.split(":");
const log = /** @type {LogHead} */ ([Number(line), hash]);
const closeRecord = recordClose(room, { root, n, log, seed });
const isChanged = isDifferentClose(closeRecord, { root, n });

/** Return the element for one text; null where the page of this step has none. @param {string} name @returns {HTMLElement | null} */
const element = (name) => main.querySelector(`[data-say="${name}"]`);

/** Fetch the inclusion proof of a number; null if there is none. @param {number} number @returns {Promise<string[] | null>} */
async function fetchProof(number) {
  const answer = await fetch(`/waiting-rooms/${room}/draw/leaves/${number}.json`);
  return answer.ok ? (await answer.json()).path : null;
}

/** Return whether the number is in the list; null without a number, a close or an answer. @param {PlaceProof | null} proof */
async function isListed(proof) {
  if (!proof || !root || proof.number > n) return null;
  const path = await fetchProof(proof.number).catch(() => null);
  return path && isIncluded(proof, { n, root }, path);
}

/** Show what is known about the visitor's number. @param {HTMLElement} yours */
async function showOwnNumber(yours) {
  const proof = readPlaceProof(document.cookie, room);
  const drawn = step === "drawn";
  const problem = drawn ? await drawProblem({ room, n, root, seal, key, value, seed }) : "";
  const number = proof ? proof.number : null;
  const place = drawn && proof ? await placeOf(seed, n, proof.number) : null;
  const listed = await isListed(proof);
  yours.textContent = problem || ownNumberText({ step, number, n, place, listed });
  const [badge = "", text = ""] = verdict({ step, problem, listed, changed: isChanged }) ?? [];
  const status = find(main, '[data-say="checked"]');
  status.hidden = !badge;
  status.classList.toggle("good", badge === "good");
  status.classList.toggle("warn", badge === "warn");
  find(status, "span").textContent = text;
}

const heard = element("heard");
if (heard) {
  heard.textContent = closeText(closeRecord, { root, n, kind, roundAt, witness });
  const item = heard.closest("li");
  if (item) item.hidden = false;
  find(main, '[data-say="command"]').textContent += compareOption(closeRecord, { kind, roundAt });
}
const yours = element("yours");
if (yours) {
  if (globalThis.crypto?.subtle) showOwnNumber(yours);
  else {
    yours.textContent = joinSentences(
      gettext("This browser works nothing out on a page without https."),
      gettext("The download can be checked anywhere."),
    );
  }
}
