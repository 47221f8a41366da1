"""One test for each demand of the standards that can be seen from outside, by its number.

S1 (a code is dead after ten minutes) needs a clock that can be moved, and the evenness of S3's codes a million draws:
both are proven by the tests of the rules, in Rust. S8, S9 and S14 to S18 concern what texts say and who carries them.
"""

import base64
import hashlib
import itertools
import json
import pathlib
import re
import statistics
import time

import pytest

import fresh
import wire
from frontend import (
    ATTEMPTS_MAX,
    FAILURES_MAX,
    NUMBERS,
    PASSWORD,
    SIGN_INS,
    SIGN_UPS,
    WRONG_CODE,
    Cookies,
    DevBrowser,
    limited,
    newest_text,
    ok,
    phone_factor,
    refused,
    texts_to,
)
from instance import as_environment
from limiters import FAR, LIMITERS
from together import at_once


def sign_up_path(sign_up):
    return f"{SIGN_UPS}/{sign_up['id']}"


def prepare(holder, path):
    return ok(holder.post(f"{path}/prepare_verification", strategy="phone_code"))


def attempt(holder, path, code):
    return holder.post(f"{path}/attempt_verification", strategy="phone_code", code=code)


def test_s2_a_code_is_accepted_once_also_under_fifty_parallel_attempts(lenient):
    holder, number = Cookies(lenient), fresh.texted_number()
    path = sign_up_path(holder.start_sign_up(number))
    prepare(holder, path)
    code = lenient.code(number)
    twins = [holder.twin() for _ in range(50)]
    answers = at_once([lambda twin=twin: attempt(twin, path, code) for twin in twins])
    assert sum(answer.status == 200 for answer in answers) == 1, [answer.text for answer in answers]
    assert wire.call(lenient, "GET", "/v1/users/count", query={"phone_number": number}).json["total_count"] == 1


def test_s3_codes_have_six_digits_and_a_leading_zero_counts(lenient):
    holder, codes = Cookies(lenient), []
    while not codes or not codes[-1].startswith("0"):
        number = fresh.texted_number()
        path = sign_up_path(holder.start_sign_up(number))
        prepare(holder, path)
        codes.append(lenient.code(number))
        assert len(codes) < 400, "no code with a leading zero in four hundred"
    assert all(re.fullmatch(r"[0-9]{6}", code) for code in codes)
    assert attempt(holder, path, codes[-1].lstrip("0")).status in (400, 422)
    assert ok(attempt(holder, path, codes[-1]))["status"] == "complete"


def test_s4_a_hundred_failures_are_all_that_an_account_has_whatever_is_sent_or_begun_anew(server, clerk):
    user = clerk.users.create(phone_number=[fresh.test_number()])
    for _ in range(FAILURES_MAX // ATTEMPTS_MAX):
        stranger = Cookies(server)
        stranger.guess_wrong(stranger.start_sign_in(user.phone_numbers[0].phone_number), ATTEMPTS_MAX)
    assert clerk.users.get(user_id=user.id).verification_attempts_remaining == 0
    stranger = Cookies(server)
    answer = stranger.post(SIGN_INS, identifier=user.phone_numbers[0].phone_number)
    if answer.status == 200:
        answer = stranger.prepare(answer.json["response"])
    refused(answer, 403, "user_locked")


def test_s5_a_code_is_good_for_its_own_request_only(lenient):
    """Not for another number, nor another purpose, nor another client's attempt, nor after the next text."""
    owner, stranger, number = Cookies(lenient), Cookies(lenient), fresh.texted_number()
    owner.sign_up(number)

    def sent(holder, act):
        before = newest_text(lenient, number)
        act(holder)
        return lenient.code(number, after=before)

    step_up = f"{owner.session_path}/verify"
    factor = ok(owner.post(step_up, level="first_factor"))["supported_first_factors"][0]
    form = {"strategy": "phone_code", "phone_number_id": factor["phone_number_id"]}
    for_step_up = sent(owner, lambda holder: ok(holder.post(f"{step_up}/prepare_first_factor", **form)))
    foreign = stranger.start_sign_in(number)
    for_stranger = sent(stranger, lambda holder: ok(holder.prepare(foreign)))

    other = Cookies(lenient)
    own = other.start_sign_in(number)
    older = sent(other, lambda holder: ok(holder.prepare(own)))
    newer = sent(other, lambda holder: ok(holder.prepare(own)))
    for code in {for_step_up, for_stranger, older} - {newer}:
        refused(other.attempt(own, code=code), 422, "form_code_incorrect", "code")
    assert ok(other.attempt(own, code=newer))["status"] == "complete"
    assert ok(stranger.attempt(foreign, code=for_stranger))["status"] == "complete"


def kept(server):
    """What the server has on disk: the database and its log of writes, without the key beside it."""
    database = pathlib.Path(server.database)
    files = (database, database.with_name(database.name + "-wal"))
    return b"".join(path.read_bytes() for path in files if path.exists())


def plain_digests(code):
    """The code by every hash that needs no key, as bytes, digits and letters."""
    for name in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "blake2b", "blake2s"):
        digest = hashlib.new(name, code.encode()).digest()
        yield from (digest, digest.hex().encode(), base64.b64encode(digest).rstrip(b"="))


def test_s6_the_database_has_no_code_in_it_nor_what_could_be_searched_for_one(start):
    server, codes = start(env=as_environment(FAR)), []
    holder = Cookies(server)
    holder.sign_up(fresh.test_number())
    backup_codes = holder.add_second_factor()["backup_codes"]
    for _ in range(20):
        other, number = Cookies(server), fresh.texted_number()
        prepare(other, sign_up_path(other.start_sign_up(number)))
        codes.append(server.code(number))
    stored = kept(server)
    assert len(stored) > 10_000
    digits = set(re.findall(rb"(?<![0-9])[0-9]{6}(?![0-9])", stored))
    assert not {code.encode() for code in codes} & digits
    for code in [*codes, *backup_codes]:
        assert not any(digest in stored for digest in plain_digests(code)), code
    assert not any(code.encode() in stored for code in backup_codes)
    assert holder.held["__client"].encode() not in stored


def test_s7_another_second_factor_needs_fresh_proof_and_the_old_number_is_told(server, clerk):
    holder = Cookies(server)
    holder.sign_up(fresh.test_number())
    factor = holder.add_number()
    clerk.phone_numbers.update(phone_number_id=factor["id"], reserved_for_second_factor=True)
    holder.seen()
    path = f"{NUMBERS}/{factor['id']}"
    refused(holder.patch(path, reserved_for_second_factor=False), 403, "session_reverification_required")
    refused(holder.delete(path), 403, "session_reverification_required")
    refused(holder.post(NUMBERS, phone_number=fresh.test_number()), 403, "session_reverification_required")
    holder.step_up()
    before = newest_text(server, factor["phone_number"])
    ok(holder.patch(path, reserved_for_second_factor=False))
    (notice, *_) = server.inbox(factor["phone_number"], after=before)
    assert notice["otp_code"] is None and not re.search(r"\b[0-9]{6}\b", notice["message"])


def test_s10_there_is_another_factor_than_texts_and_texts_can_be_switched_off(configured):
    holder = Cookies(configured({}))
    settings = ok(holder.get("/v1/environment"))["user_settings"]["attributes"]
    assert settings["backup_code"]["second_factors"] == ["backup_code"] and settings["password"]["enabled"]
    holder.sign_up(fresh.test_number(), password=PASSWORD)
    holder.add_second_factor()
    other = Cookies(holder.server)
    half = other.start_sign_in(holder.number, strategy="password", password=PASSWORD)
    assert {factor["strategy"] for factor in half["supported_second_factors"]} == {"phone_code", "backup_code"}

    without = Cookies(configured({"sign_in.second_factor": False}))
    phone = ok(without.get("/v1/environment"))["user_settings"]["attributes"]["phone_number"]
    assert (phone["used_for_second_factor"], phone["second_factors"]) == (False, [])


# S11: whether a number is somebody's


@pytest.fixture
def discreet(configured):
    """A server that does not tell strangers whose number it is."""
    return configured({"sign_in.enumeration_protection": True, **FAR})


def anonymous(document):
    """An answer without what differs between any two: ids, times, tokens, and the number that was asked for."""
    text = json.dumps(document, sort_keys=True)
    text = re.sub(r'"(sia|sua|client|idn|user)_[0-9A-Za-z]+"', r'"\1"', text)
    text = re.sub(r'"clerk_trace_id": "[0-9a-f]+"', '"clerk_trace_id": ""', text)
    return re.sub(r"\b1[0-9]{12}\b", "0", re.sub(r"\+[0-9 *]+", "+", text))


def ways_in(server, number):
    """Everything a stranger gets to see of a number short of its code: statuses and bodies."""
    holder = Cookies(server)
    answers = [holder.post(SIGN_INS, identifier=number)]
    sign_in = answers[0].json["response"]
    answers.append(holder.get(f"{SIGN_INS}/{sign_in['id']}"))
    for _ in range(2):
        answers.append(holder.prepare(sign_in))
        answers += [holder.attempt(sign_in, code=WRONG_CODE) for _ in range(ATTEMPTS_MAX + 1)]
    answers.append(holder.post(SIGN_INS, identifier=number, strategy="phone_code"))
    return [(answer.status, anonymous(answer.json)) for answer in answers]


def create(server, **fields):
    made = wire.call(server, "POST", "/v1/users", {"phone_number": [fresh.test_number()], **fields})
    assert made.status == 200, made.text
    return made.json["phone_numbers"][0]["phone_number"]


ACCOUNTS = {
    "with nothing but the number": {},
    "with a name": {"first_name": "Almon", "last_name": "Strowger"},
    "with a password": {"password": PASSWORD},
}


@pytest.mark.parametrize("account", ACCOUNTS.values(), ids=ACCOUNTS)
def test_s11_a_stranger_sees_the_same_of_a_known_and_an_unknown_number(discreet, account):
    assert ways_in(discreet, create(discreet, **account)) == ways_in(discreet, fresh.test_number())


def test_s11_asked_twice_an_unknown_number_is_the_same_number(discreet):
    for number in (create(discreet), fresh.test_number()):
        asked = [Cookies(discreet).start_sign_in(number)["supported_first_factors"] for _ in range(2)]
        assert asked[0] == asked[1]


def test_s11_a_number_is_not_shown_by_its_own_id_which_would_tell_how_old_it_is(discreet):
    made = wire.call(discreet, "POST", "/v1/users", {"phone_number": [fresh.test_number()]}).json["phone_numbers"][0]
    holder = Cookies(discreet)
    started = holder.start_sign_in(made["phone_number"])
    assert phone_factor(started["supported_first_factors"])["phone_number_id"] != made["id"]
    ok(holder.prepare(started))
    assert ok(holder.attempt(started, code=fresh.TEST_CODE))["status"] == "complete"


def test_s11_an_unknown_number_gets_no_text(discreet):
    number, holder = fresh.texted_number(), Cookies(discreet)
    ok(holder.prepare(holder.start_sign_in(number)))
    assert discreet.inbox(number, wait_ms=500) == []


def test_s11_no_code_signs_an_unknown_number_in(discreet):
    holder = Cookies(discreet)
    started = holder.start_sign_in(fresh.test_number())
    ok(holder.prepare(started))
    refused(holder.attempt(started, code=fresh.TEST_CODE), 422, "form_code_incorrect", "code")


def test_s11_an_unknown_number_is_locked_after_a_hundred_wrong_codes_as_a_known_one_is(discreet):
    for number in (create(discreet), fresh.test_number()):
        holder = Cookies(discreet)
        started = holder.start_sign_in(number)
        holder.guess_wrong(started, FAILURES_MAX)
        refused(holder.prepare(started), 403, "user_locked")


def test_s11_a_taken_number_is_told_only_to_who_proves_it(discreet):
    taken, free = create(discreet), fresh.test_number()

    def seen(number):
        holder = Cookies(discreet)
        answers = [holder.post(SIGN_UPS, phone_number=number)]
        path = sign_up_path(answers[0].json["response"])
        answers.append(holder.post(f"{path}/prepare_verification", strategy="phone_code"))
        answers.append(attempt(holder, path, WRONG_CODE))
        return holder, path, [(answer.status, anonymous(answer.json)) for answer in answers]

    holder, path, of_taken = seen(taken)
    assert of_taken == seen(free)[2]
    refused(attempt(holder, path, fresh.TEST_CODE), 422, "form_identifier_exists")


def test_s11_the_answer_takes_the_same_time_for_a_known_and_an_unknown_number(discreet):
    """Asked in turn, so that whatever else the machine does concerns both."""
    known = create(discreet)

    def seconds(number):
        holder = Cookies(discreet)
        begun = time.perf_counter()
        started = holder.start_sign_in(number)
        ok(holder.prepare(started))
        holder.attempt(started, code=WRONG_CODE)
        return time.perf_counter() - begun

    def rounds(count):
        pairs = [(seconds(known), seconds(fresh.test_number())) for _ in range(count)]
        return [statistics.median(times) for times in zip(*pairs)]

    rounds(3)
    of_known, of_unknown = rounds(40)
    assert abs(of_known - of_unknown) < 0.25 * max(of_known, of_unknown), (of_known, of_unknown)


# S12: nobody locks somebody else out


def test_s12_strangers_do_not_lock_the_owner_out_of_a_device_that_has_signed_in_before(server):
    owner = Cookies(server)
    owner.sign_up(fresh.test_number())
    owner.sign_out()
    stranger = Cookies(server)
    started = stranger.start_sign_in(owner.number)
    stranger.guess_wrong(started, FAILURES_MAX)
    refused(stranger.prepare(started), 403, "user_locked")
    owner.sign_in(owner.number)


def test_s12_strangers_do_not_end_the_owners_session_or_keep_it_from_working(server):
    owner, stranger = Cookies(server), Cookies(server)
    owner.sign_up(fresh.test_number())
    stranger.guess_wrong(stranger.start_sign_in(owner.number), FAILURES_MAX)
    owner.step_up("first")
    owner.add_number()
    ok(owner.post(f"{owner.session_path}/tokens"))


def test_s12_strangers_do_not_kill_the_owners_code_or_hold_up_the_owners_text(own_server):
    owner, stranger, number = Cookies(own_server), Cookies(own_server), fresh.texted_number()
    Cookies(own_server).sign_up(number)
    ok(stranger.prepare(stranger.start_sign_in(number)))
    started, before = owner.start_sign_in(number), newest_text(own_server, number)
    ok(owner.prepare(started))
    code = own_server.code(number, after=before)
    ok((another := Cookies(own_server)).prepare(another.start_sign_in(number)))
    assert ok(owner.attempt(started, code=code))["status"] == "complete"


def test_s12_every_limit_is_documented():
    said = (pathlib.Path(__file__).parents[2] / "docs" / "configuration.md").read_text()
    for settings, _, _ in LIMITERS.values():
        for name in settings:
            assert name.removeprefix("limits.") in said, name


# S13, S19


def test_s13_no_code_token_number_or_query_reaches_the_log(start):
    server = start(env={"STROWGER_LOG_LEVEL": "debug"})
    started_at = len(server.log())
    number = fresh.texted_number()
    browser = Cookies(server)
    browser.sign_up(number, password=PASSWORD, first_name="Bartholomew")
    factor = browser.add_second_factor()
    refused(browser.post(SIGN_INS, identifier=number), 400, "session_exists")
    jwt = ok(browser.post(f"{browser.session_path}/tokens"))["jwt"]
    other = DevBrowser(server)
    half = other.start_sign_in(number, strategy="password", password=PASSWORD)
    ok(other.attempt(half, "second", strategy="backup_code", code=factor["backup_codes"][0]))
    codes = [text["otp_code"] for text in texts_to(server, number, 1)]

    logged = server.log()[started_at:]
    assert "/v1/client/sign_ins" in logged, "requests are in the log at this level"
    secrets = [jwt, other.held, browser.held["__client"], PASSWORD, number, number[1:], "Bartholomew"]
    for secret in [*secrets, *factor["backup_codes"], "__clerk_db_jwt", "_clerk_session_id"]:
        assert secret not in logged, secret
    assert not set(codes) & set(re.findall(r"(?<![0-9])[0-9]{6}(?![0-9])", logged))


def test_s13_texts_for_one_number_and_from_one_address_are_limited(configured):
    for name in ("texts to one number", "texts for one address"):
        settings, ask, allowed = LIMITERS[name]
        answers = ask(configured({**FAR, **settings}))
        assert [next(answers).status for _ in range(allowed)] == [200] * allowed
        limited(next(answers))


@pytest.mark.parametrize(("settings", "ask", "allowed"), LIMITERS.values(), ids=LIMITERS)
def test_s19_every_limit_says_in_whole_seconds_from_one_on_when_to_come_back(configured, settings, ask, allowed):
    *_, last = itertools.islice(ask(configured({**FAR, **settings})), allowed + 1)
    limited(last)
