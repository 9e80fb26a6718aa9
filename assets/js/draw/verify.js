/** Verification of a draw on this device: key against commitment, key against seed, leaf against root. */

/** @import { PlaceProof } from "../place_cookie.js" */
/** @import { Close, PublishedDraw } from "./types.js" */

import { gettext } from "../language/translate.js";
import { fromHex, toHex } from "./bytes.js";
import { leafHash, hashSecret, rootFromProof, commitment, deriveSeed } from "./commitment.js";

/** Return why the published figures of a draw do not fit together; "" when they do. @param {PublishedDraw} draw */
export async function drawProblem({ room, n, root, seal, key, value, seed }) {
  const keyBytes = fromHex(key);
  if (toHex(await commitment(keyBytes, room)) !== seal) {
    return gettext("The opened key is not the one that was sealed.");
  }
  if (toHex(await deriveSeed(keyBytes, fromHex(root), n, fromHex(value))) !== seed) {
    return gettext("Key, fingerprint and public value do not give this order.");
  }
  return "";
}

/**
 * Return whether the leaf of this number and secret is under the root.
 * @param {PlaceProof} proof
 * @param {Close} close
 * @param {string[]} path the inclusion proof, in hex
 */
export async function isIncluded({ number, secret }, { n, root }, path) {
  const hash = await leafHash(number, await hashSecret(secret));
  const computed = await rootFromProof(
    hash,
    number - 1,
    n,
    path.map((hex) => fromHex(hex)),
  );
  return computed !== null && toHex(computed) === root;
}
