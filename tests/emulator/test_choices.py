"""The page of the emulator's choices says what the code says."""

from aep_emulator.platform.choices import CHOICES

from docs import choices


def test_the_page_is_of_these_choices() -> None:
    """`python -m docs.choices` makes it so."""
    assert choices.PAGE.read_text() == choices.page()


def test_each_choice_has_a_name_of_its_own() -> None:
    """A row can be cited."""
    names = [choice.where for rows in CHOICES.values() for choice in rows]
    assert len(names) == len(set(names))
