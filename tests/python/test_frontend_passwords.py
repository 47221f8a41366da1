"""The password of whoever is signed in: set, changed, removed; what it takes, and what the old one is good for then."""

import itertools
import pathlib
import time

import pytest

import fresh
import wire
from frontend import FAILURES_MAX, PASSWORD, SIGN_INS, Cookies, facts, limited, ok, refused
from limiters import FAR, SMALL
from together import at_once

CHANGE, REMOVE = "/v1/me/change_password", "/v1/me/remove_password"
NEW = "another-passphrase-1897"
WRONG = "not-the-passphrase-1889"


def change(holder, current=PASSWORD, new=NEW, **fields):
    return holder.post(CHANGE, current_password=current, new_password=new, **fields)


def remove(holder, current=PASSWORD):
    return holder.post(REMOVE, current_password=current)


def try_wrong(holder):
    return change(holder, WRONG)


def remove_wrong(holder):
    return remove(holder, WRONG)


def sign_in_with(holder, number, password):
    return holder.post(SIGN_INS, identifier=number, strategy="password", password=password)


@pytest.fixture
def owner(holder):
    """A client, in each way of holding one, that has just signed up with a password."""
    holder.sign_up(fresh.test_number(), password=PASSWORD)
    return holder


@pytest.fixture
def web(server):
    """A browser with cookies that has just signed up with a password."""
    browser = Cookies(server)
    browser.sign_up(fresh.test_number(), password=PASSWORD)
    return browser


# Setting, changing, removing


def test_who_has_no_password_sets_one_and_signs_in_with_it(member, server):
    before = member.me()
    assert before["password_enabled"] is False
    user = ok(member.post(CHANGE, new_password=NEW, sign_out_of_other_sessions=True))
    assert user["password_enabled"] is True and user["updated_at"] > before["updated_at"]
    assert facts(user) == facts(member.session["user"]) == facts(member.me())
    assert ok(sign_in_with(Cookies(server), member.number, NEW))["status"] == "complete"


def test_a_password_is_changed_and_the_old_one_is_good_for_nothing(owner, server, clerk):
    before = owner.me()
    user = ok(change(owner))
    assert user["password_enabled"] is True and user["updated_at"] > before["updated_at"]
    assert facts(user) == facts(owner.session["user"]) == facts(owner.me())
    refused(sign_in_with(Cookies(server), owner.number, PASSWORD), 422, "form_password_incorrect", "password")
    assert ok(sign_in_with(Cookies(server), owner.number, NEW))["status"] == "complete"
    assert clerk.users.verify_password(user_id=user["id"], password=NEW).verified


def test_a_password_is_removed_and_is_no_factor_any_more(owner, server):
    before = owner.me()
    user = ok(remove(owner))
    assert user["password_enabled"] is False and user["updated_at"] > before["updated_at"]
    assert facts(user) == facts(owner.session["user"]) == facts(owner.me())
    started = Cookies(server).start_sign_in(owner.number)
    assert [factor["strategy"] for factor in started["supported_first_factors"]] == ["phone_code"]
    refused(remove(owner), 400, "no_password_set")
    assert ok(owner.post(CHANGE, new_password=PASSWORD))["password_enabled"] is True


def test_a_password_that_is_given_has_to_be_right(owner):
    before = owner.me()
    for act in (change, remove):
        refused(act(owner, WRONG), 422, "form_password_validation_failed", "current_password")
    for nothing in ({}, {"current_password": ""}):
        refused(owner.post(REMOVE, **nothing), 422, "form_param_missing", "current_password")
    assert owner.me() == before


def test_who_forgot_the_password_sets_another_by_a_fresh_factor(owner, server):
    ok(owner.post(CHANGE, new_password=NEW, sign_out_of_other_sessions=True))
    refused(sign_in_with(Cookies(server), owner.number, PASSWORD), 422, "form_password_incorrect", "password")
    assert ok(sign_in_with(Cookies(server), owner.number, NEW))["status"] == "complete"


def test_without_a_fresh_factor_nobody_sets_another(owner):
    owner.add_second_factor()
    refused(owner.post(CHANGE, new_password=NEW), 403, "session_reverification_required")
    owner.step_up()
    ok(owner.post(CHANGE, new_password=NEW))


def test_where_nothing_is_asked_for_again_the_password_has_to_be_given(configured, hold):
    holder = hold(configured({"session.step_up_minutes": 0}))
    holder.sign_up(fresh.test_number(), password=PASSWORD)
    for nothing in ({}, {"current_password": ""}):
        refused(holder.post(CHANGE, new_password=NEW, **nothing), 422, "form_param_missing", "current_password")
    ok(change(holder))


@pytest.mark.parametrize(
    ("new", "code"),
    [
        ("x" * 7, "form_password_length_too_short"),
        ("x" * 129, "form_password_length_too_long"),
        ("", "form_password_length_too_short"),
        (None, "form_password_length_too_short"),
    ],
)
def test_a_new_password_has_the_length_that_one_at_sign_up_has(web, new, code):
    answer = change(web, new=new)
    assert answer.status == 422 and answer.param_names == {"new_password"}, answer.text
    assert set(answer.codes) <= {code, "form_param_missing", "form_param_nil"}, answer.text
    assert web.me()["password_enabled"]


def test_a_new_password_is_asked_for(web):
    refused(web.post(CHANGE, current_password=PASSWORD), 422, "form_param_missing", "new_password")


def test_a_new_password_is_another_one(web):
    refused(change(web, new=PASSWORD), 422, "form_new_password_matches_current", "new_password")
    refused(change(web, WRONG, WRONG), 422, "form_password_validation_failed", "current_password")


def test_where_passwords_are_off_there_is_none_to_set_or_remove(configured, hold):
    holder = hold(configured({"sign_up.password": "off"}))
    holder.sign_up(fresh.test_number())
    refused(holder.post(CHANGE, new_password=NEW), 403, "feature_not_enabled")
    refused(remove(holder), 403, "feature_not_enabled")


def test_where_passwords_are_required_they_are_changed_and_not_removed(configured, hold):
    holder = hold(configured({"sign_up.password": "required"}))
    holder.sign_up(fresh.test_number(), password=PASSWORD)
    refused(remove(holder), 400, "password_required")
    ok(change(holder))


def test_the_last_way_in_is_not_removed(browser, clerk):
    user = clerk.users.create(username=fresh.name(), password=PASSWORD)
    browser.sign_in_by_ticket(user.id)
    refused(remove(browser), 400, "identification_deletion_failed")
    added = browser.add_number()
    clerk.phone_numbers.update(phone_number_id=added["id"], reserved_for_second_factor=True)
    browser.step_up()
    refused(remove(browser), 400, "identification_deletion_failed")
    ok(browser.patch(f"/v1/me/phone_numbers/{added['id']}", reserved_for_second_factor=False))
    ok(remove(browser))


# Sessions


@pytest.mark.parametrize("ends", [True, False, None])
def test_other_sessions_end_only_if_that_is_asked_for(owner, hold, clerk, ends):
    other, twin = hold(), owner.twin()
    other.sign_in(owner.number)
    ok(change(owner, sign_out_of_other_sessions=ends))
    if ends:
        refused(other.get("/v1/me"), 401)
        assert other.seen()["sessions"] == []
    else:
        ok(other.get("/v1/me"))
    ok(twin.get("/v1/me"))
    ok(owner.post(f"{owner.session_path}/touch"))
    sessions = clerk.sessions.list(user_id=owner.me()["id"])
    statuses = {session.id: session.status.value for session in sessions}
    assert statuses == {owner.session_id: "active", next(iter(statuses.keys() - {owner.session_id})): "revoked" if ends else "active"}


def test_a_refused_change_ends_no_session(owner, hold):
    other = hold()
    other.sign_in(owner.number)
    refused(change(owner, WRONG, sign_out_of_other_sessions=True), 422)
    refused(change(owner, new=PASSWORD, sign_out_of_other_sessions=True), 422)
    ok(other.get("/v1/me"))


def test_somebody_elses_session_beside_it_lives_on(configured, hold):
    server = configured({"session.multiple": True})
    holder, other = hold(server), hold(server)
    other.sign_up(fresh.test_number())
    holder.sign_in(other.number)
    holder.sign_up(fresh.test_number(), password=PASSWORD)
    ok(change(holder, sign_out_of_other_sessions=True))
    assert len(holder.seen()["sessions"]) == 2
    ok(other.get("/v1/me"))


# Who may


def test_a_lock_refuses_and_a_ban_signs_out(owner, clerk):
    user_id = owner.me()["id"]
    clerk.users.lock(user_id=user_id)
    refused(change(owner), 403, "user_locked")
    refused(remove(owner), 403, "user_locked")
    clerk.users.unlock(user_id=user_id)
    clerk.users.ban(user_id=user_id)
    refused(change(owner), 401)
    refused(remove(owner), 401)
    clerk.users.unban(user_id=user_id)
    assert clerk.users.verify_password(user_id=user_id, password=PASSWORD).verified


def test_fresh_factors_come_before_any_look_at_the_password(configured):
    server = configured({"session.step_up_minutes": 10})
    browser = Cookies(server)
    browser.sign_up(fresh.test_number(), password=PASSWORD)
    browser.add_second_factor()
    for current in (PASSWORD, WRONG):
        refused(change(browser, current), 403, "session_reverification_required")
        refused(remove(browser, current), 403, "session_reverification_required")
    browser.step_up()
    ok(change(browser))


# Guesses


@pytest.mark.parametrize("act", [try_wrong, remove_wrong])
def test_parallel_wrong_passwords_get_no_free_guess(web, clerk, act):
    user_id = web.me()["id"]
    answers = []
    for _ in range(3):
        twins = [web.twin() for _ in range(40)]
        answers += at_once([lambda twin=twin: act(twin) for twin in twins])
    codes = [code for answer in answers for code in answer.codes]
    assert codes.count("form_password_validation_failed") == FAILURES_MAX, codes
    assert codes.count("user_locked") == 120 - FAILURES_MAX, codes
    # The right one comes too late, here as in a step-up; other devices of the owner are not held up.
    refused(change(web), 403, "user_locked")
    path = f"{web.session_path}/verify"
    ok(web.post(path, level="first_factor"))
    answer = web.post(f"{path}/attempt_first_factor", strategy="password", password=PASSWORD)
    refused(answer, 403, "user_locked")
    assert clerk.users.get(user_id=user_id).verification_attempts_remaining == FAILURES_MAX
    clerk.users.unlock(user_id=user_id)
    ok(change(web))


def test_wrong_passwords_here_and_in_step_ups_share_a_budget(web):
    path = f"{web.session_path}/verify"
    ok(web.post(path, level="first_factor"))
    for _ in range(FAILURES_MAX // 2):
        answer = web.post(f"{path}/attempt_first_factor", strategy="password", password=WRONG)
        refused(answer, 422, "form_password_incorrect")
        refused(remove_wrong(web), 422, "form_password_validation_failed")
    refused(change(web), 403, "user_locked")


def test_a_right_password_gives_the_tries_back(web):
    for current in (PASSWORD, NEW):
        for _ in range(FAILURES_MAX // 2 + 1):
            refused(remove_wrong(web), 422, "form_password_validation_failed")
        ok(change(web, current, NEW if current == PASSWORD else PASSWORD))


def test_tries_come_in_tens_of_seconds_as_those_at_sign_in_do(configured):
    server = configured({**FAR, "limits.attempts_per_client": SMALL, "session.step_up_minutes": 0})
    holder = Cookies(server)
    number = fresh.texted_number()
    holder.sign_up(number, password=PASSWORD)
    # The code of the sign-up was a try as well.
    answers = [act(holder) for act in itertools.islice(itertools.cycle([try_wrong, remove_wrong]), SMALL - 1)]
    assert [answer.status for answer in answers] == [422] * (SMALL - 1)
    for act in (change, remove):
        limited(act(holder))


def test_of_parallel_changes_each_that_succeeds_knew_the_password_before_it(web, server):
    twins = [web.twin() for _ in range(10)]
    answers = at_once([
        lambda twin=twin, place=place: change(twin, new=f"{NEW}-{place}") for place, twin in enumerate(twins)
    ])
    (won,) = [place for place, answer in enumerate(answers) if answer.status == 200]
    for place, answer in enumerate(answers):
        if place != won:
            refused(answer, 422, "form_password_validation_failed")
    assert ok(sign_in_with(Cookies(server), web.number, f"{NEW}-{won}"))["status"] == "complete"


# What the old password began


@pytest.fixture
def half_done(web, server):
    """The owner, and somebody who knows the password and waits for the second factor."""
    web.add_second_factor()
    web.step_up()
    other = Cookies(server)
    half = other.start_sign_in(web.number, strategy="password", password=PASSWORD)
    assert half["status"] == "needs_second_factor"
    ok(other.prepare(half, "second"))
    return web, other, half


@pytest.mark.parametrize("change_it", [change, remove, "the backend"])
def test_a_sign_in_that_the_old_password_began_does_not_complete(half_done, clerk, change_it):
    web, other, half = half_done
    if change_it == "the backend":
        clerk.users.update(user_id=web.me()["id"], password=NEW)
    else:
        ok(change_it(web))
    for proof in ({"code": fresh.TEST_CODE}, {"strategy": "backup_code", "code": "0" * 8}):
        refused(other.attempt(half, "second", **proof), 404, "resource_not_found")
    refused(other.prepare(half, "second"), 404, "resource_not_found")
    assert other.seen()["sessions"] == []


def test_a_sign_in_goes_on_when_something_else_changed(half_done):
    web, other, half = half_done
    ok(web.patch("/v1/me", first_name="Almon"))
    assert ok(other.attempt(half, "second", code=fresh.TEST_CODE))["status"] == "complete"


def test_a_sign_in_that_the_new_password_began_completes_after_a_restart(start):
    server = start()
    web, other = Cookies(server), Cookies(server)
    web.sign_up(fresh.test_number(), password=PASSWORD)
    web.add_second_factor()
    web.step_up()
    ok(change(web))
    half = other.start_sign_in(web.number, strategy="password", password=NEW)
    server.stop()
    server.start()
    ok(other.prepare(half, "second"))
    assert ok(other.attempt(half, "second", code=fresh.TEST_CODE))["status"] == "complete"


# Secrets


def test_passwords_reach_neither_database_nor_log_nor_answer(start):
    server = start(env={"STROWGER_LOG_LEVEL": "debug"})
    browser = Cookies(server)
    browser.sign_up(fresh.test_number())
    answers = [browser.post(CHANGE, new_password=PASSWORD), change(browser, WRONG), change(browser), remove(browser, WRONG)]
    answers.append(remove(browser, NEW))
    assert [answer.status for answer in answers] == [200, 422, 200, 422, 200]
    time.sleep(0.1)
    database = pathlib.Path(server.database)
    files = [database, database.with_name(database.name + "-wal"), *server.log_files]
    seen = b"".join(path.read_bytes() for path in files if path.exists())
    assert b"change_password" in seen, "requests are in the log at this level"
    for secret in (PASSWORD, NEW, WRONG):
        assert secret.encode() not in seen
        assert not any(secret in answer.text for answer in answers)
    assert wire.call(server, "GET", "/v1/health", key=None).status == 200
