"""The health check of the image: exits with 0 if the web server of this container is ready."""

import sys
from http.client import HTTPConnection

if __name__ == "__main__":
    connection = HTTPConnection("127.0.0.1", 8000, timeout=5)
    connection.request("GET", "/api/health/ready", headers={"Host": "localhost"})
    sys.exit(connection.getresponse().status != 200)
