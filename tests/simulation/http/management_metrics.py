"""One number of a server's metrics."""

import http.client


def value_of(server, sample):
    """Of the sample as it is written, with its labels; 0 when there is none."""
    line = http.client.HTTPConnection("127.0.0.1", server.management_port, timeout=10)
    line.request("GET", "/metrics")
    text = line.getresponse().read().decode()
    line.close()
    return next((int(float(one.split()[-1])) for one in text.splitlines() if one.startswith(sample + " ")), 0)
