/** The commitment, the seed and the hashes that prove a draw, as in app/waiting_room/draw/commitment.py and merkle.py. */

/** @import { Bytes } from "./bytes.js" */

import { uint64, hmacWithKey, concat, sha256 } from "./bytes.js";

/**
 * Return the commitment to the key of a waiting room, which does not reveal it.
 * @param {Bytes} key
 * @param {number} room
 */
export function commitment(key, room) {
  return sha256(key, uint64(room));
}

/**
 * Return the seed that orders the numbers 1 to n.
 * @param {Bytes} key
 * @param {Bytes} root
 * @param {number} n
 * @param {Bytes} publicValue
 */
export async function deriveSeed(key, root, n, publicValue) {
  return (await hmacWithKey(key))(concat(root, uint64(n), publicValue));
}

/** Return a visitor's leaf, the hash of their secret. @param {string} secret */
export function hashSecret(secret) {
  return sha256(new TextEncoder().encode(secret));
}

/**
 * Return the hash of a number with its leaf.
 * @param {number} number
 * @param {Bytes} leaf
 */
export function leafHash(number, leaf) {
  return sha256([0], uint64(number), leaf);
}

/**
 * Return the Merkle root of n leaves, from the hash of one and its inclusion proof; null if the proof cannot be of this shape.
 * @param {Bytes} hash
 * @param {number} index of the leaf, from 0
 * @param {number} n
 * @param {Bytes[]} path
 */
export async function rootFromProof(hash, index, n, path) {
  const sides = []; // whether the neighbour is on the left, from the top
  while (n > 1) {
    const split = 2 ** (Math.ceil(Math.log2(n)) - 1);
    sides.push(index >= split);
    [index, n] = index >= split ? [index - split, n - split] : [index, split];
  }
  if (n !== 1 || index !== 0 || path.length !== sides.length) return null;
  for (const sibling of path) {
    hash = sides.pop() ? await sha256([1], sibling, hash) : await sha256([1], hash, sibling);
  }
  return hash;
}
