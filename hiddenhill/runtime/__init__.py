"""What runs beside Django: the queue server, processes, logs and error reports."""
