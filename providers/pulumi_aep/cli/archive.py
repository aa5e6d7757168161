"""`aep archive`: lists archived assets, and writes the program that declares them again."""

from pathlib import Path

import click

from . import options, output

folder_argument = click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))


@click.group("archive", short_help="What was archived before it was deleted.")
def command() -> None:
    """Look into the folder that aep:archive named when things were deleted.

    With aep:archive set (or AEP_ARCHIVE in the environment), every asset that goes, destroyed or replaced, is written
    there first: its fields, its data as Parquet files, a trained model's artefact. If that fails, nothing is deleted.

    \b
    Examples:
      aep archive list archive
      aep archive program archive --out restored.py
    """


@command.command("list")
@folder_argument
@options.json_option
def list_(folder: Path, *, as_json: bool) -> None:
    """List what was archived, and when.

    \b
    Examples:
      aep archive list archive
    JSON:
      [{"kind", "name", "id", "archived": ISO 8601, "files": number, "place": folder}]
    """
    from ..adoption import archived_asset

    found = archived_asset.rows(archived_asset.read(folder))
    columns = ("kind", "name", "archived", "files", "place")
    output.show(found, as_json=as_json, as_text=lambda: output.print_table(found, columns, empty="nothing"))


@command.command("program")
@folder_argument
@click.option("--out", type=click.Path(path_type=Path), help="A new file to write to, instead of the screen.")
@options.json_option
def program(folder: Path, out: Path | None, *, as_json: bool) -> None:
    """Write the Python that declares it again: of what was replaced the last one, of datasets their rows, too.

    Recipes and trainings are declared, not restored: a training trains again (its archived model is a file of its
    own).

    \b
    Examples:
      aep archive program archive --out restored.py
    JSON:
      {"program": text, "written": file or null}
    """
    from ..adoption import archived_asset, program_text
    from ..errors import AepError

    start = out.parent if out else Path()
    text = program_text.module(
        f"What was archived in {folder.name}.", archived_asset.declarations(archived_asset.read(folder), start=start)
    )
    if out and out.exists():
        raise AepError(f"{out} exists already; give another file with --out")
    if out:
        out.write_text(text)
    document = {"program": text, "written": str(out) if out else None}
    output.show(document, as_json=as_json, as_text=lambda: click.echo(f"wrote {out}" if out else text, nl=bool(out)))
