"""The environment: what the server's settings make of the sign-in and profile pages."""

import pytest

import fresh
import wire
from frontend import NUMBERS, SIGN_INS, SIGN_UPS, Cookies, ok, refused


def environment(server):
    return ok(Cookies(server).get("/v1/environment"))


def at(document, path):
    for key in path.split("."):
        document = document[key]
    return document


def test_anybody_may_read_it_and_either_way_it_is_the_same(holder):
    read = ok(holder.get("/v1/environment"))
    assert read == ok(holder.send("PATCH", "/v1/environment"))
    assert read["object"] == "environment"


def test_who_is_signed_in_reads_the_same(member, hold):
    assert ok(member.get("/v1/environment")) == ok(hold().get("/v1/environment"))


PHONE = "user_settings.attributes.phone_number"

DEFAULTS = {
    "auth_config.phone_number": "required",
    "auth_config.username": "off",
    "auth_config.password": "on",
    "auth_config.email_address": "off",
    "auth_config.single_session_mode": True,
    "auth_config.reverification": True,
    "auth_config.test_mode": True,
    "auth_config.native_settings.api_enabled": True,
    "display_config.instance_environment_type": "development",
    "display_config.preferred_sign_in_strategy": "otp",
    "display_config.branded": False,
    f"{PHONE}.enabled": True,
    f"{PHONE}.required": True,
    f"{PHONE}.used_for_first_factor": True,
    f"{PHONE}.first_factors": ["phone_code"],
    f"{PHONE}.used_for_second_factor": True,
    f"{PHONE}.second_factors": ["phone_code"],
    f"{PHONE}.verifications": ["phone_code"],
    f"{PHONE}.verify_at_sign_up": True,
    "user_settings.attributes.backup_code.enabled": True,
    "user_settings.attributes.password.enabled": True,
    "user_settings.attributes.password.required": False,
    "user_settings.attributes.username.enabled": False,
    "user_settings.attributes.first_name.enabled": True,
    "user_settings.attributes.first_name.required": False,
    "user_settings.attributes.email_address.used_for_first_factor": False,
    "user_settings.sign_up.mode": "public",
    "user_settings.sign_up.captcha_enabled": False,
    "user_settings.sign_up.progressive": True,
    "user_settings.actions.delete_self": True,
    "user_settings.actions.create_organization": False,
    "user_settings.attack_protection.user_lockout.enabled": True,
    "user_settings.attack_protection.user_lockout.max_attempts": 100,
    "user_settings.attack_protection.enumeration_protection.enabled": False,
    "user_settings.password_settings.min_length": 8,
    "user_settings.username_settings.min_length": 4,
    "user_settings.username_settings.max_length": 64,
}


def test_without_settings_it_offers_what_is_there(own_server):
    shown = environment(own_server)
    assert {path: at(shown, path) for path in DEFAULTS} == DEFAULTS


def test_every_url_that_a_page_may_follow_is_given_without_settings(own_server):
    shown = environment(own_server)["display_config"]
    for name in ("home_url", "sign_in_url", "sign_up_url", "after_sign_in_url", "after_sign_out_all_url"):
        assert isinstance(shown[name], str), name


def test_in_development_the_pages_of_the_app_are_where_the_page_that_asks_is(own_server):
    for page in ("http://localhost:5173", "http://127.0.0.1:3000"):
        headers = {"Origin": page, "Content-Type": "application/x-www-form-urlencoded"}
        answer = wire.call(own_server, "POST", "/v1/environment?_method=PATCH", key=None, headers=headers)
        shown = answer.json["display_config"]
        assert shown["home_url"] == f"{page}/" and shown["after_sign_out_one_url"] == f"{page}/"
        assert shown["sign_in_url"] == f"{page}/sign-in"


PAGES = "https://app.example.com"
USERNAME, PASSWORD, NAME = (f"user_settings.attributes.{name}" for name in ("username", "password", "first_name"))
LAST_NAME = "user_settings.attributes.last_name"

STEERED = [
    ("sign_up.mode", "restricted", {"user_settings.sign_up.mode": "restricted"}),
    ("sign_up.username", "optional", {"auth_config.username": "on", f"{USERNAME}.enabled": True,
                                      f"{USERNAME}.required": False}),
    ("sign_up.username", "required", {"auth_config.username": "required", f"{USERNAME}.enabled": True,
                                      f"{USERNAME}.required": True}),
    ("sign_up.password", "off", {"auth_config.password": "off", f"{PASSWORD}.enabled": False}),
    ("sign_up.password", "required", {"auth_config.password": "required", f"{PASSWORD}.required": True}),
    ("sign_up.first_name", "required", {"auth_config.first_name": "required", f"{NAME}.required": True}),
    ("sign_up.first_name", "off", {"auth_config.first_name": "off", f"{NAME}.enabled": False}),
    ("sign_up.last_name", "required", {"auth_config.last_name": "required", f"{LAST_NAME}.required": True}),
    ("sign_up.last_name", "off", {"auth_config.last_name": "off", f"{LAST_NAME}.enabled": False}),
    ("sign_in.preferred_strategy", "password", {"display_config.preferred_sign_in_strategy": "password"}),
    ("sign_in.second_factor", False, {f"{PHONE}.used_for_second_factor": False, f"{PHONE}.second_factors": [],
                                      "auth_config.second_factors": []}),
    ("sign_in.enumeration_protection", True,
     {"user_settings.attack_protection.enumeration_protection.enabled": True}),
    ("session.multiple", True, {"auth_config.single_session_mode": False}),
    ("session.step_up_minutes", 0, {"auth_config.reverification": False}),
    ("instance.delete_self", False, {"user_settings.actions.delete_self": False}),
    ("instance.test_mode", False, {"auth_config.test_mode": False}),
    ("app.home_url", PAGES, {"display_config.home_url": PAGES}),
    ("app.sign_in_url", f"{PAGES}/in", {"display_config.sign_in_url": f"{PAGES}/in"}),
    ("app.sign_up_url", f"{PAGES}/up", {"display_config.sign_up_url": f"{PAGES}/up"}),
    ("app.user_profile_url", f"{PAGES}/me", {"display_config.user_profile_url": f"{PAGES}/me"}),
    ("app.after_sign_in_url", f"{PAGES}/a", {"display_config.after_sign_in_url": f"{PAGES}/a"}),
    ("app.after_sign_up_url", f"{PAGES}/b", {"display_config.after_sign_up_url": f"{PAGES}/b"}),
    ("app.after_sign_out_url", f"{PAGES}/c", {"display_config.after_sign_out_all_url": f"{PAGES}/c",
                                              "display_config.after_sign_out_one_url": f"{PAGES}/c"}),
]


@pytest.mark.parametrize(("name", "value", "steered"), STEERED, ids=[f"{name}={value}" for name, value, _ in STEERED])
def test_a_setting_steers_the_pages(configured, name, value, steered):
    shown = environment(configured({name: value}))
    assert {path: at(shown, path) for path in steered} == steered


def test_who_has_a_name_and_a_password_may_do_without_a_number(configured):
    by_name = {"sign_up.username": "required", "sign_up.password": "required"}
    shown = environment(configured({"sign_up.phone_number": "optional", **by_name}))
    assert (at(shown, "auth_config.phone_number"), at(shown, f"{PHONE}.required")) == ("on", False)


def test_a_logo_is_shown(configured):
    shown = environment(configured({"app.logo_url": f"{PAGES}/logo.svg"}))["display_config"]
    assert f"{PAGES}/logo.svg" in (shown["logo_image_url"], shown["logo_url"])


def test_test_mode_that_the_backend_switches_off_is_off_for_pages_at_once(own_server):
    assert wire.call(own_server, "PATCH", "/v1/instance", {"test_mode": False}).status == 204
    assert environment(own_server)["auth_config"]["test_mode"] is False


# What is switched off is refused, too


def test_a_second_factor_that_is_switched_off_is_refused(configured, hold):
    holder = hold(configured({"sign_in.second_factor": False}))
    holder.sign_up(fresh.test_number())
    answer = holder.patch(f"{NUMBERS}/{holder.add_number()['id']}", reserved_for_second_factor=True)
    assert 400 <= answer.status < 500, answer.text
    assert holder.me()["two_factor_enabled"] is False


def test_a_username_that_is_switched_off_is_not_taken(holder):
    answer = holder.post(SIGN_UPS, phone_number=fresh.test_number(), username=fresh.name())
    if answer.status == 422:
        return refused(answer, 422, param="username")
    assert ok(answer)["username"] is None


def test_test_mode_off_takes_the_fixed_code_away(configured, hold):
    server, number = configured({"instance.test_mode": False}), "+14155550100"
    holder = hold(server)
    started = holder.start_sign_up(number)
    path = f"{SIGN_UPS}/{started['id']}"
    ok(holder.post(f"{path}/prepare_verification", strategy="phone_code"))
    code = server.code(number)
    if code != fresh.TEST_CODE:
        answer = holder.post(f"{path}/attempt_verification", strategy="phone_code", code=fresh.TEST_CODE)
        refused(answer, 422, "form_code_incorrect", "code")
    ok(holder.post(f"{path}/attempt_verification", strategy="phone_code", code=code))


def test_the_user_says_what_the_settings_allow(configured, hold):
    holder = hold(configured({"instance.delete_self": False}))
    holder.sign_up(fresh.test_number())
    user = holder.me()
    assert (user["delete_self_enabled"], user["create_organization_enabled"]) == (False, False)
    refused(holder.post(SIGN_INS, identifier=holder.number), 400, "session_exists")
