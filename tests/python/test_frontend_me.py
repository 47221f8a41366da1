"""The signed-in user: read, changed, deleted; and backup codes."""

import pytest

import fresh
import wire
from frontend import NUMBERS, PASSWORD, facts, ok, refused


def test_me_is_the_user_of_the_session(member, clerk):
    user = member.me()
    assert facts(user) == facts(member.session["user"]) == facts(member.seen()["sessions"][0]["user"])
    assert clerk.users.get(user_id=user["id"]).primary_phone_number_id == user["primary_phone_number_id"]


def test_names_are_changed_and_emptied(member):
    changed = ok(member.patch("/v1/me", first_name="Almon", last_name="Strowger"))
    assert (changed["first_name"], changed["last_name"]) == ("Almon", "Strowger")
    assert facts(changed) == facts(member.session["user"]) == facts(member.me())
    emptied = ok(member.patch("/v1/me", first_name=None))
    assert (emptied["first_name"] or None, emptied["last_name"]) == (None, "Strowger")


def test_the_page_shows_the_new_name_beside_the_session_too(member):
    ok(member.patch("/v1/me", first_name="Almon"))
    assert member.session["public_user_data"]["first_name"] == "Almon"
    assert member.session["public_user_data"]["identifier"] == member.number


def test_what_is_not_given_stays(member):
    ok(member.patch("/v1/me", first_name="Almon"))
    assert ok(member.patch("/v1/me"))["first_name"] == "Almon"


def test_a_name_that_is_too_long_is_refused(member):
    answer = member.patch("/v1/me", first_name="x" * 10_000)
    assert answer.status == 422 and answer.param_names == {"first_name"}, answer.text


def test_what_is_the_backends_to_change_is_not_changed(member, clerk):
    before = member.me()
    backends = {"public_metadata": {"role": "admin"}, "banned": "true", "external_id": "x", "created_at": "1"}
    ok(member.patch("/v1/me", **backends))
    assert facts(member.me()) == facts(before)
    assert clerk.users.get(user_id=before["id"]).public_metadata == {}


def test_a_username_is_set_and_is_nobody_elses(configured, hold):
    server, name = configured({"sign_up.username": "optional"}), fresh.name()
    holder, other = hold(server), hold(server)
    holder.sign_up(fresh.test_number())
    other.sign_up(fresh.test_number())
    assert ok(holder.patch("/v1/me", username=name))["username"] == name
    refused(other.patch("/v1/me", username=name.upper()), 422, "form_identifier_exists", "username")
    refused(other.patch("/v1/me", username=fresh.test_number()), 422, param="username")


def test_a_user_deletes_the_account_and_is_forgotten(member, clerk, stranger):
    user_id = member.me()["id"]
    deleted = ok(member.delete("/v1/me"))
    assert (deleted["object"], deleted["id"], deleted["deleted"]) == ("user", user_id, True)
    refused(member.get("/v1/me"), 401)
    assert (member.seen() or {"sessions": []})["sessions"] == []
    assert clerk.users.count(request={"user_id": [user_id]}).total_count == 0
    stranger.sign_up(member.number)


def test_a_setting_keeps_users_from_deleting_their_accounts(configured, hold):
    holder = hold(configured({"instance.delete_self": False}))
    holder.sign_up(fresh.test_number())
    assert holder.me()["delete_self_enabled"] is False
    refused(holder.delete("/v1/me"), 403, "user_delete_self_not_enabled")
    assert holder.me()["phone_numbers"]


def test_the_backend_keeps_a_user_from_deleting_the_account(hold, clerk):
    user = clerk.users.create(phone_number=[fresh.test_number()], delete_self_enabled=False)
    holder = hold()
    holder.sign_in(user.phone_numbers[0].phone_number)
    refused(holder.delete("/v1/me"), 403, "user_delete_self_not_enabled")


# Backup codes


def test_new_backup_codes_kill_the_old_ones(hold, member):
    old = member.add_second_factor()["backup_codes"]
    member.step_up()
    new = ok(member.post("/v1/me/backup_codes/"))["codes"]
    assert len(set(new)) == len(old) and not set(new) & set(old)

    holder = hold()
    half = holder.pass_first_factor(member.number)
    refused(holder.attempt(half, "second", strategy="backup_code", code=old[0]), 422, "form_code_incorrect", "code")
    assert ok(holder.attempt(half, "second", strategy="backup_code", code=new[0]))["status"] == "complete"


def test_there_are_no_backup_codes_without_a_second_factor(member):
    refused(member.post("/v1/me/backup_codes"), 400, "backup_codes_not_available")


def test_a_number_that_becomes_the_second_factor_by_the_backend_brings_no_codes_to_read(member, clerk):
    added = member.add_number()
    clerk.phone_numbers.update(phone_number_id=added["id"], reserved_for_second_factor=True)
    assert ok(member.get(f"{NUMBERS}/{added['id']}"))["backup_codes"] is None


# What it needs


@pytest.mark.parametrize("session_id", ["sess_unknown", "nonsense", "sess_" + "x" * 3_000])
def test_a_session_that_is_not_the_clients_is_no_session(member, session_id):
    refused(member.get("/v1/me", _clerk_session_id=session_id), 401)


def test_the_session_of_another_client_is_no_session(member, stranger):
    stranger.sign_up(fresh.test_number(), password=PASSWORD)
    refused(member.get("/v1/me", _clerk_session_id=stranger.session_id), 401)
    refused(member.send("DELETE", "/v1/me", query={"_clerk_session_id": stranger.session_id}), 401)
    assert stranger.me()["phone_numbers"]


def test_a_page_of_any_origin_may_show_the_picture(member, server):
    assert member.me()["image_url"] == f"{server.url}/strowger/v1/avatar.svg"
    answer = wire.call(server, "GET", "/strowger/v1/avatar.svg", key=None)
    assert (answer.status, answer.headers["content-type"]) == (200, "image/svg+xml")
    assert answer.headers["access-control-allow-origin"] == "*" and b"<svg" in answer.body
