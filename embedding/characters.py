"""What BERT's uncased normalizer and pre-tokenizer make of every character, as a table in two stages.

The file: 4,352 bytes, the block of each 256 characters; then the blocks, 256 little-endian 16-bit
entries each; then the texts. An entry is one of the kinds below, or TEXTS and more: the offset (less
TEXTS) of a text of another character, which is a byte that says its kind, a byte that says its length,
and the text in UTF-8. `blocks` comes first of all, in 16 bits."""

import struct

import tokenizers

LETTER, DROPPED, SPACE, ALONE, HANGUL, TEXTS = 0, 1, 2, 3, 4, 8
CHARACTERS = 0x110000


def oracle():
    normalizer = tokenizers.normalizers.BertNormalizer(lowercase=True)
    split = tokenizers.pre_tokenizers.BertPreTokenizer()
    return normalizer.normalize_str, split.pre_tokenize_str


def kind_and_text(char, normalize, split):
    """The kind of a character, and the text it becomes."""
    if 0xD800 <= ord(char) < 0xE000:
        return DROPPED, ""
    if 0xAC00 <= ord(char) < 0xD7A4:
        return HANGUL, ""
    text = normalize(char)
    if not text:
        return DROPPED, ""
    if not text.strip(" "):
        return SPACE, ""
    parts = [part for part, _ in split("a" + text + "a")]
    bare = text.strip(" ")
    if parts == ["a", bare, "a"]:
        return ALONE, bare
    assert parts == ["a" + text + "a"], f"U+{ord(char):04X} becomes more than one word"
    return LETTER, text


def table():
    normalize, split = oracle()
    texts, places = bytearray(), {}
    blocks, block_of = [], bytearray()
    for first in range(0, CHARACTERS, 256):
        entries = []
        for code in range(first, first + 256):
            kind, text = kind_and_text(chr(code), normalize, split)
            if kind in (LETTER, ALONE) and text != chr(code):
                place = places.setdefault((kind, text), len(texts))
                if place == len(texts):
                    encoded = text.encode()
                    texts += bytes([kind, len(encoded)]) + encoded
                kind = TEXTS + place
            entries.append(kind)
        block = struct.pack("<256H", *entries)
        if block not in blocks:
            blocks.append(block)
        block_of.append(blocks.index(block))
    return struct.pack("<H", len(blocks)) + bytes(block_of) + b"".join(blocks) + bytes(texts)
