"""What answers of the Frontend API look like: every field, its type, and whether it may be null.

A shape is a type, a set of constants, a pattern for texts, a function that judges, a dict of fields, a list of one
shape for arrays, or a tuple of alternatives. A bool is no int. Fields beyond a shape are allowed; those that must not
be there are `ABSENT`.
"""

import re

import wire

NULL = type(None)
ABSENT = object()
JWT = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+\Z")
E164 = re.compile(r"\+[1-9][0-9]{6,14}\Z")
URL = re.compile(r"https?://\S+\Z")
YEAR_2001_MS, YEAR_2128_MS = 10**12, 5 * 10**12


def moment(value):
    """A time in milliseconds: seconds and zero, which clients read as now, are neither."""
    return type(value) is int and YEAR_2001_MS < value < YEAR_2128_MS


def count(value):
    return type(value) is int and value >= 0


def minutes_since_both_factors(value):
    return isinstance(value, list) and len(value) == 2 and all(type(age) is int and age >= -1 for age in value)


def nothing(value):
    return value == []


def id_with(prefix):
    return re.compile(rf"{prefix}_[0-9A-Za-z]+\Z")


def maybe(shape):
    return (shape, NULL)


def verification(object_, strategy, statuses, expires=(moment, NULL)):
    return {
        "object": {object_},
        "status": statuses,
        "strategy": {strategy},
        "attempts": maybe(count),
        "expire_at": expires,
    }


BY_CODE = {
    "object": {"verification_otp"},
    "status": {"unverified", "verified", "failed", "expired"},
    "strategy": {"phone_code"},
    "attempts": count,
    "expire_at": moment,
}
BY_ADMIN = verification("verification_admin", "admin", {"verified"}, NULL)
BY_PASSWORD = verification("verification_password", "password", {"unverified", "verified"})
BY_TICKET = verification("verification_ticket", "ticket", {"unverified", "verified", "expired"})
BY_BACKUP_CODE = verification("verification_backup_code", "backup_code", {"unverified", "verified"})

TOKEN = {"object": {"token"}, "jwt": JWT}

PHONE_NUMBER = {
    "id": id_with("idn"),
    "object": {"phone_number"},
    "phone_number": E164,
    "reserved_for_second_factor": bool,
    "default_second_factor": bool,
    "reserved": bool,
    "verification": (BY_CODE, BY_ADMIN, NULL),
    "linked_to": nothing,
    "backup_codes": ([str], NULL),
    "created_at": moment,
    "updated_at": moment,
}

USER = {
    "id": id_with("user"),
    "object": {"user"},
    "username": maybe(str),
    "first_name": maybe(str),
    "last_name": maybe(str),
    "image_url": URL,
    "has_image": bool,
    "primary_email_address_id": maybe(str),
    "primary_phone_number_id": maybe(id_with("idn")),
    "primary_web3_wallet_id": NULL,
    "password_enabled": bool,
    "two_factor_enabled": bool,
    "totp_enabled": {False},
    "backup_code_enabled": bool,
    "email_addresses": [dict],
    "phone_numbers": [{**PHONE_NUMBER, "backup_codes": ABSENT}],
    "web3_wallets": nothing,
    "passkeys": nothing,
    "external_accounts": nothing,
    "saml_accounts": nothing,
    "enterprise_accounts": nothing,
    "organization_memberships": nothing,
    "public_metadata": dict,
    "unsafe_metadata": dict,
    "private_metadata": ABSENT,
    "external_id": maybe(str),
    "last_sign_in_at": maybe(moment),
    "banned": bool,
    "locked": bool,
    "lockout_expires_in_seconds": maybe(count),
    "verification_attempts_remaining": maybe(count),
    "created_at": moment,
    "updated_at": moment,
    "delete_self_enabled": bool,
    "create_organization_enabled": bool,
    "last_active_at": maybe(moment),
    "mfa_enabled_at": maybe(moment),
    "mfa_disabled_at": maybe(moment),
    "legal_accepted_at": maybe(moment),
    "deleted": ABSENT,
}

PUBLIC_USER_DATA = {
    "first_name": maybe(str),
    "last_name": maybe(str),
    "image_url": URL,
    "has_image": bool,
    "identifier": str,
    "user_id": id_with("user"),
}

SESSION = {
    "object": {"session"},
    "id": id_with("sess"),
    "status": {"active", "pending", "ended", "removed", "revoked", "expired", "abandoned", "replaced"},
    "expire_at": moment,
    "abandon_at": moment,
    "last_active_at": moment,
    "last_active_token": maybe(TOKEN),
    "last_active_organization_id": NULL,
    "actor": NULL,
    "tasks": (NULL, nothing),
    "user": USER,
    "public_user_data": PUBLIC_USER_DATA,
    "factor_verification_age": minutes_since_both_factors,
    "created_at": moment,
    "updated_at": moment,
}
LIVE_SESSION = {**SESSION, "status": {"active", "pending"}, "last_active_token": TOKEN}
LISTED_SESSION = {**SESSION, "user": (USER, NULL)}
ACTIVE_SESSION = {
    **LISTED_SESSION,
    "status": {"active", "pending"},
    "latest_activity": {
        "object": {"session_activity"},
        "id": str,
        "device_type": maybe(str),
        "is_mobile": bool,
        "browser_name": maybe(str),
        "browser_version": maybe(str),
        "ip_address": maybe(str),
        "city": maybe(str),
        "country": maybe(str),
    },
}

PASSWORD_FACTOR = {"strategy": {"password"}}
TICKET_FACTOR = {"strategy": {"ticket"}}
FIRST_PHONE_FACTOR = {
    "strategy": {"phone_code"},
    "safe_identifier": str,
    "phone_number_id": id_with("idn"),
    "primary": bool,
}
SECOND_PHONE_FACTOR = {
    "strategy": {"phone_code"},
    "safe_identifier": str,
    "phone_number_id": id_with("idn"),
    "default": bool,
}
BACKUP_CODE_FACTOR = {"strategy": {"backup_code"}}
FIRST_FACTORS = maybe([(FIRST_PHONE_FACTOR, PASSWORD_FACTOR, TICKET_FACTOR)])
SECOND_FACTORS = maybe([(SECOND_PHONE_FACTOR, BACKUP_CODE_FACTOR)])

SIGN_IN = {
    "object": {"sign_in_attempt"},
    "id": id_with("sia"),
    "status": {"needs_identifier", "needs_first_factor", "needs_second_factor", "complete", "abandoned"},
    "supported_identifiers": [{"phone_number", "username"}],
    "supported_first_factors": FIRST_FACTORS,
    "supported_second_factors": SECOND_FACTORS,
    "first_factor_verification": (BY_CODE, BY_PASSWORD, BY_TICKET, NULL),
    "second_factor_verification": (BY_CODE, BY_BACKUP_CODE, BY_TICKET, NULL),
    "identifier": maybe(str),
    "user_data": maybe(
        {"first_name": maybe(str), "last_name": maybe(str), "image_url": maybe(URL), "has_image": bool}
    ),
    "created_session_id": maybe(id_with("sess")),
    "abandon_at": moment,
    "client_trust_state": (NULL, {"pending", "new", "known"}),
}

NOT_YET_PREPARED = {
    "next_action": {"needs_prepare"},
    "supported_strategies": [{"phone_code"}],
    "object": ABSENT,
    "strategy": ABSENT,
    "status": ABSENT,
}
PREPARED = {**BY_CODE, "next_action": {"needs_attempt", "needs_prepare", ""}, "supported_strategies": [{"phone_code"}]}

SIGN_UP = {
    "object": {"sign_up_attempt"},
    "id": id_with("sua"),
    "status": {"missing_requirements", "complete", "abandoned"},
    "required_fields": [str],
    "optional_fields": [str],
    "missing_fields": [str],
    "unverified_fields": [str],
    "verifications": {
        "email_address": NULL,
        "phone_number": (NOT_YET_PREPARED, PREPARED, NULL),
        "web3_wallet": NULL,
        "external_account": NULL,
    },
    "username": maybe(str),
    "email_address": maybe(str),
    "phone_number": maybe(E164),
    "web3_wallet": NULL,
    "password_enabled": bool,
    "has_password": bool,
    "first_name": maybe(str),
    "last_name": maybe(str),
    "unsafe_metadata": dict,
    "public_metadata": dict,
    "custom_action": bool,
    "external_id": maybe(str),
    "created_session_id": maybe(id_with("sess")),
    "created_user_id": maybe(id_with("user")),
    "abandon_at": moment,
    "legal_accepted_at": maybe(moment),
    "locale": maybe(str),
}

CLIENT = {
    "object": {"client"},
    "id": id_with("client"),
    "sessions": [LIVE_SESSION],
    "sign_in": maybe(SIGN_IN),
    "sign_up": maybe(SIGN_UP),
    "last_active_session_id": maybe(id_with("sess")),
    "last_authentication_strategy": maybe(str),
    "cookie_expires_at": maybe(moment),
    "captcha_bypass": bool,
    "created_at": moment,
    "updated_at": moment,
}
SIGNED_OUT_CLIENT = {**CLIENT, "sessions": nothing, "last_active_session_id": NULL}

REVERIFICATION = {
    "object": {"session_reverification"},
    "id": str,
    "status": {"needs_first_factor", "needs_second_factor", "complete"},
    "level": {"first_factor", "second_factor", "multi_factor"},
    "supported_first_factors": FIRST_FACTORS,
    "supported_second_factors": SECOND_FACTORS,
    "first_factor_verification": (BY_CODE, BY_PASSWORD, NULL),
    "second_factor_verification": (BY_CODE, BY_BACKUP_CODE, NULL),
    "session": SESSION,
}

BACKUP_CODES = {
    "object": {"backup_code"},
    "id": str,
    "codes": [str],
    "created_at": moment,
    "updated_at": moment,
}


def deleted(object_):
    return {"id": str, "object": {object_}, "deleted": {True}}


ATTRIBUTE = {
    "enabled": bool,
    "required": bool,
    "used_for_first_factor": bool,
    "first_factors": [str],
    "used_for_second_factor": bool,
    "second_factors": [str],
    "verifications": [str],
    "verify_at_sign_up": bool,
    "immutable": bool,
}
ATTRIBUTES = (
    "email_address phone_number username web3_wallet first_name last_name password authenticator_app ticket "
    "backup_code passkey"
).split()
SWITCH = {"enabled": bool}
REQUIREMENT = {"on", "off", "required"}

AUTH_CONFIG = {
    "object": {"auth_config"},
    "id": str,
    "first_name": REQUIREMENT,
    "last_name": REQUIREMENT,
    "email_address": REQUIREMENT,
    "phone_number": REQUIREMENT,
    "username": REQUIREMENT,
    "password": REQUIREMENT,
    "identification_requirements": [[str]],
    "identification_strategies": [str],
    "first_factors": [str],
    "second_factors": [str],
    "email_address_verification_strategies": [str],
    "single_session_mode": bool,
    "enhanced_email_deliverability": bool,
    "test_mode": bool,
    "cookieless_dev": bool,
    "url_based_session_syncing": bool,
    "claimed_at": maybe(moment),
    "reverification": bool,
    "native_settings": {
        "object": {"native_settings"},
        "api_enabled": bool,
        "trusted_device_sign_in_enabled": bool,
        "trusted_device_enrollment_prompt_after_sign_in_enabled": bool,
        "trusted_device_enrollment_prompt_after_sign_up_enabled": bool,
    },
}

DISPLAY_CONFIG = {
    "object": {"display_config"},
    "id": str,
    "instance_environment_type": {"production", "development"},
    "application_name": str,
    "theme": dict,
    "preferred_sign_in_strategy": {"otp", "password"},
    "logo_image_url": maybe(str),
    "favicon_image_url": maybe(str),
    "home_url": str,
    "sign_in_url": str,
    "sign_up_url": str,
    "user_profile_url": str,
    "waitlist_url": str,
    "after_sign_in_url": str,
    "after_sign_up_url": str,
    "after_sign_out_one_url": str,
    "after_sign_out_all_url": str,
    "after_switch_session_url": str,
    "after_join_waitlist_url": str,
    "organization_profile_url": str,
    "create_organization_url": str,
    "after_leave_organization_url": str,
    "after_create_organization_url": str,
    "logo_link_url": str,
    "support_email": maybe(str),
    "branded": bool,
    "experimental_force_oauth_first": bool,
    "clerk_js_version": maybe(str),
    "show_devmode_warning": bool,
    "google_one_tap_client_id": maybe(str),
    "help_url": maybe(str),
    "privacy_policy_url": maybe(str),
    "terms_url": maybe(str),
    "logo_url": maybe(str),
    "favicon_url": maybe(str),
    "logo_image": maybe(dict),
    "favicon_image": maybe(dict),
    "captcha_public_key": maybe(str),
    "captcha_widget_type": (NULL, {"smart", "invisible"}),
    "captcha_public_key_invisible": maybe(str),
    "captcha_provider": (NULL, {"turnstile"}),
    "captcha_oauth_bypass": [str],
    "captcha_heartbeat": maybe(bool),
    "oauth_consent_url": str,
}

USER_SETTINGS = {
    "attributes": {name: ATTRIBUTE for name in ATTRIBUTES},
    "social": dict,
    "saml": SWITCH,
    "enterprise_sso": {"enabled": bool, "self_serve_sso": bool},
    "sign_in": {"second_factor": {"required": bool, "enabled": bool}},
    "sign_up": {
        "captcha_enabled": {False},
        "captcha_widget_type": {"smart", "invisible"},
        "custom_action_required": bool,
        "progressive": bool,
        "mode": {"public", "restricted"},
        "legal_consent_enabled": bool,
    },
    "restrictions": {
        "allowlist": SWITCH,
        "blocklist": SWITCH,
        "allowlist_blocklist_disabled_on_sign_in": SWITCH,
        "block_email_subaddresses": SWITCH,
        "block_disposable_email_domains": SWITCH,
    },
    "username_settings": {
        "min_length": count,
        "max_length": count,
        "allow_extended_special_characters": bool,
        "allow_numeric_usernames": bool,
    },
    "actions": {"delete_self": bool, "create_organization": bool, "create_organizations_limit": maybe(count)},
    "attack_protection": {
        "user_lockout": {"enabled": bool, "max_attempts": count, "duration_in_minutes": maybe(count)},
        "pii": SWITCH,
        "email_link": {"require_same_client": bool},
        "enumeration_protection": SWITCH,
    },
    "passkey_settings": {"allow_autofill": bool, "show_sign_in_button": bool, "satisfies_second_factor": bool},
    "password_settings": {
        "disable_hibp": bool,
        "min_length": count,
        "max_length": count,
        "require_special_char": bool,
        "require_numbers": bool,
        "require_uppercase": bool,
        "require_lowercase": bool,
        "show_zxcvbn": bool,
        "min_zxcvbn_strength": count,
        "enforce_hibp_on_sign_in": bool,
        "allowed_special_characters": str,
        "disable_password_reverification": bool,
    },
}

ENVIRONMENT = {
    "object": {"environment"},
    "id": str,
    "auth_config": AUTH_CONFIG,
    "display_config": DISPLAY_CONFIG,
    "user_settings": USER_SETTINGS,
    "organization_settings": {
        "enabled": {False},
        "max_allowed_memberships": count,
        "actions": {"admin_delete": bool},
        "domains": {"enabled": bool, "enrollment_modes": [str], "default_role": maybe(str)},
        "slug": {"disabled": bool},
        "creator_role": str,
        "force_organization_selection": bool,
    },
    "fraud_settings": {"object": {"fraud_settings"}, "native": {"device_attestation_mode": str}},
    "commerce_settings": {
        "billing": {
            "stripe_publishable_key": maybe(str),
            "free_trial_requires_payment_method": bool,
            "user": {"enabled": {False}, "has_paid_plans": bool},
            "organization": {"enabled": {False}, "has_paid_plans": bool},
        }
    },
    "api_keys_settings": {
        "enabled": bool,
        "user_api_keys_enabled": bool,
        "orgs_api_keys_enabled": bool,
        "show_in_user_profile": bool,
        "show_in_org_profile": bool,
    },
    "protect_config": maybe(dict),
    "maintenance_mode": {False},
    "client_debug_mode": bool,
    "partitioned_cookies": bool,
}

JWKS = {"keys": [{"use": {"sig"}, "kty": {"RSA"}, "kid": str, "alg": {"RS256"}, "n": str, "e": str}]}


def changed(shape):
    """The envelope of what changes something: with the client as it is afterwards."""
    return {"response": shape, "client": CLIENT}


def read(shape):
    return {"response": shape, "client": maybe(CLIENT)}


SIGN_INS, SIGN_UPS, SESSIONS = "/v1/client/sign_ins", "/v1/client/sign_ups", "/v1/client/sessions"
NUMBERS = "/v1/me/phone_numbers"

ANSWERS = {
    ("GET", "/v1/health"): {"status": {"ok"}},
    ("GET", "/.well-known/jwks.json"): JWKS,
    ("GET", "/v1/environment"): ENVIRONMENT,
    ("PATCH", "/v1/environment"): ENVIRONMENT,
    ("POST", "/v1/dev_browser"): {"id": id_with("dvb"), "token": str},
    ("GET", "/v1/client"): {"response": maybe(CLIENT), "client": NULL},
    ("POST", "/v1/client"): {"response": CLIENT, "client": maybe(CLIENT)},
    ("PUT", "/v1/client"): {"response": CLIENT, "client": maybe(CLIENT)},
    ("DELETE", "/v1/client"): {"response": maybe(SIGNED_OUT_CLIENT), "client": NULL},
    ("POST", SIGN_INS): changed(SIGN_IN),
    ("GET", f"{SIGN_INS}/{{}}"): read(SIGN_IN),
    ("POST", f"{SIGN_INS}/{{}}/prepare_first_factor"): changed(SIGN_IN),
    ("POST", f"{SIGN_INS}/{{}}/attempt_first_factor"): changed(SIGN_IN),
    ("POST", f"{SIGN_INS}/{{}}/prepare_second_factor"): changed(SIGN_IN),
    ("POST", f"{SIGN_INS}/{{}}/attempt_second_factor"): changed(SIGN_IN),
    ("POST", SIGN_UPS): changed(SIGN_UP),
    ("GET", f"{SIGN_UPS}/{{}}"): read(SIGN_UP),
    ("PATCH", f"{SIGN_UPS}/{{}}"): changed(SIGN_UP),
    ("POST", f"{SIGN_UPS}/{{}}/prepare_verification"): changed(SIGN_UP),
    ("POST", f"{SIGN_UPS}/{{}}/attempt_verification"): changed(SIGN_UP),
    ("DELETE", SESSIONS): {"response": SIGNED_OUT_CLIENT, "client": NULL},
    ("GET", f"{SESSIONS}/{{}}"): read(SESSION),
    ("POST", f"{SESSIONS}/{{}}/touch"): changed(SESSION),
    ("POST", f"{SESSIONS}/{{}}/end"): changed(SESSION),
    ("POST", f"{SESSIONS}/{{}}/remove"): changed(SESSION),
    ("POST", f"{SESSIONS}/{{}}/tokens"): TOKEN,
    ("POST", f"{SESSIONS}/{{}}/tokens/{{}}"): TOKEN,
    ("POST", f"{SESSIONS}/{{}}/verify"): changed(REVERIFICATION),
    ("POST", f"{SESSIONS}/{{}}/verify/prepare_first_factor"): changed(REVERIFICATION),
    ("POST", f"{SESSIONS}/{{}}/verify/attempt_first_factor"): changed(REVERIFICATION),
    ("POST", f"{SESSIONS}/{{}}/verify/prepare_second_factor"): changed(REVERIFICATION),
    ("POST", f"{SESSIONS}/{{}}/verify/attempt_second_factor"): changed(REVERIFICATION),
    ("GET", "/v1/me"): read(USER),
    ("PATCH", "/v1/me"): changed(USER),
    ("DELETE", "/v1/me"): read(deleted("user")),
    ("GET", "/v1/me/sessions"): [LISTED_SESSION],
    ("GET", "/v1/me/sessions/active"): [ACTIVE_SESSION],
    ("POST", "/v1/me/sessions/{}/revoke"): changed({**SESSION, "user": (USER, NULL)}),
    ("POST", "/v1/me/backup_codes"): changed(BACKUP_CODES),
    ("POST", "/v1/me/change_password"): changed(USER),
    ("POST", "/v1/me/remove_password"): changed(USER),
    ("GET", NUMBERS): [PHONE_NUMBER],
    ("POST", NUMBERS): changed(PHONE_NUMBER),
    ("GET", f"{NUMBERS}/{{}}"): read(PHONE_NUMBER),
    ("PATCH", f"{NUMBERS}/{{}}"): changed(PHONE_NUMBER),
    ("DELETE", f"{NUMBERS}/{{}}"): changed(deleted("phone_number")),
    ("POST", f"{NUMBERS}/{{}}/prepare_verification"): changed(PHONE_NUMBER),
    ("POST", f"{NUMBERS}/{{}}/attempt_verification"): changed(PHONE_NUMBER),
}
PATTERNS = {
    (method, re.compile(path.replace("{}", "[^/]+").replace(".", r"\.") + "/?" + r"\Z")): shape
    for (method, path), shape in ANSWERS.items()
}


def of(method, path):
    """The shape of this operation's answer."""
    for (served, pattern), shape in PATTERNS.items():
        if served == method and pattern.match(path):
            return shape
    raise AssertionError(f"{method} {path} is no operation of the Frontend API")


def check_answer(method, path, answer):
    """A success has its operation's shape; a refusal has the envelope, and the client in it its own."""
    if answer.status == 200:
        assert answer.headers.get("content-type") == "application/json", answer.headers
        check(answer.json, of(method, path), f"{method} {path}")
    elif answer.status >= 400:
        wire.check_envelope(answer, also=("meta",))
        if "meta" in answer.json:
            check(answer.json["meta"], {"client": CLIENT}, f"{method} {path} meta")


def check(value, shape, at):
    """Fails with the place where `value` is not of `shape`."""
    if isinstance(shape, tuple):
        check_alternatives(value, shape, at)
    elif isinstance(shape, dict):
        assert isinstance(value, dict), f"{at} should be an object, is {value!r}"
        for field, inner in shape.items():
            if inner is ABSENT:
                assert field not in value, f"{at}.{field} should not be there"
            else:
                assert field in value, f"{at}.{field} is missing"
                check(value[field], inner, f"{at}.{field}")
    elif isinstance(shape, list):
        assert isinstance(value, list), f"{at} should be an array, is {value!r}"
        for index, item in enumerate(value):
            check(item, shape[0], f"{at}[{index}]")
    elif isinstance(shape, set):
        assert any(value is one or (type(value) is type(one) and value == one) for one in shape), (
            f"{at} should be one of {shape}, is {value!r}"
        )
    elif isinstance(shape, re.Pattern):
        assert isinstance(value, str) and shape.match(value), f"{at} should match {shape.pattern}, is {value!r}"
    elif isinstance(shape, type):
        assert type(value) is shape, f"{at} should be {shape.__name__}, is {value!r}"
    else:
        assert shape(value), f"{at} should be a {shape.__name__}, is {value!r}"


def check_alternatives(value, shapes, at):
    if value is None and NULL in shapes:
        return
    failures = []
    for shape in shapes:
        if shape is NULL:
            continue
        try:
            return check(value, shape, at)
        except AssertionError as failure:
            failures.append(str(failure))
    raise AssertionError(" or ".join(failures) or f"{at} should be null, is {value!r}")
