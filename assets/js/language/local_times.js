/* Writes instants in the fan's own time: time[data-local] (until when seats are held) by the device's clock; and after a
   time of a performance, time[data-venue-zone], the name of the venue's time zone if the device's clock differs then.
   A classic script in the head that watches the document, so that each is written before it is painted, also in what
   is swapped in later. Links to the page in another language get its hash. */
(() => {
  const { locale } = document.documentElement.dataset;
  const TIMES = "time[data-local], time[data-venue-zone]";
  const DATE = /** @type {const} */ ({ weekday: "short", day: "numeric", month: "short", year: "numeric" });
  const TIME = /** @type {const} */ ({ timeStyle: "short" });
  // as in format.js: with a date Intl does not know by itself whether a time is "07:30" or "7:30"
  const one = new Intl.DateTimeFormat(locale, { ...TIME, timeZone: "UTC" }).formatToParts(3_600_000);
  const hour = one.find(({ type }) => type === "hour")?.value.length === 2 ? "2-digit" : "numeric";
  const CLOCK = /** @type {const} */ ({ hour, minute: "2-digit" });

  /** The style of data-local → how Intl writes it. @type {Record<string, Intl.DateTimeFormatOptions>} */
  const STYLES = { time: TIME, date: DATE, date_time: { ...DATE, ...CLOCK } };

  /** @type {Set<HTMLElement>} times of which the parser may not have read the text yet */
  const waiting = new Set();

  /** Return this instant as text. @param {Date} at @param {Intl.DateTimeFormatOptions} how */
  const format = (at, how) => new Intl.DateTimeFormat(locale, how).format(at);

  /** Return the style of an instant: without a date if it is today by the device's calendar. @param {Date} at @param {HTMLElement} time */
  function shortStyle(at, time) {
    const now = /** @type {HTMLElement | null} */ (time.closest("[data-now]"))?.dataset.now; // the server's clock
    return at.toDateString() === (now ? new Date(now) : new Date()).toDateString() ? "time" : "date_time";
  }

  /** Return an instant as a clock of this time zone shows it, for comparison. @param {Date} at @param {string} [timeZone] */
  const reading = (at, timeZone) =>
    new Intl.DateTimeFormat(undefined, { timeZone, dateStyle: "short", timeStyle: "short" }).format(at);

  /** Return whether the browser knows a time zone: an older one does not know those that came later. @param {string} timeZone */
  function isZone(timeZone) {
    try {
      return Boolean(new Intl.DateTimeFormat(locale, { timeZone }));
    } catch {
      return false;
    }
  }

  /** Return "\u00a0GMT+9" if the venue's clock differs from the device's at this instant. @param {Date} at @param {string} timeZone */
  function zoneName(at, timeZone) {
    if (!isZone(timeZone) || reading(at) === reading(at, timeZone)) return "";
    const parts = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: "short" }).formatToParts(at);
    return `\u00a0${parts.find((part) => part.type === "timeZoneName")?.value.replace(/[+\u2212-]0$/, "")}`;
  }

  /** Write one time; again without effect. @param {HTMLElement} time */
  function write(time) {
    const at = new Date(time.getAttribute("datetime") ?? "");
    if (Number.isNaN(at.getTime())) return;
    const { local, venueZone } = time.dataset;
    const text = time.textContent ?? "";
    if (local !== undefined) {
      const own = format(at, STYLES[local] ?? STYLES[shortStyle(at, time)]);
      if (text !== own) time.textContent = own;
    } else if (venueZone) {
      const name = zoneName(at, venueZone);
      if (name && !text.endsWith(name)) time.append(name);
    }
  }

  /** Return whether the parser is behind this element, so that its text is complete. @param {Element} element */
  function isComplete(element) {
    /** @type {Element | null} */
    let node = element;
    while (node && !node.nextSibling) node = node.parentElement;
    return node !== null || document.readyState !== "loading";
  }

  /** Write the times that are complete. */
  function writeAll() {
    for (const time of waiting) {
      if (!isComplete(time)) continue;
      waiting.delete(time);
      write(time);
    }
  }

  /** Collect the times that changed or came in. @param {MutationRecord[]} changes */
  function collect(changes) {
    for (const { target, addedNodes } of changes) {
      if (target instanceof HTMLTimeElement && target.matches(TIMES)) waiting.add(target);
      for (const node of addedNodes) {
        if (!(node instanceof HTMLElement)) continue;
        if (node.matches(TIMES)) waiting.add(node);
        for (const time of node.querySelectorAll(TIMES)) waiting.add(/** @type {HTMLElement} */ (time));
      }
    }
    writeAll();
  }

  new MutationObserver(collect).observe(document, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ["datetime", "data-local", "data-venue-zone"],
  });
  document.addEventListener("DOMContentLoaded", writeAll);
  document.addEventListener("click", ({ target }) => {
    const link = /** @type {HTMLAnchorElement | null} */ (/** @type {Element} */ (target).closest("#languages a"));
    if (link) link.hash = location.hash;
  });
})();
