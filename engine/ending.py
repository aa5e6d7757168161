"""The last lines of `make up`: where to look, and what to do next."""

import sys

TEXT = """
Look at it:   . .venv/bin/activate, then: aep doctor · aep dataset list · aep runs list, each with --stack {stack}
              aep segment count "Luma likely buyers" --evaluate --stack {stack}
              pulumi stack output --stack {stack} · pulumi stack --stack {stack}
Change it:    edit __main__.py or stacks/Pulumi.{stack}.yaml, then `make preview STACK={stack}`
              or plain `pulumi preview --stack {stack}`
Leave it:     make down (stops the emulator, keeps its data) · make destroy STACK={stack} (takes everything away)"""

if __name__ == "__main__":
    print(TEXT.format(stack=sys.argv[1]))
