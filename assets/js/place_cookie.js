/** The visitor's own number and secret, from the cookie that proves them. */

/** @param {string} cookies document.cookie @param {number} room @returns {{number: number, secret: string} | null} */
export function tokenIn(cookies, room) {
  const name = `place-${room}=`;
  const found = cookies.split("; ").find((cookie) => cookie.startsWith(name));
  const [of, number, secret] = found ? found.slice(name.length).replace(/^"|"$/g, "").split(".") : [];
  const whole = of === String(room) && /^[1-9]\d{0,14}$/.test(number ?? "") && /^[0-9a-f]{32}$/.test(secret ?? "");
  return whole ? { number: Number(number), secret } : null;
}
