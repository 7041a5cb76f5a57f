"""Text for a terminal."""

import json
import sys
import unicodedata

import pytest

from wfm.printable_text import printable, printable_json, printable_line

LINE_BREAK = "\n"
HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
# Default_Ignorable_Code_Point of Unicode 15, DerivedCoreProperties.txt
IGNORABLE = (
    "00AD 034F 061C 115F-1160 17B4-17B5 180B-180F 200B-200F 202A-202E 2060-206F 3164 FE00-FE0F "
    "FEFF FFA0 FFF0-FFF8 1BCA0-1BCA3 1D173-1D17A E0000-E0FFF"
)


def test_every_control_format_and_separator_character_is_escaped():
    raw = [
        f"U+{code:04X}"
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) in HIDDEN and chr(code) in printable_line(chr(code))
    ]
    assert raw == []


def test_every_character_that_is_ignored_or_blank_is_escaped():
    ranges = [[int(end, 16) for end in one.split("-")] for one in IGNORABLE.split()]
    ignored = {code for ends in ranges for code in range(ends[0], ends[-1] + 1)}
    assert {code for code in ignored | {0x2800} if chr(code) in printable_line(chr(code))} == set()


def test_letters_signs_spaces_and_emoji_are_left_alone():
    text = "Ærø № 5 — [red] 50 % «été» 日本語 שלום مرحبا हिन्दी ☎ 🎧 \u00a0\u3000 ▁▇ C:\\new"
    assert printable_line(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]0;title\x07", r"\x1b]0;title\x07"),
        ("\x9b31m", r"\x9b31m"),
        ("a\u2066b\u2069", r"a\u2066b\u2069"),
        ("a\u200bb\ufeff", r"a\u200bb\ufeff"),
        ("tab\there\rback", r"tab\there\rback"),
        ("sales\ufe0f \u2800", r"sales\ufe0f \u2800"),
        ("caf\udce9", "caf\ufffd"),
        ("\U000e0041", r"\U000e0041"),
    ],
)
def test_hidden_characters_are_shown_as_escapes(text, shown):
    assert printable(text) == shown


def test_only_a_line_keeps_no_line_break():
    assert printable("a\nb") == "a\nb"
    assert printable_line("a\nb") == r"a\nb"


def test_json_means_the_same_text():
    everything = {"name": "".join(map(chr, [*range(0xD800), *range(0xE000, 0x11000), 0xE0041]))}
    text = printable_json(json.dumps(everything, ensure_ascii=False, indent=2))
    assert json.loads(text) == everything
    assert printable(text) == text


def test_bytes_of_a_file_name_in_an_ascii_locale_are_read_as_utf_8():
    name = "über—日.csv".encode().decode("ascii", "surrogateescape")
    assert printable(name) == printable_line(name) == "über—日.csv"
    assert json.loads(printable_json(json.dumps(name, ensure_ascii=False))) == "über—日.csv"
    assert printable_line("a\udcff\udcc3\udcbcb\udcc3") == "a\ufffdüb\ufffd"
