"""What a kind must or may define for the lifecycle: its calls and attributes, with defaults."""

from collections.abc import Iterable
from typing import Any, ClassVar

from . import wire
from .api import Api
from .cascade import Affected, Deletion
from .live import Doc, Fields, Live
from .ownership import InTags, OwnerMark, Ownership
from .problem import Problem


class Life:
    """A kind must define `list_all`, `create`, `fetch`, `update`, `delete`; the bases in `apis` supply most of them."""

    ownership: ClassVar[Ownership] = InTags()  # where its owner mark is stored
    mark_stays: ClassVar[bool] = False  # the Platform can't rewrite it: it goes on naming who made the asset
    name_field: ClassVar[str] = "name"  # the field that a person would look for
    unique: ClassVar[str] = ""  # the field whose value the Platform keeps unique; the old goes before the new comes
    unique_within: ClassVar[str] = ""  # the reference inside which it is unique, if not in the sandbox
    exclusive: ClassVar[bool] = True  # somebody else's asset of that name stands in the way
    indexed: ClassVar[bool] = True  # `find` looks in the index, so that what is made has to be noted there
    sandboxed: ClassVar[bool] = True  # it is in a sandbox
    part_of: ClassVar[str] = ""  # the reference to what it is in and goes with, if not the sandbox itself
    guards_sandbox: ClassVar[bool] = True  # a sandbox that holds one, by no other reference, is not deleted unseen
    undeletable: ClassVar[bool] = False  # the Platform has no delete for it: it stays when its resource goes
    remains: ClassVar[str] = ""  # what stays on the Platform when it goes, in words
    goes_back: ClassVar[bool] = False  # an earlier one that is as declared is taken up again while it is still there
    trains: ClassVar[bool] = False  # making one trains a model
    holds_rows: ClassVar[bool] = False  # its `rows` are what trainings and scorings read
    reads: ClassVar[str] = ""  # the field with the dataset whose rows a run of it reads
    when_moved: ClassVar[str] = ""  # what happens to it when what it refers to is made anew; {names}, {events}, {s}

    # -- before anything runs ---------------------------------------------------------------------------------------
    @classmethod
    def problems(cls, fields: Fields) -> Iterable[Problem]:
        """What is wrong across fields. What isn't known yet is `UNKNOWN`, and no problem."""
        return ()

    @classmethod
    def derive(cls, fields: Fields) -> Fields:
        """Fields computed from others or from files, without calls; `UNKNOWN` if those are. Or `InvalidDeclaration`."""
        return {}

    # -- between fields and documents -------------------------------------------------------------------------------
    @classmethod
    def wire(cls, api: Api, fields: Fields, base: Doc, mark: OwnerMark) -> Doc:
        """The whole document for these fields, laid over `base` (what is there now, or nothing)."""
        return wire.to_wire(_kind(cls), fields, base, mark)

    @classmethod
    def read(cls, api: Api, live: Live) -> Fields:
        """The declared fields (those not local) as the Platform has them."""
        return wire.from_wire(_kind(cls), live.doc)

    @classmethod
    def outputs(cls, api: Api, live: Live) -> Fields:
        return {}

    @classmethod
    def owner(cls, live: Live) -> str | None:
        return cls.ownership.owner(live)

    # -- looking ----------------------------------------------------------------------------------------------------
    @classmethod
    def list_all(cls, api: Api) -> list[Live]:
        """Every asset of this kind in the sandbox, by the Platform's list; `partial` where that holds summaries."""
        raise NotImplementedError

    @classmethod
    def index(cls, api: Api) -> dict[str, Live]:
        """`list_all` by id, asked once for all resources of a process that ask within a minute."""
        return api.shared(cls.__name__, lambda: {live.id: live for live in cls.list_all(api)})

    @classmethod
    def listed(cls, api: Api) -> list[Live]:
        """All in the index at this moment; another thread may add what it has just made while this is walked."""
        return list(cls.index(api).values())

    @classmethod
    def summary(cls, api: Api, id: str) -> Live | None:
        """What the list tells of one asset. None: not listed, which alone does not mean that it is gone."""
        return cls.index(api).get(id)

    @classmethod
    def find(cls, api: Api, fields: Fields) -> list[Live]:
        """Assets of that name, ours or not."""
        name = fields[cls.name_field]
        return [live for live in cls.listed(api) if cls.read(api, live).get(cls.name_field) == name]

    @classmethod
    def has_name(cls) -> bool:
        """Whether the Platform keeps a name of its own for it, by which it can be looked up."""
        item = _kind(cls).FIELDS.get(cls.name_field)
        return item is not None and bool(item.at) and not item.reference and not item.local and not cls.part_of

    @classmethod
    def name_of(cls, live: Live) -> str:
        """Its name, without the owner mark; a list's summary does."""
        return str(wire.from_wire(_kind(cls), live.doc).get(cls.name_field) or "")

    @classmethod
    def of_name(cls, api: Api, name: str) -> list[Live]:
        """All of exactly that name, whoever made them; APIs that can search by name are asked for no more."""
        return [live for live in cls.listed(api) if cls.name_of(live) == name]

    @classmethod
    def is_id(cls, id: str) -> bool:
        """Whether it could be one, by its form; what it couldn't be would lead to another path of the API."""
        return bool(id) and ".." not in id and not any(sign.isspace() or sign in "/?#%" for sign in id)

    @classmethod
    def fetch(cls, api: Api, id: str, recorded: Fields) -> Live | None:
        """One asset, whole; None: it is gone."""
        raise NotImplementedError

    @classmethod
    def made_from(cls, api: Api, live: Live, fields: Fields) -> bool | None:
        """Whether an asset of ours was made from what is declared, where its fields don't show it; None: it may be."""
        return True

    # -- changing ---------------------------------------------------------------------------------------------------
    @classmethod
    def create(cls, api: Api, fields: Fields, mark: OwnerMark) -> Live:
        raise NotImplementedError

    @classmethod
    def finish(cls, api: Api, live: Live, fields: Fields, mark: OwnerMark) -> Live:
        """Whatever is left to do once the asset exists; doing it twice does no harm."""
        return live

    @classmethod
    def update(cls, api: Api, live: Live, fields: Fields, changed: set[str], mark: OwnerMark) -> Live:
        """Bring the changed fields, and no others, to what is declared."""
        raise NotImplementedError

    @classmethod
    def keep_live(cls, api: Api, live: Live, fields: Fields, changed: set[str]) -> Fields:
        """The changed fields as declared, the other declared ones as they are live: what an update is to leave."""
        now = cls.read(api, live)
        return {**fields, **{name: now[name] for name in now if name in fields and name not in changed}}

    @classmethod
    def delete(cls, api: Api, id: str, recorded: Fields) -> None:
        raise NotImplementedError

    @classmethod
    def cascades(cls, api: Api, id: str, recorded: Fields, deletion: Deletion) -> list[Affected]:
        """What the Platform would take or break along with it, asked before it is deleted."""
        return []

    # -- rows that runs read ----------------------------------------------------------------------------------------
    @classmethod
    def rows_of(cls, api: Api, fields: Fields) -> str:
        """The dataset whose rows a run of it reads; "" if it reads none."""
        return str(fields.get(cls.reads) or "")

    @classmethod
    def begins(cls, recorded: Fields) -> bool:
        """Whether an update starts a run, as the last one did not come to its end."""
        return False

    @classmethod
    def rows_in(cls, api: Api, dataset: str) -> list[Live]:
        """Those whose rows are in that dataset."""
        return []

    @classmethod
    def row_count(cls, live: Live) -> int:
        return 0

    # -- in words ---------------------------------------------------------------------------------------------------
    @classmethod
    def stays(cls) -> bool:
        """Whether it is left behind when its resource goes: undeletable, and no part of what does go."""
        return cls.undeletable and not cls.part_of

    @classmethod
    def noun(cls) -> str:
        """As screens call it: `field group`."""
        return "".join(f" {char.lower()}" if char.isupper() else char for char in cls.__name__).strip()

    @classmethod
    def is_failed_attempt(cls, live: Live) -> bool:
        """Whether it is left over from a failed attempt and can be ignored."""
        return False

    @classmethod
    def forecast(cls, recorded: Fields) -> str:
        """What is known from last time of what a new one will cost; "" if nothing."""
        return ""

    @classmethod
    def foretell(cls, recorded: Fields, declared: Fields) -> str:
        """What an update will come to, as far as the record tells; what an earlier one left unfinished, and why."""
        return ""

    @classmethod
    def unhealthy(cls, outputs: Fields) -> str:
        """What a refresh must go on saying of an asset that is there but not as declared; "" when all is well."""
        return ""


def _kind(cls: Any) -> Any:
    """A life is only ever part of a kind."""
    return cls
