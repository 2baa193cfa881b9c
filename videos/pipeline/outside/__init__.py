"""The only modules that use the network or an external engine. Each wraps one engine and raises one kind of error."""
