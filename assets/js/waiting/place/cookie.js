/** The fan's own number, from the cookie that also proves it. Nobody is believed on its word: the house checks it. */

/** @param {string} cookies document.cookie @param {number} room @returns {number | null} */
export function numberIn(cookies, room) {
  const name = `place-${room}=`, found = cookies.split("; ").find((cookie) => cookie.startsWith(name));
  const [of, number] = found ? found.slice(name.length).replace(/^"|"$/g, "").split(".") : [];
  return of === String(room) && /^[1-9]\d{0,14}$/.test(number ?? "") ? Number(number) : null;
}
