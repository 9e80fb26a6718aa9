/** Computes docs/draw-vectors.json with the browser's own modules, fails at the first difference, and prints how many places are the same. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fromHex, toHex } from "../../../assets/js/draw/bytes.js";
import { drawProblem, isIncluded } from "../../../assets/js/draw/verify.js";
import { placeOf } from "../../../assets/js/draw/permutation.js";
import { leafHash, hashSecret, rootFromProof, commitment, deriveSeed } from "../../../assets/js/draw/commitment.js";

/** Return the secret of a visitor in the vectors. @param {number} number */
const secretOf = async (number) => {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`visitor ${number}`));
  return toHex(new Uint8Array(hash)).slice(0, 32);
};

let places = 0;
for (const vector of JSON.parse(readFileSync("../../../docs/draw-vectors.json", "utf8")).draws) {
  const { room, n, root, key, value, seed } = vector;
  assert.equal(toHex(await commitment(fromHex(key), room)), vector.seal);
  assert.equal(toHex(await deriveSeed(fromHex(key), fromHex(root), n, fromHex(value))), seed);
  assert.equal(await drawProblem(vector), "");
  assert.notEqual(await drawProblem({ ...vector, n: n + 1 }), "");
  assert.notEqual(await drawProblem({ ...vector, room: room + 1 }), "");
  for (const { number, leaf, hash, path } of vector.leaves) {
    const secret = await secretOf(number);
    assert.equal(toHex(await hashSecret(secret)), leaf);
    assert.equal(toHex(await leafHash(number, fromHex(leaf))), hash);
    assert.equal(
      toHex((await rootFromProof(fromHex(hash), number - 1, n, path.map(fromHex))) ?? new Uint8Array(0)),
      root,
    );
    assert.equal(await isIncluded({ number, secret }, vector, path), true);
    assert.equal(await isIncluded({ number, secret: await secretOf(0) }, vector, path), false);
    assert.equal(await isIncluded({ number, secret }, vector, [...path, hash]), false);
  }
  for (const [at, place] of vector.places.entries()) {
    assert.equal(await placeOf(seed, n, at + 1), place);
    places++;
  }
  assert.equal(await placeOf(seed, n, n + 5), n + 5);
}
console.log(places);
