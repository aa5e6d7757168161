"""What a kind may define for `aep adopt`."""

import enum
from collections.abc import Callable, Mapping
from typing import ClassVar

from .api import Api
from .life import Life
from .live import Fields, Live

# the logical name, or the title, of the asset that a reference field leads to; "" if it is not known
NameOf = Callable[[str], str]


class Chapter(enum.StrEnum):
    """A part of a program, in the order in which a person would write it; its heading."""

    ENVIRONMENT = "The environment itself."
    DATA = "What the data looks like, and where it lies."
    TRAINING = "What is trained, and how."
    USE = "What becomes of it."
    AUDIENCES = "Audiences."


class Adoptable(Life):
    """Everything here has a default: a kind says only what is special about it."""

    chapter: ClassVar[Chapter] = Chapter.DATA
    pipeline: ClassVar[str] = ""  # the reference to what it belongs with; those without one are shared, or stand alone
    heads_pipeline: ClassVar[bool] = False  # a pipeline is called by its name
    typical: ClassVar[tuple[str, ...]] = ()  # optional fields that most programs say; the pages show them
    adoptable: ClassVar[bool] = True  # a program can declare what is live; else only its own is recorded again

    # -- reading ----------------------------------------------------------------------------------------------------
    @classmethod
    def full(cls, api: Api, live: Live) -> Live | None:
        """All there is to know of it, for fields and outputs alike; None: it is gone."""
        return cls.fetch(api, live.id, {}) if live.partial else live

    @classmethod
    def not_adoptable(cls, api: Api, live: Live) -> str:
        """Why a program cannot declare it as it is; "" if it can. `live` may be partial."""
        return ""

    @classmethod
    def as_declared(cls, api: Api, live: Live) -> Fields:
        """What a program would declare of it: what is read, and local fields if the Platform tells them after all."""
        return cls.read(api, live)

    @classmethod
    def as_existing(cls, fields: Fields, *, ours: bool) -> Fields:
        """The same of the sandbox that a program finds itself in, which this stack may have made."""
        return fields

    @classmethod
    def live_locals(cls, api: Api, live: Live, fields: Fields) -> Fields:
        """Of local fields that are declared: those that the Platform tells after all, as it has them."""
        return {}

    @classmethod
    def adopted_outputs(cls, api: Api, live: Live, inputs: Fields) -> Fields:
        """All outputs of one that was not made by this stack, or whose record was lost."""
        return {**inputs, **cls.outputs(api, live)}

    # -- naming -----------------------------------------------------------------------------------------------------
    @classmethod
    def label(cls, fields: Fields, title_of: NameOf) -> str:
        """What a person calls it, where it has no name of its own; "" if it has."""
        return ""

    @classmethod
    def logical_name(cls, fields: Fields, name_of: NameOf) -> str:
        """What it is called in the program, where that does not come from its title; "" if it does."""
        return ""

    # -- what belongs together --------------------------------------------------------------------------------------
    @classmethod
    def implied_parent(cls, live: Live) -> tuple[str, str] | None:
        """(kind, id) that it belongs with, where its `pipeline` reference leads nowhere."""
        return None

    @classmethod
    def repeats(cls, fields: Fields) -> tuple[object, ...] | None:
        """What a later one with the same makes superfluous; None: each counts."""
        return None

    @classmethod
    def created(cls, live: Live) -> str:
        return str(live.doc.get("created", ""))

    @classmethod
    def metadata(cls, live: Live) -> Mapping[str, object]:
        """The part of its document that says who changed it, and when."""
        return live.doc

    # -- what no reference says -------------------------------------------------------------------------------------
    @classmethod
    def defines(cls, inputs: Fields) -> set[str]:
        """Profile fields of the organisation's own namespace that it brings into being."""
        return set()

    @classmethod
    def unites(cls, inputs: Fields) -> str:
        """The reference to what `defines` fields, if it brings those into the union; "" if not."""
        return ""

    @classmethod
    def needs(cls, inputs: Fields) -> set[str]:
        """Profile fields that must be in the union before it can be made."""
        return set()
