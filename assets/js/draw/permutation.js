/** The drawn order, the same as app/waiting_room/draw/permutation.py. Test vectors: docs/draw-vectors.json. */

/** @import { Bytes } from "./bytes.js" */

import { uint64, fromHex, hmacWithKey, concat } from "./bytes.js";

const ROUNDS = 16;

/**
 * Return the place, from 1, that the seed gives to `number` among `n` that were drawn. A number after them keeps its value.
 * @param {string} seed in hex
 * @param {number} n
 * @param {number} number
 */
export async function placeOf(seed, n, number) {
  if (number > n) return number;
  const hmac = await hmacWithKey(fromHex(seed));
  const size = 2 ** halfBits(n);
  let at = number - 1;
  do {
    at = await feistel(hmac, size, at);
  } while (at >= n);
  return at + 1;
}

/** Return the bits of half a block: the fewest, but at least two, such that there are n blocks or more. @param {number} n */
export function halfBits(n) {
  let bits = 2;
  while (2 ** (2 * bits) < n) {
    bits++;
  }
  return bits;
}

/**
 * Return one block after the Feistel network.
 * @param {(bytes: Bytes) => Promise<Bytes>} hmac
 * @param {number} size of half a block: how many values it has
 * @param {number} block
 */
async function feistel(hmac, size, block) {
  let left = Math.floor(block / size);
  let right = block % size;
  for (let step = 0; step < ROUNDS; step++) {
    const word = await hmac(concat([step], uint64(right)));
    const mixed = Number(new DataView(word.buffer).getBigUint64(0) % BigInt(size));
    [left, right] = [right, Number(BigInt(left) ^ BigInt(mixed))];
  }
  return left * size + right;
}
