"""A kind is a resource type, such as Dataset: the class that holds its fields, rules and API calls.

An asset is the live object on the Platform; a resource is its entry in program and state. Nothing here uses the
network or Pulumi.
"""
