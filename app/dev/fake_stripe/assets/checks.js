/** Problems of a typed card: Stripe's code and message, and a shorter text to show under the field; null without one. */

import { brandOf, digitsOf } from "./typing.js";

export function wellFormed(number) {
  const sum = [...number].reverse().reduce((all, digit, place) => {
    const value = Number(digit) * (1 + (place % 2));
    return all + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

export function numberProblem(text) {
  const digits = digitsOf(text);
  const whole = brandOf(text) === "American Express" ? 15 : 16;
  if (digits.length < whole) {
    return problem("incomplete_number", "Your card number is incomplete.", "The number is incomplete.");
  }
  return wellFormed(digits)
    ? null
    : problem("invalid_number", "Your card number is invalid.", "The number has a wrong digit.");
}

export function expiryProblem(text, now = new Date()) {
  const digits = digitsOf(text);
  if (digits.length < 4) {
    return problem("incomplete_expiry", "Your card's expiration date is incomplete.", "The date is incomplete.");
  }
  const month = Number(digits.slice(0, 2));
  const year = 2000 + Number(digits.slice(2));
  if (month < 1 || month > 12) {
    return problem("invalid_expiry_month", "Your card's expiration date is invalid.", "There is no such month.");
  }
  const past = year < now.getFullYear() || (year === now.getFullYear() && month < now.getMonth() + 1);
  return past
    ? problem("invalid_expiry_year_past", "Your card's expiration date is in the past.", "The date is in the past.")
    : null;
}

export function cvcProblem(text, number) {
  const whole = brandOf(number) === "American Express" ? 4 : 3;
  if (digitsOf(text).length >= whole) return null;
  return problem("incomplete_cvc", "Your card's security code is incomplete.", "The code is incomplete.");
}

function problem(code, message, brief) {
  return { type: "validation_error", code, message, brief };
}
