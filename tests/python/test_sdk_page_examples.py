"""The examples printed on the SDK's own pages, as printed: only ids, key and address are put in.

The pages are the phone number pages of the Python, C# and JavaScript SDKs. C# is not run here; what it sends is
replayed byte for byte where it differs from Python.
"""

import contextlib
import io

import pytest

import fresh
import wire
from refusals import refused

PREAMBLE = """
from clerk_backend_api import Clerk

with Clerk(
    bearer_auth="<YOUR_BEARER_TOKEN_HERE>",
) as clerk:
"""

CREATE = """
    res = clerk.phone_numbers.create(request={
        "user_id": "usr_12345",
        "phone_number": "+11234567890",
        "verified": True,
        "primary": False,
        "reserved_for_second_factor": False,
    })

    assert res is not None

    # Handle response
    print(res)
"""

GET = """
    res = clerk.phone_numbers.get(phone_number_id="phone_12345")

    assert res is not None

    # Handle response
    print(res)
"""

DELETE = """
    res = clerk.phone_numbers.delete(phone_number_id="phone_12345")

    assert res is not None

    # Handle response
    print(res)
"""

UPDATE = """
    res = clerk.phone_numbers.update(phone_number_id="phone_12345", verified=False, primary=True, reserved_for_second_factor=True)

    assert res is not None

    # Handle response
    print(res)
"""


@pytest.fixture
def holder(own_server):
    """A user on an empty server, where the number of the page is nobody's."""
    with own_server.sdk() as clerk:
        yield clerk.users.create(username=fresh.name())


@pytest.fixture
def run_example(own_server):
    """Runs an example as printed and gives back what it leaves in `res`."""

    def run(example, user_id="", number_id=""):
        text = (PREAMBLE + example).replace("<YOUR_BEARER_TOKEN_HERE>", own_server.secret_key)
        text = text.replace("usr_12345", user_id).replace("phone_12345", number_id)
        text = text.replace("with Clerk(", f'with Clerk(server_url="{own_server.url}/v1", retry_config=None,')
        names, printed = {}, io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(text, "the example of the page", "exec"), names)
        assert printed.getvalue().strip()
        return names["res"]

    return run


def test_the_create_example_works_as_printed(run_example, holder):
    number = run_example(CREATE, user_id=holder.id)
    assert number.phone_number == "+11234567890" and number.verification.status == "verified"


def test_the_get_example_works_as_printed(run_example, holder):
    created = run_example(CREATE, user_id=holder.id)
    assert run_example(GET, number_id=created.id).model_dump() == created.model_dump()


def test_the_delete_example_works_as_printed(run_example, holder):
    created = run_example(CREATE, user_id=holder.id)
    deleted = run_example(DELETE, number_id=created.id)
    assert deleted.deleted is True and deleted.id == created.id


def test_the_update_example_unverifies_and_reserves_at_once_which_is_refused_as_typed(run_example, holder):
    created = run_example(CREATE, user_id=holder.id)
    with refused(400, "identification_update_second_factor_unverified"):
        run_example(UPDATE, number_id=created.id)
    assert run_example(GET, number_id=created.id).model_dump() == created.model_dump()


@pytest.mark.parametrize("example", [GET, DELETE, UPDATE])
def test_the_ids_of_the_page_itself_are_unknown_and_refused_as_typed(run_example, example):
    with refused(404, "resource_not_found"):
        run_example(example, number_id="phone_12345")


def test_the_create_example_of_the_c_sharp_page_works_as_that_sdk_sends_it(own_server, holder):
    body = (
        b'{"user_id":"%s","phone_number":"+11234567890","verified":true,"primary":false,'
        b'"reserved_for_second_factor":false}' % holder.id.encode()
    )
    headers = {"Content-Type": "application/json; charset=utf-8"}
    answer = wire.call(own_server, "POST", "/v1/phone_numbers", raw=body, headers=headers, version="2025-11-10")
    assert answer.status == 200 and answer.json["phone_number"] == "+11234567890"
    assert answer.headers["content-type"] == "application/json"


def test_the_number_of_the_javascript_page_works_without_its_plus(own_server, holder):
    body = {"user_id": holder.id, "phone_number": "15551234567"}
    answer = wire.call(own_server, "POST", "/v1/phone_numbers", body, version="2026-05-12")
    assert answer.status == 200 and answer.json["phone_number"] == "+15551234567"
