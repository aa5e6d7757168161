"""`aep schema`: shows the fields of a schema, with its class and field groups resolved."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from ..apis.lookup import find_by_name_or_id
from ..stack import configuration
from . import options, output

if TYPE_CHECKING:
    from ..core.live import Doc


@click.group("schema")
def command() -> None:
    """Schemas of the stack's sandbox.

    \b
    Example:
      aep schema show "Luma web data"
    """


@command.command()
@click.argument("name_or_id")
@options.stack_option
@options.json_option
def show(name_or_id: str, stack: str | None, as_json: bool) -> None:
    """Show a schema as a tree: every field with its type, required ones, identities.

    \b
    Examples:
      aep schema show "Luma propensity scores"
      aep schema show "Luma web data" --json | jq -r '.fields[].path'
    JSON:
      {"id", "title", "version", "class", "profile": bool, "fields": [{"path", "type", "title", "required": bool,
       "identity": {"namespace", "primary": bool} or null}]}; items of an array have a path with [*]
    """
    from ..apis import schema_registry

    api = configuration.connect(stack)
    id = find_by_name_or_id(
        schema_registry.listing(api, "schemas", accept=schema_registry.IDS),
        name_or_id,
        what="schema",
        name="title",
        ids=("$id", "meta:altId"),
    )["$id"]
    doc = schema_registry.one(api, "schemas", id, accept=schema_registry.FULL)
    marks = {
        item["xdm:sourceProperty"].strip("/").replace("/", "."): {
            "namespace": item.get("xdm:namespace"),
            "primary": bool(item.get("xdm:isPrimary")),
        }
        for item in schema_registry.identities(api, id)
    }
    fields = [{**field, "identity": marks.get(field["path"])} for field in _fields(doc)]
    document = {
        "id": id,
        "title": doc.get("title", ""),
        "version": doc.get("version"),
        "class": schema_registry.class_name(doc.get("meta:class", "")),
        "profile": "union" in doc.get("meta:immutableTags", []),
        "fields": fields,
    }
    output.show(document, as_json=as_json, as_text=lambda: _print_tree(document))


def _fields(schema: "Doc", path: str = "") -> "Iterator[Doc]":
    """Every field of the schema, parents before children."""
    required = schema.get("required") or []
    for name, field in sorted((schema.get("properties") or {}).items()):
        here = f"{path}.{name}" if path else name
        yield {"path": here, "type": _type_name(field), "title": field.get("title", ""), "required": name in required}
        yield from _fields(*_items(field, here))


def _items(field: "Doc", path: str) -> "tuple[Doc, str]":
    """The innermost items of an array with their path; the field itself if it is no array."""
    if field.get("type") != "array":
        return field, path
    return _items(field.get("items") or {}, f"{path}[*]")


def _type_name(field: "Doc") -> str:
    kind = field.get("type")
    if kind == "array":
        return f"array of {_type_name(field.get('items') or {})}"
    if kind == "object" and not field.get("properties") and field.get("additionalProperties"):
        return "map"
    known = field.get("meta:xdmType") or field.get("format") or kind or "any"
    return f"{known} enum" if field.get("enum") else str(known)


def _print_tree(document: dict[str, Any]) -> None:
    profile = ", in Profile" if document["profile"] else ""
    click.echo(f"{document['title']}  ({document['class']}, version {document['version']}{profile})")
    children: dict[str, list[dict[str, Any]]] = {}
    for field in document["fields"]:
        children.setdefault(field["path"].rpartition(".")[0].replace("[*]", ""), []).append(field)
    for line in _tree_lines(children, "", ""):
        click.echo(line)


def _tree_lines(children: dict[str, list[dict[str, Any]]], path: str, indent: str) -> Iterator[str]:
    below = children.get(path, [])
    for number, field in enumerate(below, start=1):
        last = number == len(below)
        name = field["path"].rpartition(".")[2]
        yield f"{indent}{'└─ ' if last else '├─ '}{name}: {field['type']}{_marks(field)}"
        yield from _tree_lines(children, field["path"].replace("[*]", ""), indent + ("   " if last else "│  "))


def _marks(field: dict[str, Any]) -> str:
    required = " (required)" if field["required"] else ""
    identity = field["identity"]
    if not identity:
        return required
    return f"{required} [{'primary ' if identity['primary'] else ''}identity {identity['namespace']}]"
