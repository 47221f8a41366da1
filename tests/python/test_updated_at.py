"""`updated_at` moves exactly when something changed."""

import time

import pytest

import fresh
from instance import until
from refusals import refused


@pytest.fixture
def later():
    """Waits until the clock shows another millisecond than `moment`, so that a change can be told from none."""
    return lambda moment: until(lambda: time.time() * 1_000 > moment + 2, 1, "the clock moves")


UNCHANGING = {
    "nothing": {},
    "nulls": {"verified": None, "primary": None, "reserved_for_second_factor": None},
    "verified again": {"verified": True},
    "primary again": {"primary": True},
    "primary false": {"primary": False},
    "not a second factor, still": {"reserved_for_second_factor": False},
}

CHANGING = {
    "unverified": {"verified": False},
    "a second factor": {"reserved_for_second_factor": True},
}


@pytest.mark.parametrize("fields", UNCHANGING.values(), ids=UNCHANGING)
def test_an_update_that_changes_nothing_leaves_number_and_user_as_they_were(clerk, add, user, later, fields):
    number = add(user)
    before = clerk.users.get(user_id=user.id)
    later(before.updated_at)
    assert clerk.phone_numbers.update(phone_number_id=number.id, **fields).updated_at == number.updated_at
    assert clerk.users.get(user_id=user.id).updated_at == before.updated_at


@pytest.mark.parametrize("fields", CHANGING.values(), ids=CHANGING)
def test_an_update_that_changes_something_moves_number_and_user(clerk, add, user, later, fields):
    number = add(user)
    before = clerk.users.get(user_id=user.id)
    later(before.updated_at)
    updated = clerk.phone_numbers.update(phone_number_id=number.id, **fields)
    assert updated.updated_at > number.updated_at and updated.created_at == number.created_at
    assert clerk.users.get(user_id=user.id).updated_at > before.updated_at


def test_a_refused_update_leaves_the_number_as_it_was(clerk, add, user, later):
    number = add(user, verified=False)
    later(number.updated_at)
    with refused(400, "identification_update_second_factor_unverified"):
        clerk.phone_numbers.update(phone_number_id=number.id, reserved_for_second_factor=True)
    assert clerk.phone_numbers.get(phone_number_id=number.id).updated_at == number.updated_at


def test_reading_moves_nothing(clerk, add, user, later):
    number = add(user)
    later(number.updated_at)
    clerk.users.list(request={"user_id": [user.id]})
    assert clerk.phone_numbers.get(phone_number_id=number.id).updated_at == number.updated_at


def test_adding_and_deleting_a_number_moves_the_user(clerk, add, user, later):
    later(user.updated_at)
    number = add(user)
    added = clerk.users.get(user_id=user.id).updated_at
    assert added > user.updated_at
    later(added)
    clerk.phone_numbers.delete(phone_number_id=number.id)
    assert clerk.users.get(user_id=user.id).updated_at > added


def test_verifying_by_code_moves_the_number(clerk, add, user, later):
    number = add(user, verified=False)
    prepared = clerk.phone_numbers.prepare_verification(phone_number_id=number.id)
    later(number.updated_at)
    clerk.phone_numbers.attempt_verification(
        phone_number_id=number.id, verification_id=prepared.id, code=fresh.TEST_CODE
    )
    assert clerk.phone_numbers.get(phone_number_id=number.id).updated_at > number.updated_at


def test_a_user_update_that_changes_nothing_moves_nothing(clerk, user, later):
    later(user.updated_at)
    assert clerk.users.update(user_id=user.id).updated_at == user.updated_at
    assert clerk.users.update(user_id=user.id, username=user.username).updated_at == user.updated_at
    assert clerk.users.update(user_id=user.id, first_name="Almon").updated_at > user.updated_at


def test_metadata_that_is_the_same_moves_nothing(clerk, user, later):
    held = clerk.users.update_metadata(user_id=user.id, public_metadata={"a": {"b": 1}})
    later(held.updated_at)
    assert clerk.users.update_metadata(user_id=user.id, public_metadata={"a": {"b": 1}}).updated_at == held.updated_at
    assert clerk.users.update_metadata(user_id=user.id, public_metadata={"a": {"b": 2}}).updated_at > held.updated_at
