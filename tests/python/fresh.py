"""Phone numbers, names and ids that no test of this run has used before."""

import itertools

_test_numbers = itertools.count()
_texted_numbers = itertools.count()
_names = itertools.count()

TEST_CODE = "424242"


def test_number():
    """A number of the test range, +1 XXX 555 01XX: takes the fixed code, has no pause between texts."""
    area, line = divmod(next(_test_numbers), 100)
    assert area < 780, "out of test numbers"
    return f"+1{201 + area}55501{line:02}"


test_number.__test__ = False


def texted_number():
    """A valid mobile-capable number outside the test range: gets random codes."""
    return f"+1415{2_000_000 + next(_texted_numbers)}"


def mobile_abroad():
    """A British mobile number."""
    return f"+447400{100_000 + next(_texted_numbers)}"


def fixed_line_abroad():
    """A French fixed line, which gets no texts."""
    return f"+33123{400_000 + next(_texted_numbers)}"


def name(prefix="user"):
    return f"{prefix}_{next(_names)}"
