/** Bytes as the draw counts them: numbers as eight of them, big end first; hashes in hex. */

/** Eight bytes of a whole number that is not negative. */
export function eight(number) {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(number));
  return bytes;
}

/** The pieces, one after the other. */
export function join(...pieces) {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

export function fromHex(hex) {
  return Uint8Array.from(hex.match(/../g) ?? [], (two) => parseInt(two, 16));
}

export function toHex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Of all the pieces, one after the other. */
export async function sha256(...pieces) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", join(...pieces)));
}

const HMAC = { name: "HMAC", hash: "SHA-256" };

/** A function that gives the HMAC-SHA-256 of bytes under this key. */
export async function hmacUnder(key) {
  const ready = await crypto.subtle.importKey("raw", key, HMAC, false, ["sign"]);
  return async (bytes) => new Uint8Array(await crypto.subtle.sign(HMAC, ready, bytes));
}
