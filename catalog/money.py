"""Prices as exact decimals: dollars a million tokens inside, plain decimal strings outside."""

from decimal import ROUND_HALF_EVEN, Context, Decimal

EXACT = Context(prec=60)
# Sources carry floats that went through a product (1.5000020000000002e-05): 12 digits are theirs,
# the rest is binary noise.
PUBLISHED = Context(prec=12, rounding=ROUND_HALF_EVEN)
MILLION = Decimal(1_000_000)


def clean(value):
    """The number as published, without the noise of binary floating point."""
    return PUBLISHED.create_decimal(Decimal(str(value)))


def per_million(dollars_per_token):
    return EXACT.multiply(clean(dollars_per_token), MILLION)


def cents_per_million(cents_per_token):
    """Portkey's unit: cents a token."""
    return EXACT.divide(EXACT.multiply(clean(cents_per_token), MILLION), Decimal(100))


# The finest price that the program takes: 10^-18 dollars a token.
FINEST = Decimal("1e-12")


def text(value):
    """1E+1 is "10", 0.50 is "0.5", 0.08333333333333334 is "0.083333333333"."""
    value = EXACT.create_decimal(value)
    if value.as_tuple().exponent < FINEST.as_tuple().exponent:
        value = value.quantize(FINEST, context=EXACT)
    plain = format(value, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def near(a, b, share=Decimal("0.005")):
    """Equal to within half a percent, which is how far sources round."""
    return abs(a - b) <= share * max(abs(a), abs(b))
