"""What one API does, the other sees at once: bans, locks, deletions, revocations; users, numbers, sessions."""

import time

import pytest

import fresh
import wire
from frontend import NUMBERS, ok, refused


def check_over(holder, session_id):
    """The session is over for its holder: no user, no token, not in the client."""
    refused(holder.get("/v1/me", _clerk_session_id=session_id), 401)
    answer = holder.post(f"/v1/client/sessions/{session_id}/tokens")
    assert answer.status in (401, 404), answer.text
    assert session_id not in [session["id"] for session in (holder.seen() or {"sessions": []})["sessions"]]


ENDS = {
    "a ban": lambda clerk, user_id, session_id: clerk.users.ban(user_id=user_id),
    "a deletion": lambda clerk, user_id, session_id: clerk.users.delete(user_id=user_id),
    "a revocation": lambda clerk, user_id, session_id: clerk.sessions.revoke(session_id=session_id),
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_the_backend_ends_a_session_at_once(member, clerk, end):
    session_id = member.session_id
    end(clerk, member.me()["id"], session_id)
    check_over(member, session_id)


def test_a_ban_does_not_end_by_itself_and_its_lifting_lets_in_again(member, clerk):
    user_id, session_id = member.me()["id"], member.session_id
    clerk.users.ban(user_id=user_id)
    clerk.users.unban(user_id=user_id)
    check_over(member, session_id)
    member.sign_in(member.number)


def test_a_lock_spares_the_session_and_shows_in_the_user(member, clerk):
    clerk.users.lock(user_id=member.me()["id"])
    assert member.me()["locked"] is True
    ok(member.post(f"{member.session_path}/tokens"))
    clerk.users.unlock(user_id=member.me()["id"])
    assert member.me()["locked"] is False


def test_a_user_of_the_page_is_a_user_of_the_backend(member, clerk):
    shown, user = member.me(), clerk.users.get(user_id=member.me()["id"])
    assert (user.first_name, user.username, user.external_id) == (None, None, None)
    assert user.primary_phone_number_id == shown["primary_phone_number_id"]
    assert [number.phone_number for number in user.phone_numbers] == [member.number]
    assert clerk.users.list(request={"phone_number": [member.number]})[0].id == shown["id"]
    assert abs(user.last_sign_in_at / 1_000 - time.time()) < 60
    assert abs(user.last_active_at / 1_000 - time.time()) < 24 * 60 * 60


def test_a_session_of_the_page_is_a_session_of_the_backend(member, clerk):
    (session,) = clerk.sessions.list(user_id=member.me()["id"])
    assert (session.id, session.status) == (member.session_id, "active")
    assert (session.client_id, session.expire_at) == (member.client["id"], member.session["expire_at"])


def test_what_the_backend_changes_the_page_shows_at_once(member, clerk):
    user_id = member.me()["id"]
    clerk.users.update(user_id=user_id, first_name="Almon")
    clerk.users.update_metadata(user_id=user_id, public_metadata={"plan": "gold"}, private_metadata={"cost": 1})
    user = member.me()
    assert (user["first_name"], user["public_metadata"]) == ("Almon", {"plan": "gold"})
    assert "private_metadata" not in user and member.seen()["sessions"][0]["user"]["first_name"] == "Almon"


def test_a_number_that_the_backend_adds_is_proven_by_its_word(member, clerk):
    number = fresh.test_number()
    clerk.phone_numbers.create(
        request={"user_id": member.me()["id"], "phone_number": number, "verified": True}
    )
    added = ok(member.get(NUMBERS))[1]
    assert added["phone_number"] == number
    assert added["verification"] == {
        "object": "verification_admin", "status": "verified", "strategy": "admin", "attempts": None, "expire_at": None,
    }


def test_a_number_that_the_backend_unverifies_is_no_way_in_and_can_be_proven_again(member, clerk):
    added = member.add_number()
    clerk.phone_numbers.update(phone_number_id=added["id"], verified=False)
    assert ok(member.get(f"{NUMBERS}/{added['id']}"))["verification"] is None
    assert member.verify(added)["verification"]["status"] == "verified"


def test_two_step_sign_in_shows_on_both_sides(member, clerk):
    user_id = member.me()["id"]
    factor = member.add_second_factor()
    user = clerk.users.get(user_id=user_id)
    assert user.two_factor_enabled and user.backup_code_enabled and user.mfa_enabled_at
    assert user.mfa_disabled_at is None
    assert clerk.phone_numbers.get(phone_number_id=factor["id"]).default_second_factor
    member.step_up()
    ok(member.delete(f"{NUMBERS}/{factor['id']}"))
    user = clerk.users.get(user_id=user_id)
    assert not user.two_factor_enabled and not user.backup_code_enabled
    assert user.mfa_disabled_at >= user.mfa_enabled_at


def test_what_disables_two_step_sign_in_kills_the_backup_codes(hold, member, clerk):
    factor = member.add_second_factor()
    clerk.users.disable_mfa(user_id=member.me()["id"])
    clerk.phone_numbers.update(phone_number_id=factor["id"], reserved_for_second_factor=True)
    holder = hold()
    half = holder.pass_first_factor(member.number)
    assert {one["strategy"] for one in half["supported_second_factors"]} == {"phone_code"}
    answer = holder.attempt(half, "second", strategy="backup_code", code=factor["backup_codes"][0])
    assert answer.status in (400, 422), answer.text


def test_the_backend_never_shows_backup_codes(member):
    factor = member.add_second_factor()
    for path in (f"/v1/phone_numbers/{factor['id']}", f"/v1/users/{member.me()['id']}"):
        answer = wire.call(member.server, "GET", path)
        assert not any(code.encode() in answer.body for code in factor["backup_codes"])


def test_a_password_of_the_page_is_verified_by_the_backend(holder, clerk):
    user_id = holder.sign_up(fresh.test_number(), password="a-long-enough-passphrase-1891")["created_user_id"]
    assert clerk.users.verify_password(user_id=user_id, password="a-long-enough-passphrase-1891").verified is True


def test_a_session_that_the_backend_made_is_in_nobodys_browser(member, clerk):
    user_id = member.me()["id"]
    made = clerk.sessions.create(request={"user_id": user_id})
    assert [session["id"] for session in member.seen()["sessions"]] == [member.session_id]
    refused(member.post(f"/v1/client/sessions/{made.id}/tokens"), 404, "resource_not_found")
    assert made.id in {session["id"] for session in ok(member.get("/v1/me/sessions"))}


def test_everything_is_still_there_after_a_restart(start, hold):
    server = start()
    holder = hold(server)
    holder.sign_up(fresh.test_number())
    before = holder.session
    assert server.stop() == 0
    server.start()
    after = next(session for session in holder.seen()["sessions"])
    assert after["id"] == before["id"] and after["user"]["phone_numbers"] == before["user"]["phone_numbers"]


def test_everything_is_still_there_after_a_crash(start, hold):
    server = start()
    holder = hold(server)
    holder.sign_up(fresh.test_number())
    codes = holder.add_second_factor()["backup_codes"]
    server.kill()
    server.start()
    assert holder.me()["two_factor_enabled"] is True
    other = hold(server)
    half = other.pass_first_factor(holder.number)
    assert ok(other.attempt(half, "second", strategy="backup_code", code=codes[0]))["status"] == "complete"
