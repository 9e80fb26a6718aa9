/** Frames of the stand-in in a shop's page. Both exchange messages; styles are set without inline HTML. */

const ORIGIN = new URL(document.currentScript.src).origin;

/** Style an element through the CSSOM, which every content security policy allows. */
function dress(element, styles) {
  for (const [name, value] of Object.entries(styles)) element.style.setProperty(name, value);
  return element;
}

class Frame {
  /** `greet` is called whenever the frame (re)loads: its result is sent to the frame as the first message. */
  constructor(path, title, greet) {
    this.element = document.createElement("iframe");
    Object.assign(this.element, { src: ORIGIN + path, title, allow: "payment *" });
    this.element.setAttribute("frameborder", "0");
    this.greet = greet;
    this.hearers = {};
    this.asked = new Map();
    this.count = 0;
    this.awake = new Promise((resolve) => (this.wake = resolve));
    this.listen = this.listen.bind(this);
    window.addEventListener("message", this.listen);
  }

  on(word, hear) {
    this.hearers[word] = hear;
    return this;
  }

  /** Send a message, as soon as the frame listens. */
  tell(verb, facts) {
    this.awake.then(() => this.post({ verb, facts }));
  }

  /** Send a question; resolve with the frame's answer. */
  ask(verb, facts) {
    const ask = ++this.count;
    return new Promise((resolve) => {
      this.asked.set(ask, resolve);
      this.awake.then(() => this.post({ ask, verb, facts }));
    });
  }

  post(message) {
    this.element.contentWindow?.postMessage(message, ORIGIN);
  }

  remove() {
    window.removeEventListener("message", this.listen);
    this.element.remove();
  }

  listen(event) {
    if (event.origin !== ORIGIN || event.source !== this.element.contentWindow) return;
    const { answer, word, facts } = event.data;
    if (answer) {
      this.asked.get(answer)?.(facts);
      this.asked.delete(answer);
    } else if (word === "awake") {
      this.post({ verb: "hello", facts: this.greet() });
      this.wake();
    } else {
      this.hearers[word]?.(facts);
    }
  }
}
