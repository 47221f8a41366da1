"""Every refusal of the phone operations arrives in the official Python SDK as a typed error with its code."""

import pytest
from clerk_backend_api import Clerk

import fresh
import wire
from refusals import refused


@pytest.fixture
def other(clerk):
    return clerk.users.create(username=fresh.name())


def test_create_without_arguments_names_both_missing_parameters(clerk):
    with refused(422, "form_param_missing") as caught:
        clerk.phone_numbers.create()
    named = [(error.code, error.meta["param_name"]) for error in caught.value.data.errors]
    assert sorted(named) == [("form_param_missing", "phone_number"), ("form_param_missing", "user_id")]


def test_create_for_an_unknown_user_is_refused(clerk):
    with refused(404, "resource_not_found"):
        clerk.phone_numbers.create(request={"user_id": "user_unknown", "phone_number": fresh.test_number()})


@pytest.mark.parametrize(
    "number", ["hello", "+12", "+1415555", "+14155550100 ext. 5", "+1" + "5" * 40, "+9991234567890"]
)
def test_create_of_what_is_no_possible_number_is_refused(add, user, number):
    with refused(422, "form_param_format_invalid", param_name="phone_number"):
        add(user, number=number)


def test_create_with_an_empty_number_is_refused(clerk, user):
    with refused(422, "form_param_nil", param_name="phone_number"):
        clerk.phone_numbers.create(request={"user_id": user.id, "phone_number": ""})


def test_create_of_a_number_that_somebody_holds_verified_is_refused(add, user, other):
    number = add(user).phone_number
    for verified in (True, False):
        with refused(422, "form_identifier_exists", param_name="phone_number"):
            add(other, number=number, verified=verified)


def test_create_of_a_number_that_the_user_has_is_refused(add, user):
    number = add(user, verified=False).phone_number
    for verified in (True, False):
        with refused(422, "form_identifier_exists", param_name="phone_number"):
            add(user, number=number, verified=verified)


def test_create_of_an_unverified_second_factor_is_refused(clerk, add, user):
    with refused(400, "identification_create_second_factor_unverified"):
        add(user, verified=False, reserved_for_second_factor=True)
    assert clerk.users.get(user_id=user.id).phone_numbers == []


@pytest.mark.parametrize("number_id", ["idn_unknown", "phone_12345", "idn_" + "x" * 5_000, "a b", "%2e%2e", "☎"])
def test_every_operation_on_an_unknown_number_is_refused(clerk, number_id):
    phones = clerk.phone_numbers
    operations = (
        lambda: phones.get(phone_number_id=number_id),
        lambda: phones.update(phone_number_id=number_id, verified=True),
        lambda: phones.delete(phone_number_id=number_id),
        lambda: phones.prepare_verification(phone_number_id=number_id),
        lambda: phones.attempt_verification(phone_number_id=number_id, verification_id="ver_1", code="424242"),
    )
    for operation in operations:
        with refused(404, "resource_not_found"):
            operation()


def test_making_an_unverified_number_a_second_factor_is_refused(clerk, add, user):
    number = add(user, verified=False)
    with refused(400, "identification_update_second_factor_unverified"):
        clerk.phone_numbers.update(phone_number_id=number.id, reserved_for_second_factor=True)


def test_unverifying_a_second_factor_is_refused_and_changes_nothing(clerk, add, user):
    number = add(user, reserved_for_second_factor=True)
    with refused(400, "identification_update_second_factor_unverified"):
        clerk.phone_numbers.update(phone_number_id=number.id, verified=False)
    assert clerk.phone_numbers.get(phone_number_id=number.id).model_dump() == number.model_dump()


def test_making_the_last_way_in_a_second_factor_is_refused(clerk):
    user = clerk.users.create(phone_number=[fresh.test_number()])
    with refused(400, "identification_update_failed"):
        clerk.phone_numbers.update(phone_number_id=user.phone_numbers[0].id, reserved_for_second_factor=True)


def test_deleting_the_last_identification_is_refused(clerk):
    user = clerk.users.create(phone_number=[fresh.test_number()])
    with refused(400, "identification_deletion_failed"):
        clerk.phone_numbers.delete(phone_number_id=user.phone_numbers[0].id)
    assert len(clerk.users.get(user_id=user.id).phone_numbers) == 1


def test_verifying_a_copy_of_a_number_that_somebody_has_verified_since_is_refused(clerk, add, user, other):
    copy = add(user, verified=False)
    prepared = clerk.phone_numbers.prepare_verification(phone_number_id=copy.id)
    add(other, number=copy.phone_number)
    with refused(400, "form_identifier_exists"):
        clerk.phone_numbers.update(phone_number_id=copy.id, verified=True)
    with refused(400, "form_identifier_exists"):
        clerk.phone_numbers.attempt_verification(
            phone_number_id=copy.id, verification_id=prepared.id, code=fresh.TEST_CODE
        )
    assert clerk.phone_numbers.get(phone_number_id=copy.id).verification is None


def test_a_second_text_within_the_pause_is_refused_with_the_seconds_to_wait(clerk, add, user):
    number = add(user, number=fresh.texted_number(), verified=False)
    clerk.phone_numbers.prepare_verification(phone_number_id=number.id)
    with refused(429, "verification_code_too_many_requests") as caught:
        clerk.phone_numbers.prepare_verification(phone_number_id=number.id)
    assert 1 <= int(caught.value.headers["retry-after"]) <= 30


def test_test_numbers_have_no_pause_between_texts(clerk, add, user):
    number = add(user, verified=False)
    prepared = [clerk.phone_numbers.prepare_verification(phone_number_id=number.id) for _ in range(30)]
    assert len({verification.id for verification in prepared}) == 30


@pytest.mark.parametrize("number", ["+11234567890", "+442079460000", "+19005551234"])
def test_a_text_to_a_number_that_cannot_get_one_is_refused(clerk, add, user, number):
    added = add(user, number=number, verified=False)
    with refused(400, "form_param_format_invalid"):
        clerk.phone_numbers.prepare_verification(phone_number_id=added.id)


def test_a_text_to_a_blocked_country_is_refused_with_the_country(own_server):
    with own_server.sdk() as clerk:
        clerk.instance_settings.update_communication(request={"blocked_country_codes": ["GB"]})
        user = clerk.users.create(username=fresh.name())
        number = clerk.phone_numbers.create(request={"user_id": user.id, "phone_number": fresh.mobile_abroad()})
        with refused(403, "unsupported_country_code", alpha2="GB", country_code="44"):
            clerk.phone_numbers.prepare_verification(phone_number_id=number.id)


def test_a_text_for_a_locked_user_is_refused_and_an_attempt_fails(clerk, add, user):
    number = add(user, verified=False)
    prepared = clerk.phone_numbers.prepare_verification(phone_number_id=number.id)
    clerk.users.lock(user_id=user.id)
    with refused(403, "user_locked"):
        clerk.phone_numbers.prepare_verification(phone_number_id=number.id)
    attempted = clerk.phone_numbers.attempt_verification(
        phone_number_id=number.id, verification_id=prepared.id, code=fresh.TEST_CODE
    )
    assert attempted.status == "failed"
    assert clerk.phone_numbers.get(phone_number_id=number.id).verification is None


def test_an_attempt_at_an_unknown_verification_is_refused(clerk, add, user):
    number = add(user, verified=False)
    with refused(404, "resource_not_found"):
        clerk.phone_numbers.attempt_verification(
            phone_number_id=number.id, verification_id="ver_unknown", code=fresh.TEST_CODE
        )


def test_an_attempt_at_the_verification_of_another_number_is_refused(clerk, add, user):
    one, another = add(user, verified=False), add(user, verified=False)
    prepared = clerk.phone_numbers.prepare_verification(phone_number_id=one.id)
    with refused(404, "resource_not_found"):
        clerk.phone_numbers.attempt_verification(
            phone_number_id=another.id, verification_id=prepared.id, code=fresh.TEST_CODE
        )
    assert clerk.phone_numbers.get(phone_number_id=another.id).verification is None


def test_an_accepted_verification_cannot_be_attempted_again(clerk, add, user):
    number = add(user, verified=False)
    prepared = clerk.phone_numbers.prepare_verification(phone_number_id=number.id)
    attempt = {"phone_number_id": number.id, "verification_id": prepared.id, "code": fresh.TEST_CODE}
    clerk.phone_numbers.attempt_verification(**attempt)
    with refused(400, "verification_already_verified"):
        clerk.phone_numbers.attempt_verification(**attempt)


@pytest.mark.parametrize(
    ("path", "body", "expected"),
    [
        ("attempt_verification", {}, {("form_param_missing", "verification_id"), ("form_param_missing", "code")}),
        (
            "attempt_verification",
            {"verification_id": None, "code": 424242, "x": 1},
            {("form_param_nil", "verification_id"), ("form_param_type_invalid", "code"), ("form_param_unknown", "x")},
        ),
        (
            "",
            {"verified": "yes", "phone_number": "+1"},
            {("form_param_type_invalid", "verified"), ("form_param_unknown", "phone_number")},
        ),
    ],
)
def test_problems_of_a_form_without_422_in_its_list_come_at_once_as_400(server, add, user, path, body, expected):
    number = add(user)
    method, tail = ("POST", f"/{path}") if path else ("PATCH", "")
    answer = wire.call(server, method, f"/v1/phone_numbers/{number.id}{tail}", body)
    wire.check_refused(answer, 400)
    assert {(error["code"], error["meta"]["param_name"]) for error in answer.json["errors"]} == expected


def test_a_wrong_key_is_a_typed_refusal(server):
    with server.sdk(secret_key="sk_test_wrong") as stranger, refused(401, "clerk_key_invalid"):
        stranger.phone_numbers.get(phone_number_id="idn_unknown")


def test_no_key_is_a_typed_refusal(server):
    nobody = Clerk(server_url=f"{server.url}/v1", retry_config=None)
    with nobody, refused(401, "authorization_header_format_invalid"):
        nobody.phone_numbers.get(phone_number_id="idn_unknown")
