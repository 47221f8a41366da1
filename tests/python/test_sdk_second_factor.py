"""Phone numbers as second factors: who may be one, which is offered first, and what the user shows of it."""

import fresh


def factors(clerk, user):
    return [number for number in clerk.users.get(user_id=user.id).phone_numbers if number.reserved_for_second_factor]


def defaults(clerk, user):
    return [number.id for number in factors(clerk, user) if number.default_second_factor]


def test_the_first_second_factor_is_the_default_and_switches_two_factor_on(clerk, add, user):
    assert clerk.users.get(user_id=user.id).two_factor_enabled is False
    number = add(user, reserved_for_second_factor=True)
    assert number.reserved_for_second_factor and number.default_second_factor
    shown = clerk.users.get(user_id=user.id)
    assert shown.two_factor_enabled and shown.mfa_enabled_at and shown.mfa_disabled_at is None


def test_a_later_second_factor_is_not_the_default(clerk, add, user):
    first = add(user, reserved_for_second_factor=True)
    second = add(user, reserved_for_second_factor=True)
    assert not second.default_second_factor
    assert defaults(clerk, user) == [first.id]


def test_the_oldest_remaining_factor_becomes_the_default_when_the_default_is_given_up(clerk, add, user):
    first, second, third = (add(user, reserved_for_second_factor=True) for _ in range(3))
    clerk.phone_numbers.update(phone_number_id=first.id, reserved_for_second_factor=False)
    assert defaults(clerk, user) == [second.id]
    clerk.phone_numbers.delete(phone_number_id=second.id)
    assert defaults(clerk, user) == [third.id]


def test_giving_up_a_second_factor_clears_its_default_mark(clerk, add, user):
    number = add(user, reserved_for_second_factor=True)
    plain = clerk.phone_numbers.update(phone_number_id=number.id, reserved_for_second_factor=False)
    assert not plain.reserved_for_second_factor and not plain.default_second_factor


def test_two_factor_goes_off_with_the_last_factor_and_both_times_stay(clerk, add, user):
    number = add(user, reserved_for_second_factor=True)
    clerk.phone_numbers.update(phone_number_id=number.id, reserved_for_second_factor=False)
    shown = clerk.users.get(user_id=user.id)
    assert not shown.two_factor_enabled and shown.mfa_enabled_at <= shown.mfa_disabled_at
    clerk.phone_numbers.update(phone_number_id=number.id, reserved_for_second_factor=True)
    again = clerk.users.get(user_id=user.id)
    assert again.two_factor_enabled and again.mfa_disabled_at == shown.mfa_disabled_at
    assert again.mfa_enabled_at >= shown.mfa_disabled_at


def test_deleting_the_last_factor_switches_two_factor_off(clerk, add, user):
    number = add(user, reserved_for_second_factor=True)
    clerk.phone_numbers.delete(phone_number_id=number.id)
    shown = clerk.users.get(user_id=user.id)
    assert not shown.two_factor_enabled and shown.mfa_disabled_at


def test_one_update_can_verify_a_number_and_make_it_a_second_factor(clerk, add, user):
    number = add(user, verified=False)
    updated = clerk.phone_numbers.update(phone_number_id=number.id, verified=True, reserved_for_second_factor=True)
    assert updated.reserved_for_second_factor and updated.verification.status == "verified"


def test_one_update_can_give_up_a_second_factor_and_unverify_it(clerk, add, user):
    number = add(user, reserved_for_second_factor=True)
    updated = clerk.phone_numbers.update(phone_number_id=number.id, verified=False, reserved_for_second_factor=False)
    assert not updated.reserved_for_second_factor and updated.verification is None


def test_deleting_mfa_clears_every_second_factor_and_keeps_the_numbers(clerk, add, user):
    numbers = [add(user, reserved_for_second_factor=True) for _ in range(2)]
    assert clerk.users.disable_mfa(user_id=user.id).user_id == user.id
    shown = clerk.users.get(user_id=user.id)
    assert not shown.two_factor_enabled and shown.mfa_disabled_at
    assert [(number.id, number.reserved_for_second_factor) for number in shown.phone_numbers] == [
        (number.id, False) for number in numbers
    ]


def test_a_user_whose_only_number_is_not_the_last_way_in_may_make_it_a_factor(clerk, add):
    with_email = clerk.users.create(email_address=[f"{fresh.name()}@example.com"])
    assert add(with_email, reserved_for_second_factor=True).reserved_for_second_factor
