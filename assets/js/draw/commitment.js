/** What the draw is proven with, in the browser: app/waiting_room/draw/commitment.py and merkle.py say the same. */

import { eight, hmacUnder, join, sha256 } from "./bytes.js";

/** Binds a key to a waiting room without telling it. */
export function sealOf(key, room) {
  return sha256(key, eight(room));
}

/** What orders the numbers 1 to n. */
export async function seedOf(key, root, n, outside) {
  return (await hmacUnder(key))(join(root, eight(n), outside));
}

/** A visitor's leaf: the hash of the secret in their token. */
export function leafOf(secret) {
  return sha256(new TextEncoder().encode(secret));
}

export function leafHash(number, leaf) {
  return sha256([0], eight(number), leaf);
}

/** The root to which a path leads from the hash of a leaf, `at` (from 0) among n; null when it cannot be such a path. */
export async function rootByPath(hash, at, n, path) {
  const sides = []; // whether the neighbour is on the left, from the top
  while (n > 1) {
    const split = 2 ** (Math.ceil(Math.log2(n)) - 1);
    sides.push(at >= split);
    [at, n] = at >= split ? [at - split, n - split] : [at, split];
  }
  if (n !== 1 || at !== 0 || path.length !== sides.length) {
    return null;
  }
  for (const beside of path) {
    hash = sides.pop() ? await sha256([1], beside, hash) : await sha256([1], hash, beside);
  }
  return hash;
}
