"""Replacing all of a user's numbers by one (PUT /users/{id}/phone_number), through the official Python SDK."""

from clerk_backend_api import models

import fresh
import wire
from refusals import refused


def test_replace_leaves_one_verified_primary_number(clerk, add, user):
    add(user), add(user, verified=False)
    new = clerk.phone_numbers.replace_for_user(user_id=user.id, phone_number=fresh.test_number())
    shown = clerk.users.get(user_id=user.id)
    assert [number.id for number in shown.phone_numbers] == [new.id]
    assert shown.primary_phone_number_id == new.id
    assert new.verification.status == "verified" and new.verification.strategy == "admin"


def test_replace_with_reserved_holds_an_unverified_number(clerk, user):
    new = clerk.phone_numbers.replace_for_user(
        user_id=user.id,
        phone_number=fresh.test_number(),
        identification_status=models.ReplaceUserPhoneNumberIdentificationStatus.RESERVED,
    )
    assert new.reserved is True and new.verification is None


def test_a_reserved_number_is_held_against_everybody_else(clerk, add, user):
    number = fresh.test_number()
    clerk.phone_numbers.replace_for_user(user_id=user.id, phone_number=number, identification_status="reserved")
    other = clerk.users.create(username=fresh.name())
    with refused(422, "form_identifier_exists", param_name="phone_number"):
        add(other, number=number)
    with refused(422, "form_identifier_exists", param_name="phone_number"):
        add(other, number=number, verified=False)


def test_replace_with_unverified_holds_nothing(clerk, add, user):
    number = fresh.test_number()
    new = clerk.phone_numbers.replace_for_user(user_id=user.id, phone_number=number, identification_status="unverified")
    assert new.reserved is False and new.verification is None
    other = clerk.users.create(username=fresh.name())
    assert add(other, number=number).verification.status == "verified"


def test_replace_without_a_status_means_verified(server, user):
    answer = wire.call(server, "PUT", f"/v1/users/{user.id}/phone_number", {"phone_number": fresh.test_number()})
    assert answer.status == 200 and answer.json["verification"]["status"] == "verified"


def test_replacing_a_second_factor_switches_two_factor_off(clerk, add, user):
    add(user, reserved_for_second_factor=True)
    new = clerk.phone_numbers.replace_for_user(user_id=user.id, phone_number=fresh.test_number())
    shown = clerk.users.get(user_id=user.id)
    assert not new.reserved_for_second_factor and not shown.two_factor_enabled and shown.mfa_disabled_at


def test_a_user_may_replace_a_number_by_the_same_number(clerk, add, user):
    old = add(user)
    new = clerk.phone_numbers.replace_for_user(user_id=user.id, phone_number=old.phone_number)
    assert new.phone_number == old.phone_number
    assert [number.id for number in clerk.users.get(user_id=user.id).phone_numbers] == [new.id]


def test_a_replaced_number_is_free_for_somebody_else(clerk, add, user):
    old = add(user)
    clerk.phone_numbers.replace_for_user(user_id=user.id, phone_number=fresh.test_number())
    other = clerk.users.create(username=fresh.name())
    assert add(other, number=old.phone_number).verification.status == "verified"


def test_replace_by_a_taken_number_is_refused_and_changes_nothing(clerk, add, user):
    kept = add(user)
    taken = add(clerk.users.create(username=fresh.name()))
    with refused(422, "form_identifier_exists", param_name="phone_number"):
        clerk.phone_numbers.replace_for_user(user_id=user.id, phone_number=taken.phone_number)
    assert [number.id for number in clerk.users.get(user_id=user.id).phone_numbers] == [kept.id]


def test_replace_by_what_is_no_number_is_refused(clerk, user):
    with refused(422, "form_param_format_invalid", param_name="phone_number"):
        clerk.phone_numbers.replace_for_user(user_id=user.id, phone_number="+12")


def test_replace_for_an_unknown_user_is_refused(clerk):
    with refused(404, "resource_not_found"):
        clerk.phone_numbers.replace_for_user(user_id="user_unknown", phone_number=fresh.test_number())


def test_replace_with_an_unknown_status_is_refused(server, user):
    body = {"phone_number": fresh.test_number(), "identification_status": "transferable"}
    answer = wire.call(server, "PUT", f"/v1/users/{user.id}/phone_number", body)
    wire.check_refused(answer, 422, "form_param_value_invalid", "identification_status")


def test_every_problem_of_a_replacement_comes_at_once(server, user):
    answer = wire.call(server, "PUT", f"/v1/users/{user.id}/phone_number", {"identification_status": 7, "primary": True})
    wire.check_refused(answer, 422)
    assert answer.param_names == {"phone_number", "identification_status", "primary"}
