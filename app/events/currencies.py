"""Currencies: their digits, the steps they are charged in, and how prices are written."""

# By ISO 4217, but for the ariary (MGA): its fifths are never charged. Every other currency has hundredths.
NO_MINOR_UNITS = "BIF CLP DJF GNF ISK JPY KMF KRW MGA PYG RWF UGX VND VUV XAF XOF XPF"
THOUSANDTHS = "BHD IQD JOD KWD LYD OMR TND"
COUNTED_IN_HUNDREDTHS = {"ISK", "UGX"}
"""Have no minor unit, but Stripe counts them as if they had hundredths (docs.stripe.com/currencies)."""
SIGNS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "KRW": "₩", "INR": "₹", "AUD": "A$", "CAD": "CA$"}


def decimals(currency: str) -> int:
    """Return the number of digits after the point."""
    return 0 if currency in NO_MINOR_UNITS else 3 if currency in THOUSANDTHS else 2


def smallest_charge(currency: str) -> int:
    """Return the smallest amount that can be charged, in minor units: 10 of thousandths, else 1."""
    return 10 if currency in THOUSANDTHS else 1


def format_money(minor: int, currency: str) -> str:
    """Format as "€1,120.00", "¥12,000", "CHF 84.00" (with a no-break space), and "free" for 0."""
    if minor == 0:
        return "free"
    places = decimals(currency)
    units, part = divmod(abs(minor), 10**places)
    digits = f"{units:,}.{part:0{places}}" if places else f"{units:,}"
    return ("−" if minor < 0 else "") + SIGNS.get(currency, currency + "\N{NO-BREAK SPACE}") + digits
