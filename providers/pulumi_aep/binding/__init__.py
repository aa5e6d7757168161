"""Our kinds as Pulumi resources and providers: the only modules that import pulumi."""
