"""Step-up: what can do harm asks for a factor again, when the last time is too long ago or was never."""

import jwt
import pytest

import fresh
from frontend import NUMBERS, PASSWORD, WRONG_CODE, facts, ok, phone_factor, refused, refused_with

FACTOR = "reserved_for_second_factor"


def verify_path(holder, tail=""):
    return f"{holder.session_path}/verify{tail}"


def start(holder, level="second_factor"):
    return ok(holder.post(verify_path(holder), level=level))


def prepare(holder, started, factor):
    chosen = phone_factor(started[f"supported_{factor}_factors"])
    path = verify_path(holder, f"/prepare_{factor}_factor")
    return ok(holder.post(path, strategy="phone_code", phone_number_id=chosen["phone_number_id"]))


def attempt(holder, factor, strategy="phone_code", **proof):
    return holder.post(verify_path(holder, f"/attempt_{factor}_factor"), strategy=strategy, **proof)


def age(holder):
    """When the first and the second factor were last proven, as session and token have it."""
    shown = holder.session["factor_verification_age"]
    token = holder.session["last_active_token"]["jwt"]
    assert jwt.decode(token, options={"verify_signature": False})["fva"] == shown
    return shown


@pytest.fixture
def stale(member, clerk):
    """A signed-in client whose user got a second factor from the backend, and so has never proven it."""
    factor = member.add_number()
    clerk.phone_numbers.update(phone_number_id=factor["id"], reserved_for_second_factor=True)
    member.seen()
    return member


def first_number(holder):
    return f"{NUMBERS}/{holder.session['user']['phone_numbers'][0]['id']}"


def second_factor(holder):
    return f"{NUMBERS}/{holder.session['user']['phone_numbers'][1]['id']}"


GATED = {
    "adding a number": lambda holder: holder.post(NUMBERS, phone_number=fresh.test_number()),
    "removing a number": lambda holder: holder.delete(first_number(holder)),
    "removing the second factor": lambda holder: holder.delete(second_factor(holder)),
    "switching a second factor on": lambda holder: holder.patch(first_number(holder), **{FACTOR: True}),
    "switching the second factor off": lambda holder: holder.patch(second_factor(holder), **{FACTOR: False}),
    "another primary": lambda holder: holder.patch(
        "/v1/me", primary_phone_number_id=second_factor(holder).rpartition("/")[2]
    ),
    "new backup codes": lambda holder: holder.post("/v1/me/backup_codes/"),
    "revoking a session": lambda holder: holder.post(f"/v1/me/sessions/{holder.session_id}/revoke"),
    "setting a password": lambda holder: holder.post("/v1/me/change_password", new_password=PASSWORD),
    "removing the password": lambda holder: holder.post("/v1/me/remove_password", current_password=PASSWORD),
    "deleting the account": lambda holder: holder.delete("/v1/me"),
}


@pytest.mark.parametrize("act", GATED.values(), ids=GATED)
def test_what_can_do_harm_is_refused_and_changes_nothing(stale, act):
    before = facts(stale.me())
    answer = refused(act(stale), 403, "session_reverification_required")
    (error,) = answer.json["errors"]
    assert error["meta"]["reverification"] == {"level": "second_factor", "after_minutes": 10}
    assert answer.json["meta"]["client"]["sessions"][0]["id"] == stale.session_id
    assert facts(stale.me()) == before


@pytest.mark.parametrize("act", GATED.values(), ids=GATED)
def test_what_was_refused_goes_through_after_the_second_factor(stale, act):
    refused(act(stale), 403, "session_reverification_required")
    stale.step_up()
    ok(stale.post(f"{stale.session_path}/touch", active_organization_id=None))
    answer = act(stale)
    assert answer.status == 200 or "session_reverification_required" not in answer.codes, answer.text


UNGATED = {
    "another name": lambda holder: holder.patch("/v1/me", first_name="Almon"),
    "another default": lambda holder: holder.patch(second_factor(holder), default_second_factor=True),
    "reading": lambda holder: holder.get(first_number(holder)),
    "touching": lambda holder: holder.post(f"{holder.session_path}/touch"),
    "a token": lambda holder: holder.post(f"{holder.session_path}/tokens"),
}


@pytest.mark.parametrize("act", UNGATED.values(), ids=UNGATED)
def test_what_does_no_harm_goes_through_without(stale, act):
    ok(act(stale))


def test_a_number_that_was_added_before_is_proven_without(member, clerk):
    added, factor = member.add_number(verified=False), member.add_number()
    clerk.phone_numbers.update(phone_number_id=factor["id"], reserved_for_second_factor=True)
    assert member.verify(added)["verification"]["status"] == "verified"


@pytest.mark.parametrize("act", [GATED["adding a number"], GATED["deleting the account"]])
def test_who_has_just_signed_in_is_not_asked_again(member, act):
    ok(act(member))


def test_who_has_just_signed_in_with_both_factors_is_not_asked_again(hold, stale):
    holder = hold()
    holder.sign_in(stale.number)
    assert age(holder) == [0, 0]
    ok(GATED["adding a number"](holder))


def test_a_setting_turns_it_off(configured, hold):
    server = configured({"session.step_up_minutes": 0})
    holder = hold(server)
    holder.sign_up(fresh.test_number())
    holder.add_second_factor()
    for act in (GATED["adding a number"], GATED["switching the second factor off"], GATED["deleting the account"]):
        ok(act(holder))


def test_another_username_is_asked_for_proof_too(configured, hold):
    holder = hold(configured({"sign_up.username": "optional"}))
    holder.sign_up(fresh.test_number(), username=fresh.name())
    holder.add_second_factor()
    refused(holder.patch("/v1/me", username=fresh.name()), 403, "session_reverification_required")
    holder.step_up()
    assert ok(holder.patch("/v1/me", username=(name := fresh.name())))["username"] == name


# The second factor


def test_a_code_to_the_second_factor_is_proof_enough(stale):
    assert age(stale)[1] == -1
    started = start(stale)
    assert (started["status"], started["level"]) == ("needs_second_factor", "second_factor")
    assert started["second_factor_verification"] is None
    prepared = prepare(stale, started, "second")
    assert prepared["second_factor_verification"]["status"] == "unverified"
    done = ok(attempt(stale, "second", code=fresh.TEST_CODE))
    assert done["status"] == "complete" and done["second_factor_verification"]["status"] == "verified"
    assert done["session"]["factor_verification_age"][1] == 0 and age(stale)[1] == 0


def test_a_backup_code_is_proof_enough_once(member):
    codes = member.add_second_factor()["backup_codes"]
    strategies = {factor["strategy"] for factor in start(member)["supported_second_factors"]}
    assert strategies == {"phone_code", "backup_code"}
    done = ok(attempt(member, "second", "backup_code", code=codes[0]))
    assert done["status"] == "complete" and age(member)[1] == 0
    start(member)
    refused(attempt(member, "second", "backup_code", code=codes[0]), 422, "form_code_incorrect", "code")


def test_the_first_factor_alone_is_not_proof_enough_where_there_is_a_second(stale):
    started = start(stale, "first_factor")
    assert started["level"] == "first_factor" and started["status"] == "needs_first_factor"
    prepare(stale, started, "first")
    assert ok(attempt(stale, "first", code=fresh.TEST_CODE))["status"] == "complete"
    refused(GATED["adding a number"](stale), 403, "session_reverification_required")


def test_both_factors_are_asked_for_one_after_the_other(stale):
    started = start(stale, "multi_factor")
    assert started["status"] == "needs_first_factor"
    prepare(stale, started, "first")
    half = ok(attempt(stale, "first", code=fresh.TEST_CODE))
    assert half["status"] == "needs_second_factor"
    prepare(stale, half, "second")
    assert ok(attempt(stale, "second", code=fresh.TEST_CODE))["status"] == "complete"
    assert age(stale) == [0, 0]


# The first factor


@pytest.mark.parametrize("level", ["first_factor", "second_factor", "multi_factor"])
def test_without_a_second_factor_the_first_is_asked_for(member, level):
    started = start(member, level)
    assert (started["status"], started["level"]) == ("needs_first_factor", "first_factor")
    prepare(member, started, "first")
    assert ok(attempt(member, "first", code=fresh.TEST_CODE))["status"] == "complete"
    assert age(member) == [0, -1]


def test_a_password_is_a_first_factor(holder):
    holder.sign_up(fresh.test_number(), password=PASSWORD)
    start(holder)
    refused(attempt(holder, "first", "password", password="another-one-1891"), 422, "form_password_incorrect", "password")
    done = ok(attempt(holder, "first", "password", password=PASSWORD))
    assert done["status"] == "complete" and done["first_factor_verification"]["strategy"] == "password"


# What is refused


def test_a_wrong_code_is_refused_and_proves_nothing(stale):
    prepare(stale, start(stale), "second")
    refused(attempt(stale, "second", code=WRONG_CODE), 422, "form_code_incorrect", "code")
    refused(GATED["adding a number"](stale), 403, "session_reverification_required")


def test_an_attempt_before_the_start_is_refused(member):
    for factor in ("first", "second"):
        refused(attempt(member, factor, code=fresh.TEST_CODE), 400, "session_reverification_missing")


def test_an_attempt_before_a_code_was_sent_is_refused(stale):
    start(stale)
    answer = attempt(stale, "second", code=fresh.TEST_CODE)
    refused_with(answer, 400, {"verification_missing", "verification_not_sent"})


def test_starting_twice_does_no_harm(stale):
    start(stale)
    prepare(stale, start(stale), "second")
    ok(attempt(stale, "second", code=fresh.TEST_CODE))


def test_a_completed_verification_is_not_completed_again(stale):
    stale.step_up()
    assert 400 <= attempt(stale, "second", code=fresh.TEST_CODE).status < 500


@pytest.mark.parametrize("level", ["third_factor", "", "SECOND_FACTOR"])
def test_an_unknown_level_is_refused(member, level):
    answer = member.post(verify_path(member), level=level)
    assert answer.status == 422 and answer.param_names == {"level"}, answer.text


def test_a_code_for_stepping_up_goes_to_numbers_of_the_user_only(stale, stranger):
    stranger.sign_up(fresh.test_number())
    start(stale)
    path = verify_path(stale, "/prepare_second_factor")
    answer = stale.post(path, strategy="phone_code", phone_number_id=stranger.me()["primary_phone_number_id"])
    assert 400 <= answer.status < 500, answer.text
    assert len(stale.server.inbox(stranger.number)) == 1


def test_a_code_that_was_sent_for_signing_in_does_not_step_up(lenient, hold):
    holder, other = hold(lenient), hold(lenient)
    holder.sign_up(number := fresh.texted_number())
    with holder.texted(number) as code:
        ok(other.prepare(other.start_sign_in(number)))
    foreign = code()
    with holder.texted(number) as code:
        prepare(holder, start(holder, "first_factor"), "first")
    if foreign != code():
        refused(attempt(holder, "first", code=foreign), 422, "form_code_incorrect", "code")
    assert ok(attempt(holder, "first", code=code()))["status"] == "complete"
