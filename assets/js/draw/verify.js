/** Verifies a draw on this device: key against commitment, key against seed, leaf against root. */

import { fromHex, toHex } from "./bytes.js";
import { leafHash, hashSecret, rootFromProof, commitment, deriveSeed } from "./commitment.js";

/** Why the published figures of a draw do not fit together; "" when they do. All in hex, but room and n. */
export async function drawProblem({ room, n, root, seal, key, value, seed }) {
  const keyBytes = fromHex(key);
  if (toHex(await commitment(keyBytes, room)) !== seal) {
    return "The opened key is not the one that was sealed.";
  }
  if (toHex(await deriveSeed(keyBytes, fromHex(root), n, fromHex(value))) !== seed) {
    return "Key, fingerprint and public value do not give this order.";
  }
  return "";
}

/** Whether the leaf of this number and secret is under `root`, by the inclusion proof `path`. */
export async function isIncluded({ number, secret }, { n, root }, path) {
  const hash = await leafHash(number, await hashSecret(secret));
  const computed = await rootFromProof(hash, number - 1, n, path.map(fromHex));
  return computed !== null && toHex(computed) === root;
}
