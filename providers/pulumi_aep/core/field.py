"""A kind's fields: how they look to type checkers, what a change to each of them means, what is not known yet."""

import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import (
    TYPE_CHECKING,
    Any,
    Generic,
    Literal,
    Self,
    TypedDict,
    TypeVar,
    Unpack,
    get_args,
    get_origin,
    overload,
)

if TYPE_CHECKING:
    from pulumi import Input, Output

T = TypeVar("T")


class Change(enum.StrEnum):
    """What a change to a field does, in the word the preview shows."""

    RESTORE = "restore"  # what somebody else changed is set back to what it last ran with: nothing runs
    METADATA = "metadata"  # names, texts, tags: nothing runs
    REJUDGE = "rejudge"  # recorded metrics meet the new gate; nothing runs
    RESCHEDULE = "reschedule"  # when things run from now on
    RESCORE = "rescore"  # a new scoring run
    RETRAIN = "retrain"  # a new training run
    RECREATE = "recreate"  # a new asset; what the old one held is lost
    IRREVERSIBLE = "irreversible"  # nothing takes it back but a reset of the sandbox


REPLACING = {Change.RESCORE, Change.RETRAIN, Change.RECREATE}


class _Unknown:
    """A value that is known only once something else has been made."""

    def __repr__(self) -> str:
        return "(known after apply)"

    def __reduce__(self) -> str:
        return "UNKNOWN"


UNKNOWN = _Unknown()


def unknown(value: Any) -> bool:
    """Whether the value isn't known yet, or contains at any depth a value that isn't."""
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
    """A reference: takes the resource, its id, or an Output of either; gives the id."""

    if TYPE_CHECKING:

        @overload
        def __get__(self, instance: None, owner: Any) -> Self: ...
        @overload
        def __get__(self, instance: object, owner: Any) -> Output[str]: ...
        def __get__(self, instance: object | None, owner: Any) -> Any: ...
        def __set__(self, instance: object, value: T | Output[T] | Input[str]) -> None: ...


class Refs(Generic[T]):
    """Several references."""

    if TYPE_CHECKING:

        @overload
        def __get__(self, instance: None, owner: Any) -> Self: ...
        @overload
        def __get__(self, instance: object, owner: Any) -> Output[Sequence[str]]: ...
        def __get__(self, instance: object | None, owner: Any) -> Any: ...
        def __set__(
            self,
            instance: object,
            value: Sequence[T | Output[T] | Input[str]] | Output[Sequence[T]] | Output[Sequence[str]],
        ) -> None: ...


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
    target: str = ""  # the kind that a reference is to
    moves: str = ""  # what it means, in words, that the asset referred to is made anew
    of: tuple[str, ...] | None = None  # derived: the fields that go into it as they are
    at: str = ""  # where it stands in the Platform's document, dotted; "": an odd shape, which the kind spells out
    absent: Any = None  # its value where the document has none
    words: Mapping[Any, str] = field(default_factory=dict)  # its values to the Platform's words for them
    sparse: bool = False  # left out of the document while it is empty
    apart: bool = False  # read there, but written by a call of its own
    from_stack_config: bool = False  # taken from the stack's configuration where the program does not set it
    lasting: bool = False  # once on, only a reset of the sandbox takes it back
    reads_rows: bool = False  # what it refers to holds the rows that are trained on or scored

    @property
    def given(self) -> bool:
        """Whether the program gives it, rather than the library computing it."""
        return not self.output and self.carried is None and self.of is None

    @property
    def required(self) -> bool:
        return self.default is _REQUIRED and not self.output and self.carried is None

    @property
    def whole(self) -> bool:
        """Whether it is a whole number."""
        return self.type is int or next(iter(get_args(self.type)), None) is int

    @property
    def chosen(self) -> bool:
        """Whether its value is one of a few words."""
        return get_origin(self.type) is Literal or any(get_origin(one) is Literal for one in get_args(self.type))

    def is_irreversible(self, old: Any, new: Any) -> bool:
        return self.lasting and bool(new) and not unknown(new) and not old

    def replaces_for(self, old: Any, new: Any) -> bool:
        """Whether a change from `old` to `new` takes a new asset. A value that isn't known yet counts as changed."""
        if callable(self.replaces):
            return unknown(new) or self.replaces(old, new)
        return self.change in REPLACING if self.replaces is None else self.replaces


class Place(TypedDict, total=False):
    """A field's place in the Platform's document: see `Field`. `absent` is the default, or "" if it is required."""

    at: str
    absent: Any
    words: Mapping[Any, str]
    sparse: bool
    apart: bool
    from_stack_config: bool
    lasting: bool


def prop(
    change: Change,
    doc: str,
    *,
    default: Any = _REQUIRED,
    replaces: bool | Callable[[Any, Any], bool] | None = None,
    local: bool = False,
    unordered: bool = False,
    **place: Unpack[Place],
) -> Any:
    """A declared field. Without `default` it is required."""
    place = {"absent": "" if default is _REQUIRED else default, **place}
    return Field(change=change, doc=doc, default=default, replaces=replaces, local=local, unordered=unordered, **place)


def ref(
    change: Change,
    doc: str,
    *,
    default: Any = _REQUIRED,
    replaces: bool | Callable[[Any, Any], bool] | None = None,
    local: bool = False,
    unordered: bool = False,
    moves: str = "",
    reads_rows: bool = False,
    **place: Unpack[Place],
) -> Any:
    """A declared reference to another asset."""
    made = prop(change, doc, default=default, replaces=replaces, local=local, unordered=unordered, **place)
    return replace(made, reference=True, moves=moves, reads_rows=reads_rows)


def carried(
    change: Change,
    doc: str,
    *,
    by: str,
    attribute: str,
    replaces: bool | None = None,
    init: Literal[False] = False,
) -> Any:
    """A field passed along with a reference, so that a preview knows it before the asset referred to is touched.

    It is None where the reference was given as a bare id.
    """
    return Field(change=change, doc=doc, default=None, local=True, carried=(by, attribute), replaces=replaces)


def derived(
    change: Change,
    doc: str,
    *,
    of: tuple[str, ...] = (),
    replaces: bool | None = None,
    init: Literal[False] = False,
) -> Any:
    """A field computed from others before anything runs, such as a digest of files."""
    return Field(change=change, doc=doc, default=None, local=True, replaces=replaces, of=of)


def output(doc: str, *, init: Literal[False] = False) -> Any:
    """An output: known once the asset exists."""
    return Field(doc=doc, output=True, default=None)


def value_type(hint: Any) -> Any:
    """The type that validates a field with this annotation; a reference is validated as an id."""
    if getattr(hint, "__origin__", None) is Refs:
        return list[str]
    if getattr(hint, "__origin__", None) is Ref:
        return str
    args = get_args(hint)
    return args[0] if args else Any


def target(hint: Any) -> str:
    """The kind that a field with this annotation refers to; "" if it is no reference."""
    return str(get_args(hint)[0].__name__) if getattr(hint, "__origin__", None) in (Ref, Refs) else ""
