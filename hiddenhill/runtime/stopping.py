"""Whether this web process has been asked to stop, for responses that would keep it from doing so."""

import threading

stopping = threading.Event()
"""Set when the web server stops. A response that waits for something waits for this at the same time."""
