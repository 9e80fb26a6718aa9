/** Shapes of the waiting room. Times are in ms since 1970, rates are places a minute. */

import type { LogHead } from "../draw/types.js";

/** The status of a waiting room: one message for all who wait. Fields are left out while they are empty. */
export interface StatusMessage extends Partial<Omit<Status, "q" | "at" | "stage">> {
  /** The waiting room. */
  q: number;
  at: number;
  stage: string;
}

/** A status message with all its fields. */
export interface Status {
  q: number;
  /** When it was sent, by the server's clock. */
  at: number;
  stage: string;
  /** The highest number given. */
  last: number;
  /** The highest place called. */
  serving: number;
  inside: number;
  /** How many took part in the draw, once it is closed. */
  n: number;
  /** In hex, once the draw is closed. */
  root: string;
  /** In hex, once the draw is drawn. */
  seed: string;
  rate: number;
  /** The range of the rate; 0 is "not known yet". */
  slow: number;
  fast: number;
  /** Why the line is slower than it could be: "payments", "holds", "full" or "rate". */
  why: string;
  /** What the staff say. */
  say: string;
  /** Remaining seats by performance: for each price level its idx, seats left, most that sit together (0: unknown). */
  left: Record<string, LevelCount[]>;
  /** Seats held or waiting for a payment, which may come back. */
  back: number;
  /** The last calls, the newest last. */
  calls: Call[];
  /** Numbers that staff let through. */
  through: number[];
  /** The head of the admission log. */
  log: LogHead;
  /** Why it ended: "sold_out", "over", "cancelled" or "staff". */
  ended: string;
}

export type LevelCount = [idx: number, left: number, together: number];

/** Up to which place was called, and when. */
export type Call = [serving: number, at: number];

/** What the page was rendered with. Times are 0 where there are none. */
export interface Room {
  id: number;
  /** The address of the page. */
  here: string;
  /** The performance that the fan wants. */
  to: number;
  zone: string;
  city: string;
  socket: string;
  pass: string;
  opens: number;
  draws: number;
  /** Whether the order is drawn. */
  drawn: boolean;
  /** The value from outside that was announced for the draw; undefined without a draw. */
  outside: string | undefined;
  /** Whether the draw went on without that value; null while unknown. */
  without: boolean | null;
  /** The number and the time of the beacon's round. */
  round: number;
  roundAt: number;
  witness: string;
  /** How long a called place is kept. */
  comeIn: number;
}

/** See the table in place/phases.js. */
export type Phase =
  | ""
  | "asking"
  | "asleep"
  | "joining"
  | "free"
  | "coming"
  | "full"
  | "in"
  | "back"
  | "elsewhere"
  | "passed"
  | "over"
  | "foreign"
  | "gone";

/** Whether the server names the same place as this device: "here" where only this device computed it. */
export type Agreement = "" | "same" | "here" | "other";

/** The server's answer to a join. */
export interface JoinAnswer {
  number?: number;
  place?: number | null;
}

/** The server's answer to an admission request. */
export interface AdmissionAnswer {
  /** ISO: until when the time inside, or the time to come in, lasts. */
  until?: string;
  /** The page to go to. */
  to?: string;
  outcome?: string;
  error?: string;
  seconds?: number;
  place?: number;
}

/** What an answer to an admission request means. */
export interface Admission {
  is: "in" | "wait" | "early" | "passed" | "foreign" | "ended" | "over";
  /** Until the next request. */
  seconds?: number;
  until?: number;
  to?: string;
  place?: number;
}

export interface RequestOptions {
  /** Whether the answer is not needed any more. */
  isCancelled?: () => boolean;
}

/** The three requests. Each answer is null when it was cancelled. */
export interface QueueApi {
  join(options?: RequestOptions): Promise<Response | null>;
  enter(options?: RequestOptions): Promise<Response | null>;
  leave(): Promise<Response | null>;
}

export type TabEvent = "in" | "gone" | "new";

/** What is stored over a reload: the number that was admitted, that the place was given up, when the fan was sent to the seats. */
export type StoredName = "in" | "gone" | "came";

/** What the tabs of one browser share. */
export interface Tabs {
  broadcast(event: TabEvent): void;
  read(name: StoredName): string | null;
  store(name: StoredName, value: string | null): void;
}

/** Computes the place that a seed gives to a number among `n` that were drawn. */
export type PlaceOf = (seed: string, n: number, number: number) => Promise<number>;

/** What the state machine needs from the page. */
export interface MachinePorts {
  room: Room;
  /** From the cookie. */
  number: number | null;
  /** Reads the cookie again. */
  readNumber(): number | null;
  api: QueueApi;
  tabs: Tabs;
  /** The server's time. */
  time(): number;
  visible(): boolean;
  /** Asks for a newer status. */
  refresh(): void;
  onChange(): void;
  /** Announces the turn. */
  alert(): void;
  /** Goes to a page, by default to the seats. */
  navigate(to?: string): void;
  later?(f: () => void, ms: number): void;
  random?(): number;
  place?: PlaceOf;
}

/** What the view depends on. */
export interface Facts {
  /** The last message, or null. */
  status: Status | null;
  time: number;
  room: Room;
  phase: Phase;
  number: number | null;
  place: number | null;
  /** When the time to come in ends, or null. */
  until: number | null;
  /** When the time inside ends, or null. */
  insideUntil: number | null;
  /** Until the next admission request, while it is full inside. */
  seconds: number;
  /** The number whose turn was announced. */
  alertedNumber: number | null;
  /** Whether the server does not answer. */
  isAway?: boolean;
  clock: TimeFormat;
}

export type FactsWithStatus = Facts & { status: Status };
export type FactsWithNumber = FactsWithStatus & { number: number };

/** Formats times in the device's zone. */
export interface TimeFormat {
  /** "10:24"; on another day than today "Mon, 23 Nov 2026, 10:24". */
  when(ms: number): string;
  /** The same in another zone; "" where its clocks show what the device's do. */
  there(ms: number, zone: string): string;
  isToday(ms: number): boolean;
  /** "10:24:05" */
  exact(ms: number): string;
}

/** A sentence, all or parts of which matter most: `bold` has these parts by their names in the text. */
export interface Estimate {
  text: string;
  bold?: true | Record<string, string>;
}

/** What the page shows. */
export interface View {
  state: string;
  eyebrow: string;
  figure?: string;
  headline: string;
  estimate?: Estimate;
  caveat?: string;
  /** Which buttons: "come", "join" or "seats". */
  actions?: string[];
  /** Whether they were pressed. */
  busy?: boolean;
  /** The label of the button for a new place. */
  join?: string;
  /** Of the window. */
  title?: string;
  /** For screen readers; without it headline and estimate. */
  announcement?: string;
  /** Whether it is announced at once. */
  urgent?: boolean;
}
