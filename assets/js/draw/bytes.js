/** Bytes of the draw: numbers as eight bytes, big-endian; hashes in hex. */

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

/** Return a whole number of at least 0 in eight bytes. @param {number} number @returns {Bytes} */
export function uint64(number) {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(number));
  return bytes;
}

/** Return the joined parts. @param {...ArrayLike<number>} parts */
export function concat(...parts) {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** Return the bytes of a text in hex. @param {string} hex */
export function fromHex(hex) {
  return Uint8Array.from(hex.match(/../g) ?? [], (two) => parseInt(two, 16));
}

/** Return bytes in hex. @param {Uint8Array} bytes */
export function toHex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Return the SHA-256 of the joined parts. @param {...ArrayLike<number>} parts */
export async function sha256(...parts) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", concat(...parts)));
}

const HMAC = { name: "HMAC", hash: "SHA-256" };

/**
 * Return a function that computes the HMAC-SHA-256 of bytes with this key.
 * @param {Bytes} key
 * @returns {Promise<(bytes: Bytes) => Promise<Bytes>>}
 */
export async function hmacWithKey(key) {
  const imported = await crypto.subtle.importKey("raw", key, HMAC, false, ["sign"]);
  return async (bytes) => new Uint8Array(await crypto.subtle.sign(HMAC, imported, bytes));
}
