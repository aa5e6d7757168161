"""What a kind is: fields, values, checks. Pure: no network, no Pulumi."""
