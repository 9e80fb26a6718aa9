/** Where one stands, in the page's address: a link, a reload and the way back lead to the same view. */

const FORM = /^#at=(-?\d+),(-?\d+),(\d+(?:\.\d)?)(?:,(.+))?$/, RESTS = 250;

/** What an address says, or null. @returns {{x: number, y: number, pitch: number, floor: string} | null} */
export function read(hash) {
  const [, x, y, pitch, floor = ""] = FORM.exec(hash) ?? [];
  if (x === undefined) return null;
  try {
    return { x: +x, y: +y, pitch: +pitch, floor: decodeURIComponent(floor) };
  } catch {
    return null; // half a character, of a link that was cut
  }
}

/** The address of a view. */
export function written({ x, y, pitch, floor }) {
  return `#at=${Math.round(x)},${Math.round(y)},${Math.round(pitch * 10) / 10}${floor ? `,${encodeURIComponent(floor)}` : ""}`;
}

/** @param {import("./camera.js").Camera} camera @param {import("../model/plan.js").House} house */
export function address(camera, house) {
  let timer = 0;
  const here = () => (camera.fitted && house.floor === house.begins ? location.pathname + location.search : written({ ...camera.view, floor: house.floor }));

  function write() {
    clearTimeout(timer);
    timer = 0;
    const now = here();
    if (now !== location.hash && now !== location.pathname + location.search + location.hash) history.replaceState(history.state, "", now);
  }
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(write, RESTS);
  };

  function go(gently) {
    const view = read(location.hash);
    if (view && house.floors.includes(view.floor)) house.showFloor(view.floor);
    else if (house.floor !== house.begins) house.showFloor(house.begins);
    if (view) camera.stand(view, gently);
    else if (gently) camera.fit();
  }

  go(false);
  camera.addEventListener("move", later);
  house.addEventListener("floor", later);
  camera.addEventListener("into", ({ detail: part }) => {
    if (timer) write(); // the view one goes back to, as it is now
    const { x, y } = part;
    history.pushState(null, "", written({ x, y, pitch: camera.pitch, floor: house.floor }));
  });
  addEventListener("popstate", () => {
    clearTimeout(timer);
    go(true);
  });
}
