"""Options shared by many commands."""

import click

stack_option = click.option("--stack", metavar="NAME", help="Stack whose settings apply, if not the selected one.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, complete and in a stable shape.")
