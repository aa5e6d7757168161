"""The table of kinds that other tests are made of has a row for each kind, and each row has what they ask for."""

import pytest
from pulumi_aep.core.registry import kind_named, kind_names

from tests.support.kinds import by_type, table_program
from tests.support.kinds.another_value import another
from tests.support.kinds.program import key, named
from tests.support.kinds.random_program import settable
from tests.support.kinds.rows import ROWS


def test_each_kind_has_a_row() -> None:
    """In `tests/support/kinds/rows.py`."""
    assert set(kind_names()) == set(ROWS)


@pytest.mark.parametrize("kind", ROWS)
def test_each_field_has_values(kind: str) -> None:
    """Another one, ones at random, and ones that it cannot be."""
    row = ROWS[kind]
    for field in table_program.declared(kind):
        assert another(kind, field, None, case="x") is not None
        assert field.name in row.bad or by_type.choices(field) or by_type.of(field).wrong is not None, field.name
    for field in settable(kind):
        typed = by_type.choices(field) or by_type.of(field).random is not None
        assert field.reference or field.name in row.random or typed, field.name


def test_names_and_references_of_the_assets_are_sound() -> None:
    """A name is said once, what is referred to is there, and there is another one to refer to."""
    program = table_program.everything()
    assert len(named(program)) == len(program) == len({key(one) for one in program})
    for kind in kind_names():
        for field in kind_named(kind).FIELDS.values():
            assert not field.reference or len(ROWS[field.target].assets) > 1, f"{kind}.{field.name}"
