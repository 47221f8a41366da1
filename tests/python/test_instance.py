"""What the Backend API says of sign-ups and forms, and what browsers are told then."""

import pytest

import wire


def environment(server):
    answer = wire.call(server, "GET", "/v1/environment", key=None)
    assert answer.status == 200
    return answer.json


def sign_up_mode(server):
    return environment(server)["user_settings"]["sign_up"]["mode"]


def preferred(server):
    return environment(server)["display_config"]["preferred_sign_in_strategy"]


def prefer(server, strategy):
    body = {"preferred_sign_in_strategy_when_password_required": strategy}
    return wire.call(server, "PATCH", "/v1/instance", body)


def test_an_empty_list_of_who_may_sign_up_closes_sign_ups(own_server):
    assert sign_up_mode(own_server) == "public"
    with own_server.sdk() as clerk:
        assert clerk.instance_settings.update_restrictions(request={"allowlist": True}).allowlist is True
        assert sign_up_mode(own_server) == "restricted"
        assert clerk.instance_settings.update_restrictions(request={"blocklist": True}).allowlist is True
        assert clerk.instance_settings.update_restrictions(request={"allowlist": False}).allowlist is False
    assert sign_up_mode(own_server) == "public"


def test_the_operation_of_the_beta_features_sets_the_same(own_server):
    with own_server.sdk() as clerk:
        changed = clerk.beta_features.update_instance_settings(request={"restricted_to_allowlist": True, "test_mode": False})
        assert changed.object == "instance_settings" and changed.restricted_to_allowlist is True
    told = environment(own_server)
    assert told["auth_config"]["test_mode"] is False and told["user_settings"]["sign_up"]["mode"] == "restricted"
    answer = wire.call(own_server, "PATCH", "/v1/beta_features/instance_settings", {"restricted_to_allowlist": False})
    assert answer.status == 200 and answer.json["restricted_to_allowlist"] is False


def test_a_preferred_strategy_holds_where_passwords_are_required(start):
    server = start(database="memory:", env={"STROWGER_SIGN_UP_PASSWORD": "required"})
    assert preferred(server) == "otp"
    assert prefer(server, "password").status == 204
    assert preferred(server) == "password"
    assert prefer(server, None).status == 204
    assert preferred(server) == "password"
    assert prefer(server, "").status == 204
    assert preferred(server) == "otp"
    wire.check_refused(prefer(server, "phone_code"), 422)


def test_a_preferred_strategy_changes_nothing_where_passwords_are_optional(own_server):
    assert prefer(own_server, "password").status == 204
    assert preferred(own_server) == "otp"


@pytest.mark.parametrize(
    "path, body",
    [
        ("/v1/instance/restrictions", {"allowlist": True}),
        ("/v1/beta_features/instance_settings", {"restricted_to_allowlist": True}),
        ("/v1/instance", {"preferred_sign_in_strategy_when_password_required": "password"}),
    ],
)
def test_what_the_configuration_says_is_not_changed(start, path, body):
    fixed = {"STROWGER_SIGN_UP_MODE": "public", "STROWGER_SIGN_IN_PREFERRED_STRATEGY": "otp"}
    server = start(database="memory:", env=fixed)
    (param,) = body
    wire.check_refused(wire.call(server, "PATCH", path, body), 422, "setting_pinned", param)
    assert sign_up_mode(server) == "public" and preferred(server) == "otp"
