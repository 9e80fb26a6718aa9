/** This browser's number in a waiting room, from the cookie that also proves it. The server checks it at every use. */

/** @typedef {{number: number, secret: string}} PlaceProof */

/**
 * Return number and secret as the cookie has them; null without one.
 * @param {string} cookies document.cookie
 * @param {number} room
 * @returns {{number: number, secret: string | undefined} | null}
 */
function parse(cookies, room) {
  const name = `place-${room}=`;
  const cookie = cookies.split("; ").find((each) => each.startsWith(name));
  if (!cookie) return null;
  const [of, number, secret] = cookie.slice(name.length).replace(/^"|"$/g, "").split(".");
  return of === String(room) && /^[1-9]\d{0,14}$/.test(number ?? "") ? { number: Number(number), secret } : null;
}

/**
 * Return the number, or null.
 * @param {string} cookies document.cookie
 * @param {number} room
 */
export const readNumber = (cookies, room) => parse(cookies, room)?.number ?? null;

/**
 * Return the number with its secret, or null where one of them is missing.
 * @param {string} cookies document.cookie
 * @param {number} room
 * @returns {PlaceProof | null}
 */
export function readPlaceProof(cookies, room) {
  const { number, secret = "" } = parse(cookies, room) ?? {};
  return number !== undefined && /^[0-9a-f]{32}$/.test(secret) ? { number, secret } : null;
}
