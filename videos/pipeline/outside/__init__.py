"""The only modules that touch the network or an external engine: each one wraps one, and raises one kind of error."""
