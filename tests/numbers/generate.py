"""Prints a seeded corpus of texts, one JSON object a line, each with the oracle's judgement.

Every region and every worldwide code, every example the metadata has, written in every way we
could think of; then the same with a digit more, a digit less, another tail, letters and junk.
"""

import argparse
import json
import random
import sys

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

import oracle

KINDS = range(0, 11)
SCRIPTS = "\uff10\u0660\u06f0\u0966\u09e6\u0e50\U0001d7ce\U0001d7f6\u1040"
SEPARATORS = list(" -.()[]/~\u00a0\u2011\u2013\u2212\u3000\u200b\u00ad\u2060\u200f\u202a\t\n\u2009")
EXTENSIONS = [
    " x{}", " ext. {}", ";ext={}", "#{}", " extn {}", ",{}", " int {}", "~{}", " anexo {}",
    " \uff58{}", ",,{}#", " доб {}",
]  # fmt: skip
JUNK = list("0123456789+＋ ()-.x#*;,/~٣९１aéß½²Ⅷ\u200f\u0000\n")


def examples():
    """Every example of every region and worldwide code, valid and deliberately invalid ones."""
    found = []
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        found += [phonenumbers.example_number_for_type(region, kind) for kind in KINDS]
        found.append(phonenumbers.invalid_example_number(region))
    for code in sorted(phonenumbers.COUNTRY_CODES_FOR_NON_GEO_REGIONS):
        found.append(phonenumbers.example_number_for_non_geo_entity(code))
    return [number for number in found if number is not None]


def in_script(text, zero):
    return "".join(
        chr(ord(zero) + int(c)) if c.isascii() and c.isdigit() else c for c in text
    )


def separated(text, rng):
    """Separators strewn between the digits."""
    return "".join(
        c + (rng.choice(SEPARATORS) if rng.random() < 0.2 else "") for c in text
    )


def new_tail(plain, rng):
    kept = rng.randrange(2, len(plain))
    return plain[:kept] + "".join(rng.choice("0123456789") for _ in plain[kept:])


def with_prefix(number, plain, rng):
    """A national prefix or an international one where people leave them."""
    national = phonenumbers.national_significant_number(number)
    region = phonenumbers.region_code_for_number(number) or "US"
    prefix = phonenumbers.ndd_prefix_for_region(region, True) or "0"
    return rng.choice([
        f"+{number.country_code} ({prefix}) {national}",
        f"+{number.country_code}{prefix}{national}",
        f"+{number.country_code}{prefix}{prefix}{national}",
        f"00{plain[1:]}",
        f"011{plain[1:]}",
        phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL),
    ])  # fmt: skip


def fictional(rng):
    return f"+1{rng.randrange(1000):03}5550{rng.randrange(90, 210):03}"


def variant(number, rng):
    """One way of writing `number`, or of getting it wrong."""
    plain = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    international = phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    digit = rng.choice("0123456789")
    ways = [
        lambda: plain,
        lambda: plain[1:],
        lambda: international,
        lambda: international[1:],
        lambda: phonenumbers.format_number(number, PhoneNumberFormat.RFC3966),
        lambda: separated(plain, rng),
        lambda: in_script(international, rng.choice(SCRIPTS)),
        lambda: "\uff0b" + in_script(plain[1:], "\uff10"),
        lambda: "\u202a" + international + "\u202c",
        lambda: f"({plain[:3]}) {plain[3:]}",
        lambda: plain + digit,
        lambda: plain[:-1],
        lambda: plain[:2] + digit + plain[2:],
        lambda: plain + digit * rng.randrange(2, 9),
        lambda: plain[: rng.randrange(2, 7)],
        lambda: new_tail(plain, rng),
        lambda: new_tail(plain, rng),
        lambda: new_tail(plain, rng),
        lambda: new_tail(plain, rng)[1:],
        lambda: with_prefix(number, plain, rng),
        lambda: with_prefix(number, plain, rng),
        lambda: international + rng.choice(EXTENSIONS).format(rng.randrange(10**5)),
        lambda: plain[:-3] + "".join(rng.choice("ABCdefXYZ") for _ in range(3)),
        lambda: rng.choice(["tel:", "call ", "+", "*", "#"]) + plain,
        lambda: plain + rng.choice(["+", "*", "#", "?", "/12", "\n12", " or so"]),
        lambda: " " * rng.randrange(40, 60) + plain,
        lambda: "".join(rng.choice(JUNK) for _ in range(rng.randrange(20))),
        lambda: "+" + "".join(rng.choice("0123456789") for _ in range(rng.randrange(20))),
        lambda: f"+{number.country_code}" + "0" * rng.randrange(1, 14) + digit,
        lambda: fictional(rng),
    ]
    return rng.choice(ways)()


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--count", type=int, default=20_000)
    chosen = arguments.parse_args()
    rng = random.Random(chosen.seed)
    numbers = examples()
    for index in range(chosen.count):
        if index < len(numbers):
            text = phonenumbers.format_number(numbers[index], PhoneNumberFormat.E164)
        else:
            text = variant(rng.choice(numbers), rng)
        json.dump(oracle.judge(text), sys.stdout)
        sys.stdout.write("\n")


if __name__ == "__main__":
    main()
