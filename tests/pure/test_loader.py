"""What state holds of a provider: a constant, with no code in it. It must never change."""

import base64

import dill
import pytest
from pulumi_aep.binding.provider import KindProvider
from pulumi_aep.core.registry import kind_names

GOLDEN = {
    "Dataset": "gASVLQAAAAAAAACMEnB1bHVtaV9hZXAuX2xvYWRlcpSMBGxvYWSUk5SMB0RhdGFzZXSUhZRSlC4=",
    "Sandbox": "gASVLQAAAAAAAACMEnB1bHVtaV9hZXAuX2xvYWRlcpSMBGxvYWSUk5SMB1NhbmRib3iUhZRSlC4=",
}


@pytest.mark.parametrize(("kind", "text"), GOLDEN.items())
def test_the_pickle_is_the_one_in_every_state_file(kind: str, text: str) -> None:
    """Changing it would make every resource of every user differ."""
    assert base64.b64encode(dill.dumps(KindProvider(kind))).decode() == text


@pytest.mark.parametrize("kind", kind_names())
def test_every_kind_loads_back(kind: str) -> None:
    """By reference: the installed release acts."""
    assert dill.loads(dill.dumps(KindProvider(kind))).kind_name == kind
