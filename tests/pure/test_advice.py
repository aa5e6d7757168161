"""Commands in messages name the stack that the message is about."""

import pytest
from pulumi_aep.stack.advice import name_stack, stack_of


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("run pulumi refresh, then pulumi up", "run pulumi refresh --stack prod, then pulumi up --stack prod"),
        ("run: pulumi config set aep:sandbox NAME", "run: pulumi config set --stack prod aep:sandbox NAME"),
        ("or take it over with: aep adopt", "or take it over with: aep adopt --stack prod"),
        ("see: aep runs logs 5e7c", "see: aep runs logs --stack prod 5e7c"),
        ("aep drift accept Dataset/d", "aep drift accept --stack prod Dataset/d"),
        ("pulumi up --refresh --stack stage", "pulumi up --refresh --stack stage"),
        ("make a project with: aep adopt --new SANDBOX", "make a project with: aep adopt --new SANDBOX"),
        ("see: aep recipe new", "see: aep recipe new"),
        ("pulumi update", "pulumi update"),
    ],
)
def test_the_stack_is_named_once(text: str, named: str) -> None:
    """Where the command would else be about the selected stack."""
    assert name_stack(text, "prod") == named
    assert name_stack(named, "prod") == named
    assert name_stack(text, "") == text


def test_a_urn_tells_the_stack() -> None:
    """A provider process knows it from nowhere else."""
    assert stack_of("urn:pulumi:prod::luma::pulumi-python:dynamic/aep:Dataset::web") == "prod"
    assert stack_of("urn:x") == ""
