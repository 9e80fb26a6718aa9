/** Shapes of the draw. Keys, hashes and seeds are in hex. */

/** What a browser recorded when it first received the close of a draw. */
export interface CloseRecord {
  root: string;
  n: number;
  /** Number and beginning of the hash of the newest line of the log; empty if there was none. */
  log: LogHead;
  /** In ms, by this device's clock. */
  at: number;
  /** Whether the order was known already. */
  drawn: boolean;
}

export type LogHead = [line: number, hash: string] | [];

/** The close of a draw: the Merkle root of the list, and how many numbers are in it. */
export interface Close {
  /** "" before the close. */
  root: string;
  n: number;
}

/** The kind of value from outside that takes part: a public beacon, the key of a witness, or none. */
export type OutsideKind = "beacon" | "witness" | "none";

/** What is published about a finished draw. */
export interface PublishedDraw {
  room: number;
  n: number;
  root: string;
  /** The commitment to the key. */
  seal: string;
  key: string;
  /** The value from outside. */
  value: string;
  seed: string;
}

/** A badge: its kind and its text. */
export type Badge = [kind: string, text: string];
