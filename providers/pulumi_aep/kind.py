"""What a kind of asset is: its fields, what a change to each of them means, and its way of life on the Platform.

A kind is written once, as a class with fields. Type checkers see a Pulumi resource (constructor takes `Input[T]`,
attributes are `Output[T]`); at run time it is plain data and functions, without Pulumi, and the binding makes the
resource out of it.
"""

import enum
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import replace as dataclass_replace
from inspect import get_annotations
from typing import (
    TYPE_CHECKING,
    Any,
    ClassVar,
    Generic,
    Literal,
    Protocol,
    Self,
    TypeVar,
    get_args,
    overload,
)
from typing import dataclass_transform as _dataclass_transform

if TYPE_CHECKING:
    from pulumi import Input, Output, ResourceOptions
    from pulumi.dynamic import Resource as _Base
else:
    _Base = object

T = TypeVar("T")
Doc = dict[str, Any]
Fields = dict[str, Any]


class Change(enum.StrEnum):
    """What a change to a field does, in the word the preview shows."""

    METADATA = "metadata"  # names, texts, tags: nothing runs
    REJUDGE = "rejudge"  # recorded metrics meet the new gate; nothing runs
    RESCHEDULE = "reschedule"  # when things run from now on
    RESCORE = "rescore"  # a new scoring run
    RETRAIN = "retrain"  # a new training run
    RECREATE = "recreate"  # a new asset; what the old one held is lost


REPLACING = {Change.RESCORE, Change.RETRAIN, Change.RECREATE}


class _Unknown:
    """A value that is known only once something else has been made."""

    def __repr__(self) -> str:
        return "(known after apply)"

    def __reduce__(self) -> str:
        return "UNKNOWN"


UNKNOWN = _Unknown()


def unknown(value: Any) -> bool:
    """Whether it is, or holds at any depth, something not known yet."""
    if isinstance(value, Mapping):
        return any(unknown(item) for item in value.values())
    if isinstance(value, list | tuple):
        return any(unknown(item) for item in value)
    return value is UNKNOWN


class Prop(Generic[T]):
    """A field's type: takes `Input[T]`, gives `Output[T]`."""

    if TYPE_CHECKING:

        @overload
        def __get__(self, instance: None, owner: Any) -> Self: ...
        @overload
        def __get__(self, instance: object, owner: Any) -> Output[T]: ...
        def __get__(self, instance: object | None, owner: Any) -> Any: ...
        def __set__(self, instance: object, value: Input[T]) -> None: ...


class Ref(Generic[T]):
    """A reference: takes the resource, or its id; gives the id."""

    if TYPE_CHECKING:

        @overload
        def __get__(self, instance: None, owner: Any) -> Self: ...
        @overload
        def __get__(self, instance: object, owner: Any) -> Output[str]: ...
        def __get__(self, instance: object | None, owner: Any) -> Any: ...
        def __set__(self, instance: object, value: T | Input[str]) -> None: ...


class Refs(Generic[T]):
    """Several references."""

    if TYPE_CHECKING:

        @overload
        def __get__(self, instance: None, owner: Any) -> Self: ...
        @overload
        def __get__(self, instance: object, owner: Any) -> Output[Sequence[str]]: ...
        def __get__(self, instance: object | None, owner: Any) -> Any: ...
        def __set__(self, instance: object, value: Sequence[T | Input[str]]) -> None: ...


_REQUIRED: Any = object()


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of a kind. `name` and `type` come from the class body."""

    name: str = ""
    type: Any = None
    change: Change = Change.METADATA
    doc: str = ""
    default: Any = _REQUIRED
    replaces: bool | Callable[[Any, Any], bool] | None = None  # None: as the change says
    local: bool = False  # the Platform doesn't keep it; what was recorded stands
    unordered: bool = False  # a list whose order means nothing
    carried: tuple[str, str] | None = None  # (reference field, attribute of the resource referred to)
    output: bool = False  # set by the Platform or while applying; never declared
    reference: bool = False
    moves: str = ""  # what it means, in words, that the asset referred to is made anew

    @property
    def required(self) -> bool:
        return self.default is _REQUIRED and not self.output and self.carried is None

    def replaces_for(self, old: Any, new: Any) -> bool:
        """Whether that change needs a new asset. What isn't known yet counts as changed."""
        if callable(self.replaces):
            return unknown(new) or self.replaces(old, new)
        return self.change in REPLACING if self.replaces is None else self.replaces


def prop(
    change: Change,
    doc: str,
    *,
    default: Any = _REQUIRED,
    replaces: bool | Callable[[Any, Any], bool] | None = None,
    local: bool = False,
    unordered: bool = False,
) -> Any:
    """A declared field. Without `default` it is required."""
    return Field(change=change, doc=doc, default=default, replaces=replaces, local=local, unordered=unordered)


def ref(
    change: Change,
    doc: str,
    *,
    default: Any = _REQUIRED,
    replaces: bool | Callable[[Any, Any], bool] | None = None,
    local: bool = False,
    unordered: bool = False,
    moves: str = "",
) -> Any:
    """A declared reference to another asset."""
    made = prop(change, doc, default=default, replaces=replaces, local=local, unordered=unordered)
    return dataclass_replace(made, reference=True, moves=moves)


def carried(change: Change, doc: str, *, by: str, attribute: str, init: Literal[False] = False) -> Any:
    """What comes along with a reference, so that a preview knows it before the asset referred to is touched.

    It is None where the reference was given as a bare id.
    """
    return Field(change=change, doc=doc, default=None, local=True, carried=(by, attribute))


def derived(change: Change, doc: str, *, replaces: bool | None = None, init: Literal[False] = False) -> Any:
    """Computed from the other fields before anything runs, such as a digest of files."""
    return Field(change=change, doc=doc, default=None, local=True, replaces=replaces)


def output(doc: str, *, init: Literal[False] = False) -> Any:
    """Known once the asset is there."""
    return Field(doc=doc, output=True, default=None)


def _label(*, default: Any = _REQUIRED, kw_only: bool = True) -> Any:
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


@dataclass(frozen=True, kw_only=True)
class Stamp:
    """Whose an asset is: written into it, so that an interrupted create finds what it made."""

    owner: str  # project/stack/name, and #generation after a replacement

    KEY: ClassVar[str] = "pulumi-aep"

    def into(self, text: str) -> str:
        """At the end of a text, where an API has room for no more than that."""
        return f"{text} [{self.KEY}: {self.owner}]".lstrip()

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
    sandboxed: ClassVar[bool] = True

    def __init_subclass__(cls, abstract: bool = False, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        hints = get_annotations(cls)
        found = {name: value for name, value in vars(cls).items() if isinstance(value, Field)}
        cls.FIELDS = dict(cls.FIELDS) | {
            name: dataclass_replace(value, name=name, type=_value_type(hints[name])) for name, value in found.items()
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
        """What is wrong across fields. A field that isn't known yet is absent."""
        return ()

    @classmethod
    def derive(cls, fields: Fields) -> Fields:
        """Fields computed from others; reads files, calls nothing. Raises `Rejected`."""
        return {}

    # -- on the Platform --------------------------------------------------------------------------------------------
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
    def remove(cls, api: Api, id: str, recorded: Fields) -> None:
        raise NotImplementedError

    @classmethod
    def read(cls, api: Api, live: Live) -> Fields:
        """The declared fields (those not local) as the Platform has them."""
        raise NotImplementedError

    @classmethod
    def outputs(cls, api: Api, live: Live) -> Fields:
        return {}

    @classmethod
    def unhealthy(cls, outputs: Fields) -> str:
        """What a refresh must go on saying of an asset that is there but not as declared; "" when all is well."""
        return ""


class Rejected(Exception):
    """Declared values that cannot be; all of them at once."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(f"{problem.field}: {problem.message}" for problem in problems))
        self.problems = problems


def _value_type(hint: Any) -> Any:
    if getattr(hint, "__origin__", None) is Refs:
        return list[str]
    if getattr(hint, "__origin__", None) is Ref:
        return str
    args = get_args(hint)
    return args[0] if args else Any
