"""What the payment provider takes: its currencies, and the least and the most that it charges in each.

Source: docs.stripe.com/currencies, "Minimum and maximum charge amounts". The published minimums hold for an account
whose bank account is in the same currency. Any other charge must be worth the minimum of the bank account's currency,
which we do not know; the largest of them, 15 CZK, is about 0.70 US dollars. So a currency without a published minimum
gets a careful one: what cost about a US dollar in 2026, rounded up to 1, 2 or 5 with zeros."""

import msgspec

from app.events.currencies import COUNTED_IN_HUNDREDTHS, decimals

PUBLISHED_MINIMUMS: dict[float, str] = {
    0.3: "GBP",
    0.5: "ARS AUD BRL CAD CHF COP EUR IDR ILS INR NZD PHP RUB SGD USD ZAR",
    2: "AED MYR PLN RON",
    2.5: "DKK",
    3: "NOK SEK",
    4: "HKD",
    10: "MXN THB",
    15: "CZK",
    50: "JPY KRW",
    175: "HUF",
}
"""Amount in main units → the currencies of which it is the minimum."""
CAREFUL_MINIMUMS: dict[float, str] = {
    0.5: "BHD KWD OMR",
    1: "BMD BSD FKP GIP JOD KYD PAB SHP",
    2: "ANG AWG AZN BAM BBD BND BZD XCG",
    5: "BYN FJD GEL PEN PGK QAR SAR TND TOP WST XCD",
    10: "BOB CNY GTQ MAD MOP SBD TJS TTD",
    20: "BWP LSL MDL MVR NAD SCR SZL",
    50: "EGP HNL MUR NIO SLE SRD TRY TWD UAH UYU ZMW",
    100: "AFN ALL CVE DOP GMD KGS MKD MZN",
    200: "BDT DJF DZD ETB HTG ISK JMD KES LRD NPR RSD VUV XPF",
    500: "AMD GYD KMF LKR PKR YER",
    1_000: "AOA CLP CRC KZT SOS XAF XOF",
    2_000: "MWK NGN RWF",
    5_000: "BIF CDF KHR MGA MMK MNT TZS UGX",
    10_000: "GNF PYG",
    20_000: "UZS",
    50_000: "LAK STD VND",
    100_000: "LBP",
}
"""The same for currencies without a published minimum, by the rule above."""
DIGITS = 8
"""The digits that an amount may have by every payment method, as Stripe counts it."""
MORE_DIGITS = {
    9: "INR",
    10: "COP",
    12: "AMD AOA ARS CDF CRC HUF IDR KHR KZT LAK LBP MMK MNT MWK NGN SOS STD TZS UGX UZS",
}
"""Digits → the currencies that may have them: INR, COP and IDR by every method. In the others eight digits are worth
little, and cards take twelve (those of American Express nine)."""


class ChargeLimits(msgspec.Struct, frozen=True):
    """The least and the most that can be charged, in minor units. `published`: the minimum is Stripe's own figure."""

    minimum: int
    maximum: int
    published: bool


def charge_limits(currency: str) -> ChargeLimits | None:
    """Return the limits of a currency in capitals; None when the payment provider does not take it."""
    return _LIMITS.get(currency)


def _limits(currency: str, minimum: float, *, published: bool) -> ChargeLimits:
    digits = next((digits for digits, names in MORE_DIGITS.items() if currency in names.split()), DIGITS)
    hundredths = 100 if currency in COUNTED_IN_HUNDREDTHS else 1
    return ChargeLimits(round(minimum * 10 ** decimals(currency)), (10**digits - 1) // hundredths, published)


_LIMITS = {
    currency: _limits(currency, amount, published=minimums is PUBLISHED_MINIMUMS)
    for minimums in (PUBLISHED_MINIMUMS, CAREFUL_MINIMUMS)
    for amount, names in minimums.items()
    for currency in names.split()
}
