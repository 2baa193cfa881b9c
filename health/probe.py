"""Asks the web server of this container whether it can serve: the health check of the image.

The exit code is 0 or 1. What a proxy in front would add is added here, so that the answer is no redirect to HTTPS.
"""

import os
import sys
from http.client import HTTPConnection

if __name__ == "__main__":
    connection = HTTPConnection("127.0.0.1", int(os.environ.get("PORT", "8000")), timeout=5)
    connection.request("GET", "/api/health/ready", headers={"Host": "localhost", "X-Forwarded-Proto": "https"})
    sys.exit(connection.getresponse().status != 200)
