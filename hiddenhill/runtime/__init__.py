"""Everything that runs beside Django: the private queue server, processes, logs, error reports."""
