"""Paths as a program writes them: they begin at the project's folder, where Pulumi.yaml is, wherever that runs."""

from pathlib import Path

from ..platform.local_emulator import project_folder


def project_path(text: str) -> Path:
    """With `main:` in Pulumi.yaml Pulumi runs the program in that folder; what lies only there is found as well."""
    given = Path(text)
    here, project = Path.cwd(), project_folder()
    if project == here or given == Path():
        return given
    only_here = (here / given).exists() and not (project / given).exists()
    return given if only_here else project / given


def begins_at() -> str:
    """Where a relative path begins, in words for a message."""
    return f"a relative one begins at the project folder, {project_folder()}"
