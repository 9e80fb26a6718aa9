/** Shapes of the seat map. Coordinates are in units of the drawing, one seat is 20 units from the next. */

import type { Section } from "./model/sections.js";

export interface Point {
  x: number;
  y: number;
}

export interface Box extends Point {
  width: number;
  height: number;
}

export type Direction = "left" | "right" | "up" | "down";

/** Where a seat is, as text: enough to name it. */
export interface SeatPosition {
  section: string;
  row: string;
  label: string;
}

export interface Seat extends Point, SeatPosition {
  /** Its number in the plan. */
  i: number;
  /** In degrees. */
  rotation: number;
  /** Letters: w wheelchair space, c companion seat, r restricted view, a next to the aisle. */
  flags: string;
  /** The numbers of its neighbours, or -1. */
  left: number;
  right: number;
  /** The better the seat, the lower. */
  rank: number;
  table: "" | "by_seat" | "whole";
  /** The name of the picture of its view, or "". */
  view: string;
  /** Its node; null while it is not in the page. */
  use: SVGUseElement | null;
  /** The node of its number, likewise. */
  text: SVGTextElement | null;
}

/** A seat with its price level, from 1. */
export type SeatWithLevel = Seat & { level: number };

/** A row in the files of seats, which app/seating/plan/seat_chunks.py writes. */
export interface PackedRow {
  row: string;
  /** The number of its first seat. */
  first: number;
  /** Changes from seat to seat: in tenths of a unit, thousandths of a rank, tenths of a degree. */
  x: number[];
  y: number[];
  rank: number[];
  turn?: number[];
  /** All labels, or the first number and the step to the next. */
  labels: string[] | number[];
  /** Exceptions by place in the row. */
  flags?: Record<string, string>;
  right?: Record<string, number>;
  table?: Seat["table"];
  view?: string;
}

/** Seats near each other, which enter and leave the page as one. */
export interface Cell extends Point {
  key: string;
  seats: Seat[];
  /** Those of its seats that begin a row. */
  rowStarts: Seat[];
  section: Section;
  node: SVGGElement | null;
  numbers: SVGGElement | null;
  letters: SVGTextElement[];
}

/** Epoch, version, plan version, digest of the levels file, number of seats. */
export interface SnapshotHead {
  e: number;
  v: number;
  plan: number;
  levels: string;
  n: number;
}

/** The statuses of all seats at one version, one digit a seat. */
export interface Snapshot extends SnapshotHead {
  map: string;
}

/** What changed between version `p` and version `v` of epoch `e`: the numbers of the seats that now have a status. */
export interface Delta {
  e: number;
  p: number;
  v: number;
  open?: number[];
  held?: number[];
  sold?: number[];
  killed?: number[];
}

/** The result of a delta or snapshot. */
export interface StatusChange {
  /** Seats with another status. */
  changed: number[];
  /** The least version of the snapshot that is needed, or null. */
  fetch: number | null;
}

/** A price level. Money is in minor units. */
export interface Level {
  number: number;
  /** Its letter or short name. */
  key: string;
  name: string;
  /** The price of the first ticket type. */
  amount: number;
  /** The prices of all ticket types; undefined where the level is not sold as one. */
  prices: (number | undefined)[];
}

/** What the fan looks for. */
export interface Filter {
  /** Levels that are switched off. */
  off: Set<number>;
  /** Only wheelchair spaces and companion seats. */
  access: boolean;
}

/** The seats that one tap takes. */
export interface SeatChoice<S extends Seat = Seat> {
  /** In the order of the row; none if none can be taken. */
  seats: S[];
  /** How many of them are requested as wheelchair spaces. */
  wheelchairs: number;
  /** Whether they are a whole table. */
  table: boolean;
  /** Shown before the click, or "". */
  note: string;
  /** Whether the server would refuse them. */
  refused: boolean;
}

/** What a choice depends on. */
export interface ChoiceContext {
  /** Of the party. */
  size: number;
  /** How many more the fan may take. */
  remaining: number;
  /** Open and not filtered out. */
  isOpen: (seat: Seat) => boolean;
  /** Open. */
  isFree: (seat: Seat) => boolean;
  /** Held by the fan. */
  isMine: (seat: Seat) => boolean;
  mine: Seat[];
  /** The rule on single seats: "off", "warn" or "refuse". */
  singles: string;
}

/** The part of a plan that a choice needs. */
export interface SeatRows {
  /** By number; holes where seats are not loaded. */
  seats: Seat[];
  row(seat: Seat): Seat[];
}

/** Position and scale of the camera: units at the viewport's left top corner, CSS pixels a unit. */
export interface CameraPosition extends Point {
  k: number;
}

/** The point in the middle of the free area, and the CSS pixels from one seat to the next. */
export interface View extends Point {
  pitch: number;
}

/** What floats over the edges of the map, in CSS pixels. */
export interface Margins {
  top: number;
  right: number;
  bottom: number;
  left: number;
  /** Where a low plan stands in a high space: 0 at the top, 1 at the bottom. */
  verticalShare: number;
}
