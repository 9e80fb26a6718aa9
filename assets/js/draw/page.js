/** The page about the draw: its figures, what this browser heard of the close, and the visitor's own number. */

import { draws, takesPart } from "./verify.js";
import { asked, differs, hear, heardWords, seconds } from "./close_record.js";
import { placeOf } from "./permutation.js";
import { tokenIn } from "../place_cookie.js";
import "./auto_refresh.js";
import { own, verdict } from "./result_text.js";

const main = document.querySelector("main.draw");
const { step, root = "", seal = "", key = "", value = "", seed = "", outside: kind = "none", witness = "", zone, head = "" } = main.dataset;
const room = Number(main.dataset.room);
const n = Number(main.dataset.n ?? 0);
const comes = main.dataset.comes ? Date.parse(main.dataset.comes) : 0;
const [line, hash] = head.split(":");
const heard = hear(room, { root, n, log: [Number(line), hash], seed });
const changed = differs(heard, { root, n });
const part = (name) => main.querySelector(`[data-say="${name}"]`);

async function pathOf(number) {
  const answer = await fetch(`/waiting-rooms/${room}/draw/leaves/${number}.json`);
  return answer.ok ? (await answer.json()).path : null;
}

/** True, false, or null where it cannot be known: no number, no close, or no answer. */
async function isListed(token) {
  if (!token || !root || token.number > n) {
    return null;
  }
  const path = await pathOf(token.number).catch(() => null);
  return path && takesPart(token, { n, root }, path);
}

async function look() {
  const token = tokenIn(document.cookie, room);
  const drawn = step === "drawn";
  const problem = drawn ? await draws({ room, n, root, seal, key, value, seed }) : "";
  const number = token ? token.number : null;
  const place = drawn && token ? await placeOf(seed, n, token.number) : null;
  const listed = await isListed(token);
  part("yours").textContent = problem || own({ step, number, n, place, listed });
  const [kind, words] = verdict({ step, problem, listed, changed }) ?? [];
  const status = part("checked");
  status.hidden = !kind;
  status.classList.toggle("good", kind === "good");
  status.classList.toggle("warn", kind === "warn");
  status.querySelector("span").textContent = words ?? "";
}

if (part("heard")) {
  part("heard").textContent = heardWords(heard, { root, n, kind, comes, witness }, seconds(zone));
  part("heard").closest("li").hidden = false;
  part("command").textContent += asked(heard, { kind, comes });
}
if (part("yours")) {
  if (globalThis.crypto?.subtle) {
    look();
  } else {
    part("yours").textContent = "This browser works nothing out on a page without https. The download can be checked anywhere.";
  }
}
