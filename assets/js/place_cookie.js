/** Reads this browser's number in a waiting room from the cookie that also proves it. The server checks it at every use. */

/** Number and secret as the cookie has them; an empty list without one. */
function parse(cookies, room) {
  const name = `place-${room}=`;
  const cookie = cookies.split("; ").find((each) => each.startsWith(name));
  const [of, number, secret] = cookie ? cookie.slice(name.length).replace(/^"|"$/g, "").split(".") : [];
  return of === String(room) && /^[1-9]\d{0,14}$/.test(number ?? "") ? [Number(number), secret] : [];
}

/** The number, or null. @param {string} cookies document.cookie @param {number} room @returns {number | null} */
export const readNumber = (cookies, room) => parse(cookies, room)[0] ?? null;

/** The number with its secret, or null where one of them is missing. @param {string} cookies document.cookie @param {number} room
 * @returns {{number: number, secret: string} | null} */
export function readPlaceProof(cookies, room) {
  const [number, secret] = parse(cookies, room);
  return /^[0-9a-f]{32}$/.test(secret ?? "") ? { number, secret } : null;
}
