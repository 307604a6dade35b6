"""Prints src/token/hf/character_exceptions.h: where PyPI `tokenizers` takes a character for another kind than utf8proc,
for each of its parts has the tables of a Unicode version of its own. Wants libutf8proc.so.2 and `tokenizers`."""

import ctypes

from tokenizers import normalizers, pre_tokenizers

UTF8PROC = ctypes.CDLL("libutf8proc.so.2")
UTF8PROC.utf8proc_category_string.restype = ctypes.c_char_p
UTF8PROC.utf8proc_map.restype = ctypes.c_ssize_t
FREE = ctypes.CDLL(None).free
CHARACTERS = [c for c in range(0x80, 0x110000) if not 0xD800 <= c < 0xE000]
FORMS = {normalizers.NFC(): 2 | 8, normalizers.NFD(): 2 | 16, normalizers.NFKC(): 2 | 8 | 4, normalizers.NFKD(): 2 | 16 | 4}
AROUND = ["{}", "\u0301{}", "{}\u0316", "a{}\u0334", "\u0345{}"]


def category(character):
    return UTF8PROC.utf8proc_category_string(character).decode()


def is_cut_out(pre_tokenizer, character):
    return len(pre_tokenizer.pre_tokenize_str(f"a{chr(character)}a")) > 1


def is_left_out(normalizer, character):
    return normalizer.normalize_str("a" + chr(character)) == "a"


def normal_form(text, options):
    data, made = text.encode(), ctypes.c_void_p()
    size = UTF8PROC.utf8proc_map(data, ctypes.c_ssize_t(len(data)), ctypes.byref(made), options)
    form = ctypes.string_at(made, size).decode()
    FREE(made)
    return form


def has_other_forms(character):
    return any(normal_form(text, options) != form.normalize_str(text)
               for form, options in FORMS.items() for around in AROUND for text in [around.format(chr(character))])


def bert(**parts):
    off = {"clean_text": False, "handle_chinese_chars": False, "strip_accents": False, "lowercase": False}
    return normalizers.BertNormalizer(**(off | parts))


PUNCTUATION, DIGITS = pre_tokenizers.Punctuation(), pre_tokenizers.Digits(False)
MARKS, CLEAN, ACCENTS = normalizers.StripAccents(), bert(clean_text=True), bert(strip_accents=True)
DECOMPOSED = normalizers.NFD()
TABLES = {
    "kOtherPunctuation": lambda c: is_cut_out(PUNCTUATION, c) != (category(c)[0] == "P"),
    "kOtherNumbers": lambda c: is_cut_out(DIGITS, c) != (category(c)[0] == "N"),
    "kOtherMarks": lambda c: is_left_out(MARKS, c) != (category(c)[0] == "M"),
    "kOtherNonspacingMarks": lambda c: (DECOMPOSED.normalize_str(chr(c)) == chr(c)
                                        and is_left_out(ACCENTS, c) != (category(c) == "Mn")),
    "kOtherControls": lambda c: c != 0xFFFD and is_left_out(CLEAN, c) != (category(c) in ("Cc", "Cf", "Co")),
    "kOtherForms": has_other_forms,
}


def blocks(characters):
    found = []
    for character in characters:
        if found and found[-1][1] == character - 1:
            found[-1][1] = character
        else:
            found.append([character, character])
    return ", ".join(f"{{0x{first:X}, 0x{last:X}}}" for first, last in found)


def main():
    print("""#pragma once

#include <cstdint>
#include <utility>

// Where `tokenizers` takes a character for another kind than utf8proc does, for each of its parts has
// the tables of a Unicode version of its own. Printed by tests/token/character_exceptions.py.
namespace farthing::token {

using CharacterBlock = std::pair<uint32_t, uint32_t>;  // the first and the last
""")
    for name, is_exception in TABLES.items():
        print(f"inline constexpr CharacterBlock {name}[] = {{{blocks(filter(is_exception, CHARACTERS))}}};\n")
    print("}  // namespace farthing::token")


main()
