"""What a row of the table of kinds says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Union

from tests.support.kinds.by_type import Values
from tests.support.kinds.program import Fields, Item
from tests.support.kinds.secret import Secret
from tests.support.kinds.shown import World
from tests.support.platform.client import Client
from tests.support.platform.collection import Collection, Doc
from tests.support.platform.documents import Names

if TYPE_CHECKING:
    from tests.support.kinds.random_program import Program

AtRandom = Union[Values, "Callable[[Program, Item], Any]"]


def describe(doc: Doc, word: str) -> tuple[str, Doc]:
    """Another description; a careful person leaves the mark at its end where it is."""
    _, mark, owner = doc["description"].rpartition("[pulumi-aep: ")
    return "description", {"description": f"{word} {mark}{owner}" if mark else word}


def switch(doc: Doc, _word: str) -> tuple[str, Doc]:
    """On or off."""
    return "active", {"state": "inactive" if doc["state"] == "active" else "active"}


@dataclass(frozen=True, kw_only=True)
class Row:
    """How tests make, change, look at and spoil assets of one kind. What the types of its fields say isn't repeated."""

    # -- declared -----------------------------------------------------------------------------------------------------
    assets: Mapping[str, Fields]  # by name; of a kind that others refer to there are two, the second named like `x2`
    plain: str = ""  # the one that asks for the fewest other things; else the first
    least: tuple[str, ...] = ()  # optional fields that stay where all others are left out
    full: Mapping[str, Any] = field(default_factory=dict)  # where another value won't do; None: as it is
    after: tuple[str, ...] = ()  # kinds whose first asset must be there before
    trains: bool = False  # it is, or hangs on, a training run
    # -- changed ------------------------------------------------------------------------------------------------------
    other: Mapping[str, Any] = field(default_factory=dict)  # another value, where the type doesn't say one
    before: Mapping[str, Fields] = field(default_factory=dict)  # what is declared before that field is changed
    more: Mapping[str, tuple[str, Any]] = field(default_factory=dict)  # asset and value: added, so changed in place
    on: Mapping[str, str] = field(default_factory=dict)  # the asset on which that field can be changed, if another
    derived: Mapping[str, str] = field(default_factory=dict)  # a field computed from the file that another one names
    tied: Mapping[str, str] = field(default_factory=dict)  # a field that means nothing without another one
    refused: frozenset[str] = frozenset()  # fields whose other values the emulator doesn't take
    makes: str = ""  # the kind whose asset one of it makes besides
    # How far what follows a change of that field is looked at: beyond, it is as for a case that goes all the way.
    # None: all the way; "": any other field.
    follows: Mapping[str, tuple[str, ...] | None] = field(default_factory=dict)
    # -- a life in which the engine is killed: created, edited in place, made anew -------------------------------------
    lives: tuple[str, ...] = ()  # the assets that do; else the first
    created: Mapping[str, Any] = field(default_factory=dict)
    edited: Mapping[str, Any] = field(default_factory=dict)  # beside names, descriptions and tags
    anew: Mapping[str, Any] = field(default_factory=dict)
    # -- at random -----------------------------------------------------------------------------------------------------
    random: Mapping[str, AtRandom] = field(default_factory=dict)  # values, where the type doesn't say enough
    fixed: frozenset[str] = frozenset()  # fields left as they are
    lasting: frozenset[str] = frozenset()  # fields set once
    settle: "Callable[[Program, Item], None]" = lambda _program, _item: None  # gives up what the Platform wouldn't take
    addable: bool = True
    single: bool = False  # a sandbox has one
    # -- spoilt -------------------------------------------------------------------------------------------------------
    bad: Mapping[str, Values] = field(default_factory=dict)  # values that it is not, where the type doesn't say
    wrong: tuple[tuple[Fields, str, str], ...] = ()  # fields that don't go together, the one at fault, what is said
    secret: Secret
    # -- on the Platform ----------------------------------------------------------------------------------------------
    collection: Collection
    documents: Callable[[Client, Names], list[Doc]] | None = None  # None: it is a part of another kind's documents
    shown: Callable[[list[Item], Fields], Doc] = lambda _program, _fields: {}  # beside names, description and tags
    part: Callable[[list[Item], Item, World, list[str]], str] | None = None  # what is wrong with it, by owner
    by_hand: Callable[[Doc, str], tuple[str, Doc]] | None = describe  # the field that somebody changes, and the members
    shared: bool = False  # assets of other kinds write their parts into its document
    own: frozenset[str] = frozenset()  # fields that only the program that made it declares as they are live
    loose: bool = False  # nothing refers to it: somebody may delete it alone
    keeps_mark: bool = False  # the Platform lets nobody change its mark: it keeps its first name's
    unowned: bool = False  # the Platform makes some by itself, for nobody
    same_id: bool = False  # made anew, it has the same id
    survives: str = ""  # the Platform can't delete one: what the emulator counts its documents as

    @property
    def first(self) -> str:
        return next(iter(self.assets))

    @property
    def second(self) -> str:
        return list(self.assets)[1]
