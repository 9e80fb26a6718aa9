/** `stripe.elements()`: the card fields, in a frame, so that the page cannot read what is typed. */

const ROOM = 4; /* pixels around the fields, so that a focus ring is never cut */

class IntegrationError extends Error {
  name = "IntegrationError";
}

class PaymentElement {
  constructor(elements, options = {}) {
    this.elements = elements;
    this.options = options;
    this.hearers = {};
    this.frame = null;
  }

  mount(where) {
    const place = typeof where === "string" ? document.querySelector(where) : where;
    if (!place) {
      throw new IntegrationError(
        `The selector you specified (${where}) applies to no DOM elements that are currently on the page.`,
      );
    }
    this.unmount();
    this.frame = new Frame("/elements/card", "Secure payment input frame", () => this.greeting());
    this.frame
      .on("height", (height) => dress(this.frame.element, { height: `${height}px` }))
      .on("scheme", (scheme) => dress(this.frame.element, { "color-scheme": scheme }))
      .on("enter", () => this.frame.element.closest("form")?.requestSubmit());
    for (const word of ["ready", "change", "focus", "blur", "escape"]) {
      this.frame.on(word, (facts) => this.say(word, facts));
    }
    this.failing = setTimeout(
      () =>
        this.say("loaderror", { error: { type: "api_connection_error", message: "The card fields did not load." } }),
      15000,
    );
    this.frame.awake.then(() => clearTimeout(this.failing));
    dress(this.frame.element, {
      display: "block",
      border: "0",
      margin: `-${ROOM}px`,
      width: `calc(100% + ${2 * ROOM}px)`,
      "max-width": "none",
      height: "230px",
      "user-select": "none",
      "color-scheme": this.elements.options.appearance?.theme === "night" ? "dark" : "light",
    });
    place.replaceChildren(this.frame.element);
    return this;
  }

  greeting() {
    const { appearance, fonts, locale } = this.elements.options;
    return { key: this.elements.key, appearance, fonts, locale, options: this.options };
  }

  update(options) {
    Object.assign(this.options, options);
    this.frame?.tell("hello", this.greeting());
    return this;
  }

  unmount() {
    clearTimeout(this.failing);
    this.frame?.remove();
    this.frame = null;
    return this;
  }

  destroy() {
    this.unmount();
    this.elements.element = null;
  }

  focus() {
    this.frame?.element.focus();
    this.frame?.tell("focus");
    return this;
  }

  blur() {
    this.frame?.element.blur();
    return this;
  }

  clear() {
    this.frame?.tell("clear");
    return this;
  }

  collapse() {
    return this;
  }

  on(word, hear) {
    (this.hearers[word] ??= []).push(hear);
    return this;
  }

  once(word, hear) {
    const first = (facts) => {
      this.off(word, first);
      hear(facts);
    };
    return this.on(word, first);
  }

  off(word, hear) {
    this.hearers[word] = (this.hearers[word] ?? []).filter((each) => hear && each !== hear);
    return this;
  }

  say(word, facts) {
    for (const hear of [...(this.hearers[word] ?? [])]) hear({ elementType: "payment", ...facts });
  }
}

class Elements {
  constructor(key, options) {
    if (options.mode && options.clientSecret) {
      throw new IntegrationError("You cannot pass both `clientSecret` and `mode`.");
    }
    this.key = key;
    this.options = { ...options };
    this.element = null;
    this.submitted = false;
  }

  create(type, options) {
    if (type !== "payment") throw new IntegrationError(`The stand-in has no element "${type}", only "payment".`);
    if (this.element) throw new IntegrationError("Can only create one Element of type payment.");
    this.element = new PaymentElement(this, { ...options });
    return this.element;
  }

  getElement() {
    return this.element;
  }

  update(options) {
    Object.assign(this.options, options);
    this.element?.frame?.tell("hello", this.element.greeting());
  }

  async fetchUpdates() {
    return {};
  }

  /** Check the fields; the first invalid one gets the focus. */
  async submit() {
    if (!this.element?.frame) throw new IntegrationError("elements should have a mounted Payment Element.");
    const error = await this.element.frame.ask("check");
    this.submitted = !error;
    return error ? { error } : { selectedPaymentMethod: "card" };
  }
}
