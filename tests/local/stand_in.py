"""Stands in for a program of ours: serves on a port, and answers with its process id and where its databases are.

`python stand_in.py PORT [die]`: its settings come as a line of JSON on its standard input; with `die` it says why and
ends.
"""

import json
import os
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer


class Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        names = ("DATABASE_URL", "KEYS_DATABASE_URL", "TEMPORAL_ADDRESS")
        said = json.dumps({"pid": os.getpid()} | {name: os.environ.get(name) for name in names}).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(said)


if "die" in sys.argv:
    sys.exit("it has no heart")
os.environ.update(json.loads(sys.stdin.readline()))
HTTPServer(("127.0.0.1", int(sys.argv[1])), Answer).serve_forever()
