/** Computes the drawn order, the same as app/waiting_room/draw/permutation.py. Test vectors: docs/draw-vectors.json. */

import { uint64, fromHex, hmacWithKey, concat } from "./bytes.js";

const ROUNDS = 16;

/** The place, from 1, that `seed` (hex) gives to `number` among `n` that were drawn. A number after them keeps its value. */
export async function placeOf(seed, n, number) {
  if (number > n) {
    return number;
  }
  const hmac = await hmacWithKey(fromHex(seed));
  const size = 2 ** halfBits(n);
  let at = number - 1;
  do {
    at = await feistel(hmac, size, at);
  } while (at >= n);
  return at + 1;
}

/** Bits of half a block: the smallest, but two at least, such that blocks number n or more. */
export function halfBits(n) {
  let bits = 2;
  while (2 ** (2 * bits) < n) {
    bits++;
  }
  return bits;
}

/** One block through the Feistel network. */
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
