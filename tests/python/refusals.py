"""Refusals as the official SDK raises them."""

import contextlib

import pytest
from clerk_backend_api import models


@contextlib.contextmanager
def refused(status, code, **meta):
    """The block is refused with a typed error: this status and code, and this data in `meta`."""
    with pytest.raises(models.ClerkErrors) as caught:
        yield caught
    error = caught.value
    assert error.status_code == status, error.body
    matching = [item for item in error.data.errors if item.code == code]
    assert matching, error.body
    assert all(item.message and item.long_message for item in error.data.errors), error.body
    if meta:
        assert any(meta.items() <= (item.meta or {}).items() for item in matching), error.body


@contextlib.contextmanager
def refused_untyped(status, code):
    """The block is refused with a status that this SDK has no type for; the code is in the body all the same."""
    with pytest.raises(models.SDKError) as caught:
        yield caught
    assert caught.value.status_code == status, caught.value.body
    assert f'"{code}"' in caught.value.body, caught.value.body
