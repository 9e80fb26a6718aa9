import assert from "node:assert/strict";
import test from "node:test";
import { readPlaceProof } from "../../../assets/js/place_cookie.js";
import { ownNumberText, verdict } from "../../../assets/js/draw/result_text.js";

const SECRET = "0123456789abcdef0123456789abcdef";

test("a token is read from among other cookies, for its own room only", () => {
  const cookies = `a=b; place-12=12.4618.${SECRET}.0011.sig; place-1=1.2.x`;
  assert.deepEqual(readPlaceProof(cookies, 12), { number: 4618, secret: SECRET });
  assert.equal(readPlaceProof(cookies, 1), null);
  assert.equal(readPlaceProof(cookies, 2), null);
});

test("a token of nonsense is none", () => {
  for (const value of ["", "12", "12.0.", `12.-1.${SECRET}`, `12.1e3.${SECRET}`, `13.1.${SECRET}`, "12.1.zz"]) {
    assert.equal(readPlaceProof(`place-12=${value}`, 12), null);
  }
});

test("the visitor's own line says what is known by then", () => {
  const mine = { number: 18206, n: 26488, place: null, listed: null };
  assert.equal(ownNumberText({ ...mine, step: "sealed" }), "Your number is 18,206. Its place is not drawn yet.");
  assert.equal(
    ownNumberText({ ...mine, step: "closed", listed: true }),
    "Your number is 18,206. It is in the list of the 26,488. Its place is not drawn yet.",
  );
  assert.match(
    ownNumberText({ ...mine, step: "drawn", place: 4618, listed: true }),
    /^Your number 18,206 has place 4,618\./,
  );
  assert.match(ownNumberText({ ...mine, step: "drawn", number: 30000, place: 30000 }), /came after the close/);
  assert.match(ownNumberText({ ...mine, step: "drawn", number: null }), /no number/);
});

test("nothing matches before there is something to compare", () => {
  assert.equal(verdict({ step: "sealed", problem: "", listed: null }), null);
  assert.deepEqual(verdict({ step: "drawn", problem: "", listed: null }), ["good", "Matches on this device"]);
  assert.equal(verdict({ step: "drawn", problem: "", listed: false })?.[0], "warn");
  assert.equal(verdict({ step: "drawn", problem: "no", listed: true })?.[0], "warn");
});
