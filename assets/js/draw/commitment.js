/** Computes the commitment, the seed and the hashes that prove a draw, as app/waiting_room/draw/commitment.py and merkle.py do. */

import { uint64, hmacWithKey, concat, sha256 } from "./bytes.js";

/** Commits to the key of a waiting room without revealing it. */
export function commitment(key, room) {
  return sha256(key, uint64(room));
}

/** Derives the seed that orders the numbers 1 to n. */
export async function deriveSeed(key, root, n, publicValue) {
  return (await hmacWithKey(key))(concat(root, uint64(n), publicValue));
}

/** Hashes a visitor's secret into their leaf. */
export function hashSecret(secret) {
  return sha256(new TextEncoder().encode(secret));
}

/** Hashes a number with its leaf. */
export function leafHash(number, leaf) {
  return sha256([0], uint64(number), leaf);
}

/** Computes the Merkle root from the hash of leaf `index` (from 0) of n and its inclusion proof; null if the proof cannot be of this shape. */
export async function rootFromProof(hash, index, n, path) {
  const sides = []; // whether the neighbour is on the left, from the top
  while (n > 1) {
    const split = 2 ** (Math.ceil(Math.log2(n)) - 1);
    sides.push(index >= split);
    [index, n] = index >= split ? [index - split, n - split] : [index, split];
  }
  if (n !== 1 || index !== 0 || path.length !== sides.length) {
    return null;
  }
  for (const sibling of path) {
    hash = sides.pop() ? await sha256([1], sibling, hash) : await sha256([1], hash, sibling);
  }
  return hash;
}
