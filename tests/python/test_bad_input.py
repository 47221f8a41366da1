"""Bad input gets the contract's envelope with the right status, writes nothing, and is never a fault of the server."""

import itertools
import json

import pytest

import fresh
import wire

DEEP = b"[" * 5_000 + b"]" * 5_000


def create_body(user, **fields):
    return {"user_id": user.id, "phone_number": fresh.test_number(), **fields}


def malformed(user):
    whole = json.dumps(create_body(user)).encode()
    return {
        "not JSON": b"phone_number=+14155550100",
        "an array": b"[]",
        "a string": b'"text"',
        "null": b"null",
        "a number": b"7",
        "truncated": whole[:-7],
        "followed by more": whole + b"{}",
        "with a trailing comma": whole[:-1] + b",}",
        "with a comment": whole[:-1] + b"/* */}",
        "with invalid UTF-8": whole[:-1] + b',"verified":"\xff\xfe"}',
        "with a lone surrogate": whole[:-1] + rb',"verified":"\ud800"}',
        "with a control character": whole[:-1] + b',"verified":"\x00"}',
        "too deep": whole[:-1] + b',"verified":' + DEEP + b"}",
        "deep objects": b'{"a":' * 4_000 + b"1" + b"}" * 4_000,
        "with NaN": whole[:-1] + b',"verified":NaN}',
        "UTF-16": whole.decode().encode("utf-16"),
    }


@pytest.mark.parametrize("kind", [
    "not JSON", "an array", "a string", "null", "a number", "truncated", "followed by more", "with a trailing comma",
    "with a comment", "with invalid UTF-8", "with a lone surrogate", "with a control character", "too deep",
    "deep objects", "with NaN", "UTF-16",
])
def test_a_body_that_is_no_json_object_is_refused_and_writes_nothing(server, clerk, user, kind):
    raw = malformed(user)[kind]
    wire.check_refused(wire.call(server, "POST", "/v1/phone_numbers", raw=raw), 400, "request_body_invalid")
    assert clerk.users.get(user_id=user.id).phone_numbers == []


@pytest.mark.parametrize("method,path", [
    ("POST", "/v1/users"), ("PATCH", "/v1/users/user_1"), ("PATCH", "/v1/phone_numbers/idn_1"),
    ("POST", "/v1/phone_numbers/idn_1/attempt_verification"), ("PUT", "/v1/users/user_1/phone_number"),
    ("POST", "/v1/sessions"), ("POST", "/v1/sign_in_tokens"), ("PATCH", "/v1/instance"),
])
def test_every_operation_with_a_body_refuses_one_that_is_no_json(server, method, path):
    wire.check_refused(wire.call(server, method, path, raw=b"{"), 400, "request_body_invalid")


WRONG = {
    "user_id": [7, True, [], {}, 1e400],
    "phone_number": [7, False, ["+14155550100"], {"number": 1}],
    "verified": ["true", 1, 0, [], {}],
    "primary": ["yes", 1],
    "reserved_for_second_factor": ["no", 2.5],
}


@pytest.mark.parametrize(("field", "value"), [(f, v) for f, values in WRONG.items() for v in values])
def test_a_parameter_of_the_wrong_type_is_named(server, clerk, user, field, value):
    body = json.dumps(create_body(user, **{field: value})).replace("Infinity", "1e400")
    answer = wire.call(server, "POST", "/v1/phone_numbers", raw=body.encode())
    if value == 1e400 and answer.status == 400:
        wire.check_refused(answer, 400, "request_body_invalid")
    else:
        wire.check_refused(answer, 422, "form_param_type_invalid", field)
    assert clerk.users.get(user_id=user.id).phone_numbers == []


@pytest.mark.parametrize("field", ["user_id", "phone_number"])
@pytest.mark.parametrize(("value", "code"), [(None, "form_param_nil"), ("", "form_param_nil")])
def test_a_required_parameter_that_is_null_or_empty_is_named(server, user, field, value, code):
    answer = wire.call(server, "POST", "/v1/phone_numbers", create_body(user, **{field: value}))
    wire.check_refused(answer, 422, code, field)


def test_an_unknown_parameter_is_named(server, clerk, user):
    answer = wire.call(server, "POST", "/v1/phone_numbers", create_body(user, phone_nubmer="+1"))
    wire.check_refused(answer, 422, "form_param_unknown", "phone_nubmer")
    assert clerk.users.get(user_id=user.id).phone_numbers == []


def test_a_parameter_given_twice_is_named(server, user):
    raw = json.dumps(create_body(user))[:-1] + ',"verified":true,"verified":false}'
    answer = wire.call(server, "POST", "/v1/phone_numbers", raw=raw.encode())
    wire.check_refused(answer, 422, "form_param_duplicate", "verified")


def test_every_problem_of_a_form_comes_at_once(server):
    raw = b'{"user_id":7,"verified":"yes","primary":true,"primary":true,"foo":null}'
    answer = wire.call(server, "POST", "/v1/phone_numbers", raw=raw)
    wire.check_refused(answer, 422)
    assert {(error["code"], error["meta"]["param_name"]) for error in answer.json["errors"]} == {
        ("form_param_type_invalid", "user_id"),
        ("form_param_missing", "phone_number"),
        ("form_param_type_invalid", "verified"),
        ("form_param_duplicate", "primary"),
        ("form_param_unknown", "foo"),
    }


def test_an_unknown_query_parameter_is_named(server, user):
    answer = wire.call(server, "GET", f"/v1/users/{user.id}", query={"foo": "1"})
    wire.check_refused(answer, 400, "form_param_unknown", "foo")


@pytest.mark.parametrize("size", [64 * 1024 + 1, 4 * 1024 * 1024])
def test_a_body_past_the_limit_is_refused(server, user, size):
    raw = b'{"user_id":"' + b"x" * size + b'"}'
    wire.check_refused(wire.call(server, "POST", "/v1/phone_numbers", raw=raw), 413, "request_body_too_large")


def test_a_body_just_below_the_limit_is_read(server, user):
    body = json.dumps(create_body(user)).encode()
    answer = wire.call(server, "POST", "/v1/phone_numbers", raw=body + b" " * (64 * 1024 - len(body)))
    assert answer.status == 200, answer.text


@pytest.mark.parametrize("content_type", [
    "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml",
    "application/jsonx", "nonsense", "application/octet-stream",
])
def test_a_body_in_another_format_is_refused(server, user, content_type):
    headers = {"Content-Type": content_type}
    answer = wire.call(server, "POST", "/v1/phone_numbers", create_body(user), headers=headers)
    wire.check_refused(answer, 415, "unsupported_content_type")


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "Application/JSON", "application/json;x=1"])
def test_a_json_body_is_read_however_its_type_is_written(server, user, content_type):
    headers = {"Content-Type": content_type}
    answer = wire.call(server, "POST", "/v1/phone_numbers", create_body(user), headers=headers)
    assert answer.status == 200, answer.text


@pytest.mark.parametrize("path", [
    "/v1/phone_numbers/idn_" + "x" * 2_000, "/v1/phone_numbers/%00", "/v1/phone_numbers/%ff%fe", "/v1/phone_numbers/",
    "/v1/phone_numbers/idn_1/nothing", "/v1/nothing", "/v2/phone_numbers", "/v1", "/v1/users/user_1/phone_numbers",
    "/v1//phone_numbers", "/v1/phone_numbers/idn%2f1", "/v1/phone_numbers/%zz", "/v1/organizations", "/v1/clients",
])
def test_unknown_paths_and_ids_are_not_found_after_authentication(server, path):
    wire.check_refused(wire.call(server, "GET", path), 404, "resource_not_found")
    wire.check_refused(wire.call(server, "GET", path, key="sk_test_wrong"), 401, "clerk_key_invalid")
    wire.check_refused(wire.call(server, "GET", path, key=None), 401, "authorization_header_format_invalid")


@pytest.mark.parametrize(("method", "path", "allowed"), [
    ("PUT", "/v1/phone_numbers/idn_1", {"GET", "PATCH", "DELETE"}),
    ("GET", "/v1/phone_numbers", {"POST"}),
    ("DELETE", "/v1/phone_numbers", {"POST"}),
    ("GET", "/v1/phone_numbers/idn_1/prepare_verification", {"POST"}),
    ("POST", "/v1/users/user_1/phone_number", {"PUT"}),
    ("POST", "/v1/users/count", {"GET"}),
    ("BREW", "/v1/users", {"GET", "POST"}),
])
def test_a_wrong_method_is_refused_with_those_allowed(server, method, path, allowed):
    answer = wire.check_refused(wire.call(server, method, path), 405, "method_not_allowed")
    assert {word.strip() for word in answer.headers["allow"].split(",")} - {"HEAD", "OPTIONS"} == allowed


GARBLED = ["", "Bearer", "Bearer ", "Basic dXNlcjpwYXNz", "sk_test_x", "Bearer sk test", "bearer:sk_test_x", "Bearer  a b"]


@pytest.mark.parametrize("authorization", GARBLED)
def test_credentials_of_the_wrong_form_are_refused(server, authorization):
    headers = {"Authorization": authorization}
    answer = wire.call(server, "GET", "/v1/users", key=None, headers=headers)
    wire.check_refused(answer, 401, "authorization_header_format_invalid")


@pytest.mark.parametrize("change", [lambda k: k[:-1], lambda k: k + "x", str.upper, lambda k: "sk_live_" + k[8:],
                                    lambda k: "x" * 4_000])
def test_another_key_is_refused(server, change):
    answer = wire.call(server, "GET", "/v1/users", key=change(server.secret_key))
    wire.check_refused(answer, 401, "clerk_key_invalid")


VERSIONS = ["2021-02-05", "2024-10-01", "2025-04-10", "2025-11-10", "2026-05-12"]


@pytest.mark.parametrize("version", VERSIONS)
def test_every_published_version_is_taken_by_header_or_query(server, version):
    assert wire.call(server, "GET", "/v1/users/count", version=version).status == 200
    assert wire.call(server, "GET", "/v1/users/count", query={"__clerk_api_version": version}).status == 200


@pytest.mark.parametrize("version", ["2020-01-01", "latest", "2026-05-12 ", "x" * 3_000])
def test_an_unknown_version_is_refused(server, version):
    query = {"__clerk_api_version": version}
    wire.check_refused(wire.call(server, "GET", "/v1/users", query=query), 400, "api_version_invalid")
    if version == version.strip():
        wire.check_refused(wire.call(server, "GET", "/v1/users", version=version), 400, "api_version_invalid")


def test_a_version_in_header_and_query_is_refused(server):
    query = {"__clerk_api_version": VERSIONS[-1]}
    answer = wire.call(server, "GET", "/v1/users", query=query, version=VERSIONS[-1])
    wire.check_refused(answer, 400, "api_version_invalid")


def test_trace_ids_are_unlike_and_come_with_successes_too(server):
    answers = [wire.call(server, "GET", "/v1/users/count") for _ in range(20)]
    traces = {answer.headers["x-clerk-trace-id"] for answer in answers}
    assert len(traces) == 20 and all(wire.TRACE_ID.match(trace) for trace in traces)


def test_the_server_answers_on_after_all_of_this(server, user):
    for raw in itertools.chain(malformed(user).values(), [b"\xff" * 60_000]):
        assert wire.call(server, "POST", "/v1/users", raw=raw).status in (400, 413)
    assert wire.call(server, "GET", "/v1/health", key=None).json == {"status": "ok"}
