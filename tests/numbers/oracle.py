"""What a text should be read as, by the Python port of libphonenumber and our own rules in its words.

Written from the rules, not from the Rust: two readings that agree are worth more than one copied.
"""

import unicodedata

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType, ValidationResult

TEXT_BYTES_MAX = 64
DIGITS_MAX = 15
LEADING_ZEROS_MAX = 10

PLUSES = "+\uff0b"
BRACKETS = "()[]\uff08\uff09\uff3b\uff3d"
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u30fc\uff0d"
DOTS = ".\uff0e"

TYPE_NAMES = {
    value: name
    for name, value in vars(PhoneNumberType).items()
    if name.isupper() and isinstance(value, int)
}
TEXTABLE = {
    PhoneNumberType.MOBILE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE,
}


def is_separator(character):
    """Brackets, dashes, dots, blanks in a line and what nobody sees."""
    return (
        character in BRACKETS + DASHES + DOTS + "\t\u00ad\u200b\ufeff\u2060"
        or (unicodedata.category(character) == "Zs" and character != "\u1680")
        or "\u200c" <= character <= "\u200f"
        or "\u202a" <= character <= "\u202e"
        or "\u2066" <= character <= "\u2069"
    )


def read(text):
    """The digits of `text` and whether a plus led them, or the reason against it."""
    if len(text.encode()) > TEXT_BYTES_MAX:
        return None, False, "too long"
    digits, plus = "", False
    for character in text.strip():
        if unicodedata.category(character) == "Nd":
            digits += str(unicodedata.decimal(character))
        elif character in PLUSES and not plus and not digits:
            plus = True
        elif not is_separator(character):
            return None, False, "strange character"
    return (digits, plus, None) if digits else (None, False, "no digits")


def parse(text):
    """The library's number, or None."""
    try:
        return phonenumbers.parse(text)
    except phonenumbers.NumberParseException:
        return None


def e164(number):
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def is_possible(number):
    reason = phonenumbers.is_possible_number_with_reason(number)
    return reason == ValidationResult.IS_POSSIBLE


def is_test_number(text):
    return len(text) == 12 and text.startswith("+1") and text[5:10] == "55501"


def judge(text):
    """One line of the corpus: the text, what our rules make of it, and what the library alone would."""
    digits, plus, refusal = read(text)
    number = None
    if refusal is None:
        number = parse("+" + digits)
        if number is None:
            refusal = "not parsed"
        elif not is_possible(number):
            refusal = "not possible"
        elif (number.number_of_leading_zeros or 0) > LEADING_ZEROS_MAX:
            refusal = "zeros"
        elif len(e164(number)) > 1 + DIGITS_MAX:
            refusal = "over 15 digits"
        elif parse(e164(number)) != number:
            refusal = "ambiguous"
    line = {"text": text, "refusal": refusal, "library": library_alone(text, plus)}
    if refusal is None:
        kind = phonenumbers.number_type(number)
        region = phonenumbers.region_code_for_number(number)
        valid = phonenumbers.is_valid_number(number)
        line["e164"] = e164(number)
        line["valid"] = valid
        line["kind"] = TYPE_NAMES[kind]
        line["region"] = region
        line["untrusted"] = plus and (valid or is_test_number(e164(number)))
        line["textable"] = valid and kind in TEXTABLE and region != "001"
    return line


def library_alone(text, plus):
    """What the library makes of the text as it stands, but for the plus that we would add."""
    has_plus = plus or any(character in PLUSES for character in text)
    number = parse(text if has_plus else "+" + text.lstrip())
    if number is None or not is_possible(number):
        return None
    return {"e164": e164(number), "extension": number.extension}
