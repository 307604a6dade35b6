#!/usr/bin/env python3
"""Writes general_category.txt, Unicode's general category of every character that has one, from PyPI
unicodedata2, whose version is Unicode's: `pip install unicodedata2==16.0.0`, then
`general_category.py >general_category.txt`."""

import unicodedata2


def main():
    print(f"# Unicode {unicodedata2.unidata_version}: first code point, last code point, general category.")
    print("# Written by general_category.py; what is not listed is unassigned (Cn).")
    first, category = 0, unicodedata2.category("\0")
    for point in range(1, 0x110001):
        here = unicodedata2.category(chr(point)) if point < 0x110000 else None
        if here != category:
            if category != "Cn":
                print(f"{first:04X} {point - 1:04X} {category}")
            first, category = point, here


if __name__ == "__main__":
    main()
