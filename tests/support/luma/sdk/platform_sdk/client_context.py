class ClientContext:
    def __init__(self, **given: str | None) -> None:
        self.given = given
