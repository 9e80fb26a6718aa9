/** Shapes of the payment page. */

/** The server's answer to a new order. */
export interface CreatedOrder {
  /** The address of the order. */
  page: string;
  /** The client secret of its payment. */
  secret: string;
  /** ISO: when the seats are given back without a payment. */
  pay_by: string | null;
}

/** The server's answer when it created no order, or none that is to be paid. */
export interface RefusedOrder {
  error?: string;
  title?: string;
  detail?: string;
  page?: string;
  /** Sentences by the name of a field. */
  fields?: Record<string, string>;
}

/** A message above the form. */
export interface Message {
  title: string;
  text?: string;
  /** A page to load, or what to try again. */
  again?: string | (() => void);
  /** Whether it stands beside a field as well. */
  beside?: boolean;
}
