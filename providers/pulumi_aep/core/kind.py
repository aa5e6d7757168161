"""What a kind of asset is: its fields, and its way of life on the Platform.

A kind is written once, as a class with fields. Type checkers see a Pulumi resource (constructor takes `Input[T]`,
attributes are `Output[T]`); at run time it is plain data and functions, without Pulumi, and the binding makes the
resource out of it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from dataclasses import replace as dataclass_replace
from inspect import get_annotations
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar
from typing import dataclass_transform as _dataclass_transform

from .cascade import Along
from .field import Field, carried, derived, output, prop, ref, target, value_type

if TYPE_CHECKING:
    from pulumi import Output, ResourceOptions
    from pulumi.dynamic import Resource as _Base
else:
    _Base = object

T = TypeVar("T")
Doc = dict[str, Any]
Fields = dict[str, Any]


def _label(*, default: Any = ..., kw_only: bool = True) -> Any:
    """Constructor arguments every resource has."""
    return default


class Reply(Protocol):
    """The Platform's answer to one call."""

    @property
    def status(self) -> int: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def content(self) -> bytes: ...
    def json(self) -> Any: ...


class Api(Protocol):
    """The Platform, seen from one sandbox."""

    @property
    def sandbox(self) -> str: ...
    def get(self, path: str, *, params: Mapping[str, Any] | None = None, accept: str = "") -> Reply: ...
    def send(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        content: bytes | None = None,
        media_type: str = "application/json",
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        files: Mapping[str, Any] | None = None,
    ) -> Reply: ...
    def tenant(self) -> str: ...
    def within(self, sandbox: str) -> "Api": ...
    def shared(self, key: str, fetch: Callable[[], T]) -> T: ...
    def forget(self) -> None: ...
    def progress(self, message: str) -> None: ...
    def wait(self, seconds: float) -> None: ...


@dataclass(frozen=True)
class Problem:
    """One thing wrong with what was declared, in a sentence, at a field ("" for the resource as a whole)."""

    field: str
    message: str


@dataclass(frozen=True)
class Live:
    """An asset as the Platform has it: its id, its document, and the version to hand back when writing."""

    id: str
    doc: Doc
    etag: str = ""
    partial: bool = False  # no more than a list tells of it; `get` has the rest

    @property
    def version(self) -> str:
        """The Platform's word for its last change, where lists hold no more than that of it."""
        return str(self.doc.get("updated") or "")


@dataclass(frozen=True, kw_only=True)
class Stamp:
    """Whose an asset is: written into it, so that an interrupted create finds what it made."""

    owner: str  # project/stack/name, and #generation after a replacement

    KEY: ClassVar[str] = "pulumi-aep"

    def into(self, text: str) -> str:
        """At the end of a text, where an API has room for no more than that."""
        return f"{text}{' ' if text else ''}[{self.KEY}: {self.owner}]"

    @staticmethod
    def split(text: str | None) -> tuple[str, str | None]:
        """A text and the owner at its end, if there is one."""
        body, mark, rest = (text or "").rpartition(f"[{Stamp.KEY}: ")
        if not mark or not rest.endswith("]"):
            return text or "", None
        return body.removesuffix(" "), rest.removesuffix("]")


KINDS: dict[str, type["Kind"]] = {}


@_dataclass_transform(kw_only_default=True, field_specifiers=(prop, ref, carried, derived, output, _label))
class _Declared(_Base):
    """What type checkers make constructors for (the fields of this class itself would not count)."""


class Kind(_Declared):
    """Base of all kinds."""

    if TYPE_CHECKING:
        resource_name: str = _label(kw_only=False)
        opts: ResourceOptions | None = _label(default=None)
        sandbox: ClassVar[Output[str]]  # the sandbox it is in, stamped from the stack's settings
        org: ClassVar[Output[str]]

    FIELDS: ClassVar[Mapping[str, Field]] = {}
    unique: ClassVar[str] = ""  # the field whose value the Platform keeps unique; old goes before new comes
    within: ClassVar[str] = ""  # the reference inside which it is unique, if not in the sandbox
    named: ClassVar[str] = "name"  # the field a person would look for
    exclusive: ClassVar[bool] = True  # somebody else's asset of that name stands in the way
    found_in_list: ClassVar[bool] = True  # `find` looks in the index, so what is made has to be noted there
    sandboxed: ClassVar[bool] = True
    lasting: ClassVar[bool] = False  # the Platform can't delete it: it stays when its resource goes
    follows: ClassVar[str] = ""  # what happens to it when what it refers to is made anew; {names}, {events}, {s}

    def __init_subclass__(cls, abstract: bool = False, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        hints = get_annotations(cls)
        found = {name: value for name, value in vars(cls).items() if isinstance(value, Field)}
        cls.FIELDS = dict(cls.FIELDS) | {
            name: dataclass_replace(value, name=name, type=value_type(hints[name]), target=target(hints[name]))
            for name, value in found.items()
        }
        for name in found:
            delattr(cls, name)  # instances keep the outputs under these names
        if not abstract and cls.__module__.startswith("pulumi_aep.kinds"):
            KINDS[cls.__name__] = cls

    @classmethod
    def declared_fields(cls) -> list[Field]:
        return [item for item in cls.FIELDS.values() if not item.output]

    # -- before anything runs ---------------------------------------------------------------------------------------
    @classmethod
    def problems(cls, fields: Fields) -> Iterable[Problem]:
        """What is wrong across fields. What isn't known yet is `UNKNOWN`, and no problem."""
        return ()

    @classmethod
    def derive(cls, fields: Fields) -> Fields:
        """Fields computed from others; reads files, calls nothing; `UNKNOWN` if those are. Raises `Rejected`."""
        return {}

    # -- on the Platform --------------------------------------------------------------------------------------------
    @classmethod
    def listed(cls, api: Api) -> list[Live]:
        """Every asset of this kind in the sandbox, by the Platform's list; `partial` where that holds summaries."""
        raise NotImplementedError

    @classmethod
    def index(cls, api: Api) -> dict[str, Live]:
        """`listed` by id, asked once for all resources of a process that ask within a minute."""
        return api.shared(cls.__name__, lambda: {live.id: live for live in cls.listed(api)})

    @classmethod
    def glance(cls, api: Api, id: str) -> Live | None:
        """It, as far as the list tells. None: not listed, which alone does not mean that it is gone."""
        return cls.index(api).get(id)

    @classmethod
    def find(cls, api: Api, fields: Fields) -> list[Live]:
        """Assets that go by that name, ours or not."""
        raise NotImplementedError

    @classmethod
    def owner(cls, live: Live) -> str | None:
        raise NotImplementedError

    @classmethod
    def create(cls, api: Api, fields: Fields, stamp: Stamp) -> Live:
        raise NotImplementedError

    @classmethod
    def settle(cls, api: Api, live: Live, fields: Fields, stamp: Stamp) -> Live:
        """Whatever is left to do after the asset exists; doing it twice does no harm."""
        return live

    @classmethod
    def get(cls, api: Api, id: str, recorded: Fields) -> Live | None:
        raise NotImplementedError

    @classmethod
    def update(cls, api: Api, live: Live, fields: Fields, changed: set[str], stamp: Stamp) -> Live:
        """Bring the changed fields, and no others, to what is declared."""
        raise NotImplementedError

    @classmethod
    def mixed(cls, api: Api, live: Live, fields: Fields, changed: set[str]) -> Fields:
        """The changed fields as declared, the other declared ones as they are live: what an update is to leave."""
        now = cls.read(api, live)
        return {**fields, **{name: now[name] for name in now if name in fields and name not in changed}}

    @classmethod
    def along(cls, api: Api, id: str, recorded: Fields, stack: str) -> list[Along]:
        """What the Platform would take or break with it, to be asked before it is removed by `stack`."""
        return []

    @classmethod
    def remove(cls, api: Api, id: str, recorded: Fields) -> None:
        raise NotImplementedError

    @classmethod
    def keep(cls, api: Api, live: Live, folder: Path) -> list[str]:
        """Write to the folder what it holds and would be lost with it; the names of the files."""
        return []

    @classmethod
    def read(cls, api: Api, live: Live) -> Fields:
        """The declared fields (those not local) as the Platform has them."""
        raise NotImplementedError

    @classmethod
    def outputs(cls, api: Api, live: Live) -> Fields:
        return {}

    # -- taking over what is there already --------------------------------------------------------------------------
    @classmethod
    def whole(cls, api: Api, live: Live) -> Live | None:
        """All there is to know of it, for fields and outputs alike; None: it is gone."""
        return cls.get(api, live.id, {}) if live.partial else live

    @classmethod
    def hindrance(cls, api: Api, live: Live) -> str:
        """Why a program cannot declare it as it is; "" if it can. `live` may be partial."""
        return ""

    @classmethod
    def adopted(cls, api: Api, live: Live) -> Fields:
        """What a program would declare of it: what is read, and local fields if the Platform tells them after all."""
        return cls.read(api, live)

    @classmethod
    def as_live(cls, api: Api, live: Live, fields: Fields) -> Fields:
        """Of local fields that are declared: those that the Platform tells after all, as it has them."""
        return {}

    @classmethod
    def taken_over(cls, api: Api, live: Live, inputs: Fields) -> Fields:
        """All outputs of one that was not made by this stack, or whose record was lost."""
        return {**inputs, **cls.outputs(api, live)}

    # -- in words ---------------------------------------------------------------------------------------------------
    @classmethod
    def void(cls, live: Live) -> bool:
        """Whether it is no more than the trace of an attempt, which nobody misses or has to take away."""
        return False

    @classmethod
    def forecast(cls, recorded: Fields) -> str:
        """What is known from last time of what a new one will cost; "" if nothing."""
        return ""

    @classmethod
    def unhealthy(cls, outputs: Fields) -> str:
        """What a refresh must go on saying of an asset that is there but not as declared; "" when all is well."""
        return ""


class Rejected(Exception):
    """Declared values that cannot be; all of them at once."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(f"{problem.field}: {problem.message}" for problem in problems))
        self.problems = problems
