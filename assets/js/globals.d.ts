/** What scripts of others put on the page, and the events that bubble through it. */

/** The part of htmx that our scripts call. It is loaded before them, but a page must work where it could not be. */
interface Htmx {
  ajax(verb: string, address: string, options: { target: string; swap: string }): Promise<void>;
  /** Makes the htmx attributes below `node` work. */
  process(node: Element): void;
}

/** The state of one htmx request. */
interface HtmxRequest {
  status: string;
  target?: Element;
  request?: { action?: string; headers?: Record<string, string> };
}

type HtmxEvent = CustomEvent<{ ctx: HtmxRequest }>;

/** An error of the payment script: https://docs.stripe.com/api/errors */
interface StripeError {
  type: string;
  code?: string;
  decline_code?: string;
  message?: string;
  payment_intent?: { status: string };
}

interface StripeElement {
  on(event: "ready" | "loaderror", listener: () => void): void;
  mount(box: Element): void;
  focus(): void;
}

interface StripeElements {
  create(kind: "payment", options: object): StripeElement;
  update(options: object): void;
  submit(): Promise<{ error?: StripeError }>;
}

/** The part of the payment script that our scripts call. */
interface Stripe {
  elements(options: object): StripeElements;
  confirmPayment(options: {
    elements: StripeElements;
    clientSecret: string;
    redirect: "if_required";
    confirmParams: object;
  }): Promise<{ error?: StripeError }>;
}

interface Window {
  htmx?: Htmx;
  Stripe?: (key: string) => Stripe;
}

interface DocumentEventMap {
  "htmx:config:request": HtmxEvent;
}

interface HTMLElementEventMap {
  "htmx:before:request": HtmxEvent;
  "htmx:finally:request": HtmxEvent;
  /** The fan asks for the seats of an expired hold again; their numbers. */
  "take-again": CustomEvent<number[]>;
}

/** An EventTarget of which the events are known: `Events` maps their names to their types. */
type TypedEventTarget<Events extends Record<string, Event>> = Omit<EventTarget, "addEventListener"> & {
  addEventListener<Name extends keyof Events & string>(name: Name, listener: (event: Events[Name]) => void): void;
};
